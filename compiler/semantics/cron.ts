// Times of a schedule: cron expressions, times of day, date-times (language.md 9).
// Must not know the time that it is now; the only use of croner besides the daemon.
import { Cron } from "croner";

const fieldNames = ["minute", "hour", "day of the month", "month", "day of the week"];
const months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const days = "sun|mon|tue|wed|thu|fri|sat";

/** What is wrong with five cron fields; undefined for nothing. */
export function cronProblem(text: string): string | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) return `it has ${fields.length === 1 ? "one field" : `${fields.length} fields`}, not five`;
  for (const [index, field] of fields.entries()) {
    const names = index === 3 ? `|${months}` : index === 4 ? `|${days}` : "";
    const item = `(?:\\*|(?:\\d+${names})(?:-(?:\\d+${names}))?)(?:/[1-9]\\d*)?`;
    if (!new RegExp(`^${item}(?:,${item})*$`, "i").test(field)) {
      return `its ${fieldNames[index] ?? "field"} cannot be \`${field}\``;
    }
  }
  try {
    return new Cron(text, { timezone: "UTC" }).nextRun("2024-01-01T00:00:00Z") === null ? "no day fits it" : undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : "";
    return `a value is out of range${said === "" ? "" : ` (${said})`}`;
  }
}

/** `09:30`, `09:30:15`. */
export function isTimeOfDay(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/.test(text);
}

/** A date with or without a time; one without an offset is in the schedule's time zone. */
export function isMoment(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (match === null || Number.isNaN(Date.parse(text))) return false;
  // Date.parse takes the 31st of every month.
  return new Date(`${match[1]}T00:00:00Z`).toISOString().startsWith(match[1] ?? "");
}

export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
