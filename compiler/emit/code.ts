// TypeScript under construction: the one tagged template that makes code, and the escaping of every value in it.
// Must not know missions; raw text cannot be passed, so nothing a mission says becomes code by accident.
import type { RuntimeSymbol } from "./runtime-symbols.js";

/** An identifier handed out by `names`. */
export interface Identifier {
  readonly kind: "identifier";
  readonly text: string;
}

/** A runtime export; its import follows from its use. */
export interface RuntimeReference {
  readonly kind: "runtime";
  readonly symbol: RuntimeSymbol;
}

export interface Code {
  readonly kind: "code";
  readonly parts: readonly (string | RuntimeReference)[];
}

/** A part of a template: code, an identifier, a runtime symbol, a list of those, or a value, which is escaped. */
export type Part = Code | Identifier | RuntimeReference | string | number | boolean | null | readonly Part[];

export function code(texts: TemplateStringsArray, ...parts: readonly Part[]): Code {
  const all: (string | RuntimeReference)[] = [];
  texts.forEach((text, at) => {
    if (text !== "") all.push(text);
    const part = parts[at];
    if (part !== undefined) append(all, part);
  });
  return { kind: "code", parts: all };
}

/** One by one: lists of lists, as `flatMap` makes them, were a third of all that emitting takes. */
function append(all: (string | RuntimeReference)[], part: Part): void {
  if (part === null || typeof part !== "object") all.push(literal(part));
  else if (isList(part)) for (const each of part) append(all, each);
  else if (part.kind === "code") for (const each of part.parts) all.push(each);
  else all.push(part.kind === "identifier" ? part.text : part);
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}

/** U+2028 and U+2029 end a line in older tools; a lone surrogate is no text that a file can hold. */
const unsafe = /[\u2028\u2029\ud800-\udfff]/g;

function literal(value: string | number | boolean | null): string {
  if (typeof value !== "string") return Object.is(value, -0) ? "-0" : String(value);
  return withoutUnsafe(JSON.stringify(value));
}

