// Calls of the language's functions as plain TypeScript, where the types of the arguments are known to allow it.
// Must not know the runtime's functions, which serve where they do not.
import { arrayOf } from "../semantics/functions/elements.js";
import { readPattern } from "../semantics/functions/patterns.js";
import { listOfMembers, memberType } from "../semantics/functions/shapes.js";
import {
  boolean,
  dynamic,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  duration,
  integer,
  number,
  optional,
  string,
  type Type,
  union,
  kindOf,
  widen,
  withoutNull,
} from "../semantics/types.js";
import { type Code, code, regularExpression, runtime } from "./code.js";
import { defined } from "./expressions.js";
import type { Value } from "./function.js";
import { partPresence } from "./operators.js";

export const kindIs = (value: Value | undefined, ...kinds: readonly string[]): boolean => {
  const members = value && !value.undefinable ? membersOf(value.type) : [];
  return members.length > 0 && members.every((each) => kinds.includes(kindOf(each)));
};

const isText = (value: Value | undefined): boolean => kindIs(value, "string");
const isNumber = (value: Value | undefined): boolean => kindIs(value, "number");
const isList = (value: Value | undefined): boolean => kindIs(value, "list");

/** Known to be a whole number, or left out. */
function isWhole(value: Value | undefined): boolean {
  if (!value) return true;
  const { type } = value;
  if (value.undefinable) return false;
  return type.kind === "literal" ? Number.isInteger(type.value) : type.kind === "number" && type.is === "integer";
}

/** Undefined where the runtime's function is needed. */
export function plainCall(name: string, values: readonly Value[]): Value | undefined {
  const [first, second, third] = values;
  if (!first) return undefined;
  if (name === "exists") return { code: presence(first), type: boolean };
  if (name === "concat" && isText(first) && values.every((each) => kindIs(each, "string", "number")))
    return {
      code: code`(${values.map((each) => each.code).reduce((left, right) => code`${left} + ${right}`)})`,
      type: string,
    };
  if (name === "toJson" && isSure(first)) return { code: code`JSON.stringify(${first.code})`, type: string };
  if (name === "get" && isList(first) && second && isWhole(second)) return elementValue(first, second, third);
  if (name === "toArray") return arrayValue(first);
  if (name === "values") return groupValues(first);
  if (name === "join") return joinedValue(first, second);
  if (isText(first)) return textCall(name, first, second, third);
  if (isList(first)) return listCall(name, first, second, third);
  if (isNumber(first)) return numberCall(name, first);
  if (name === "toString" && kindIs(first, "string", "number", "boolean")) return stringOf(first);
  return undefined;
}

/** TypeScript refuses to compare the literal of a list or object with null. */
function presence({ code: value, type, truth, part }: Value): Code {
  if (part) return code`(${partPresence(part)})`;
  const isLiteral = truth === true && type.kind !== "literal";
  return isLiteral ? code`${runtime("isPresent")}(${value})` : code`(${value} != null)`;
}

function textCall(name: string, text: Value, second: Value | undefined, third: Value | undefined): Value | undefined {
  const ofText = (result: Code, type: Type = string): Value => ({ code: code`${text.code}.${result}`, type });
  switch (name) {
    case "length":
      return ofText(code`length`, integer);
    case "isEmpty":
      return { code: emptiness(text), type: boolean };
    case "lowercase":
      return ofText(code`toLowerCase()`);
    case "uppercase":
      return ofText(code`toUpperCase()`);
    case "trim":
      return ofText(code`trim()`);
    case "trimStart":
      return ofText(code`trimStart()`);
    case "trimEnd":
      return ofText(code`trimEnd()`);
    case "toString":
    case "raw":
      return stringOf(text);
    case "includes":
    case "contains":
      return second && isText(second) ? ofText(code`includes(${second.code})`, boolean) : undefined;
    case "startsWith":
      return second && isText(second) ? ofText(code`startsWith(${second.code})`, boolean) : undefined;
    case "endsWith":
      return second && isText(second) ? ofText(code`endsWith(${second.code})`, boolean) : undefined;
    case "split":
      return second && isText(second) ? ofText(code`split(${second.code})`, list(string)) : undefined;
    case "substring":
      return second && isWhole(second) && isWhole(third) ? ofText(code`slice(${part(second, third)})`) : undefined;
    case "replace":
      return second && isText(second) && third && isPlainReplacement(third)
        ? ofText(code`replaceAll(${second.code}, ${third.code})`)
        : undefined;
    case "matches": {
      const pattern = patternCode(second);
      return pattern && { code: code`${pattern}.test(${text.code})`, type: boolean };
    }
    default:
      return undefined;
  }
}

