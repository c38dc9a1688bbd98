// What every part of a running mission shares: clock, transport, events, and the view of one action.
// Must not know HTTP, credentials or stores.
import type { MissionError } from "./errors.js";

/** The one seam for time. `sleep` rejects with the signal's reason at once when it aborts. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** What the runtime needs of a transport: the platform's `fetch`, cross-fetch, or a test's. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

export interface FetchResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: {
    forEach(callback: (value: string, name: string) => void): void;
    get(name: string): string | null;
  };
  /** A web stream or a Node stream: both can be read with `for await`. */
  readonly body: unknown;
}

/** How much one action did (language.md 8.4). */
export interface Counts {
  requests: number;
  retries: number;
  pages: number;
  rowsIn: number;
  rowsOut: number;
}

/** A failed response that an arm took (language.md 7.4), or another failure that an arm of `catch` took (7.6). */
export interface Handled {
  /** Of a failure that is none of a request: it has no method and no URL. */
  readonly message?: string;
  readonly action: string | undefined;
  readonly source: string;
  readonly status: number;
  readonly method: string;
  readonly url: string;
  readonly place: string | undefined;
}

/** How far a sync has come: a time, or the greatest `updateFrom` (language.md 6.14). */
export type Checkpoint = string | number;

/** Where checkpoints are kept from one run to the next. */
export interface CheckpointStore {
  /** Null or undefined before the first commit. */
  read(key: string): Promise<Checkpoint | null | undefined>;
  /** All checkpoints of a run that has succeeded. */
  commit(checkpoints: Readonly<Record<string, Checkpoint>>): Promise<void>;
}

/** What is waiting for the end of a run. */
export interface RunHooks {
  /** Called one after another once the run has succeeded and its stores are closed. */
  readonly onSuccess: (() => Promise<void>)[];
}

export interface Warning {
  readonly message: string;
  readonly action: string | undefined;
  readonly place: string | undefined;
}

/** URLs in events are without secrets, as in MissionError. */
export type MissionEvent =
  | { readonly type: "run-start"; readonly mission: string }
  | { readonly type: "action-start"; readonly action: string }
  | {
      readonly type: "request";
      readonly action: string | undefined;
      readonly place: string | undefined;
      readonly source: string;
      readonly method: string;
      readonly url: string;
      readonly attempt: number;
    }
  | {
      readonly type: "response";
      readonly action: string | undefined;
      readonly place: string | undefined;
      readonly source: string;
      readonly method: string;
      readonly url: string;
      readonly status: number;
      readonly milliseconds: number;
    }
  | {
      readonly type: "retry";
      readonly action: string | undefined;
      readonly place: string | undefined;
      readonly source: string;
      readonly method: string;
      readonly url: string;
      readonly reason: string;
      readonly delay: number;
    }
  | {
      readonly type: "page";
      readonly action: string | undefined;
      readonly place: string | undefined;
      readonly source: string;
      /** From 1. */
      readonly number: number;
      readonly rows: number;
      /** Rows that the action has got so far. */
      readonly rowsIn: number;
    }
  | { readonly type: "token"; readonly source: string; readonly reason: "refreshed" | "recovered" | "authorized" }
  | { readonly type: "rows"; readonly action: string | undefined; readonly in: number; readonly out: number }
  | ({ readonly type: "warning" } & Warning)
  | {
      readonly type: "action-end";
      readonly action: string;
      readonly counts: Readonly<Counts>;
      readonly error: MissionError | undefined;
    }
  | { readonly type: "run-end"; readonly mission: string; readonly success: boolean; readonly milliseconds: number };

/** One action's view of its mission: parallel actions never mix lines or counts. */
export interface Scope {
  readonly action: string | undefined;
  /** Mission line that runs now, `file:line`. */
  readonly place: () => string | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly counts: Counts;
  /** True while the action renews the credentials of a source (language.md 3.7). */
  readonly recovering: boolean;
  readonly emit: (event: MissionEvent) => void;
  readonly warn: (message: string) => void;
}
