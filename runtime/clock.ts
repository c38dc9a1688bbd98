// The clock of the machine, and waits that end when a run is cancelled.
// Must not know missions: a test or a program may pass any other Clock.
import type { Clock } from "./scope.js";

/** Timers hold 31 bits; a longer wait is several of them. */
export const longestTimer: number = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  // 53 bits that nobody can foresee: `uuid()` and `generateId()` are made of it.
  random() {
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
    return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
  },
  async sleep(milliseconds, signal) {
    for (let left = milliseconds; left > 0; left -= longestTimer) await pause(Math.min(left, longestTimer), signal);
  },
};

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return abortable(signal, (resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    return () => clearTimeout(timer);
  });
}

/** What to call when a signal aborts. */
const stopsBySignal = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `stop` once `signal` aborts, unless the returned function was called before. One listener serves each signal,
 * however many wait with it: Node takes the eleventh for a leak.
 */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  const stops = stopsBySignal.get(signal) ?? new Set();
  if (!stopsBySignal.has(signal)) {
    stopsBySignal.set(signal, stops);
    signal.addEventListener("abort", () => [...stops].forEach((each) => each()), { once: true });
  }
  stops.add(stop);
  return () => void stops.delete(stop);
}

/** Settles as `promise` does, or rejects with the signal's reason as soon as it aborts. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return abortable(signal, (resolve, reject) => {
    promise.then(resolve, reject);
    return () => undefined;
  });
}

/** A promise that `start` settles, unless `signal` aborts first; what `start` returns cleans up then. */
function abortable<T>(
  signal: AbortSignal | undefined,
  start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    let release = (): void => undefined;
    const cleanUp = start(
      (value) => {
        release();
        resolve(value);
      },
      (reason) => {
        release();
        reject(reason);
      },
    );
    if (signal === undefined) return;
    release = onAbort(signal, () => {
      release();
      cleanUp();
      reject(signal.reason);
    });
  });
}

export interface ChildController {
  readonly signal: AbortSignal;
  /** The signal's state as a plain property: a tenth of the cost, for what asks at every step. */
  readonly stop: { readonly aborted: boolean };
  readonly abort: (reason: unknown) => void;
  /** Cuts the tie to the parent. */
  readonly release: () => void;
}

/** A controller whose signal aborts with `parent`, until it is released. */
export function childController(parent: AbortSignal): ChildController {
  const controller = new AbortController();
  const stop = { aborted: false };
  const abort = (reason: unknown): void => {
    stop.aborted = true;
    controller.abort(reason);
  };
  const follow = (): void => abort(parent.reason);
  if (parent.aborted) follow();
  return { signal: controller.signal, stop, abort, release: onAbort(parent, follow) };
}
