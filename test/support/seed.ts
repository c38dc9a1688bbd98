// The seed and the bounds of tests that try generated inputs. Must not know what is generated.
/** Days since 1970: new inputs every day, and all runs of a day find the same. FUZZ_SEED repeats another day's. */
export const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Date.now() / 86_400_000));

export interface Limits {
  readonly seed: number;
  readonly numRuns: number;
  /** Milliseconds. */
  readonly interruptAfterTimeLimit: number;
  readonly markInterruptAsFailure: boolean;
}

/** What a property tries within a time, `FUZZ_SECONDS` or these: a slow machine tries less, and finds nothing else. */
export function within(seconds: number): { readonly limits: Limits; readonly testTimeout: number } {
  const time = Number(process.env["FUZZ_SECONDS"] ?? seconds) * 1000;
  const limits = { seed, numRuns: 1_000_000, interruptAfterTimeLimit: time, markInterruptAsFailure: false };
  return { limits, testTimeout: time + 90_000 };
}
