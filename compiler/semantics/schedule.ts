// When a mission runs by itself, as plain data (language.md 2.4, 9).
// Must not know clocks or how a schedule is kept.
import type * as ast from "../syntax/ast.js";
import type { MissionModel } from "./model.js";
import { wordOf } from "./options.js";

/** Times in milliseconds. Exactly one of `every`, `cron` and `at`. */
export interface ScheduleFacts {
  readonly every?: number | undefined;
  /** Five fields. */
  readonly cron?: string | undefined;
  /** A date-time, once; or `HH:mm[:ss]`, every day. */
  readonly at?: string | undefined;
  /** IANA name. */
  readonly timezone: string;
  /** Runs at one time. */
  readonly maxConcurrency?: number | undefined;
  readonly skipIfRunning?: boolean | undefined;
  readonly runImmediately?: boolean | undefined;
  /** Each run starts up to so much later, at random. */
  readonly jitter?: number | undefined;
  readonly retry?: ScheduleRetry | undefined;
}

/** As the `retry` of a request. */
export interface ScheduleRetry {
  readonly maxAttempts?: number | undefined;
  readonly backoff?: "exponential" | "linear" | "constant" | undefined;
  readonly initialDelay?: number | undefined;
  readonly maxDelay?: number | undefined;
  readonly delay?: number | undefined;
}

const units: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The first `schedule` of the mission; a second one is reported as such. */
export function scheduleOf(mission: MissionModel): ast.Schedule | undefined {
  const members: readonly (ast.Member | ast.Mission)[] = mission.node.members;
  return members.find((each): each is ast.Schedule => each.kind === "Schedule");
}

/** Milliseconds; undefined where the unit is missing. */
export function intervalOf({ amount, unit }: Extract<ast.Schedule["when"], { type: "every" }>): number | undefined {
  return ageOf(amount, unit);
}

/** `7 days`, `7d`: milliseconds; undefined where the unit is missing or there is none of that name. */
export function ageOf(amount: ast.Expression, unit: ast.Name | undefined): number | undefined {
  if (amount.kind === "Duration") return amount.milliseconds;
  const name = unit?.text.replace(/s$/, "") ?? "";
  const isUnit = amount.kind === "Number" && Object.hasOwn(units, name);
  return isUnit ? amount.value * (units[name] ?? 0) : undefined;
}

export function scheduleFacts(mission: MissionModel): ScheduleFacts | undefined {
  const when = scheduleOf(mission)?.when;
  if (when === undefined) return undefined;
  const option = (name: string): ast.Expression | undefined =>
    mission.options.find((each) => each.name.text === name)?.value;
  const timezone = option("timezone");
  return {
    ...(when.type === "every" ? { every: intervalOf(when) } : { [when.type]: when.text.value }),
    timezone: (timezone && wordOf(timezone)) ?? "UTC",
    maxConcurrency: numberOf(option("maxConcurrency")),
    skipIfRunning: switchOf(option("skipIfRunning")),
    runImmediately: switchOf(option("runImmediately")),
    jitter: numberOf(option("jitter")),
    retry: retryOf(option("retryOnFailure")) ?? shortRetryOf(option("retry")),
  };
}

function numberOf(value: ast.Expression | undefined): number | undefined {
  return value?.kind === "Number" ? value.value : value?.kind === "Duration" ? value.milliseconds : undefined;
}

function switchOf(value: ast.Expression | undefined): boolean | undefined {
  return value?.kind === "Boolean" ? value.value : undefined;
}

/** `retryOnFailure: 3`: so many further attempts; or the options of a request's `retry`. */
function retryOf(value: ast.Expression | undefined): ScheduleRetry | undefined {
  if (value?.kind === "Number") return { maxAttempts: value.value + 1 };
  if (value?.kind !== "Object") return undefined;
  const settings = value.properties.flatMap((each) => {
    if (each.kind !== "Property") return [];
    const setting = numberOf(each.value) ?? wordOf(each.value);
    return setting === undefined ? [] : [[each.name.text, setting] as const];
  });
  return Object.fromEntries(settings);
}

/** `retry: { maxRetries, delaySeconds }`. */
function shortRetryOf(value: ast.Expression | undefined): ScheduleRetry | undefined {
  if (value?.kind !== "Object") return undefined;
  const field = (name: string): number | undefined =>
    numberOf(value.properties.find((each) => each.kind === "Property" && each.name.text === name)?.value);
  const retries = field("maxRetries");
  const seconds = field("delaySeconds");
  return { maxAttempts: retries && retries + 1, delay: seconds && seconds * 1_000 };
}