function withoutUnsafe(written: string): string {
  return written.replace(unsafe, (character, at: number, text: string) =>
    isPaired(text, at) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isPaired(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdfff) return false;
  const other = text.charCodeAt(unit < 0xdc00 ? at + 1 : at - 1);
  return unit < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
}

/** A literal of a regular expression: its `source` has slashes and line ends escaped. */
export function regularExpression(pattern: RegExp): Code {
  return { kind: "code", parts: [`/${withoutUnsafe(pattern.source)}/${pattern.flags}`] };
}

export const empty: Code = { kind: "code", parts: [] };

export function join(parts: readonly Part[], separator: "" | ", " | " && " | " || " | " | " | "\n" | "; "): Code {
  if (parts.length === 0) return empty;
  const all: (string | RuntimeReference)[] = [];
  parts.forEach((part, at) => {
    if (at > 0) all.push(separator);
    append(all, part);
  });
  return { kind: "code", parts: all };
}

const identifierName = /^[A-Za-z_$][\w$]*$/;

/** `.name` or `["name"]`. */
export function member(name: string): Code {
  return { kind: "code", parts: [identifierName.test(name) ? `.${name}` : `[${literal(name)}]`] };
}

/** `?.name` or `?.["name"]`. */
export function optionalMember(name: string): Code {
  return { kind: "code", parts: [identifierName.test(name) ? `?.${name}` : `?.[${literal(name)}]`] };
}

/** A property name in a literal or interface; `__proto__` is computed in a literal, else it would set the prototype. */
export function key(name: string, place: "literal" | "type"): Code {
  if (name === "__proto__" && place === "literal") return { kind: "code", parts: ['["__proto__"]'] };
  return { kind: "code", parts: [identifierName.test(name) ? name : literal(name)] };
}

/** The text between the back-ticks of a template literal. */
export function templateText(text: string): Code {
  const escaped = literal(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("`", "\\`").replaceAll("${", "\\${");
  return { kind: "code", parts: [escaped] };
}

/** A line comment; line breaks in `text` become spaces. */
export function comment(text: string): Code {
  return { kind: "code", parts: [`// ${text.replace(/[\r\n\u2028\u2029]+/g, " ")}\n`] };
}

/** A JSDoc comment that cannot be ended by its text. */
export function docComment(text: string): Code {
  const lines = text
    .replaceAll("*/", "*\\/")
    .split(/\r?\n|[\u2028\u2029]/)
    .map((line) => line.trim());
  const [only] = lines;
  return {
    kind: "code",
    parts: [
      lines.length === 1 && only !== undefined
        ? `/** ${only} */\n`
        : `/**\n${lines.map((line) => ` * ${line}`).join("\n")}\n */\n`,
    ],
  };
}

/** Each once: to TypeScript an integer is any number, so that two types may be written the same. */
export function distinct(codes: readonly Code[]): readonly Code[] {
  const texts = codes.map(({ parts }) => JSON.stringify(parts));
  return codes.filter((_, at) => texts.indexOf(texts[at] ?? "") === at);
}

export function runtime(symbol: RuntimeSymbol): RuntimeReference {
  return { kind: "runtime", symbol };
}

/** The text, and the runtime symbols it refers to. */
export function render(parts: Code): { readonly text: string; readonly symbols: ReadonlySet<RuntimeSymbol> } {
  const symbols = new Set<RuntimeSymbol>();
  const text = parts.parts.map((part) => {
    if (typeof part === "string") return part;
    symbols.add(part.symbol);
    return part.symbol;
  });
  return { text: text.join(""), symbols };
}

/** `const name = value;`, which `withoutUnused` turns into the value alone where nothing reads the name. */
export function constant(name: Identifier, value: Code, type?: Code): Code {
  return code`const ${name}${type ? code`: ${type}` : empty} = (${value});\n`;
}

/** The code without a variable that nothing reads: `let name: T;`, and `name = value;`, of which only what is awaited stays. */
export function withoutVariable({ parts }: Code, name: Identifier): Code {
  const left: (string | RuntimeReference)[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    const isDeclared = part === "let " && parts[at + 1] === name.text;
    // Fields may have the same name.
    const behind = parts[at + 1];
    const isSet = part === name.text && typeof behind === "string" && behind.startsWith(" = ");
    const end = isDeclared || isSet ? parts.indexOf(";\n", at) : undefined;
    if (end === undefined) left.push(...(part === undefined ? [] : [part]));
    else if (isSet && awaits({ kind: "code", parts: parts.slice(at, end) }))
      left.push(behind.slice(" = ".length), ...parts.slice(at + 2, end + 1));
    if (end !== undefined) at = end;
  }
  return { kind: "code", parts: left };
}

/** The same, where blocks beside each other declare the name: of those alone where nothing reads it. */
export function withoutUnreadVariable({ parts }: Code, name: Identifier): Code {
  const starts = parts.flatMap((each, at) => (each === name.text && isDeclaration(parts[at - 1]) ? [at - 1] : []));
  const blocks = starts.map((start, at): Code => ({ kind: "code", parts: parts.slice(start, starts[at + 1]) }));
  const isUnread = (block: Code): boolean => block.parts[0] === "let " && !reads(block, name);
  const kept = blocks.map((each) => (isUnread(each) ? withoutVariable(each, name) : each));
  return { kind: "code", parts: [...parts.slice(0, starts[0]), ...kept.flatMap((each) => each.parts)] };
}

function isDeclaration(part: string | RuntimeReference | undefined): boolean {
  return part === "let " || declaresConstant(part);
}

export function declaresConstant(part: string | RuntimeReference | undefined): boolean {
  return typeof part === "string" && part.endsWith("const ");
}

/** Whether the code reads the identifier, which is a part of its own; a key of that name is followed by its colon. */
export function mentions({ parts }: Code, name: Identifier): boolean {
  return parts.some((each, at) => each === name.text && !isKey(parts[at + 1]));
}

/** The parts that may be names which the code reads or sets. */
export function namesIn({ parts }: Code): Code["parts"] {
  return parts.filter((_, at) => !isKey(parts[at + 1]));
}

/** Whether a name with this behind it is a key, or is declared with a type. */
export function isKey(behind: string | RuntimeReference | undefined): boolean {
  return typeof behind === "string" && /^\??:/.test(behind);
}

/** Whether the code does more with the variable than to set it. */
export function reads({ parts }: Code, name: Identifier): boolean {
  const isSet = (behind: string | RuntimeReference | undefined): boolean =>
    typeof behind === "string" && behind.startsWith(" = ");
  return parts.some((each, at) => each === name.text && !isKey(parts[at + 1]) && !isSet(parts[at + 1]));
}

/** Whether the code awaits something where it stands. */
export function awaits(part: Code): boolean {
  return part.parts.some(
    // A pattern begins with a slash.
    (each) =>
      typeof each === "string" && !each.startsWith("/") && /\bawait\b/.test(each.replace(/"(?:[^"\\]|\\.)*"/g, "")),
  );
}

/** Whether the code has names of its own, which need a block. */
export function declares({ parts }: Code): boolean {
  return parts.some((each) => typeof each === "string" && /\b(?:const|let) $/.test(each));
}
