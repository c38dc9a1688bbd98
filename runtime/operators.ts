// The operators of the language over values whose types are known only at run time (language.md 10.1 to 10.5).
// Must not know the mission. Errors are `data` errors without a place: who runs the step adds it.
import { numberIn, text } from "./convert.js";
import { instantOf, moved } from "./dates.js";
import { MissionError } from "./errors.js";
import { describe, field, isList, isObject, type Json, type JsonObject } from "./json.js";

/** `+`: joins texts when a side is a string (null as ""), else adds two numbers. */
export function add(left: number | null | undefined, right: number | null | undefined): number;
export function add(left: unknown, right: unknown): number | string;
export function add(left: unknown, right: unknown): number | string {
  if (typeof left === "number" && typeof right === "number") return finite(left + right, "+");
  if (typeof left === "string" || typeof right === "string") return text(left) + text(right);
  throw operands("+", left, right, "numbers or text");
}

/** date `+` duration in milliseconds, where the right side is known to be a duration or null. */
export function addDuration(left: string | null | undefined, duration: number | null | undefined): string;
export function addDuration(left: unknown, duration: number | null | undefined): number | string;
export function addDuration(left: unknown, duration: number | null | undefined): number | string {
  if (typeof left === "number" && duration != null) return finite(left + duration, "+");
  return shifted(left, duration, "+");
}

/** `-`: number − number; date − date as milliseconds; date − milliseconds as a date. Decimal text counts as a number. */
export function subtract(left: number | null | undefined, right: number | null | undefined): number;
export function subtract(left: unknown, right: unknown): number | string;
export function subtract(left: unknown, right: unknown): number | string {
  if (typeof left === "number" && typeof right === "number") return finite(left - right, "-");
  const start = instantOf(left);
  if (start === undefined) return finite(operand("-", left, left, right) - operand("-", right, left, right), "-");
  const other = instantOf(right);
  return other === undefined ? shifted(left, operand("-", right, left, right), "-") : start - other;
}

/** date `-` duration in milliseconds, where the left side is known to be no number. */
export function subtractDuration(left: string | null | undefined, duration: number): string {
  return shifted(left, duration, "-");
}

/** date `-` date in milliseconds, where both sides are known to be no numbers. */
export function subtractDates(left: string | null | undefined, right: string | null | undefined): number {
  const start = instantOf(left);
  const other = instantOf(right);
  if (start === undefined || other === undefined) throw operands("-", left, right, "two dates");
  return start - other;
}

/** `*`; decimal text counts as a number. */
export function multiply(left: unknown, right: unknown): number {
  return finite(operand("*", left, left, right) * operand("*", right, left, right), "*");
}

/** `/`; decimal text counts as a number, division by zero is an error. */
export function divide(left: unknown, right: unknown): number {
  return finite(operand("/", left, left, right) / divisor("/", left, right), "/");
}

/** `%` with the sign of the left side; decimal text counts as a number, zero on the right is an error. */
export function remainder(left: unknown, right: unknown): number {
  return operand("%", left, left, right) % divisor("%", left, right);
}

/** Unary `-`; decimal text counts as a number. */
export function negate(value: unknown): number {
  const number = numeric(value);
  if (number === undefined) throw new MissionError(`\`-\` needs a number, found ${describe(value)}`, { code: "data" });
  return -number;
}

function numeric(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? numberIn(value) : undefined;
}

function operand(operator: string, value: unknown, left: unknown, right: unknown): number {
  const number = numeric(value);
  if (number === undefined) throw operands(operator, left, right, "numbers");
  return number;
}

function divisor(operator: string, left: unknown, right: unknown): number {
  const number = operand(operator, right, left, right);
  if (number === 0) throw new MissionError(`\`${operator}\` by zero`, { code: "data" });
  return number;
}

function finite(value: number, operator: string): number {
  if (Number.isFinite(value)) return value;
  throw new MissionError(`the result of \`${operator}\` is too large for a number`, { code: "data" });
}

function shifted(date: unknown, duration: number | null | undefined, operator: "+" | "-"): string {
  const result =
    typeof date === "string" && duration != null ? moved(date, operator === "+" ? duration : -duration) : undefined;
  if (result !== undefined) return result;
  const areOfKind = instantOf(date) !== undefined && duration != null;
  const expected = areOfKind ? "a result in the years 0 to 9999" : "a date and a duration";
  throw operands(operator, date, duration, expected);
}

function operands(operator: string, left: unknown, right: unknown, expected: string): MissionError {
  return new MissionError(`\`${operator}\` needs ${expected}, found ${describe(left)} and ${describe(right)}`, {
    code: "data",
    help: left == null || right == null ? "give a default with `??`" : undefined,
  });
}

/** `<` (language.md 10.3): numbers, strings, dates as instants; false when a side is null; other mixes are errors. */
export function less(left: unknown, right: unknown): boolean {
  return order(left, right, "<") < 0;
}

