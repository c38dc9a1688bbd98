// The seed and the bounds of tests that try generated inputs. Must not know what is generated.
/** CI says the same of a commit on every day and machine: it tries the same inputs, and no more than these. */
const isCi = process.env["CI"] === "true" && process.env["FUZZ_SEED"] === undefined;
const ofCi = { seed: 20_785, numRuns: 1_500 };

/** Days since 1970: new inputs every day, and all runs of a day find the same. FUZZ_SEED repeats another day's. */
export const seed = isCi ? ofCi.seed : Number(process.env["FUZZ_SEED"] ?? Math.floor(Date.now() / 86_400_000));

export interface Limits {
  readonly seed: number;
  readonly numRuns: number;
  /** Milliseconds. */
  readonly interruptAfterTimeLimit: number;
  readonly markInterruptAsFailure: boolean;
}

/** What a property tries within a time, `FUZZ_SECONDS` or these: a slow machine tries less, and finds nothing else. */
export function within(
  seconds: number,
  ofCiRuns = ofCi.numRuns,
): { readonly limits: Limits; readonly testTimeout: number } {
  const time = Number(process.env["FUZZ_SECONDS"] ?? seconds) * 1000;
  const numRuns = isCi ? ofCiRuns : 1_000_000;
  const limits = { seed, numRuns, interruptAfterTimeLimit: time, markInterruptAsFailure: false };
  return { limits, testTimeout: time + 90_000 };
}
