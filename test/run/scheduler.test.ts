// When schedules come, what overlaps, what is tried again and how it all ends (language.md 2.4, 9).
import { describe, expect, it } from "vitest";
import { nextTime } from "../../compiler/run/next-time.js";
import { type Job, keepSchedules, type ScheduleEvent } from "../../compiler/run/scheduler.js";
import type { ScheduleFacts } from "../../compiler/semantics/schedule.js";
import type { Clock } from "../../runtime/scope.js";

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);

function times(schedule: ScheduleFacts, from: string, count: number): (string | undefined)[] {
  const start = Date.parse(from);
  const found: (string | undefined)[] = [];
  for (let after: number | undefined = start; found.length < count && after !== undefined;) {
    after = nextTime(schedule, start, after);
    found.push(iso(after));
  }
  return found;
}

describe("next time", () => {
  it("takes either day of a cron expression that restricts both, as POSIX does", () => {
    expect(times({ cron: "0 0 13 * 5", timezone: "UTC" }, "2024-09-01T00:00:00Z", 3)).toEqual([
      "2024-09-06T00:00",
      "2024-09-13T00:00",
      "2024-09-20T00:00",
    ]);
    expect(times({ cron: "0 12 * * 7", timezone: "UTC" }, "2024-09-01T13:00:00Z", 1)).toEqual(["2024-09-08T12:00"]);
  });

  it("keeps the local time across both changes of the clock, once a day", () => {
    const daily = { at: "02:30", timezone: "Europe/Berlin" };
    expect(times(daily, "2024-03-30T00:00:00Z", 3)).toEqual([
      "2024-03-30T01:30",
      "2024-03-31T01:00",
      "2024-04-01T00:30",
    ]);
    expect(times(daily, "2024-10-26T00:00:00Z", 3)).toEqual([
      "2024-10-26T00:30",
      "2024-10-27T00:30",
      "2024-10-28T01:30",
    ]);
  });

  it("knows moments with and without an offset, once", () => {
    const from = "2024-01-01T00:00:00Z";
    expect(times({ at: "2024-05-01T09:00", timezone: "America/New_York" }, from, 2)).toEqual([
      "2024-05-01T13:00",
      undefined,
    ]);
    expect(times({ at: "2024-05-01T09:00:00+02:00", timezone: "America/New_York" }, from, 2)).toEqual([
      "2024-05-01T07:00",
      undefined,
    ]);
    expect(times({ at: "2024-05-01", timezone: "UTC" }, from, 2)).toEqual(["2024-05-01T00:00", undefined]);
    expect(times({ at: "2023-05-01T09:00:00Z", timezone: "UTC" }, from, 1)).toEqual([undefined]);
  });

  it("counts intervals from the start", () => {
    expect(times({ every: 900_000, timezone: "UTC" }, "2024-01-01T00:07:00Z", 2)).toEqual([
      "2024-01-01T00:22",
      "2024-01-01T00:37",
    ]);
  });
});

interface World {
  readonly clock: Clock;
  readonly stop: AbortController;
  readonly log: string[];
  keep(jobs: readonly Job[]): Promise<void>;
  /** A job whose runs take `minutes` each and end as `successes` say, with success at last. */
  job(schedule: Partial<ScheduleFacts>, minutes: number, successes?: boolean[]): Job;
}

