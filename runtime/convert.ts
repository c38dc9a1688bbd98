// Run-time checks of values whose type the compiler could not prove (language.md 5.4), and the primitives of guards.
// Must not know the mission: `where` names the place in the user's words, such as "`total` of Invoice".
import { isDate } from "./dates.js";
import { MissionError } from "./errors.js";
import { describe, isList, isObject, type Json, type JsonObject } from "./json.js";
import { misfit, type Part } from "./misfit.js";

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether `value` is a whole number within ±(2^53 − 1) (language.md 5.2). */
export function isInt(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Whether `value` is a number that JSON can hold. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Whether `value` is a value that JSON can hold and is not null: a required `any` (language.md 5.1). */
export function isPresent(value: unknown): value is NonNullable<Json> {
  return typeof value === "string" || typeof value === "boolean" || isNumber(value) || isList(value) || isObject(value);
}

/** The number that `text` writes in decimal, surrounding space allowed; undefined for any other text. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  if (!decimal.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}

/** A scalar as text, null as ""; throws `data` for lists and objects (language.md 10.2). */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (value == null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new MissionError(`${describe(value)} cannot be joined to text`, {
    code: "data",
    help: "name a field of it, or use toJson(…)",
  });
}

/** A string; a number or boolean becomes one. Throws `data` for anything else. */
export function asString(value: unknown, where: string): string {
  return optionalString(value, where) ?? missing(where, "a string");
}

/** `asString` where null may stand. */
export function optionalString(value: unknown, where: string): string | null {
  if (typeof value === "string" || value == null) return value ?? null;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw mismatch(value, where, "a string");
}

/** A finite number; decimal text becomes one. Throws `data` for anything else. */
export function asNumber(value: unknown, where: string): number {
  return optionalNumber(value, where) ?? missing(where, "a number");
}

/** `asNumber` where null may stand. */
export function optionalNumber(value: unknown, where: string): number | null {
  return checked(value, isNumber, where, "a number");
}

/** A whole number within ±(2^53 − 1); decimal text becomes one. Throws `data` for anything else. */
export function asInt(value: unknown, where: string): number {
  return optionalInt(value, where) ?? missing(where, "a whole number");
}

/** `asInt` where null may stand. */
export function optionalInt(value: unknown, where: string): number | null {
  return checked(value, isInt, where, "a whole number");
}

function checked(
  value: unknown,
  guard: (value: unknown) => value is number,
  where: string,
  expected: string,
): number | null {
  if (value == null) return null;
  const number = typeof value === "string" ? numberIn(value) : value;
  if (guard(number)) return number;
  throw mismatch(value, where, expected);
}

/** A boolean. Throws `data` for anything else. */
export function asBoolean(value: unknown, where: string): boolean {
  return optionalBoolean(value, where) ?? missing(where, "a boolean");
}

/** `asBoolean` where null may stand. */
export function optionalBoolean(value: unknown, where: string): boolean | null {
  if (typeof value === "boolean" || value == null) return value ?? null;
  throw mismatch(value, where, "a boolean");
}

/** An ISO date or date-time. Throws `data` for anything else. */
export function asDate(value: unknown, where: string): string {
  return asType(isDate, value, where, "an ISO 8601 date or date-time");
}

/** `asDate` where null may stand. */
export function optionalDate(value: unknown, where: string): string | null {
  return optionalType(isDate, value, where, "an ISO 8601 date or date-time");
}

/**
 * A value that passes `guard`; `expected` is what a message calls it, such as "an Order", and `shape` says which of its
 * fields does not fit. Throws `data`.
 */
export function asType<T>(
  guard: (value: unknown) => value is T,
  value: unknown,
  where: string,
  expected: string,
  shape?: Part,
): T {
  if (guard(value)) return value;
  if (value == null) return missing(where, expected);
  const wrong = shape === undefined ? undefined : misfit(guard, value, shape);
  if (wrong === undefined) throw mismatch(value, where, expected);
  throw new MissionError(`${where} must be ${expected}, ${wrong.problem}`, { code: "data", help: wrong.help });
}

/** `asType` where null may stand. */
export function optionalType<T>(
  guard: (value: unknown) => value is T,
  value: unknown,
  where: string,
  expected: string,
  shape?: Part,
): T | null {
  return value == null ? null : asType(guard, value, where, expected, shape);
}

/** Any value but null. Throws `data`. */
export function asPresent<T>(value: T, where: string): NonNullable<T> {
  return value ?? missing(where, "a value");
}

/** What a `for` loop goes through: a list. Null or an object is a `data` error that names its list fields (6.15). */
export function itemsOf<T extends readonly unknown[]>(value: T | null | undefined): ReadonlyArray<T[number]>;
export function itemsOf(value: unknown): readonly unknown[];
export function itemsOf(value: unknown): readonly unknown[] {
  const rows = isList(value) ? value : rowsOf(value);
  if (rows !== undefined) return rows;
  const lists = isObject(value) ? listFields(value) : [];
  throw new MissionError(`\`for\` needs a list, found ${describe(value)}`, {
    code: "data",
    help: lists.length === 0 ? undefined : `loop over ${lists.join(" or ")}`,
  });
}

const rowsOfAnswers = new WeakMap<object, readonly Json[]>();

/** For paginated answers: a `for` over `body` or a `store` of it uses `rows` (6.12). */
export function keepRows(body: JsonObject, rows: readonly Json[]): void {
  rowsOfAnswers.set(body, rows);
}

function rowsOf(value: unknown): readonly Json[] | undefined {
  return isObject(value) ? rowsOfAnswers.get(value) : undefined;
}

/** What `store` writes: the elements of a list, or one object. Anything else is a `data` error (6.19). */
export function recordsOf<T extends object>(list: readonly T[] | null | undefined): readonly T[];
export function recordsOf(value: unknown): readonly JsonObject[];
export function recordsOf(value: unknown): readonly JsonObject[] {
  const records = isList(value) ? value : (rowsOf(value) ?? [value]);
  return records.map((record, index) => {
    if (isObject(record)) return record;
    const found = isList(value) ? `element ${index} is ${describe(record)}` : `found ${describe(record)}`;
    throw new MissionError(`\`store\` needs an object or a list of objects, ${found}`, { code: "data" });
  });
}

/** The item of `queue`: an object as it is, anything else, lists too, as `{ value }` (7.5). */
export function queued(value: unknown): JsonObject {
  return isObject(value) ? value : { value: isList(value) || isPresent(value) ? value : null };
}

function listFields(value: JsonObject): string[] {
  return Object.keys(value)
    .filter((name) => isList(value[name]))
    .map((name) => `.${name}`);
}

function mismatch(value: unknown, where: string, expected: string): MissionError {
  return new MissionError(`${where} must be ${expected}, found ${describe(value)}`, { code: "data" });
}

function missing(where: string, expected: string): never {
  throw new MissionError(`${where} must be ${expected}, found null`, {
    code: "data",
    help: "write `?` behind its type if it may be missing, or give a default with `??`",
  });
}
