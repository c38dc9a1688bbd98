// ISO 8601 dates and date-times as instants, and arithmetic on them (language.md 5.2, 10.2). All of it in UTC.
// Must not know the clock: what time it is comes from the context.

const isoDate =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Milliseconds in a day. */
export const day = 86_400_000;

/** Whether `value` is text that holds an ISO 8601 date or date-time (language.md 5.2). */
export function isDate(value: unknown): value is string {
  return instantOf(value) !== undefined;
}

/** The instant of an ISO date or date-time, in milliseconds since the epoch; without a zone it is UTC. */
export function instantOf(value: unknown): number | undefined {
  // A date has a dash at index 4: most texts that are none are told apart before the pattern runs.
  if (typeof value !== "string" || value.charCodeAt(4) !== 45) return undefined;
  const parts = isoDate.exec(value);
  if (parts === null) return undefined;
  const [, year, month, dayOfMonth, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = parts;
  const midnight = Date.UTC(2000, Number(month) - 1, Number(dayOfMonth));
  const start = new Date(midnight).setUTCFullYear(Number(year), Number(month) - 1, Number(dayOfMonth));
  const calendar = new Date(start);
  if (calendar.getUTCMonth() !== Number(month) - 1 || calendar.getUTCDate() !== Number(dayOfMonth)) return undefined;
  const offset = offsetOf(zone);
  const valid = Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60 && offset !== undefined;
  if (!valid) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
  return start + seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
}

/** Seconds east of Greenwich. */
function offsetOf(zone: string): number | undefined {
  if (zone === "Z" || zone === "z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || "0");
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/**
 * `date` moved by `duration` milliseconds: a date stays a date when it lands on midnight, anything else becomes a
 * date-time in UTC. Undefined when `date` is no date or the result lies outside the years 0 to 9999.
 */
export function moved(date: string, duration: number): string | undefined {
  const instant = instantOf(date);
  if (instant === undefined) return undefined;
  const result = new Date(instant + duration);
  if (Number.isNaN(result.getTime()) || result.getUTCFullYear() < 0 || result.getUTCFullYear() > 9999) return undefined;
  const text = result.toISOString();
  return date.length === 10 && result.getTime() % day === 0 ? text.slice(0, 10) : text;
}
