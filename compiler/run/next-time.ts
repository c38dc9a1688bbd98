// The time at which a schedule comes next (language.md 9).
// Must not wait or run anything.
import { Cron } from "croner";
import type { ScheduleFacts } from "../semantics/schedule.js";

/**
 * Milliseconds since the epoch, later than `after`; undefined when there is none any more.
 * @param start when the schedule was taken up: intervals count from there
 */
export function nextTime(schedule: ScheduleFacts, start: number, after: number): number | undefined {
  const { every, cron, at, timezone } = schedule;
  if (every !== undefined) return start + (Math.floor((after - start) / every) + 1) * every;
  const pattern = cron ?? patternOf(at ?? "");
  if (/(?:Z|[+-]\d\d:\d\d)$/.test(pattern)) {
    const moment = Date.parse(pattern);
    return moment > after ? moment : undefined;
  }
  return new Cron(pattern, { timezone, legacyMode: true }).nextRun(new Date(after))?.getTime();
}

/** A time of day as a cron expression, anything else as a moment of the schedule's time zone. */
function patternOf(at: string): string {
  const [hour = "", minute = "", second] = at.split(":");
  if (/^\d\d$/.test(hour)) return [second ?? [], minute, hour, "* * *"].flat().join(" ");
  if (/[+-]\d\d:\d\d$|Z$/.test(at)) return at;
  return at.includes("T") ? at.replace(/T(\d\d:\d\d)$/, "T$1:00") : `${at}T00:00:00`;
}
