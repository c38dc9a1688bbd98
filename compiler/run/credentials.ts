// The credentials file: read, checked against the sources of the missions, and substituted (language.md 3.4).
// Reports everything at once; must not send anything, nor know what a scheme does with its fields.
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { SourceFacts } from "../compile.js";
import { diagnostic, type Diagnostic, hasErrors } from "../diagnostics.js";
import type { Span } from "../source.js";
import { nearest } from "../suggest.js";
import { type FieldKind, type Fields, fieldsOf, groupFields } from "./credential-fields.js";
import { type Environment, substitute } from "./substitute.js";

export interface Credentials {
  /** Fields by source, as the generated module's `auth` option takes them. */
  readonly auth: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly diagnostics: readonly Diagnostic[];
  /** Sources whose entry has an error. */
  readonly rejected: readonly string[];
  /** Every text that may be a secret. */
  readonly secrets: readonly string[];
}

/** What the checks of one file share. */
interface Reading {
  readonly file: string;
  readonly environment: Environment;
  readonly diagnostics: Diagnostic[];
  readonly secrets: string[];
}

/** Checks `text`, the file `file`, against `sources`: all sources of the missions that are to run. */
export function readCredentials(
  file: string,
  text: string,
  sources: readonly SourceFacts[],
  environment: Environment,
): Credentials {
  const reading: Reading = { file, environment, diagnostics: [], secrets: [] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const first = errors[0];
  const auth: Record<string, Readonly<Record<string, unknown>>> = {};
  const rejected: string[] = [];
  if (first !== undefined) {
    const span = { file, start: first.offset, end: first.offset + Math.max(first.length, 1) };
    reading.diagnostics.push(
      diagnostic("RQ5501", span, { expected: expectedBy[printParseErrorCode(first.error)] ?? "JSON" }),
    );
  } else if (root?.type !== "object") {
    const span = root === undefined ? { file, start: 0, end: 0 } : spanOf(reading, root);
    reading.diagnostics.push(diagnostic("RQ5502", span, { what: "the credentials file", found: kindOf(root) }));
  } else {
    for (const [name, key, value] of membersOf(reading, root)) {
      const before = reading.diagnostics.length;
      const fields = readSource(reading, sources, name, key, value);
      if (fields !== undefined) auth[name] = fields;
      if (hasErrors(reading.diagnostics.slice(before))) rejected.push(name);
    }
  }
  // Without a readable file every source would lack its credentials: only the file is reported.
  if (hasErrors(reading.diagnostics) && rejected.length === 0) rejected.push(...sources.map(({ name }) => name));
  return { auth, diagnostics: reading.diagnostics, rejected, secrets: reading.secrets };
}

const expectedBy: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a name in double quotes, such as "API"',
  ValueExpected: "a value",
  ColonExpected: "`:`",
  CommaExpected: "`,`",
  CloseBraceExpected: "`}`",
  CloseBracketExpected: "`]`",
  EndOfFileExpected: "the end of the file",
  UnexpectedEndOfComment: "the end of the comment, `*/`",
  UnexpectedEndOfString: 'the end of the string, `"`',
  InvalidSymbol: "a name or a text in double quotes, a number, true, false or null",
  InvalidEscapeCharacter: 'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
  InvalidUnicode: "\\u and four hexadecimal digits",
};

function readSource(
  reading: Reading,
  sources: readonly SourceFacts[],
  name: string,
  key: Node,
  value: Node,
): Readonly<Record<string, unknown>> | undefined {
  const named = sources.filter((each) => each.name === name);
  const source = named[0];
  if (source === undefined) {
    const known = [...new Set(sources.map((each) => each.name))];
    const guess = nearest(name, known);
    const help = guess === undefined ? undefined : `replace with \`${guess}\``;
    const details = help === undefined ? {} : { help };
    reading.diagnostics.push(diagnostic("RQ5503", spanOf(reading, key), { name, known }, details));
    return undefined;
  }
  if (value.type !== "object") {
    const facts = { what: `\`${name}\` in the credentials file`, found: kindOf(value) };
    reading.diagnostics.push(diagnostic("RQ5502", spanOf(reading, value), facts));
    return undefined;
  }
  const members = membersOf(reading, value);
  const type = members.find(([field]) => field === "type");
  if (type !== undefined && !named.some((each) => each.auth === type[2].value)) {
    const facts = { source: name, found: textOf(type[2]), expected: source.auth };
    const related = [{ span: source.span, message: `the mission says \`auth: ${source.auth}\`` }];
    reading.diagnostics.push(diagnostic("RQ5505", spanOf(reading, type[2]), facts, { related }));
    return undefined;
  }
  const scheme = type === undefined ? source.auth : textOf(type[2]);
  const fields = readFields(reading, { source: name, scheme, fields: fieldsOf(scheme), prefix: "" }, members);
  const { username, password } = fields;
  // Basic sends the two as one text, and what is hidden must be hidden in that form too.
  if (typeof username === "string" && typeof password === "string") reading.secrets.push(`${username}:${password}`);
  return fields;
}

