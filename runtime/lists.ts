// The collection functions over lists whose kind is known only at run time, and those that JavaScript's lists lack
// (language.md 10.4 to 10.6). Must not know order, totals or stores. Null is no list: the result is null, too.
import { text } from "./convert.js";
import { MissionError } from "./errors.js";
import { describe, isList, isObject } from "./json.js";

/** `value` as a list, null where it is null. Throws `data` for anything else, in the name of the function. */
export function listOrNull(name: string, value: unknown): readonly unknown[] | null {
  if (value == null || isList(value)) return value ?? null;
  throw new MissionError(`${name} needs a list, found ${describe(value)}`, {
    code: "data",
    help: isObject(value) ? listFields(value) : undefined,
  });
}

function listFields(value: object): string | undefined {
  const names = Object.entries(value).flatMap(([name, each]) => (isList(each) ? [`.${name}`] : []));
  return names.length === 0 ? undefined : `its lists are ${names.join(", ")}`;
}

/** `map`. */
export function mapItems<R>(list: unknown, each: (item: unknown) => R): readonly R[] | null {
  return listOrNull("map", list)?.map((item) => each(item)) ?? null;
}

/** `filter`, and `list where …`. */
export function filterItems<T>(list: unknown, holds: (item: unknown) => item is T): readonly T[] | null;
export function filterItems(list: unknown, holds: (item: unknown) => unknown): readonly unknown[] | null;
export function filterItems(list: unknown, holds: (item: unknown) => unknown): readonly unknown[] | null {
  return listOrNull("filter", list)?.filter((item) => holds(item)) ?? null;
}

/** `find`, and `any of`. */
export function findItem<T>(list: unknown, holds: (item: unknown) => item is T): T | null;
export function findItem(list: unknown, holds: (item: unknown) => unknown): unknown;
export function findItem(list: unknown, holds: (item: unknown) => unknown): unknown {
  return listOrNull("find", list)?.find((item) => holds(item)) ?? null;
}

/** `findIndex`: -1 where no element fits. */
export function findItemIndex(list: unknown, holds: (item: unknown) => unknown): number | null {
  return listOrNull("findIndex", list)?.findIndex((item) => holds(item)) ?? null;
}

/** `some`. */
export function someItem(list: unknown, holds: (item: unknown) => unknown): boolean | null {
  return listOrNull("some", list)?.some((item) => holds(item)) ?? null;
}

/** `every`. */
export function everyItem(list: unknown, holds: (item: unknown) => unknown): boolean | null {
  return listOrNull("every", list)?.every((item) => holds(item)) ?? null;
}

/** `count`: all elements, or those for which it holds; null has none. */
export function countItems(list: unknown, holds: (item: unknown) => unknown = () => true): number {
  return listOrNull("count", list)?.filter((item) => holds(item)).length ?? 0;
}

/** `reduce`; without `initial` the first element is what the others are added to. */
export function reduceItems<S>(list: unknown, each: (sum: S, item: unknown) => S, initial: S): S | null;
export function reduceItems<L extends readonly unknown[]>(
  list: L | null | undefined,
  each: (sum: L[number], item: L[number]) => L[number],
): L[number] | null;
export function reduceItems(list: unknown, each: (sum: unknown, item: unknown) => unknown): unknown;
export function reduceItems(
  list: unknown,
  each: (sum: unknown, item: unknown) => unknown,
  ...initial: readonly unknown[]
): unknown {
  const items = listOrNull("reduce", list);
  if (items === null) return null;
  const [start, rest] = initial.length > 0 ? [initial[0], items] : [items[0] ?? null, items.slice(1)];
  return rest.reduce((sum, item) => each(sum, item), start);
}

/** `groupBy`: lists of the elements by the text of their key, in the order of the first of each; null is `"null"`. */
export function groupItems<L extends readonly unknown[]>(
  list: L,
  by: (item: L[number]) => unknown,
): Readonly<Record<string, readonly L[number][]>>;
export function groupItems<L extends readonly unknown[]>(
  list: L | null | undefined,
  by: (item: L[number]) => unknown,
): Readonly<Record<string, readonly L[number][]>> | null;
export function groupItems(
  list: unknown,
  by: (item: unknown) => unknown,
): Readonly<Record<string, readonly unknown[]>> | null;
export function groupItems(
  list: unknown,
  by: (item: unknown) => unknown,
): Readonly<Record<string, readonly unknown[]>> | null {
  const items = listOrNull("groupBy", list);
  return items === null ? null : grouped(items, items.map(by));
}

/** The elements by their keys, one for each. */
export function grouped(
  items: readonly unknown[],
  keys: readonly unknown[],
): Readonly<Record<string, readonly unknown[]>> {
  const groups = new Map<string, unknown[]>();
  items.forEach((item, index) => {
    const name = groupName(keys[index]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  });
  return Object.fromEntries(groups);
}

function groupName(key: unknown): string {
  if (key == null) return "null";
  if (!isList(key) && !isObject(key)) return text(key);
  throw new MissionError(`groupBy needs keys that are texts, numbers or booleans, found ${describe(key)}`, {
    code: "data",
  });
}

/** `unique`: of elements that are equal (language.md 10.1), or whose keys are, the first. */
export function uniqueItems<L extends readonly unknown[]>(
  list: L,
  by?: (item: L[number]) => unknown,
): readonly L[number][];
export function uniqueItems<L extends readonly unknown[]>(
  list: L | null | undefined,
  by?: (item: L[number]) => unknown,
): readonly L[number][] | null;
export function uniqueItems(list: unknown, by?: (item: unknown) => unknown): readonly unknown[] | null;
export function uniqueItems(list: unknown, by?: (item: unknown) => unknown): readonly unknown[] | null {
  const items = listOrNull("unique", list);
  return items === null ? null : distinct(items, by === undefined ? items : items.map(by));
}

/** The elements whose key is equal to that of none before. */
export function distinct(items: readonly unknown[], keys: readonly unknown[]): readonly unknown[] {
  const seen = new Set<string>();
  return items.filter((_, index) => {
    const key = fingerprint(keys[index]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Text that is the same for equal values: members in the order of their names, without those that are null. */
function fingerprint(value: unknown): string {
  if (isList(value)) return `[${value.map(fingerprint).join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const names = Object.keys(value).filter((name) => value[name] != null);
  return `{${names
    .sort()
    .map((name) => `${JSON.stringify(name)}:${fingerprint(value[name])}`)
    .join()}}`;
}

/** `flatten`: the elements of elements that are lists, one level deep; other elements stay, null is none. */
export function flattenItems<L extends readonly (readonly unknown[] | null | undefined)[]>(
  list: L,
): readonly NonNullable<L[number]>[number][];
export function flattenItems(list: readonly unknown[]): readonly unknown[];
export function flattenItems(list: unknown, each?: (item: unknown) => unknown): readonly unknown[] | null;
export function flattenItems(list: unknown, each = (item: unknown): unknown => item): readonly unknown[] | null {
  const items = listOrNull("flatten", list)?.map((item) => each(item));
  return items?.flatMap((item): readonly unknown[] => (item == null ? [] : isList(item) ? item : [item])) ?? null;
}
