// The functions of the language (language.md 10.6): named as there, but `toText` for its `toString`.
// Must not know the mission; `env` is the context's, and so is the clock that `now` reads.
import { numberIn, text } from "./convert.js";
import { MissionError } from "./errors.js";
import { asJson, describe, isList, isObject, type Json } from "./json.js";
import { equal } from "./operators.js";
import type { Clock } from "./scope.js";

/** Characters (UTF-16 units) of text, elements of a list; null has none. */
export function length(value: unknown): number {
  if (value == null) return 0;
  if (typeof value === "string" || isList(value)) return value.length;
  throw wrongKind("length", "text, a list or a store", value);
}

/** Joins scalars as text (null as ""), or lists (null as none). */
export function concat(...parts: readonly (string | number | boolean | null | undefined)[]): string;
export function concat<Lists extends readonly (readonly unknown[] | null | undefined)[]>(
  ...parts: Lists
): readonly NonNullable<Lists[number]>[number][];
export function concat(...parts: readonly unknown[]): Json;
export function concat(...parts: readonly unknown[]): Json {
  if (!parts.some(isList)) return parts.map((part) => joinable(part)).join("");
  return parts.flatMap((part) => {
    if (part == null) return [];
    if (isList(part)) return part;
    throw wrongKind("concat", "lists only or text only", part);
  });
}

function joinable(part: unknown): string {
  if (isObject(part)) throw wrongKind("concat", "text or lists", part);
  return text(part);
}

export function lowercase(value: string | number | boolean): string;
export function lowercase(value: unknown): string | null;
export function lowercase(value: unknown): string | null {
  return value == null ? null : scalarText("lowercase", value).toLowerCase();
}

export function uppercase(value: string | number | boolean): string;
export function uppercase(value: unknown): string | null;
export function uppercase(value: unknown): string | null {
  return value == null ? null : scalarText("uppercase", value).toUpperCase();
}

/** The first element of a list or character of text, or null. */
export function first(text: string | null | undefined): string | null;
export function first<T>(list: readonly T[] | null | undefined): T | null;
export function first(collection: unknown): Json;
export function first(collection: unknown): Json {
  return elementOf("first", collection, 0);
}

/** The last element of a list or character of text, or null. */
export function last(text: string | null | undefined): string | null;
export function last<T>(list: readonly T[] | null | undefined): T | null;
export function last(collection: unknown): Json;
export function last(collection: unknown): Json {
  return elementOf("last", collection, -1);
}

function elementOf(name: string, collection: unknown, index: number): Json {
  if (collection == null) return null;
  if (isList(collection) || typeof collection === "string") return collection.at(index) ?? null;
  throw wrongKind(name, "a list or text", collection);
}

/** Whether a list has an element equal to `value`, or text holds it; false for null. */
export function includes(collection: unknown, value: unknown): boolean {
  if (collection == null) return false;
  if (isList(collection)) return collection.some((item) => equal(item, value));
  if (typeof collection === "string") return value != null && collection.includes(scalarText("includes", value));
  throw wrongKind("includes", "a list or text", collection);
}

/** The names of an object's members, in their order. */
export function keys(value: object): readonly string[];
export function keys(value: unknown): readonly string[] | null;
export function keys(value: unknown): readonly string[] | null {
  if (value == null) return null;
  if (!isObject(value)) throw wrongKind("keys", "an object", value);
  return Object.keys(value);
}

/** The language's `toString`: a scalar as text. */
export function toText(value: string | number | boolean): string;
export function toText(value: unknown): string | null;
export function toText(value: unknown): string | null {
  return value == null ? null : scalarText("toString", value);
}

/** A number, or decimal text as the number it writes. */
export function toNumber(value: string | number): number;
export function toNumber(value: unknown): number | null;
export function toNumber(value: unknown): number | null {
  const json = asJson(value);
  if (json === null || typeof json === "number") return json;
  const number = typeof json === "string" ? numberIn(json) : undefined;
  if (number === undefined) throw wrongKind("toNumber", "a number or decimal text", value);
  return number;
}

/** The time of the clock as an ISO date-time in UTC. */
export function now(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

function scalarText(name: string, value: unknown): string {
  if (isList(value) || isObject(value)) throw wrongKind(name, "text, a number or a boolean", value);
  return text(value);
}

function wrongKind(name: string, expected: string, value: unknown): MissionError {
  return new MissionError(`${name} needs ${expected}, found ${describe(value)}`, { code: "data" });
}