/** Of literals TypeScript knows that they are no empty text. */
function emptiness({ code: text, type }: Value): Code {
  const isOpen = membersOf(type).every((each) => each.kind === "string");
  return isOpen ? code`(${text} === "")` : code`(${text}.length === 0)`;
}

function listCall(name: string, items: Value, second: Value | undefined, third: Value | undefined): Value | undefined {
  const element = items.type.kind === "list" ? items.type.element : dynamic;
  switch (name) {
    case "length":
      return { code: code`${items.code}.length`, type: integer };
    case "isEmpty":
      return { code: code`(${items.code}.length === 0)`, type: boolean };
    case "reverse":
      return { code: code`[...${items.code}].reverse()`, type: list(element) };
    case "slice":
      return second && isWhole(second) && isWhole(third)
        ? { code: code`${items.code}.slice(${part(second, third)})`, type: list(element) }
        : undefined;
    default:
      return undefined;
  }
}

const units: Readonly<Record<string, number>> = { days: 86_400_000, hours: 3_600_000, minutes: 60_000 };

function numberCall(name: string, value: Value): Value | undefined {
  switch (name) {
    case "floor":
      return { code: code`Math.floor(${value.code})`, type: integer };
    case "ceil":
      return { code: code`Math.ceil(${value.code})`, type: integer };
    case "abs":
      return { code: code`Math.abs(${value.code})`, type: number };
    case "toNumber":
    case "parseDecimal":
      return value;
    case "toString":
      return stringOf(value);
    case "days":
    case "hours":
    case "minutes": {
      const unit = units[name] ?? 1;
      const count =
        value.type.kind === "literal" && typeof value.type.value === "number" ? value.type.value : undefined;
      return {
        code: count === undefined ? code`(${value.code} * ${unit})` : code`${count * unit}`,
        type: duration,
      };
    }
    default:
      return undefined;
  }
}

function stringOf(value: Value): Value {
  return isText(value) ? { ...value, type: value.type } : { code: code`String(${value.code})`, type: string };
}

function part(start: Value, end: Value | undefined): Code {
  return end ? code`${start.code}, ${end.code}` : start.code;
}

/** A `$` in the replacement would have a meaning of its own. */
function isPlainReplacement({ type }: Value): boolean {
  return type.kind === "literal" && typeof type.value === "string" && !type.value.includes("$");
}

/** The pattern of a call of `matches`, which is a literal. */
export function patternCode(value: Value | undefined): Code | undefined {
  const text = value?.type.kind === "literal" && typeof value.type.value === "string" ? value.type.value : undefined;
  const pattern = text === undefined ? undefined : readPattern(text);
  return pattern instanceof RegExp ? regularExpression(pattern) : undefined;
}

/** ECMAScript's `join` takes null as empty text, too. */
function joinedValue(items: Value, separator: Value | undefined): Value | undefined {
  const element = items.type.kind === "list" && !items.undefinable ? items.type.element : undefined;
  const scalars = ["string", "number", "boolean", "null", "never"];
  const areScalars = element && membersOf(element).every((each) => scalars.includes(kindOf(each)));
  if (!areScalars || (separator && !isText(separator))) return undefined;
  return { code: code`${items.code}.join(${separator ? separator.code : ","})`, type: string };
}

/** Known, and never null. */
function isSure({ type, undefinable }: Value): boolean {
  return !isDynamic(type) && !mayBeNull(type) && !undefinable;
}

function elementValue(items: Value, index: Value, otherwise: Value | undefined): Value {
  const element = items.type.kind === "list" ? items.type.element : dynamic;
  const found = code`${items.code}.at(${index.code})`;
  if (!otherwise) return { code: found, type: optional(element), undefinable: true };
  const type = union(withoutNull(element), otherwise.type);
  return { code: code`(${found} ?? ${otherwise.code})`, type, undefinable: otherwise.undefinable ?? false };
}

/** Of an object of any names TypeScript knows what the values are. */
function groupValues(value: Value): Value | undefined {
  const isKnown = isSure(value) && memberType(value.type) !== undefined;
  return isKnown
    ? { code: code`Object.values(${value.code})`, type: listOfMembers(value.type, (each) => each) }
    : undefined;
}

function arrayValue(value: Value): Value | undefined {
  if (isList(value)) return value;
  if (isDynamic(value.type)) return undefined;
  if (isSure(value) && membersOf(value.type).every((each) => each.kind !== "list"))
    return { code: code`[${defined(value)}]`, type: list(union(widen(value.type))) };
  const type = arrayOf(value.undefinable ? optional(value.type) : value.type);
  return { code: code`${runtime("toArray")}(${value.code})`, type };
}
