// The functions of the language, one entry each: parameters, result, and the runtime's name for it (language.md 10.6).
// Must not know how a call is written or emitted.
import {
  anyObject,
  boolean,
  date,
  dynamic,
  integer,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  number,
  optional,
  string,
  type Type,
  union,
  withoutNull,
} from "./types.js";

export interface FunctionEntry {
  /** What each argument must be; a parameter whose name ends in `?` may be left out, the last may repeat with `...`. */
  readonly parameters: readonly (readonly [name: string, type: Type])[];
  readonly result: (args: readonly Type[]) => Type;
  /** The export of the runtime that does it. */
  readonly runtime: string;
  readonly example: string;
}

const scalar: Type = union(string, number, boolean);
const collection: Type = union(string, list(dynamic));
const anything: Type = dynamic;

/** Given null as its first argument a function returns null (10.6). */
function nullable(result: Type): (args: readonly Type[]) => Type {
  return ([first]) => (first && mayBeNull(first) ? optional(result) : result);
}

function elementOf(type: Type | undefined): Type {
  const members = type ? membersOf(withoutNull(type)) : [];
  return union(
    ...members.map((each) =>
      each.kind === "list" ? each.element : isDynamic(each) ? dynamic : { kind: "never" as const },
    ),
  );
}

const entries: ReadonlyMap<string, FunctionEntry> = new Map<string, FunctionEntry>([
  [
    "length",
    { parameters: [["value", collection]], result: () => integer, runtime: "length", example: 'length("abc") == 3' },
  ],
  [
    "concat",
    {
      parameters: [
        ["first", dynamic],
        ["...others", dynamic],
      ],
      result: (args) =>
        args.some(isDynamic)
          ? dynamic
          : args.some((each) => withoutNull(each).kind === "list")
            ? list(union(...args.map(elementOf)))
            : string,
      runtime: "concat",
      example: 'concat("a", 1) == "a1"',
    },
  ],
  [
    "lowercase",
    {
      parameters: [["text", string]],
      result: nullable(string),
      runtime: "lowercase",
      example: 'lowercase("AB") == "ab"',
    },
  ],
  [
    "uppercase",
    {
      parameters: [["text", string]],
      result: nullable(string),
      runtime: "uppercase",
      example: 'uppercase("ab") == "AB"',
    },
  ],
  [
    "first",
    {
      parameters: [["list", collection]],
      result: ([value]) => optional(elementOrCharacter(value)),
      runtime: "first",
      example: "first([1, 2]) == 1",
    },
  ],
  [
    "last",
    {
      parameters: [["list", collection]],
      result: ([value]) => optional(elementOrCharacter(value)),
      runtime: "last",
      example: "last([1, 2]) == 2",
    },
  ],
  ["now", { parameters: [], result: () => date, runtime: "now", example: "now() is datetime" }],
  [
    "env",
    {
      parameters: [
        ["name", string],
        ["default?", string],
      ],
      result: () => string,
      runtime: "env",
      example: 'env("MISSING", "x") == "x"',
    },
  ],
  [
    "toString",
    { parameters: [["value", scalar]], result: nullable(string), runtime: "toText", example: 'toString(1) == "1"' },
  ],
  [
    "toNumber",
    {
      parameters: [["value", scalar]],
      result: nullable(number),
      runtime: "toNumber",
      example: 'toNumber("1.5") == 1.5',
    },
  ],
  [
    "includes",
    {
      parameters: [
        ["collection", collection],
        ["element", anything],
      ],
      result: () => boolean,
      runtime: "includes",
      example: "includes([1, 2], 2)",
    },
  ],
  ["raw", { parameters: [["text", anything]], result: () => string, runtime: "text", example: 'raw("a/b") == "a/b"' }],
  [
    "keys",
    {
      parameters: [["object", anyObject]],
      result: nullable(list(string)),
      runtime: "keys",
      example: 'keys({ a: 1 }) == ["a"]',
    },
  ],
]);

function elementOrCharacter(type: Type | undefined): Type {
  if (!type || isDynamic(type)) return dynamic;
  const members = membersOf(withoutNull(type));
  const isText = (each: Type): boolean =>
    each.kind === "string" || (each.kind === "literal" && typeof each.value === "string");
  return union(elementOf(type), ...(members.some(isText) ? [string] : []));
}

/** The rest of 10.6: known names, not compiled yet. */
const laterFunctions: readonly string[] = (
  "capitalize substring split join trim trimStart trimEnd replace slugify padStart padEnd matches count isEmpty map filter reduce find findIndex " +
  "some every sort sortBy groupBy unique flatten chunks slice reverse sum avg min max range get entries values hasKey pick omit merge round floor " +
  "ceil abs pow sqrt parseDecimal toBoolean toArray toJson parseJson today parseDate formatDate year month day hour minute second dayOfWeek addDays " +
  "addHours addMinutes addMonths addYears subtractDays diffDays diffHours isBefore isAfter fromUnix toUnix days hours minutes uuid generateId exists " +
  "base64 hash"
).split(" ");

export function functionEntry(name: string): FunctionEntry | undefined {
  return entries.get(name);
}

export function isLaterFunction(name: string): boolean {
  return laterFunctions.includes(name);
}

export const functionNames: readonly string[] = [...entries.keys(), ...laterFunctions];

/** How many arguments a call may have. */
export function arity(entry: FunctionEntry): { readonly least: number; readonly most: number } {
  const names = entry.parameters.map(([name]) => name);
  return {
    least: names.filter((each) => !each.endsWith("?") && !each.startsWith("...")).length,
    most: names.some((each) => each.startsWith("...")) ? Number.POSITIVE_INFINITY : names.length,
  };
}
