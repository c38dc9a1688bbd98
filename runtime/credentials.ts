// Finds the fields of a source's credentials in their places, field by field (language.md 3.3), and says what is wrong.
// Must not know what a scheme does with a field.
import type { AuthContext, EnvText } from "./auth.js";
import { AuthError } from "./errors.js";

/** What a field of a scheme may hold. `aliases` are asked after its own name. */
export interface FieldRule {
  readonly aliases?: readonly string[];
  /** `secret`: text or a function. `text`: text alone. Others: what their scheme reads them as, or text. */
  readonly kind: "secret" | "text" | "list" | "time" | "headers";
  /** Whether "" is a value; elsewhere it counts as not given. */
  readonly mayBeEmpty?: boolean;
}

export type FieldRules<Name extends string> = Readonly<Record<Name, FieldRule>>;

export interface Credentials<Name extends string> {
  /** Unknown fields, values of a wrong kind, a `type` that is not the scheme. */
  problems(): string[];
  /** Whether any place gives the field. */
  has(name: Name): boolean;
  /** The field's value with environment references resolved; functions are returned uncalled. */
  value(name: Name): unknown;
  /** The field as text, if it can be known without calling a function. */
  text(name: Name): string | undefined;
  /** The field as text; calls functions, each once. Throws AuthError when one fails. */
  secret(name: Name): Promise<string | undefined>;
  /** A sentence for each of `required` that no place gives, and for each field whose `env()` is not set. */
  missing(...required: readonly Name[]): string[];
  /** Puts fields before all others, in place of those of an earlier call; a null one is not given. */
  override(fields: object): void;
  /** The texts known by now of `names`, for redaction. */
  secrets(...names: readonly Name[]): string[];
}

type Layer = ReadonlyMap<string, unknown>;

/** Fields of `Tokens`: what `onTokenRefresh` was given, which always has a `basis`, can be given back as credentials. */
const ofTokens: ReadonlySet<string> = new Set([
  "refreshToken",
  "previousRefreshToken",
  "expiresAt",
  "expiresIn",
  "basis",
]);

/**
 * The credentials of one source. `group` names a field that may hold the others as an object; `open` accepts any field
 * (registered providers). Reads no environment before it is asked for a field.
 */
export function findCredentials<Name extends string>(
  context: Pick<AuthContext, "source" | "env">,
  scheme: string,
  rules: FieldRules<Name>,
  places: readonly (object | undefined)[],
  options: { readonly group?: string; readonly open?: boolean } = {},
): Credentials<Name> {
  const { source } = context;
  const ruleOf = new Map<string, FieldRule>(Object.entries(rules));
  const names = keysOf(rules);
  const written = places.flatMap((place) => layersOf(place, options.group));
  let layers = written;
  const called = new Map<unknown, Promise<string | undefined>>();
  const fetched = new Map<string, string>();

  function* candidates(name: string): Generator {
    const rule = ruleOf.get(name);
    const spellings = [name, ...(rule?.aliases ?? [])];
    const isGiven = (value: unknown): boolean => value != null && (value !== "" || rule?.mayBeEmpty === true);
    for (const layer of layers) {
      for (const spelling of spellings) {
        const value = layer.get(spelling);
        const resolved = isEnvText(value) ? resolve(value, context.env) : value;
        if (isGiven(resolved)) yield resolved;
      }
    }
    for (const spelling of spellings) {
      const value = context.env(variableName(source, spelling));
      if (isGiven(value)) yield value;
    }
  }

  function value(name: string): unknown {
    for (const candidate of candidates(name)) return candidate;
    return undefined;
  }

  async function secret(name: Name): Promise<string | undefined> {
    for (const candidate of candidates(name)) {
      const text = isFunction(candidate) ? await call(name, candidate) : candidate;
      if (text == null || (text === "" && ruleOf.get(name)?.mayBeEmpty !== true)) continue;
      if (typeof text === "string") return text;
      throw new AuthError(wrongKind(source, name, text, "text"), { source });
    }
    return undefined;
  }

  /** Remembers what `secretOf` resolved to; a failure is not remembered, so that the next request asks again. */
  function call(name: string, secretOf: () => unknown): Promise<string | undefined> {
    const known = called.get(secretOf);
    if (known !== undefined) return known;
    const result = Promise.resolve()
      .then(secretOf)
      .then(
        (text) => {
          if (typeof text === "string") fetched.set(name, text);
          if (text == null || typeof text === "string") return text ?? undefined;
          throw new AuthError(wrongKind(source, name, text, "a function that gives text"), { source });
        },
        (cause: unknown) => {
          throw new AuthError(`source \`${source}\`: the function given for \`${name}\` failed`, { source, cause });
        },
      );
    called.set(secretOf, result);
    result.catch(() => called.delete(secretOf));
    return result;
  }

  function problems(): string[] {
    const found: string[] = [];
    const known = new Set(["type"]);
    if (options.group !== undefined) known.add(options.group);
    for (const [name, rule] of ruleOf) for (const spelling of [name, ...(rule.aliases ?? [])]) known.add(spelling);
    for (const layer of layers) {
      for (const field of layer.keys()) {
        if (known.has(field) || options.open === true || (layer.has("basis") && ofTokens.has(field))) continue;
        found.push(unknownField(source, scheme, field, [...known]));
      }
      found.push(...otherType(layer.get("type"), "its credentials say"));
    }
    found.push(...otherType(context.env(variableName(source, "type")), `${variableName(source, "type")} says`));
    for (const [name, rule] of ruleOf) {
      for (const candidate of candidates(name)) {
        if (!fitsKind(candidate, rule.kind)) found.push(wrongKind(source, name, candidate, expected[rule.kind]));
      }
    }
    return [...new Set(found)];
  }

  function otherType(type: unknown, who: string): string[] {
    if (type == null || type === "" || type === scheme) return [];
    return [
      `source \`${source}\` has auth ${scheme}, but ${who} type ${typeof type === "string" ? `"${type}"` : "of another kind"}: ` +
        `give credentials of type ${scheme}, or change the source's \`auth\` in the mission`,
    ];
  }

  /** Variables that are not set and that a place names for the field. */
  function unsetOf(name: string): string[] {
    const spellings = [name, ...(ruleOf.get(name)?.aliases ?? [])];
    return layers
      .flatMap((layer) => spellings.map((spelling) => layer.get(spelling)))
      .filter(isEnvText)
      .flatMap((text) => unsetNames(text, context.env));
  }

  function missing(...required: readonly Name[]): string[] {
    const fields = new Set([...required, ...names.filter((name) => unsetOf(name).length > 0)]);
    return [...fields].filter((name) => value(name) === undefined).map(isMissing);
  }

  function isMissing(name: Name): string {
    const unset = unsetOf(name);
    const variable = `${capitals(source)}_${capitals(name)}`;
    return (
      `source \`${source}\` has auth ${scheme} and no \`${name}\`: ` +
      (unset.length === 0 ? "" : `${unset.join(", ")} is not set; set it, or `) +
      `give it in code as auth: { ${source}: { ${name} } }, ` +
      (unset.length === 0 ? `in the mission as ${name}: env("${variable}"), ` : "") +
      `or as ${variableName(source, name)}`
    );
  }

  return {
    problems,
    has: (name) => value(name) !== undefined,
    value,
    text(name) {
      const first = value(name);
      return typeof first === "string" ? first : undefined;
    },
    secret,
    missing,
    override(fields) {
      layers = [...layersOf(fields, options.group), ...written];
    },
    secrets: (...of) =>
      of
        .flatMap((name) => [...candidates(name), fetched.get(name)])
        .filter((text) => typeof text === "string" && text !== "")
        .map(String),
  };
}

