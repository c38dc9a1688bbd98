// What may stand between a request and its source, and how the two kinds stand together (language.md 3.8).
// Must not know how a limit counts or a breaker decides.
import type { Clock } from "./scope.js";
import type { Outcome } from "./transport.js";

/** Times in milliseconds. */
export interface RateLimitOptions {
  /** Default 60. */
  readonly requestsPerMinute?: number | undefined;
  /** `pause` waits until a request is allowed, `throttle` spaces evenly, `fail` never waits. Default `pause`. */
  readonly strategy?: "pause" | "throttle" | "fail" | undefined;
  /** A request that would have to wait longer, in all, is a failed response. Default 60 s. */
  readonly maxWait?: number | undefined;
  /** Obeys `RateLimit` and `X-RateLimit` headers. Default true. */
  readonly adaptive?: boolean | undefined;
}

/** One attempt at the gate. */
export interface Passage {
  readonly source: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What the request itself says of the limit. */
  readonly limit: RateLimitOptions | undefined;
  readonly send: () => Promise<Outcome>;
  /** Told before a wait of `delay` milliseconds, after which the request is sent once more. */
  readonly resending: (delay: number) => void;
}

export interface Gate {
  /** What `send` resolves to, or the outcome of an attempt that was not let through. Rejects only as `send` or `sleep` do. */
  pass(passage: Passage): Promise<Outcome>;
}

export interface Breaker extends Gate {
  /** The outcome that an attempt would have now; undefined while something may be sent. */
  closedTo(passage: Passage): Outcome | undefined;
}

/** While the breaker is open no request waits for its turn; one that waited meanwhile is not sent either. */
export function gateOf(limit: Gate | undefined, breaker: Breaker | undefined): Gate | undefined {
  if (limit === undefined || breaker === undefined) return limit ?? breaker;
  return {
    pass(passage) {
      const refused = breaker.closedTo(passage);
      if (refused !== undefined) return Promise.resolve(refused);
      return limit.pass({ ...passage, send: () => breaker.pass(passage) });
    },
  };
}