/** Time passes from one sleeper to the next, and stops at `end` minutes. */
function world(end: number): World {
  const begin = Date.parse("2024-01-01T00:00:00Z");
  let now = begin;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const stop = new AbortController();
  const log: string[] = [];
  const minute = (): number => (now - begin) / 60_000;
  const clock: Clock = {
    now: () => now,
    random: () => 0.5,
    sleep: (milliseconds, signal) =>
      new Promise((wake, fail) => {
        if (signal?.aborted === true) return fail(signal.reason);
        const onAbort = (): void => fail(signal?.reason);
        const end = (): void => {
          signal?.removeEventListener("abort", onAbort);
          wake();
        };
        sleepers.push({ at: now + milliseconds, wake: end });
        signal?.addEventListener("abort", onAbort);
      }),
  };
  const report = (event: ScheduleEvent): void => {
    if (event.type !== "waiting") log.push(`${minute()} ${event.type}`);
  };
  async function pass(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      sleepers.sort((a, b) => a.at - b.at);
      const next = sleepers.shift();
      if (next === undefined) return;
      now = Math.max(now, next.at);
      if (minute() >= end) stop.abort();
      next.wake();
    }
  }
  return {
    clock,
    stop,
    log,
    async keep(jobs) {
      const work = keepSchedules(jobs, { clock, stop: stop.signal, report });
      await pass();
      await work;
    },
    job: (schedule, minutes, successes = []) => ({
      name: "Job",
      schedule: { timezone: "UTC", ...schedule },
      async run() {
        log.push(`${minute()} begins`);
        await clock.sleep(minutes * 60_000);
        log.push(`${minute()} ends`);
        return successes.shift() ?? true;
      },
    }),
  };
}

describe("schedules", () => {
  it("skips a time while a run is going on", async () => {
    const { keep, job, log } = world(35);
    await keep([job({ every: 600_000 }, 15)]);
    expect(log).toEqual(["10 begins", "20 skipped", "25 ends", "30 begins", "45 ends"]);
  });

  it("lets runs overlap with skipIfRunning: false, as many as maxConcurrency says", async () => {
    const { keep, job, log } = world(41);
    await keep([job({ every: 600_000, skipIfRunning: false, maxConcurrency: 2, runImmediately: true }, 25)]);
    expect(log).toEqual([
      "0 begins",
      "10 begins",
      "25 ends",
      "25 begins",
      "35 ends",
      "35 begins",
      "50 ends",
      "60 ends",
    ]);
  });

  it("tries a failed run again", async () => {
    const { keep, job, log } = world(70);
    await keep([job({ every: 3_600_000, retry: { maxAttempts: 3, delay: 120_000 } }, 1, [false, false, true])]);
    expect(log).toEqual([
      "60 begins",
      "61 ends",
      "61 again",
      "63 begins",
      "64 ends",
      "64 again",
      "66 begins",
      "67 ends",
    ]);
  });

  it("lets a run finish after a stop, and starts and retries nothing any more", async () => {
    const { keep, job, log } = world(12);
    await keep([job({ every: 600_000, retry: { maxAttempts: 3, delay: 1 } }, 30, [false])]);
    expect(log).toEqual(["10 begins", "40 ends"]);
  });

  it("starts later by up to `jitter`, and ends when no time is left", async () => {
    const { keep, job, log } = world(10_000);
    await keep([job({ at: "2024-01-01T01:00:00Z", jitter: 600_000 }, 1)]);
    expect(log).toEqual(["65 begins", "66 ends"]);
  });

  it("does not make up for times that passed while the machine slept", async () => {
    const slept = world(10_000);
    const { clock } = slept;
    let away = 0;
    const sleepy = { ...clock, now: () => clock.now() + (clock.now() > Date.parse("2024-01-01T00:15:00Z") ? away : 0) };
    away = 7_200_000;
    const stop = new AbortController();
    const events: string[] = [];
    let runs = 0;
    const run = async (): Promise<boolean> => {
      runs += 1;
      if (runs === 2) stop.abort();
      return true;
    };
    const job: Job = { name: "Job", schedule: { every: 600_000, timezone: "UTC" }, run };
    const drive = keepSchedules([job], {
      clock: sleepy,
      stop: stop.signal,
      report: (event) => void events.push(event.type),
    });
    await slept.keep([]);
    await drive;
    expect(runs).toBe(2);
    expect(events.filter((each) => each === "missed")).toHaveLength(1);
  });
});