/** `<=`, as `less`. */
export function lessOrEqual(left: unknown, right: unknown): boolean {
  return order(left, right, "<=") <= 0;
}

/** `>`, as `less`. */
export function greater(left: unknown, right: unknown): boolean {
  return order(left, right, ">") > 0;
}

/** `>=`, as `less`. */
export function greaterOrEqual(left: unknown, right: unknown): boolean {
  return order(left, right, ">=") >= 0;
}

/** Negative, zero or positive; NaN, which no comparison holds for, when a side is null. */
function order(left: unknown, right: unknown, operator: string): number {
  if (typeof left === "number" && typeof right === "number") return left < right ? -1 : Number(left > right);
  if (left == null || right == null) return NaN;
  if (typeof left === "string" && typeof right === "string") {
    const start = instantOf(left);
    const other = start === undefined ? undefined : instantOf(right);
    if (start !== undefined && other !== undefined) return start - other;
    return left < right ? -1 : Number(left > right);
  }
  throw operands(operator, left, right, "two numbers, two strings or two dates");
}

/** `==` (language.md 10.1): JSON deeply, without coercion; missing and null are one. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left == null || right == null) return left == null && right == null;
  if (isList(left)) {
    return isList(right) && left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  return isObject(left) && isObject(right) && covers(left, right) && covers(right, left);
}

/** Whether every member of `left` that is not null is equal in `right`. */
function covers(left: JsonObject, right: JsonObject): boolean {
  return Object.keys(left).every((name) => left[name] == null || equal(left[name], field(right, name)));
}

/** `left contains right`: text in text, element of a list, key of an object; false for null. */
export function contains(left: unknown, right: unknown): boolean {
  if (left == null) return false;
  if (isList(left)) return left.some((item) => equal(item, right));
  if (right == null) return false;
  if (typeof left === "string") return left.includes(scalar("contains", left, right));
  if (isObject(left)) return field(left, scalar("contains", left, right)) !== null;
  throw operands("contains", left, right, "text, a list or an object on its left");
}

/** `left in right`: `contains` the other way round. */
export function includedIn(left: unknown, right: unknown): boolean {
  return contains(right, left);
}

/** `left startsWith right`; false for null. */
export function startsWith(left: unknown, right: unknown): boolean {
  if (left == null || right == null) return false;
  return scalar("startsWith", left, right, left).startsWith(scalar("startsWith", left, right));
}

/** `left endsWith right`; false for null. */
export function endsWith(left: unknown, right: unknown): boolean {
  if (left == null || right == null) return false;
  return scalar("endsWith", left, right, left).endsWith(scalar("endsWith", left, right));
}

/** An operand that must be text: a number or boolean becomes it (language.md 5.4). */
function scalar(operator: string, left: unknown, right: unknown, value: unknown = right): string {
  if (isList(value) || isObject(value)) throw operands(operator, left, right, "text");
  return text(value);
}

const longestRange = 10_000_000;

/** `first..last`: the whole numbers from one to the other, both included; none when `last` is the smaller. */
export function range(first: unknown, last: unknown): readonly number[] {
  const start = numeric(first);
  const end = numeric(last);
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start === undefined || end === undefined) {
    throw operands("..", first, last, "whole numbers");
  }
  if (end - start >= longestRange) {
    throw new MissionError(`a range of ${end - start + 1} numbers is too long`, {
      code: "data",
      help: `a range may hold ${longestRange} numbers`,
    });
  }
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, index) => start + index);
}

/** `try { a, b }` (language.md 10.5): the first that is neither an error nor null, else null. */
export function attempt<T>(...thunks: readonly (() => T)[]): NonNullable<T> | null {
  for (const thunk of thunks) {
    try {
      const value = thunk();
      if (value != null) return value;
    } catch (error) {
      if (!isTakenByTry(error)) throw error;
    }
  }
  return null;
}

/** `attempt` for expressions that read a store. */
export async function attemptAsync<T>(...thunks: readonly (() => Promise<T>)[]): Promise<NonNullable<T> | null> {
  for (const thunk of thunks) {
    try {
      const value = await thunk();
      if (value != null) return value;
    } catch (error) {
      if (!isTakenByTry(error)) throw error;
    }
  }
  return null;
}

/** A cancelled run ends; a bug of ours surfaces. */
function isTakenByTry(error: unknown): boolean {
  return error instanceof MissionError && error.code !== "cancelled" && error.code !== "internal";
}

/** The list of the records' `name`, nulls left out: `.name` of a store or of a `where` filter (language.md 10.5). */
export function column<T, K extends keyof T>(records: readonly T[], name: K): readonly NonNullable<T[K]>[];
export function column(records: readonly unknown[], name: string): readonly Json[];
export function column(records: unknown, name: string): readonly Json[] | null;
export function column(records: unknown, name: string): readonly Json[] | null {
  if (!isList(records)) return null;
  return records.map((record) => field(record, name)).filter((value) => value !== null);
}