/** The names of a table, with their type. */
export function keysOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  const isName = (key: string): key is Name => Object.hasOwn(table, key);
  return Object.keys(table).filter(isName);
}

/** `REQON_<SOURCE>_<FIELD>`: `GitHub`, `clientId` → `REQON_GITHUB_CLIENT_ID`. */
export function variableName(source: string, field: string): string {
  return `REQON_${source.toUpperCase()}_${capitals(field)}`;
}

/** Why `value` cannot stand in an HTTP header (RFC 9110 section 5.5), or undefined. Never contains it. */
export function headerFault(value: string): string | undefined {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return undefined;
  if (/[\r\n]/.test(value)) return "holds a line break";
  return /[^\x00-\xff]/.test(value) ? "holds a character outside Latin-1" : "holds a control character";
}

/** Whether `name` is a token of HTTP, as names of headers and cookies must be (RFC 9110 section 5.6.2). */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

function layersOf(place: object | undefined, group: string | undefined): Layer[] {
  if (place === undefined) return [];
  const flat = new Map<string, unknown>(Object.entries(place));
  const grouped = group === undefined ? undefined : flat.get(group);
  if (typeof grouped !== "object" || grouped === null) return [flat];
  return [flat, new Map<string, unknown>(Object.entries(grouped))];
}

function capitals(field: string): string {
  return field.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}

function isEnvText(value: unknown): value is EnvText {
  return typeof value === "object" && value !== null && "parts" in value && Array.isArray(value.parts);
}

function resolve(text: EnvText, env: AuthContext["env"]): string | undefined {
  let result = "";
  for (const part of text.parts) {
    const piece = typeof part === "string" ? part : env(part.env) || (part.fallback ?? env(part.env));
    if (piece === undefined) return undefined;
    result += piece;
  }
  return result;
}

function unsetNames(text: EnvText, env: AuthContext["env"]): string[] {
  return text.parts.flatMap((part) =>
    typeof part === "string" || part.fallback !== undefined || env(part.env) ? [] : [part.env],
  );
}

function isFunction(value: unknown): value is () => unknown {
  return typeof value === "function";
}

const expected: Readonly<Record<FieldRule["kind"], string>> = {
  secret: "text, or a function that gives it",
  text: "text",
  list: "a list of texts",
  time: "a date-time",
  headers: "an object of texts",
};

function fitsKind(value: unknown, kind: FieldRule["kind"]): boolean {
  if (typeof value === "string") return true;
  switch (kind) {
    case "secret":
      return typeof value === "function";
    case "text":
      return false;
    case "list":
      return Array.isArray(value) && value.every((element) => typeof element === "string");
    case "time":
      return typeof value === "number";
    case "headers":
      return typeof value === "object" && !Array.isArray(value);
  }
}

function wrongKind(source: string, field: string, value: unknown, wanted: string): string {
  const found = Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
  return `source \`${source}\`: \`${field}\` must be ${wanted}, found ${found}`;
}

function unknownField(source: string, scheme: string, field: string, known: readonly string[]): string {
  const plain = (name: string): string => name.replace(/[_-]/g, "").toLowerCase();
  const close =
    known.find((name) => plain(name) === plain(field)) ?? known.find((name) => nearly(plain(name), plain(field)));
  const help = close === undefined ? `it takes ${known.join(", ")}` : `did you mean \`${close}\`?`;
  return `source \`${source}\`: auth ${scheme} has no field \`${field}\`; ${help}`;
}

/** One letter changed, left out, added, or two neighbours swapped. */
function nearly(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}
