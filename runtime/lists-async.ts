// The collection functions whose element argument reads a store: element after element, each awaited.
// Must not know order, totals or stores. Null is no list: the result is null, too.
import { distinct, grouped, listOrNull } from "./lists.js";

/** What `each` gives for the elements, in order. */
async function inOrder<R>(
  name: string,
  list: unknown,
  each: (item: unknown) => Promise<R>,
): Promise<{ readonly items: readonly unknown[]; readonly results: readonly R[] } | null> {
  const items = listOrNull(name, list);
  if (items === null) return null;
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return { items, results };
}

/** The place of the first element for which it holds, or -1. */
async function placeOf(items: readonly unknown[], holds: (item: unknown) => Promise<unknown>): Promise<number> {
  for (const [index, item] of items.entries()) if (await holds(item)) return index;
  return -1;
}

/** `map`. */
export function mapItemsAsync<L extends readonly unknown[], R>(
  list: L,
  each: (item: L[number]) => Promise<R>,
): Promise<readonly R[]>;
export function mapItemsAsync<L extends readonly unknown[], R>(
  list: L | null | undefined,
  each: (item: L[number]) => Promise<R>,
): Promise<readonly R[] | null>;
export function mapItemsAsync<R>(list: unknown, each: (item: unknown) => Promise<R>): Promise<readonly R[] | null>;
export async function mapItemsAsync<R>(
  list: unknown,
  each: (item: unknown) => Promise<R>,
): Promise<readonly R[] | null> {
  return (await inOrder("map", list, each))?.results ?? null;
}

