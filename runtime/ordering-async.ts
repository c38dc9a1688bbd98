// Order by what a store says: keys and comparisons are awaited, one after the other.
// Must not know stores.
import { listOrNull } from "./lists.js";
import { inOrderOf, numberFrom } from "./ordering.js";

/** `sortBy`, and `sort` with one parameter. */
export function sortItemsByAsync<L extends readonly unknown[]>(
  list: L,
  by: (item: L[number]) => Promise<unknown>,
  direction?: unknown,
): Promise<readonly L[number][]>;
export function sortItemsByAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  by: (item: L[number]) => Promise<unknown>,
  direction?: unknown,
): Promise<readonly L[number][] | null>;
export function sortItemsByAsync(
  list: unknown,
  by: (item: unknown) => Promise<unknown>,
  direction?: unknown,
): Promise<readonly unknown[] | null>;
export async function sortItemsByAsync(
  list: unknown,
  by: (item: unknown) => Promise<unknown>,
  direction?: unknown,
): Promise<readonly unknown[] | null> {
  const items = listOrNull("sortBy", list);
  if (items === null) return null;
  const keys: unknown[] = [];
  for (const item of items) keys.push(await by(item));
  return inOrderOf("sortBy", items, keys, direction);
}

/** `sort` with a comparison. */
export function sortItemsWithAsync<L extends readonly unknown[]>(
  list: L,
  compare: (a: L[number], b: L[number]) => Promise<unknown>,
): Promise<readonly L[number][]>;
export function sortItemsWithAsync<L extends readonly unknown[]>(
  list: L | null | undefined,
  compare: (a: L[number], b: L[number]) => Promise<unknown>,
): Promise<readonly L[number][] | null>;
export function sortItemsWithAsync(
  list: unknown,
  compare: (a: unknown, b: unknown) => Promise<unknown>,
): Promise<readonly unknown[] | null>;
export async function sortItemsWithAsync(
  list: unknown,
  compare: (a: unknown, b: unknown) => Promise<unknown>,
): Promise<readonly unknown[] | null> {
  const items = listOrNull("sort", list);
  return items === null ? null : merged(items, compare);
}

/** Merge sort: n log n comparisons, equal elements stay in their order. */
async function merged(
  items: readonly unknown[],
  compare: (a: unknown, b: unknown) => Promise<unknown>,
): Promise<readonly unknown[]> {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = await merged(items.slice(0, middle), compare);
  const right = await merged(items.slice(middle), compare);
  const result: unknown[] = [];
  let [a, b] = [0, 0];
  while (a < left.length && b < right.length) {
    const isRight = numberFrom(await compare(left[a], right[b])) > 0;
    result.push(isRight ? right[b++] : left[a++]);
  }
  return result.concat(left.slice(a), right.slice(b));
}
