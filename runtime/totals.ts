// `sum` and `avg` (language.md 10.6): nulls are left out, decimal text counts as a number.
// Must not know the mission.
import { numberIn } from "./convert.js";
import { MissionError } from "./errors.js";
import { describe } from "./json.js";
import { listOrNull } from "./lists.js";

/** `sum`: 0 of nothing. */
export function sumOf(list: unknown, each?: (item: unknown) => unknown): number {
  return numbersIn("sum", list, each).reduce((sum, value) => sum + value, 0);
}

/** `avg`: null of nothing. */
export function averageOf(list: unknown, each?: (item: unknown) => unknown): number | null {
  const numbers = numbersIn("avg", list, each);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function numbersIn(name: string, list: unknown, each = (item: unknown): unknown => item): readonly number[] {
  const values = listOrNull(name, list)?.map((item) => each(item)) ?? [];
  return values.flatMap((item) => {
    if (item == null) return [];
    const number = typeof item === "string" ? numberIn(item) : item;
    if (typeof number === "number") return number;
    throw new MissionError(`${name} needs numbers, found ${describe(item)}`, { code: "data" });
  });
}