/** `filter`, and `list where …`. */
export function filterItemsAsync<L extends readonly unknown[]>(
  list: L,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<readonly L[number][]>;
export function filterItemsAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<readonly L[number][] | null>;
export function filterItemsAsync(
  list: unknown,
  holds: (item: unknown) => Promise<unknown>,
): Promise<readonly unknown[] | null>;
export async function filterItemsAsync(
  list: unknown,
  holds: (item: unknown) => Promise<unknown>,
): Promise<readonly unknown[] | null> {
  const asked = await inOrder("filter", list, holds);
  return asked?.items.filter((_, index) => asked.results[index]) ?? null;
}

/** `find`, and `any of`. */
export function findItemAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<L[number] | null>;
export function findItemAsync(list: unknown, holds: (item: unknown) => Promise<unknown>): Promise<unknown>;
export async function findItemAsync(list: unknown, holds: (item: unknown) => Promise<unknown>): Promise<unknown> {
  const items = listOrNull("find", list) ?? [];
  const place = await placeOf(items, holds);
  return place < 0 ? null : (items[place] ?? null);
}

/** `findIndex`: -1 where no element fits. */
export function findItemIndexAsync<L extends readonly unknown[]>(
  list: L,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<number>;
export function findItemIndexAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<number | null>;
export function findItemIndexAsync(list: unknown, holds: (item: unknown) => Promise<unknown>): Promise<number | null>;
export async function findItemIndexAsync(
  list: unknown,
  holds: (item: unknown) => Promise<unknown>,
): Promise<number | null> {
  const items = listOrNull("findIndex", list);
  return items === null ? null : placeOf(items, holds);
}

/** `some`. */
export function someItemAsync<L extends readonly unknown[]>(
  list: L,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<boolean>;
export function someItemAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<boolean | null>;
export function someItemAsync(list: unknown, holds: (item: unknown) => Promise<unknown>): Promise<boolean | null>;
export async function someItemAsync(
  list: unknown,
  holds: (item: unknown) => Promise<unknown>,
): Promise<boolean | null> {
  const items = listOrNull("some", list);
  return items === null ? null : (await placeOf(items, holds)) >= 0;
}

/** `every`. */
export function everyItemAsync<L extends readonly unknown[]>(
  list: L,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<boolean>;
export function everyItemAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<boolean | null>;
export function everyItemAsync(list: unknown, holds: (item: unknown) => Promise<unknown>): Promise<boolean | null>;
export async function everyItemAsync(
  list: unknown,
  holds: (item: unknown) => Promise<unknown>,
): Promise<boolean | null> {
  const items = listOrNull("every", list);
  return items === null ? null : (await placeOf(items, async (item) => !(await holds(item)))) < 0;
}

/** `count` of the elements for which it holds; null has none. */
export function countItemsAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  holds: (item: L[number]) => Promise<unknown>,
): Promise<number>;
export function countItemsAsync(list: unknown, holds: (item: unknown) => Promise<unknown>): Promise<number>;
export async function countItemsAsync(list: unknown, holds: (item: unknown) => Promise<unknown>): Promise<number> {
  return (await inOrder("count", list, holds))?.results.filter(Boolean).length ?? 0;
}

/** `reduce`; without `initial` the first element is what the others are added to. */
export function reduceItemsAsync<S, L extends readonly unknown[]>(
  list: L,
  each: (sum: S, item: L[number]) => Promise<S>,
  initial: S,
): Promise<S>;
export function reduceItemsAsync<S, L extends readonly unknown[]>(
  list: L | null | undefined,
  each: (sum: S, item: L[number]) => Promise<S>,
  initial: S,
): Promise<S | null>;
export function reduceItemsAsync<S>(
  list: unknown,
  each: (sum: S, item: unknown) => Promise<S>,
  initial: S,
): Promise<S | null>;
export function reduceItemsAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  each: (sum: L[number], item: L[number]) => Promise<L[number]>,
): Promise<L[number] | null>;
export function reduceItemsAsync(
  list: unknown,
  each: (sum: unknown, item: unknown) => Promise<unknown>,
): Promise<unknown>;
export async function reduceItemsAsync(
  list: unknown,
  each: (sum: unknown, item: unknown) => Promise<unknown>,
  ...initial: readonly unknown[]
): Promise<unknown> {
  const items = listOrNull("reduce", list);
  if (items === null) return null;
  const [start, rest] = initial.length > 0 ? [initial[0], items] : [items[0] ?? null, items.slice(1)];
  let sum = start;
  for (const item of rest) sum = await each(sum, item);
  return sum;
}

/** `groupBy`. */
export function groupItemsAsync<L extends readonly unknown[]>(
  list: L,
  by: (item: L[number]) => Promise<unknown>,
): Promise<Readonly<Record<string, readonly L[number][]>>>;
export function groupItemsAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  by: (item: L[number]) => Promise<unknown>,
): Promise<Readonly<Record<string, readonly L[number][]>> | null>;
export function groupItemsAsync(
  list: unknown,
  by: (item: unknown) => Promise<unknown>,
): Promise<Readonly<Record<string, readonly unknown[]>> | null>;
export async function groupItemsAsync(
  list: unknown,
  by: (item: unknown) => Promise<unknown>,
): Promise<Readonly<Record<string, readonly unknown[]>> | null> {
  const keyed = await inOrder("groupBy", list, by);
  return keyed === null ? null : grouped(keyed.items, keyed.results);
}

/** `unique` by what the elements give. */
export function uniqueItemsAsync<L extends readonly unknown[]>(
  list: L,
  by: (item: L[number]) => Promise<unknown>,
): Promise<readonly L[number][]>;
export function uniqueItemsAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  by: (item: L[number]) => Promise<unknown>,
): Promise<readonly L[number][] | null>;
export function uniqueItemsAsync(
  list: unknown,
  by: (item: unknown) => Promise<unknown>,
): Promise<readonly unknown[] | null>;
export async function uniqueItemsAsync(
  list: unknown,
  by: (item: unknown) => Promise<unknown>,
): Promise<readonly unknown[] | null> {
  const keyed = await inOrder("unique", list, by);
  return keyed === null ? null : distinct(keyed.items, keyed.results);
}
