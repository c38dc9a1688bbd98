// What the functions give that do something with each element of a list (language.md 10.4, 10.6), for the reference.
// Must not use the compiler or its runtime.
import { instantOf } from "./dates.js";
import { Fault } from "./fault.js";
import { isList, isTrue, order, same, text } from "./json.js";
import type { Json } from "./types.js";

type Each = (...items: readonly Json[]) => Json;

/** Of the arguments that are values, and the one that is none. */
type ElementFunction = (values: readonly Json[], each: Each | undefined) => Json;

const itself: Each = (item) => item ?? null;

export const elementFunctions: ReadonlyMap<string, ElementFunction> = new Map<string, ElementFunction>([
  ["map", ([list], each = itself) => items(list).map((item) => each(item))],
  ["filter", ([list], each = itself) => items(list).filter((item) => isTrue(each(item)))],
  ["find", ([list], each = itself) => items(list).find((item) => isTrue(each(item))) ?? null],
  ["findIndex", ([list], each = itself) => items(list).findIndex((item) => isTrue(each(item)))],
  ["some", ([list], each = itself) => items(list).some((item) => isTrue(each(item)))],
  ["every", ([list], each = itself) => items(list).every((item) => isTrue(each(item)))],
  ["count", ([list], each) => items(list).filter((item) => !each || isTrue(each(item))).length],
  ["reduce", reduced],
  ["sort", ([list, direction], each = itself) => sorted(items(list), each, direction)],
  ["sortBy", ([list, direction], each = itself) => sorted(items(list), each, direction)],
  ["groupBy", ([list], each = itself) => grouped(items(list), each)],
  ["unique", ([list], each = itself) => unique(items(list), each)],
  ["flatten", ([list], each = itself) => items(list).flatMap((item) => each(item) ?? [])],
  ["sum", ([list], each = itself) => added(items(list), each).total],
  ["avg", ([list], each = itself) => mean(items(list), each)],
  ["min", ([list], each = itself) => extreme(items(list), each, -1)],
  ["max", ([list], each = itself) => extreme(items(list), each, 1)],
]);

function items(value: Json | undefined): readonly Json[] {
  if (value === null) return [];
  if (!isList(value)) throw new Fault("no list");
  return value;
}

function reduced([list, ...initial]: readonly Json[], each: Each = itself): Json {
  const all = items(list);
  const [start = null, rest] = initial.length > 0 ? [initial[0], all] : [all[0], all.slice(1)];
  return rest.reduce((sum, item) => each(sum, item), start);
}

/** Null last in either direction, equal ones as they stand. */
function sorted(list: readonly Json[], by: Each, direction: Json = "asc"): Json {
  const keyed = list.map((item) => ({ item, key: by(item) }));
  const compare = orderOf(keyed.map(({ key }) => key));
  const sign = direction === "desc" ? -1 : 1;
  const place = (a: Json, b: Json): number =>
    a === null || b === null ? Number(a === null) - Number(b === null) : compare(a, b) * sign;
  return keyed.toSorted((a, b) => place(a.key, b.key)).map(({ item }) => item);
}

/** Texts are dates only where all of them are. */
function orderOf(keys: readonly Json[]): (a: Json, b: Json) => number {
  const present = keys.filter((each) => each !== null);
  const kinds = new Set(present.map((each) => typeof each));
  if (kinds.size > 1 || present.some((each) => typeof each !== "string" && typeof each !== "number")) {
    throw new Fault("no order");
  }
  if (present.every((each) => instantOf(each) !== undefined)) return order;
  return (a, b) => (typeof a === "string" && typeof b === "string" ? (a < b ? -1 : Number(a > b)) : order(a, b));
}

function grouped(list: readonly Json[], by: Each): Json {
  const groups = new Map<string, Json[]>();
  for (const item of list) {
    const key = by(item);
    const name = key === null ? "null" : text(key);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return Object.fromEntries(groups);
}

function unique(list: readonly Json[], by: Each): Json {
  const keys = list.map((item) => by(item));
  return list.filter((_, at) => keys.findIndex((each) => same(each, keys[at] ?? null)) === at);
}

function added(list: readonly Json[], each: Each): { readonly total: number; readonly count: number } {
  const values = list.map((item) => each(item)).filter((value) => value !== null);
  const numbers = values.map((value) => {
    if (typeof value !== "number") throw new Fault("no number");
    return value;
  });
  return { total: numbers.reduce((sum, value) => sum + value, 0), count: numbers.length };
}

function mean(list: readonly Json[], each: Each): Json {
  const { total, count } = added(list, each);
  return count === 0 ? null : total / count;
}

function extreme(list: readonly Json[], each: Each, sign: 1 | -1): Json {
  const values = list.map((item) => each(item)).filter((value) => value !== null);
  const compare = orderOf(values);
  return values.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best), values[0] ?? null);
}
