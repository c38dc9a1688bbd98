// A rate limit: when each request of a source may be sent, and how long a 429 makes all of them wait (language.md 3.8).
// Must not know what is requested.
import type { Gate, Passage, RateLimitOptions } from "./gate.js";
import { retryAfter } from "./retry.js";
import type { FetchResponse } from "./scope.js";
import type { Outcome } from "./transport.js";

interface Policy {
  readonly perMinute: number;
  readonly strategy: "pause" | "throttle" | "fail";
  readonly maxWait: number;
  readonly adaptive: boolean;
}

/** What the server last said: so many more requests until then. */
interface Quota {
  remaining: number;
  readonly until: number;
}

const MINUTE = 60_000;
/** Between two sendings of a request after 429s that say no time, or none at all. */
const SHORTEST_WAIT = 1_000;

/**
 * Bounds the requests of a source, pages and attempts included. A request's own options go before these, one by one; the
 * requests they bound are all of the source. Without options only requests that bring their own are bounded.
 */
export function rateLimit(options?: RateLimitOptions): Gate {
  /** When requests were or will be sent, in order; what is older than a minute goes. */
  const slots: number[] = [];
  let quota: Quota | undefined;
  let blockedUntil = 0;
  let underWay = 0;

  /** The earliest time at which a request may be sent. */
  function nextSlot({ perMinute, strategy, adaptive }: Policy, now: number): number {
    while (slots[0] !== undefined && slots[0] <= now - MINUTE) slots.shift();
    const before = strategy === "throttle" ? slots.at(-1) : slots.at(-perMinute);
    const gap = strategy === "throttle" ? MINUTE / perMinute : MINUTE;
    const spaced = before === undefined ? now : before + gap;
    const allowed = adaptive && quota !== undefined && quota.remaining <= 0 ? quota.until : now;
    return Math.max(now, spaced, blockedUntil, allowed);
  }

  /** Returns what gives the slot back. */
  function reserve(slot: number): () => void {
    let index = slots.length;
    while (index > 0 && (slots[index - 1] ?? 0) > slot) index -= 1;
    slots.splice(index, 0, slot);
    const counted = quota;
    if (counted !== undefined) counted.remaining -= 1;
    return () => {
      const at = slots.lastIndexOf(slot);
      if (at >= 0) slots.splice(at, 1);
      if (counted !== undefined) counted.remaining += 1;
    };
  }

  /** What an answer says about the time to come. */
  function learn(headers: FetchResponse["headers"], now: number): void {
    const said = quotaOf(headers, now);
    if (said === undefined) return;
    // The server has not counted what is still on its way.
    quota = { remaining: said.remaining - underWay, until: said.until };
  }

  /** Waits for a turn. Undefined: it came; else milliseconds that the request would have to wait. */
  async function turn({ clock, signal }: Passage, policy: Policy, patience: number): Promise<number | undefined> {
    for (;;) {
      const now = clock.now();
      if (quota !== undefined && quota.until <= now) quota = undefined;
      const slot = nextSlot(policy, now);
      const wait = slot - now;
      if (wait > (policy.strategy === "fail" ? 0 : patience)) return wait;
      const giveBack = reserve(slot);
      if (wait === 0) return undefined;
      try {
        await clock.sleep(wait, signal);
      } catch (cancelled) {
        giveBack();
        throw cancelled;
      }
      patience -= wait;
      if (blockedUntil <= clock.now()) return undefined;
      // A 429 came meanwhile: this turn is over, and nothing was sent in it.
      giveBack();
    }
  }

  return {
    async pass(passage) {
      const { clock, signal } = passage;
      const policy = policyOf(options, passage.limit);
      for (let patience = policy.maxWait; ;) {
        const arrived = clock.now();
        const tooLong = await turn(passage, policy, patience);
        if (tooLong !== undefined) return refusal(policy, tooLong);
        patience -= clock.now() - arrived;
        underWay += 1;
        const outcome = await passage.send().finally(() => (underWay -= 1));
        if (outcome.kind === "none") return outcome;
        const now = clock.now();
        if (policy.adaptive) learn(outcome.headers, now);
        if (outcome.status !== 429 || policy.perMinute === Number.POSITIVE_INFINITY) return outcome;
        const wait = waitAfter429(outcome.headers, policy, now);
        const cost = Math.max(wait, SHORTEST_WAIT);
        if (policy.strategy === "fail" || cost > patience) {
          return { ...outcome, reason: "rate_limit", refused: `is not sent again: ${limitOf(policy)}` };
        }
        blockedUntil = Math.max(blockedUntil, now + wait);
        passage.resending(wait);
        await clock.sleep(wait, signal);
        patience -= cost;
      }
    },
  };
}

function policyOf(source: RateLimitOptions | undefined, request: RateLimitOptions | undefined): Policy {
  const isBounded = source !== undefined || request !== undefined;
  return {
    perMinute: request?.requestsPerMinute ?? source?.requestsPerMinute ?? (isBounded ? 60 : Number.POSITIVE_INFINITY),
    strategy: request?.strategy ?? source?.strategy ?? "pause",
    maxWait: request?.maxWait ?? source?.maxWait ?? MINUTE,
    adaptive: isBounded && (request?.adaptive ?? source?.adaptive ?? true),
  };
}

function refusal(policy: Policy, wait: number): Outcome {
  const message = `its rate limit asks for a wait of ${seconds(wait)}; ${limitOf(policy)}`;
  return { kind: "none", reason: "rate_limit", message, fields: {} };
}

/** Why nothing is waited for. */
function limitOf({ strategy, maxWait }: Policy): string {
  return strategy === "fail" ? "its strategy is `fail`" : `it waits no longer than its maxWait of ${seconds(maxWait)}`;
}

function seconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 100) / 10} s`;
}

/** `Retry-After`, else the reset of the quota, else one request's share of a minute. */
function waitAfter429(headers: FetchResponse["headers"], { perMinute }: Policy, now: number): number {
  const said = retryAfter(headers.get("retry-after"), now) ?? resetOf(headers, now);
  return said ?? Math.max(SHORTEST_WAIT, MINUTE / perMinute);
}

/** Of the IETF's draft (one field or three) and of `X-RateLimit-*`, as many services send them. */
function quotaOf(headers: FetchResponse["headers"], now: number): Quota | undefined {
  const combined = headers.get("ratelimit");
  const remaining =
    parameter(combined, "remaining") ??
    parameter(combined, "r") ??
    whole(headers.get("ratelimit-remaining") ?? headers.get("x-ratelimit-remaining"));
  const wait = resetOf(headers, now);
  return remaining === undefined || wait === undefined ? undefined : { remaining, until: now + wait };
}

/** Milliseconds until the quota is filled again. */
function resetOf(headers: FetchResponse["headers"], now: number): number | undefined {
  const combined = headers.get("ratelimit");
  const said =
    parameter(combined, "reset") ??
    parameter(combined, "t") ??
    whole(headers.get("ratelimit-reset") ?? headers.get("x-ratelimit-reset"));
  if (said === undefined) return undefined;
  // Seconds from now; large numbers are a time since the epoch, in seconds or milliseconds.
  const wait = said > 1e12 ? said - now : said > 1e9 ? said * 1_000 - now : said * 1_000;
  return Math.max(0, wait);
}

function parameter(field: string | null, name: string): number | undefined {
  return field === null ? undefined : whole(new RegExp(`(?:^|[;,\\s])${name}=(\\d+)`).exec(field)?.[1] ?? null);
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,15}(?:\.\d*)?\s*$/.test(text) ? Number(text) : undefined;
}
