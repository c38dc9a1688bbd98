// The functions of lists that take no element argument, some of them also of text (language.md 10.6).
// Must not know the mission.
import { type Argument, listArgument, textArgument, wholeArgument, wrongArgument } from "./arguments.js";
import { text } from "./convert.js";
import { field, isList, isObject, type Json } from "./json.js";
import { contains, range } from "./operators.js";

/** Characters (UTF-16 units) of text, elements of a list; null has none. */
export function length(value: unknown): number {
  if (value == null) return 0;
  if (typeof value === "string" || isList(value)) return value.length;
  throw wrongArgument(["length", "value"], "text, a list or a store", value);
}

/** Whether text, a list or an object has nothing in it; true for null. */
export function isEmpty(value: unknown): boolean {
  if (value == null) return true;
  if (typeof value === "string" || isList(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  throw wrongArgument(["isEmpty", "value"], "text, a list, a store or an object", value);
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
    throw wrongArgument(["concat", "others"], "lists only or text only", part);
  });
}

function joinable(part: unknown): string {
  if (isObject(part)) throw wrongArgument(["concat", "first"], "text or lists", part);
  return text(part);
}

/** The first element of a list or character of text, or null. */
export function first(text: string | null | undefined): string | null;
export function first<L extends readonly unknown[]>(list: L | null | undefined): L[number] | null;
export function first(collection: unknown): Json;
export function first(collection: unknown): Json {
  return elementAt(["first", "list"], collection, 0);
}

/** The last element of a list or character of text, or null. */
export function last(text: string | null | undefined): string | null;
export function last<L extends readonly unknown[]>(list: L | null | undefined): L[number] | null;
export function last(collection: unknown): Json;
export function last(collection: unknown): Json {
  return elementAt(["last", "list"], collection, -1);
}

function elementAt(argument: Argument, collection: unknown, index: number): Json {
  if (collection == null) return null;
  if (isList(collection) || typeof collection === "string") return collection.at(index) ?? null;
  throw wrongArgument(argument, "a list or text", collection);
}

/** Whether a list has an element equal to `value`, or text holds it; false for null. */
export function includes(collection: unknown, value: unknown): boolean {
  if (collection == null || isList(collection) || typeof collection === "string") return contains(collection, value);
  throw wrongArgument(["includes", "collection"], "a list or text", collection);
}

/** The whole numbers from one to the other, both included. */
export function rangeOf(first: number | string, last: unknown): readonly number[];
export function rangeOf(first: unknown, last: unknown): readonly number[] | null;
export function rangeOf(first: unknown, last: unknown): readonly number[] | null {
  if (first == null) return null;
  return range(wholeArgument(first, ["range", "first"]), wholeArgument(last, ["range", "last"]));
}

/** The list cut into lists of `size`; the last may be shorter. */
export function chunksOf<L extends readonly unknown[]>(list: L, size: unknown): readonly (readonly L[number][])[];
export function chunksOf<L extends readonly unknown[]>(
  list: L | null | undefined,
  size: unknown,
): readonly (readonly L[number][])[] | null;
export function chunksOf(list: unknown, size: unknown): readonly (readonly Json[])[] | null;
export function chunksOf(list: unknown, size: unknown): readonly (readonly unknown[])[] | null {
  if (list == null) return null;
  const items = listArgument(list, ["chunks", "list"]);
  const step = wholeArgument(size, ["chunks", "size"]);
  if (step < 1) throw wrongArgument(["chunks", "size"], "1 or more", size);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, at) => items.slice(at * step, (at + 1) * step));
}

/** The elements from `start` to just before `end`; negative positions count from the end. */
export function sliceOf<L extends readonly unknown[]>(list: L, start: unknown, end?: unknown): readonly L[number][];
export function sliceOf<L extends readonly unknown[]>(
  list: L | null | undefined,
  start: unknown,
  end?: unknown,
): readonly L[number][] | null;
export function sliceOf(list: unknown, start: unknown, end?: unknown): readonly Json[] | null;
export function sliceOf(list: unknown, start: unknown, end?: unknown): readonly unknown[] | null {
  if (list == null) return null;
  const from = wholeArgument(start, ["slice", "start"]);
  const to = end == null ? undefined : wholeArgument(end, ["slice", "end"]);
  return listArgument(list, ["slice", "list"]).slice(from, to);
}

/** The elements from the last to the first. */
export function reversed<L extends readonly unknown[]>(list: L): readonly L[number][];
export function reversed<L extends readonly unknown[]>(list: L | null | undefined): readonly L[number][] | null;
export function reversed(list: unknown): readonly Json[] | null;
export function reversed(list: unknown): readonly unknown[] | null {
  return list == null ? null : [...listArgument(list, ["reverse", "list"])].reverse();
}

const pathStep = /\[(-?\d+)\]|[^.[\]]+/g;
const wholePath = /^(?:[^.[\]]+|\[-?\d+\])(?:\.[^.[\]]+|\[-?\d+\])*$/;

/**
 * The element at an index, or the field at a name or path such as `lines[-1].sku`; a field whose own name looks like a
 * path goes first. `otherwise`, else null, where there is none.
 */
export function valueAt<L extends readonly unknown[]>(list: L | null | undefined, index: number): L[number] | null;
export function valueAt<L extends readonly unknown[], Otherwise>(
  list: L | null | undefined,
  index: number,
  otherwise: Otherwise,
): NonNullable<L[number]> | Otherwise | null;
export function valueAt<T extends object, K extends keyof T & string, Otherwise = null>(
  value: T | null | undefined,
  name: K,
  otherwise?: Otherwise,
): NonNullable<T[K]> | Otherwise | null;
export function valueAt(collection: unknown, path: unknown, otherwise?: unknown): unknown;
export function valueAt(collection: unknown, path: unknown, otherwise: unknown = null): unknown {
  if (collection == null) return null;
  if (!isList(collection) && !isObject(collection)) {
    throw wrongArgument(["get", "collection"], "a list or an object", collection);
  }
  if (typeof path === "number") return field(collection, wholeArgument(path, ["get", "path"])) ?? otherwise;
  const name = textArgument(path, ["get", "path"]);
  return field(collection, name) ?? field(collection, ...stepsOf(name)) ?? otherwise;
}

function stepsOf(path: string): readonly (string | number)[] {
  if (!wholePath.test(path)) return [path];
  return [...path.matchAll(pathStep)].map(([step, index]) => (index === undefined ? step : Number(index)));
}
