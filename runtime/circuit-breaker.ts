// A circuit breaker: while a source keeps failing, nothing is sent to it (language.md 3.8).
// Must not know requests: it counts how attempts end.
import type { Breaker, Passage } from "./gate.js";
import type { Outcome } from "./transport.js";

/** Times in milliseconds. */
export interface CircuitBreakerOptions {
  /** Attempts that fail within `failureWindow`, without a success between, before it opens. Default 5. */
  readonly failureThreshold?: number | undefined;
  /** How long nothing is sent. Default 30 s. */
  readonly resetTimeout?: number | undefined;
  /** Successes in a row, one at a time, before it closes again. Default 2. */
  readonly successThreshold?: number | undefined;
  /** Default 60 s. */
  readonly failureWindow?: number | undefined;
}

type State =
  /** `failures`: when, since the last success. */
  | { readonly kind: "closed"; readonly failures: number[] }
  | { readonly kind: "open"; readonly openedAt: number; readonly because: string }
  /** One request at a time is let through. */
  | {
      readonly kind: "testing";
      readonly openedAt: number;
      readonly because: string;
      isBusy: boolean;
      successes: number;
    };

/** A network error, a time-out and a 5xx are failures, any other answer is a success; a cancelled attempt is neither. */
export function circuitBreaker(options: CircuitBreakerOptions = {}): Breaker {
  const { failureThreshold = 5, resetTimeout = 30_000, successThreshold = 2, failureWindow = 60_000 } = options;
  let state: State = { kind: "closed", failures: [] };

  function closedTo({ clock, source }: Passage): Outcome | undefined {
    if (state.kind === "closed") return undefined;
    const left = state.openedAt + resetTimeout - clock.now();
    if (state.kind === "open" && left > 0) {
      return refusal(source, state, `it is tried again in ${Math.ceil(left / 1_000)} s`);
    }
    if (state.kind === "testing" && state.isBusy) {
      return refusal(source, state, "one request is finding out whether it works again");
    }
    return undefined;
  }

  function ended(outcome: Outcome, now: number): void {
    const isFailure = outcome.kind === "none" || outcome.status >= 500;
    const because = outcome.kind === "none" ? outcome.message : `it answered ${outcome.status}`;
    if (state.kind === "testing") {
      state.successes += 1;
      if (isFailure) state = { kind: "open", openedAt: now, because };
      else if (state.successes >= successThreshold) state = { kind: "closed", failures: [] };
    } else if (state.kind === "closed") {
      const recent = isFailure ? [...state.failures.filter((each) => each > now - failureWindow), now] : [];
      state =
        recent.length < failureThreshold
          ? { kind: "closed", failures: recent }
          : { kind: "open", openedAt: now, because };
    }
  }

  return {
    closedTo,
    async pass(passage) {
      const refused = closedTo(passage);
      if (refused !== undefined) return refused;
      if (state.kind === "open") state = { ...state, kind: "testing", isBusy: false, successes: 0 };
      const before = state;
      if (before.kind === "testing") before.isBusy = true;
      try {
        const outcome = await passage.send();
        // What was sent before the breaker opened says nothing about the time after it.
        if (state.kind !== "testing" || state === before) ended(outcome, passage.clock.now());
        return outcome;
      } finally {
        if (before.kind === "testing") before.isBusy = false;
      }
    },
  };
}

function refusal(source: string, { openedAt, because }: Exclude<State, { kind: "closed" }>, until: string): Outcome {
  return {
    kind: "none",
    reason: "circuit_open",
    message: `its circuit is open since its last failure (${because}); ${until}`,
    fields: { circuitOpen: true, service: source, openedAt: new Date(openedAt).toISOString() },
  };
}
