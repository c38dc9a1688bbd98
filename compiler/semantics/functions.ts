// The functions of the language by name (language.md 10.6): what the checker, the emitter, the docs and an editor ask.
// Must not know how a call is written or emitted; functions/ has one table for each group.
import { conversionFunctions } from "./functions/conversions.js";
import { dateFunctions } from "./functions/dates.js";
import type { FunctionEntry } from "./functions/entry.js";
import { listFunctions } from "./functions/lists.js";
import { numberFunctions } from "./functions/numbers.js";
import { objectFunctions } from "./functions/objects.js";
import { otherFunctions } from "./functions/others.js";
import { apply, bind, type Parameter, readSignature } from "./functions/signature.js";
import { textFunctions } from "./functions/text.js";
import { assignable } from "./assignable.js";
import { dynamic, isDynamic, mayBeNull, membersOf, optional, type Type, union, withoutNull } from "./types.js";

export const functionGroups: readonly { readonly title: string; readonly functions: readonly FunctionEntry[] }[] = [
  { title: "Text", functions: textFunctions },
  { title: "Lists", functions: listFunctions },
  { title: "Objects", functions: objectFunctions },
  { title: "Numbers", functions: numberFunctions },
  { title: "Conversions", functions: conversionFunctions },
  { title: "Dates", functions: dateFunctions },
  { title: "Other", functions: otherFunctions },
];

/** A function with its signature read. */
export interface LanguageFunction {
  readonly name: string;
  readonly entry: FunctionEntry;
  readonly parameters: readonly Parameter[];
  /** The export of the runtime that does it. */
  readonly runtime: string;
  /** The type that a call with arguments of these types has; of an element argument, the type of its body. */
  readonly result: (args: readonly Type[]) => Type;
}

export function nameOf(entry: FunctionEntry): string {
  return entry.signature.slice(0, entry.signature.indexOf("("));
}

const entries: ReadonlyMap<string, FunctionEntry> = new Map(
  functionGroups.flatMap(({ functions }) => functions.map((each) => [nameOf(each), each] as const)),
);
const read = new Map<string, LanguageFunction>();

export function functionEntry(name: string): LanguageFunction | undefined {
  const entry = entries.get(name);
  if (!entry) return undefined;
  const known = read.get(name) ?? readEntry(entry);
  read.set(name, known);
  return known;
}

function readEntry(entry: FunctionEntry): LanguageFunction {
  const { name, parameters, result } = readSignature(entry.signature);
  const typeOf = (args: readonly Type[]): Type => {
    const type = entry.result ? entry.result(args) : apply(result, bind(parameters, args));
    // Given null as its first argument a function returns null (10.6).
    const [first] = args;
    const isNullable = entry.ofNull === undefined && !entry.result && first !== undefined && mayBeNull(first);
    return isNullable && !isDynamic(type) ? optional(type) : type;
  };
  const resultOf = (args: readonly Type[]): Type =>
    isKnown(parameters, args) ? typeOf(args) : typeOf(args.map(() => dynamic));
  return { name, entry, parameters, runtime: entry.runtime ?? name, result: resultOf };
}

/**
 * Whether the first argument is surely what the function is for, null apart. Of a list or a text it must be known
 * which, unless it takes anything: there is no type of TypeScript for a function of both.
 */
function isKnown(parameters: readonly Parameter[], args: readonly Type[]): boolean {
  const [first] = args;
  const [parameter] = parameters;
  if (first === undefined || parameter === undefined) return true;
  const value = withoutNull(first);
  const kinds = new Set(membersOf(value).map((each) => each.kind === "list"));
  const wanted = membersOf(apply(parameter.type, bind(parameters, args))).map(plain);
  const takesAll = wanted.some(isDynamic);
  return !isDynamic(first) && (kinds.size === 1 || takesAll) && assignable(value, union(...wanted));
}

/** Any text may be a date, and any number a whole one: what is none is an error of the run. */
function plain(type: Type): Type {
  return type.kind === "string" || type.kind === "number" ? { kind: type.kind } : type;
}

export const functionNames: readonly string[] = [...entries.keys()];

/** How the function is called, where a call of it is wrong. */
export function signatureHelp({ signature }: FunctionEntry): { readonly help: string } {
  return { help: `it is \`${signature}\`` };
}

/** How many arguments a call may have. */
export function arity({ parameters }: LanguageFunction): { readonly least: number; readonly most: number } {
  return {
    least: parameters.filter((each) => !each.optional && !each.rest).length,
    most: parameters.some((each) => each.rest) ? Number.POSITIVE_INFINITY : parameters.length,
  };
}
