// JSON values: their types, reading through unknown shapes, store keys, and words for what was found.
// Must not know HTTP, stores or the mission; every read sees own properties only (language.md 1.6).
import { MissionError } from "./errors.js";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether `value` is a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same of a value of which the mission asks no more: a schema that it is found to be of says more of it (5.4). */
export function isRecord(value: unknown): value is object {
  return isObject(value);
}

/** The lists among what a value may be; where none is known, any list. */
type ListOf<T> = [Extract<T, readonly unknown[]>] extends [never]
  ? T & readonly Json[]
  : Extract<T, readonly unknown[]>;

/** Whether `value` is a list. */
export function isList<T>(value: T): value is ListOf<T> {
  return Array.isArray(value);
}

/** Whether `value` is one of `literals`. */
export function isOneOf<T extends string | number | boolean>(value: unknown, literals: readonly T[]): value is T {
  return literals.some((each) => each === value);
}

/** Whether the record is of those kinds whose field `name` is always one of `values`. */
export function hasTag<T extends object | null | undefined, K extends string, V extends string | number | boolean>(
  record: T,
  name: K,
  values: readonly V[],
): record is Extract<T, { readonly [P in K]: V }> {
  return isObject(record) && Object.hasOwn(record, name) && isOneOf(record[name], values);
}

/**
 * Whether the record has a field that only some kinds of T have. Where a value is of one of two kinds, one of which is the other
 * with more fields, TypeScript has it for that other: T says what it may be.
 */
export function hasField<T, K extends AnyKey<T>>(record: T, name: K): record is Having<T, K> {
  return isObject(record) && Object.hasOwn(record, name);
}

/** The kinds of T that have the field K. */
export type Having<T, K> = T extends unknown ? (K extends keyof T ? T : never) : never;

/** Whether `value` is a list whose elements all pass `guard`. */
export function isArrayOf<T>(value: unknown, guard: (element: unknown) => element is T): value is readonly T[] {
  if (!isList(value)) return false;
  for (let index = 0; index < value.length; index++) if (!guard(value[index])) return false;
  return true;
}

/** Whether `value` is an object whose values all pass `guard`. */
export function isRecordOf<T>(
  value: unknown,
  guard: (element: unknown) => element is T,
): value is Readonly<Record<string, T>> {
  return isObject(value) && Object.values(value).every((each) => guard(each));
}

/**
 * True, which TypeScript does not know: it concludes nothing where `isOrder(value) && oneWay` fails. To TypeScript each record
 * of another kind that lacks a field which an order may lack is an order; this one may have that field by chance, as anything
 * (language.md 5.1).
 */
export const oneWay: boolean = true;

/** Whether `value` is an object in which `name` is present and not null. */
export function has(value: unknown, name: string): boolean {
  return isObject(value) && Object.hasOwn(value, name) && value[name] != null;
}

/** The fields that a record of several kinds may have; what else there is, such as a text or null, has none. */
export type AnyKey<T> = T extends object ? keyof T & string : never;

/**
 * What a field of a typed value holds: null where it may be missing, as every member of an object of any names may, and in
 * what does not have it.
 */
export type Own<T, K> = T extends unknown
  ? K extends keyof T
    ? string extends keyof T
      ? T[K] | null
      : undefined extends T[K]
        ? Exclude<T[K], undefined> | null
        : T[K]
    : null
  : never;

/** Own property `key` of a typed value: `constructor`, `toString` and `__proto__` are ordinary names. */
export function own<T, K extends AnyKey<T>>(value: T, key: K): Own<T, K>;
export function own<T, K extends AnyKey<T>>(value: T | null | undefined, key: K): Own<T, K> | null;
/** The same of an object of any names: what is no text, number or boolean, such as null, names nothing. */
export function own<T extends Readonly<Record<string, unknown>>>(
  value: T | null | undefined,
  key: unknown,
): Own<T, string> | null;
export function own(value: unknown, key: unknown): unknown {
  const name = nameOf(key);
  return isObject(value) && name !== undefined && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

/** The member that a key names. `groupBy` makes names of booleans, which find their group so. */
function nameOf(key: unknown): string | number | undefined {
  if (typeof key === "boolean") return String(key);
  return typeof key === "string" || typeof key === "number" ? key : undefined;
}

/**
 * The value at `path` inside `value`, or null where a part of it is absent. A whole number counts list elements and
 * characters, a negative one from the end; `length` of a list or text is its length; any other name on a list is null
 * (language.md 10.5).
 */
export function field(value: unknown, ...path: readonly (string | number)[]): Json {
  let current = value;
  for (const step of path) {
    if (current == null) return null;
    current = member(current, step);
  }
  return asJson(current);
}

function member(value: unknown, step: string | number): unknown {
  if (isObject(value)) return Object.hasOwn(value, step) ? value[step] : null;
  if (!isList(value) && typeof value !== "string") return null;
  if (typeof step === "number") return value.at(step < 0 ? step : nonNegativeIndex(step, value.length));
  return step === "length" ? value.length : null;
}

/** `at` truncates fractions; an index that is not whole names no element, which the length stands for here. */
function nonNegativeIndex(index: number, length: number): number {
  return Number.isInteger(index) ? index : length;
}

/** `value` read as `value[index]`, where the index is itself dynamic: null and lists name nothing. */
export function element<T>(value: readonly T[] | null | undefined, index: unknown): unknown extends T ? Json : T | null;
export function element(value: unknown, index: unknown): Json;
export function element(value: unknown, index: unknown): Json {
  const name = nameOf(index);
  return name === undefined ? null : field(value, name);
}

/**
 * `value` typed as JSON. Undefined, functions and symbols are null; lists and objects are taken as they are, since
 * their absent members already read as null.
 */
export function asJson(value: unknown): Json {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return isObject(value) || isList(value) ? value : null;
}

/** What `...value` adds to an object: nothing for null. Throws `data` for a list or a scalar. */
export function spread(value: unknown): JsonObject {
  if (value == null) return {};
  if (isObject(value)) return value;
  throw new MissionError(`\`...\` needs an object, found ${describe(value)}`, { code: "data" });
}

/** `value` as a store key (language.md 4.1): text, number or boolean. Throws `data` for anything else. */
export function keyOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return String(value);
  throw new MissionError(`a store key must be a string, a number or a boolean, found ${describe(value)}`, {
    code: "data",
    help: "give the step a `key:` that every record has",
  });
}

const shownFields = 8;

/** What `value` is, in words. Texts are never quoted: one of them may be a secret. */
export function describe(value: unknown): string {
  if (value == null) return "null";
  if (typeof value === "string") return value === "" ? "empty text" : `text of ${counted(value.length, "character")}`;
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (isList(value)) return value.length === 0 ? "an empty list" : `a list of ${counted(value.length, "element")}`;
  if (!isObject(value)) return `a ${typeof value}`;
  const names = Object.keys(value);
  if (names.length === 0) return "an empty object";
  const more = names.length > shownFields ? ` and ${names.length - shownFields} more` : "";
  const shown = names.slice(0, shownFields).map((name) => `\`${name}\``);
  return `an object with ${shown.join(", ")}${more}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