/** The object whose members are read: `prefix` is the path to it, such as `oauth.`. */
interface Place {
  readonly source: string;
  readonly scheme: string;
  readonly fields: Fields | undefined;
  readonly prefix: string;
}

type Member = readonly [name: string, key: Node, value: Node];

function readFields(reading: Reading, place: Place, members: readonly Member[]): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [name, key, value] of members) {
    if (name === "type" && place.prefix === "") {
      result[name] = value.value;
      continue;
    }
    const kind =
      place.fields === undefined ? "text" : Object.hasOwn(place.fields, name) ? place.fields[name] : undefined;
    if (kind === undefined) {
      reportUnknownField(reading, place, name, key);
      continue;
    }
    const read = readValue(reading, place, name, kind, value);
    if (read !== undefined) result[name] = read;
  }
  return result;
}

function reportUnknownField(reading: Reading, place: Place, name: string, key: Node): void {
  const known = Object.keys(place.fields ?? {});
  const guess = nearest(name, place.prefix === "" ? ["type", ...known] : known);
  const details = guess === undefined ? {} : { help: `replace with \`${guess}\`` };
  const facts = { source: place.source, field: place.prefix + name, scheme: place.scheme, known };
  reading.diagnostics.push(diagnostic("RQ5506", spanOf(reading, key), facts, details));
}

const expectedKind: Readonly<Record<FieldKind, string>> = {
  text: "a string",
  setting: "a string",
  list: "a list of strings, or one string with spaces between",
  headers: "an object of strings",
  time: "an ISO 8601 date-time, or seconds since 1970",
  group: "an object",
};

/** Undefined when it is not what `kind` asks for, which is reported, or null, which counts as not given. */
function readValue(reading: Reading, place: Place, name: string, kind: FieldKind, node: Node): unknown {
  if (node.type === "null") return undefined;
  const field = place.prefix + name;
  const text = (each: Node, secret: boolean): string | undefined =>
    readText(reading, place.source, field, each, secret);
  if (node.type === "string" && kind !== "headers" && kind !== "group") return text(node, kind === "text");
  if (node.type === "number" && kind === "time") return node.value;
  if (node.type === "array" && kind === "list") {
    return (node.children ?? []).map((each, index) => {
      if (each.type === "string") return text(each, false) ?? "";
      reportWrongKind(reading, place.source, `${field}[${index}]`, "a string", each);
      return "";
    });
  }
  if (node.type === "object" && kind === "group") {
    const inner: Place = { ...place, fields: groupFields(), prefix: `${name}.` };
    return readFields(reading, inner, membersOf(reading, node));
  }
  if (node.type === "object" && kind === "headers") {
    const inner: Place = { ...place, fields: undefined, prefix: `${name}.` };
    return readFields(reading, inner, membersOf(reading, node));
  }
  reportWrongKind(reading, place.source, field, expectedKind[kind], node);
  return undefined;
}

function reportWrongKind(reading: Reading, source: string, field: string, expected: string, node: Node): void {
  const facts = { source, field, expected, found: kindOf(node) };
  reading.diagnostics.push(diagnostic("RQ5507", spanOf(reading, node), facts));
}

function readText(reading: Reading, source: string, field: string, node: Node, secret: boolean): string | undefined {
  const { text, unset } = substitute(textOf(node), reading.environment);
  for (const variable of unset) {
    reading.diagnostics.push(diagnostic("RQ5504", spanOf(reading, node), { variable, source, field }));
  }
  if (unset.length > 0) return undefined;
  if (secret) reading.secrets.push(text);
  return text;
}

/** The members of an object in order; a name given twice is reported. */
function membersOf(reading: Reading, object: Node): readonly Member[] {
  const seen = new Map<string, Node>();
  const members: Member[] = [];
  for (const property of object.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = textOf(key);
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, key);
      members.push([name, key, value]);
    } else {
      const related = [{ span: spanOf(reading, first), message: "given here first" }];
      reading.diagnostics.push(diagnostic("RQ5508", spanOf(reading, key), { name }, { related }));
    }
  }
  return members;
}

function spanOf(reading: Reading, node: Node): Span {
  return { file: reading.file, start: node.offset, end: node.offset + node.length };
}

function textOf(node: Node): string {
  const value: unknown = node.value;
  return typeof value === "string" ? value : String(value);
}

function kindOf(node: Node | undefined): string {
  if (node === undefined) return "nothing";
  return kinds[node.type];
}

const kinds: Readonly<Record<Node["type"], string>> = {
  array: "a list",
  object: "an object",
  null: "null",
  boolean: "a boolean",
  number: "a number",
  string: "a string",
  property: "a field",
};
