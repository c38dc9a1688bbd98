// The clock of the machine, and waits that end when a run is cancelled.
// Must not know missions: a test or a program may pass any other Clock.
import type { Clock } from "./scope.js";

/** Timers hold 31 bits; a longer wait is several of them. */
const longestTimer = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
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
    const abort = (): void => {
      cleanUp();
      reject(signal?.reason);
    };
    const cleanUp = start(
      (value) => {
        signal?.removeEventListener("abort", abort);
        resolve(value);
      },
      (reason) => {
        signal?.removeEventListener("abort", abort);
        reject(reason);
      },
    );
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** A controller whose signal aborts with `parent`, until `release` cuts the tie. */
export function childController(parent: AbortSignal): { controller: AbortController; release: () => void } {
  const controller = new AbortController();
  if (parent.aborted) {
    controller.abort(parent.reason);
    return { controller, release: () => undefined };
  }
  const abort = (): void => controller.abort(parent.reason);
  parent.addEventListener("abort", abort, { once: true });
  return { controller, release: () => parent.removeEventListener("abort", abort) };
}
