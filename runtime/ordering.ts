// Lists in order, and the least and greatest of their elements (language.md 10.3): numbers, texts, or dates as instants.
// Must not know the mission. Null comes last in either direction, and is never the least or the greatest.
import { instantOf } from "./dates.js";
import { MissionError } from "./errors.js";
import { describe } from "./json.js";
import { listOrNull } from "./lists.js";

export type Direction = "asc" | "desc";

/** `sort` by the elements' own order. */
export function sortItems<L extends readonly unknown[]>(list: L, direction?: unknown): readonly L[number][];
export function sortItems<L extends readonly unknown[]>(
  list: L | null | undefined,
  direction?: unknown,
): readonly L[number][] | null;
export function sortItems(list: unknown, direction?: unknown): readonly unknown[] | null;
export function sortItems(list: unknown, direction?: unknown): readonly unknown[] | null {
  const items = listOrNull("sort", list);
  return items === null ? null : inOrderOf("sort", items, items, direction);
}

/** `sortBy`, and `sort` with one parameter: in the order of what `by` gives. Equal ones stay in their order. */
export function sortItemsBy<L extends readonly unknown[]>(
  list: L,
  by: (item: L[number]) => unknown,
  direction?: unknown,
): readonly L[number][];
export function sortItemsBy<L extends readonly unknown[]>(
  list: L | null | undefined,
  by: (item: L[number]) => unknown,
  direction?: unknown,
): readonly L[number][] | null;
export function sortItemsBy(
  list: unknown,
  by: (item: unknown) => unknown,
  direction?: unknown,
): readonly unknown[] | null;
export function sortItemsBy(
  list: unknown,
  by: (item: unknown) => unknown,
  direction?: unknown,
): readonly unknown[] | null {
  const items = listOrNull("sortBy", list);
  return items === null ? null : inOrderOf("sortBy", items, items.map(by), direction);
}

/** `sort` with a comparison: a number below 0 puts `a` first, above 0 `b`. */
export function sortItemsWith<L extends readonly unknown[]>(
  list: L,
  compare: (a: L[number], b: L[number]) => unknown,
): readonly L[number][];
export function sortItemsWith<L extends readonly unknown[]>(
  list: L | null | undefined,
  compare: (a: L[number], b: L[number]) => unknown,
): readonly L[number][] | null;
export function sortItemsWith(list: unknown, compare: (a: unknown, b: unknown) => unknown): readonly unknown[] | null;
export function sortItemsWith(list: unknown, compare: (a: unknown, b: unknown) => unknown): readonly unknown[] | null {
  const items = listOrNull("sort", list);
  return items === null ? null : [...items].sort((a, b) => numberFrom(compare(a, b)));
}

/** What a comparison gave. */
export function numberFrom(result: unknown): number {
  if (typeof result === "number") return result;
  throw new MissionError(`the comparison of sort must give a number, found ${describe(result)}`, {
    code: "data",
    help: "`a - b` for numbers; to order by a field write `sortBy(list, .field)`",
  });
}

/** The elements in the order of their keys, one for each. */
export function inOrderOf(
  name: string,
  items: readonly unknown[],
  keys: readonly unknown[],
  direction: unknown = "asc",
): readonly unknown[] {
  if (direction !== "asc" && direction !== "desc") {
    throw new MissionError(`the direction of ${name} must be "asc" or "desc", found ${describe(direction)}`, {
      code: "data",
    });
  }
  const ranks = ranksOf(name, keys);
  const sign = direction === "asc" ? 1 : -1;
  const places = items.map((_, index) => index);
  places.sort((a, b) => compareRanks(ranks[a], ranks[b], sign));
  return places.map((place) => items[place]);
}

type Rank = number | string | undefined;

function compareRanks(a: Rank, b: Rank, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a === b ? 0 : a < b ? -sign : sign;
}

/** What the keys are compared by: numbers and texts themselves, dates (when all are) as instants; undefined for null. */
function ranksOf(name: string, keys: readonly unknown[]): readonly Rank[] {
  const present = keys.filter((key) => key != null);
  const [first] = present;
  const isKind = (key: unknown): boolean =>
    (typeof key === "number" || typeof key === "string") && typeof key === typeof first;
  const odd = present.findIndex((key) => !isKind(key));
  if (odd >= 0) throw unordered(name, odd === 0 ? present.slice(0, 1) : [first, present[odd]]);
  const areDates = typeof first === "string" && present.every((key) => instantOf(key) !== undefined);
  return keys.map((key) =>
    areDates ? instantOf(key) : typeof key === "number" || typeof key === "string" ? key : undefined,
  );
}

function unordered(name: string, found: readonly unknown[]): MissionError {
  const what = found.map(describe).join(" and ");
  return new MissionError(`${name} needs numbers, texts or dates, all of one kind, found ${what}`, { code: "data" });
}

/** `min`: of equal ones the first, null where there is none. */
export function leastOf<L extends readonly unknown[]>(list: L | null | undefined): NonNullable<L[number]> | null;
export function leastOf(list: unknown, each?: (item: unknown) => unknown): unknown;
export function leastOf(list: unknown, each?: (item: unknown) => unknown): unknown {
  return extreme("min", list, -1, each);
}

/** `max`: of equal ones the first, null where there is none. */
export function greatestOf<L extends readonly unknown[]>(list: L | null | undefined): NonNullable<L[number]> | null;
export function greatestOf(list: unknown, each?: (item: unknown) => unknown): unknown;
export function greatestOf(list: unknown, each?: (item: unknown) => unknown): unknown {
  return extreme("max", list, 1, each);
}

function extreme(name: string, list: unknown, sign: number, each = (item: unknown): unknown => item): unknown {
  const items = (listOrNull(name, list)?.map((item) => each(item)) ?? []).filter((item) => item != null);
  const ranks = ranksOf(name, items);
  let best = 0;
  for (let index = 1; index < items.length; index++)
    if (compareRanks(ranks[index], ranks[best], -sign) < 0) best = index;
  return items[best] ?? null;
}
