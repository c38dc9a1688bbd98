// RQ4031 to RQ4034: schedules that can never run, and options that need one (language.md 2.4, 9).
// Must not know how a schedule is kept.
import { cronProblem, isMoment, isTimeOfDay, isTimezone } from "../cron.js";
import { wordOf } from "../options.js";
import { intervalOf, scheduleOf } from "../schedule.js";
import { candidates, nearestDetails } from "../unknown.js";
import type { Rule } from "./index.js";

/** Options that only a schedule gives a meaning. */
const scheduleOnly = ["timezone", "skipIfRunning", "runImmediately", "jitter", "retryOnFailure", "retry"];

export const schedules: Rule = ({ mission }, reporter) => {
  const schedule = scheduleOf(mission);
  for (const { name, value } of mission.options) {
    if (schedule === undefined && scheduleOnly.includes(name.text))
      reporter.report("RQ4034", name.span, { option: name.text });
    const zone = name.text === "timezone" ? wordOf(value) : undefined;
    if (zone !== undefined && !isTimezone(zone)) {
      const known = candidates(Intl.supportedValuesOf("timeZone"));
      reporter.report("RQ4033", value.span, { zone }, nearestDetails(zone, value.span, known));
    }
  }
  const when = schedule?.when;
  if (when?.type === "cron") {
    const problem = cronProblem(when.text.value);
    if (problem !== undefined) reporter.report("RQ4031", when.text.span, { problem });
  } else if (when?.type === "at") {
    if (!isTimeOfDay(when.text.value) && !isMoment(when.text.value)) reporter.report("RQ4032", when.text.span, {});
  } else if (when?.type === "every") {
    const interval = intervalOf(when);
    if (interval === undefined || interval < 1_000 || !Number.isInteger(interval))
      reporter.report("RQ4009", when.amount.span, {
        option: "every",
        expected: "a time of one second or more, such as `15 minutes` or `15m`",
      });
  }
};
