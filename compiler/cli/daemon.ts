// `reqon --daemon`: keeps the schedules of missions until a signal comes or no time is left; and `--validate-cron`.
// Must not know when a schedule comes or how a mission runs.
import { systemClock } from "../../runtime/clock.js";
import { MissionError } from "../../runtime/errors.js";
import { nextTime } from "../run/next-time.js";
import type { ModuleOptions } from "../run/program.js";
import { keepSchedules, type ScheduleEvent } from "../run/scheduler.js";
import { cronProblem } from "../semantics/cron.js";
import type { ScheduleFacts } from "../semantics/schedule.js";
import type { LoadedMission } from "./configuration.js";
import type { Console } from "./console.js";
import { showDuration } from "./duration.js";
import { CommandError, exitCode } from "./failure.js";
import { type RunOutput, runOne } from "./run-missions.js";

interface ScheduledMission extends LoadedMission {
  readonly schedule: ScheduleFacts;
}

/** The missions that have a schedule. Throws a CommandError when none has. */
export function scheduledMissions(loaded: readonly LoadedMission[]): readonly ScheduledMission[] {
  const scheduled = loaded.flatMap((each) => {
    const { schedule } = each.mission.facts;
    return schedule === undefined ? [] : [{ ...each, schedule }];
  });
  if (scheduled.length > 0) return scheduled;
  throw new CommandError("no mission has a `schedule`", 'write one, such as `schedule: cron "0 6 * * *"`');
}

/** What a mission that its schedule has started finds in the environment. */
export function scheduledEnvironment(options: ModuleOptions): ModuleOptions {
  return { ...options, env: { ...options.env, REQON_SCHEDULED: "true" } };
}

/** Resolves to the exit code: of the signal that ended it, else 3 when any last run of a mission failed. */
export async function runDaemon(
  loaded: readonly LoadedMission[],
  options: ModuleOptions,
  output: RunOutput,
): Promise<number> {
  const { canceller, values, console } = output;
  const failed = new Map<string, boolean>();
  const given = scheduledEnvironment(options);
  const jobs = scheduledMissions(loaded).map(({ mission, module, schedule }) => {
    const name = mission.facts.mission;
    return {
      name,
      schedule,
      async run() {
        const { success } = await runOne(module.run, given, output, name);
        failed.set(name, !success);
        return success;
      },
    };
  });
  const stop = new AbortController();
  const signals = stopOnSignals(stop, canceller, console);
  const report = (event: ScheduleEvent): void => {
    if (!values.quiet) console.err(`${lineOf(event)}\n`);
  };
  await keepSchedules(jobs, { clock: systemClock, stop: stop.signal, report });
  const signal = signals.end();
  if (signal !== undefined) return signal === "SIGINT" ? exitCode.interrupted : exitCode.terminated;
  return [...failed.values()].includes(true) ? exitCode.runFailed : exitCode.done;
}

function lineOf(event: ScheduleEvent): string {
  switch (event.type) {
    case "waiting":
      return `${event.job}: runs at ${time(event.until)}`;
    case "skipped":
      return `${event.job}: skipped at ${time(event.time)}, the run before has not ended`;
    case "missed":
      return `${event.job}: missed ${time(event.time)}`;
    case "again":
      return `${event.job}: attempt ${event.attempt} in ${showDuration(event.delay)}`;
  }
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z");
}

/** The first signal lets what runs finish, the second cancels it, the third ends the process at once. */
function stopOnSignals(stop: AbortController, canceller: AbortController, console: Console): Signals {
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (canceller.signal.aborted) process.exit(signal === "SIGINT" ? exitCode.interrupted : exitCode.terminated);
    if (received !== undefined) {
      canceller.abort(new MissionError(`cancelled by ${signal}`, { code: "cancelled" }));
      return;
    }
    received = signal;
    console.err(`${signal}: no further runs; those that run finish (again: cancel them)\n`);
    stop.abort();
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    end() {
      for (const name of names) process.off(name, onSignal);
      return received;
    },
  };
}

interface Signals {
  end(): NodeJS.Signals | undefined;
}

/** `--validate-cron`: the next five times in UTC, or what is wrong. */
export function validateCron(text: string, console: Console): number {
  const problem = cronProblem(text);
  if (problem !== undefined) {
    throw new CommandError(
      `\`${text}\` is no cron expression: ${problem}`,
      "five fields: minute, hour, day of the month, month, day of the week, such as `30 9 * * 1-5`",
    );
  }
  const schedule = { cron: text, timezone: "UTC" };
  const now = systemClock.now();
  for (let count = 0, after: number | undefined = now; count < 5 && after !== undefined; count += 1) {
    after = nextTime(schedule, now, after);
    if (after !== undefined) console.out(`${time(after)}\n`);
  }
  return exitCode.done;
}
