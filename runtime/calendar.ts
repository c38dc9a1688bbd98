// The functions of dates and durations (language.md 10.6). All of them count in UTC, whatever the machine's zone is.
// Must not know the clock: what time it is comes from the context.
import {
  type Argument,
  instantArgument,
  numberArgument,
  textArgument,
  wholeArgument,
  wrongArgument,
} from "./arguments.js";
import { day, instantOf, moved } from "./dates.js";

/** A function of a date and of `Others`: null for null. */
export interface OfDate<Result, Others extends readonly unknown[] = []> {
  (date: string, ...others: Others): Result;
  (date: unknown, ...others: Others): Result | null;
}

function ofDate<Result, Others extends readonly unknown[] = []>(
  name: string,
  compute: (instant: number, date: string, ...others: Others) => Result,
): OfDate<Result, Others> {
  function call(date: string, ...others: Others): Result;
  function call(date: unknown, ...others: Others): Result | null;
  function call(date: unknown, ...others: Others): Result | null {
    if (date == null) return null;
    const instant = instantArgument(date, [name, "date"]);
    return compute(instant, typeof date === "string" ? date : "", ...others);
  }
  return call;
}

const part = (name: string, read: (date: Date) => number): OfDate<number> =>
  ofDate(name, (instant) => read(new Date(instant)));

export const yearOf: OfDate<number> = part("year", (date) => date.getUTCFullYear());

/** 1 to 12. */
export const monthOf: OfDate<number> = part("month", (date) => date.getUTCMonth() + 1);

/** Of the month, 1 to 31. */
export const dayOf: OfDate<number> = part("day", (date) => date.getUTCDate());

export const hourOf: OfDate<number> = part("hour", (date) => date.getUTCHours());

export const minuteOf: OfDate<number> = part("minute", (date) => date.getUTCMinutes());

export const secondOf: OfDate<number> = part("second", (date) => date.getUTCSeconds());

/** 0 for Sunday to 6 for Saturday. */
export const dayOfWeek: OfDate<number> = part("dayOfWeek", (date) => date.getUTCDay());

const epoch = "1970-01-01T00:00:00Z";
const hour = 3_600_000;
const minute = 60_000;

const shift = (name: string, parameter: string, unit: number): OfDate<string, [count: unknown]> =>
  ofDate(name, (_, date, count) => {
    const result = moved(date, numberArgument(count, [name, parameter]) * unit);
    if (result === undefined)
      throw wrongArgument([name, parameter], "a number that leads to the years 0 to 9999", count);
    return result;
  });

/** A date stays a date, a date-time becomes one in UTC; so with all that move a date. */
export const addDays: OfDate<string, [days: unknown]> = shift("addDays", "days", day);

export const addHours: OfDate<string, [hours: unknown]> = shift("addHours", "hours", hour);

export const addMinutes: OfDate<string, [minutes: unknown]> = shift("addMinutes", "minutes", minute);

export const subtractDays: OfDate<string, [days: unknown]> = shift("subtractDays", "days", -day);

/** The same day of another month, or its last day. */
export const addMonths: OfDate<string, [months: unknown]> = ofDate("addMonths", (instant, date, months) =>
  monthsLater(instant, date, months, 1, ["addMonths", "months"]),
);

/** The same day of another year; February 28 for a February 29 that it lacks. */
export const addYears: OfDate<string, [years: unknown]> = ofDate("addYears", (instant, date, years) =>
  monthsLater(instant, date, years, 12, ["addYears", "years"]),
);

/** `count` times so many months later. */
function monthsLater(instant: number, date: string, count: unknown, months: number, argument: Argument): string {
  const result = new Date(instant);
  const dayOfMonth = result.getUTCDate();
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + wholeArgument(count, argument) * months);
  result.setUTCDate(Math.min(dayOfMonth, daysIn(result)));
  const text = moved(date, result.getTime() - instant);
  if (text === undefined) throw wrongArgument(argument, "a number that leads to the years 0 to 9999", count);
  return text;
}

/** Days in the month of a date. */
function daysIn(date: Date): number {
  const next = new Date(date);
  next.setUTCMonth(date.getUTCMonth() + 1, 0);
  return next.getUTCDate();
}

const distance = (name: string, unit: number): OfDate<number, [other: unknown]> =>
  ofDate(name, (instant, _, other) => Math.trunc((instant - instantArgument(other, [name, "other"])) / unit) + 0);

