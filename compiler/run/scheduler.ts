// Keeps schedules: starts runs when their time comes, tries failed ones again, and ends when there is nothing left to do
// (language.md 2.4, 9). Must not know missions, signals or printing.
import { delayBefore, retryPolicy } from "../../runtime/retry.js";
import type { Clock } from "../../runtime/scope.js";
import type { ScheduleFacts } from "../semantics/schedule.js";
import { nextTime } from "./next-time.js";

export interface Job {
  readonly name: string;
  readonly schedule: ScheduleFacts;
  /** Resolves to whether the run was a success. Never rejects. */
  readonly run: () => Promise<boolean>;
}

/** Times in milliseconds since the epoch, delays in milliseconds. */
export type ScheduleEvent =
  | { readonly type: "waiting"; readonly job: string; readonly until: number }
  /** A run of the job is still going on. */
  | { readonly type: "skipped"; readonly job: string; readonly time: number }
  /** The time passed while the machine slept. */
  | { readonly type: "missed"; readonly job: string; readonly time: number }
  | { readonly type: "again"; readonly job: string; readonly attempt: number; readonly delay: number };

export interface SchedulerOptions {
  readonly clock: Clock;
  /** From then on no run is started; those that run finish. */
  readonly stop: AbortSignal;
  readonly report: (event: ScheduleEvent) => void;
}

/** The clock of the machine may be set while we wait: it is asked at least this often. */
const LONGEST_SLEEP = 30_000;
/** A time that passed longer ago is missed. */
const LATE = 60_000;

/** Resolves when no job has a further time, or after `stop`, and no run is left. */
export async function keepSchedules(jobs: readonly Job[], options: SchedulerOptions): Promise<void> {
  await Promise.all(jobs.map((job) => keep(job, options)));
}

async function keep(job: Job, options: SchedulerOptions): Promise<void> {
  const { clock, stop, report } = options;
  const { schedule, name } = job;
  const runs = openRuns(job, options);
  const start = clock.now();
  if (schedule.runImmediately === true) runs.begin(start);
  for (let after = start; !stop.aborted;) {
    const time = nextTime(schedule, start, after);
    if (time === undefined) break;
    report({ type: "waiting", job: name, until: time });
    if (!(await sleepUntil(time + (schedule.jitter ?? 0) * clock.random(), options))) break;
    const isLate = clock.now() - time > LATE + (schedule.jitter ?? 0);
    if (isLate) report({ type: "missed", job: name, time });
    else runs.begin(time);
    after = isLate ? clock.now() : time;
  }
  await runs.finished();
}

/** False when no run is to be started any more. */
async function sleepUntil(time: number, { clock, stop }: SchedulerOptions): Promise<boolean> {
  for (let left = time - clock.now(); left > 0; left = time - clock.now()) {
    try {
      await clock.sleep(Math.min(left, LONGEST_SLEEP), stop);
    } catch {
      return false;
    }
  }
  return !stop.aborted;
}

interface Runs {
  /** Starts a run, unless one is going on and the schedule says to skip; at most `maxConcurrency` run at once. */
  begin(time: number): void;
  finished(): Promise<unknown>;
}

function openRuns(job: Job, options: SchedulerOptions): Runs {
  const { skipIfRunning = true, maxConcurrency = Number.POSITIVE_INFINITY } = job.schedule;
  const going = new Set<Promise<void>>();
  const turns: (() => void)[] = [];
  let running = 0;

  async function runInTurn(): Promise<void> {
    if (running >= maxConcurrency) await new Promise<void>((resolve) => turns.push(resolve));
    running += 1;
    if (!options.stop.aborted) await runWithRetries(job, options);
    running -= 1;
    turns.shift()?.();
  }

  return {
    begin(time) {
      if (skipIfRunning && going.size > 0) {
        options.report({ type: "skipped", job: job.name, time });
        return;
      }
      const run: Promise<void> = runInTurn().finally(() => going.delete(run));
      going.add(run);
    },
    finished: () => Promise.all(going),
  };
}

async function runWithRetries(job: Job, options: SchedulerOptions): Promise<void> {
  const { clock, stop, report } = options;
  const policy = retryPolicy(undefined, job.schedule.retry);
  for (let attempt = 1; !(await job.run()); attempt += 1) {
    const delay = policy && delayBefore(policy, attempt, undefined, clock.random());
    if (delay === undefined || stop.aborted) return;
    report({ type: "again", job: job.name, attempt: attempt + 1, delay });
    if (!(await sleepUntil(clock.now() + delay, options))) return;
  }
}
