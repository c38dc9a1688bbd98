// Dates as language.md 5.2, 10.2 and 10.6 have them, for the reference: ISO 8601 text, counted in UTC.
// Must not use the compiler or its runtime.
import { Fault } from "./fault.js";
import type { Json } from "./types.js";

const iso = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i;
export const dayLength = 86_400_000;

/** Milliseconds since 1970 of an ISO 8601 date or date-time of the calendar. */
export function instantOf(value: Json | undefined): number | undefined {
  const [, day, time = "00:00", seconds = ":00", zone = "Z"] = (typeof value === "string" && iso.exec(value)) || [];
  const midnight = day === undefined ? NaN : Date.parse(`${day}T00:00:00Z`);
  // A day that the month lacks would be one of the next month.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day ?? "")) return undefined;
  const found = Date.parse(`${day}T${time}${seconds}${zone.toUpperCase()}`);
  return Number.isNaN(found) ? undefined : found;
}

/** The instant of an argument that must be a date. */
export function dateArgument(value: Json | undefined): number {
  const found = instantOf(value);
  if (found === undefined) throw new Fault("no date");
  return found;
}

/** A date that stays on midnight stays a date, anything else is a date-time in UTC. */
export function moved(date: Json, milliseconds: number): string {
  const end = new Date(dateArgument(date) + milliseconds);
  if (Number.isNaN(end.getTime()) || end.getUTCFullYear() < 0 || end.getUTCFullYear() > 9999) {
    throw new Fault("no date of the years 0 to 9999");
  }
  const isDay = typeof date === "string" && date.length === 10 && end.getTime() % dayLength === 0;
  return isDay ? end.toISOString().slice(0, 10) : end.toISOString();
}

/** The same day so many months later, or the last one of a month that is too short for it. */
export function movedByMonths(date: Json, months: number): string {
  const start = new Date(dateArgument(date));
  const first = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1);
  const length = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months + 1, 0)).getUTCDate();
  const time =
    start.getTime() % dayLength < 0 ? (start.getTime() % dayLength) + dayLength : start.getTime() % dayLength;
  const end = first + (Math.min(start.getUTCDate(), length) - 1) * dayLength + time;
  return moved(date, end - start.getTime());
}

const months = "January February March April May June July August September October November December".split(" ");

export function formatted(date: Json, format: string): string {
  const each = new Date(dateArgument(date));
  const month = each.getUTCMonth() + 1;
  const padded = (value: number, length = 2): string => String(value).padStart(length, "0");
  const parts: Readonly<Record<string, string>> = {
    YYYY: padded(each.getUTCFullYear(), 4),
    MMMM: months[month - 1] ?? "",
    MMM: (months[month - 1] ?? "").slice(0, 3),
    MM: padded(month),
    M: String(month),
    DD: padded(each.getUTCDate()),
    D: String(each.getUTCDate()),
    HH: padded(each.getUTCHours()),
    mm: padded(each.getUTCMinutes()),
    ss: padded(each.getUTCSeconds()),
    SSS: padded(each.getUTCMilliseconds(), 3),
  };
  return format.replace(/YYYY|M{1,4}|DD?|HH|mm|SSS|ss/g, (token) => parts[token] ?? token);
}