/** Whole days from `other` to the date: positive when the date is the later one. */
export const diffDays: OfDate<number, [other: unknown]> = distance("diffDays", day);

/** Whole hours from `other` to the date: positive when the date is the later one. */
export const diffHours: OfDate<number, [other: unknown]> = distance("diffHours", hour);

/** False where `other` is null, as every comparison (10.3). */
export const isBefore: OfDate<boolean, [other: unknown]> = ofDate(
  "isBefore",
  (instant, _, other) => other != null && instant < instantArgument(other, ["isBefore", "other"]),
);

/** False where `other` is null, as every comparison (10.3). */
export const isAfter: OfDate<boolean, [other: unknown]> = ofDate(
  "isAfter",
  (instant, _, other) => other != null && instant > instantArgument(other, ["isAfter", "other"]),
);

/** Whole seconds since 1970. */
export const toUnix: OfDate<number> = ofDate("toUnix", (instant) => Math.floor(instant / 1000));

/** The date-time of so many seconds since 1970. */
export function fromUnix(seconds: number | string): string;
export function fromUnix(seconds: unknown): string | null;
export function fromUnix(seconds: unknown): string | null {
  if (seconds == null) return null;
  const result = moved(epoch, numberArgument(seconds, ["fromUnix", "seconds"]) * 1000);
  if (result !== undefined) return result;
  throw wrongArgument(["fromUnix", "seconds"], "seconds of the years 0 to 9999, not milliseconds", seconds);
}

export type DurationUnit = "days" | "hours" | "minutes";

const units: Readonly<Record<DurationUnit, number>> = { days: day, hours: hour, minutes: minute };

/** So many days, hours or minutes in milliseconds. */
export function durationOf(unit: DurationUnit, count: number | string): number;
export function durationOf(unit: DurationUnit, count: unknown): number | null;
export function durationOf(unit: DurationUnit, count: unknown): number | null {
  return count == null ? null : numberArgument(count, [unit, "count"]) * units[unit];
}

const loose =
  /^(\d{4})(-?)(\d{2})\2(\d{2})(?:[Tt ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?(?: ?(Z|z|[+-]\d{2}(?::?\d{2})?))?)?$/;

/** An ISO 8601 date or date-time, also in basic form or with a space for the `T`: as a date, or a date-time in UTC. */
export function parseDate(text: string): string;
export function parseDate(text: unknown): string | null;
export function parseDate(text: unknown): string | null {
  if (text == null) return null;
  const parts = typeof text === "string" ? loose.exec(text.trim()) : null;
  const [, year, , month, dayOfMonth, hours, minutes = "00", seconds = "00", fraction = "0", zone = "Z"] = parts ?? [];
  const date = `${year}-${month}-${dayOfMonth}`;
  const instant = instantOf(hours === undefined ? date : `${date}T${hours}:${minutes}:${seconds}.${fraction}${zone}`);
  if (instant === undefined) throw wrongArgument(["parseDate", "text"], "an ISO 8601 date or date-time", text);
  return hours === undefined ? date : new Date(instant).toISOString();
}

const monthNames = "January February March April May June July August September October November December".split(" ");
const tokens = /YYYY|MMMM|MMM|MM|M|DD|D|HH|mm|ss|SSS/g;

/** The date with the tokens of `format` replaced. */
export const formatDate: OfDate<string, [format: unknown]> = ofDate("formatDate", (instant, _, format) => {
  const date = new Date(instant);
  return textArgument(format, ["formatDate", "format"]).replace(tokens, (token) => written(date, token));
});

function written(date: Date, token: string): string {
  const monthName = monthNames[date.getUTCMonth()] ?? "";
  switch (token) {
    case "YYYY":
      return String(date.getUTCFullYear()).padStart(4, "0");
    case "MMMM":
      return monthName;
    case "MMM":
      return monthName.slice(0, 3);
    case "MM":
    case "M":
      return String(date.getUTCMonth() + 1).padStart(token.length, "0");
    case "DD":
    case "D":
      return String(date.getUTCDate()).padStart(token.length, "0");
    case "HH":
      return String(date.getUTCHours()).padStart(2, "0");
    case "mm":
      return String(date.getUTCMinutes()).padStart(2, "0");
    case "ss":
      return String(date.getUTCSeconds()).padStart(2, "0");
    default:
      return String(date.getUTCMilliseconds()).padStart(3, "0");
  }
}
