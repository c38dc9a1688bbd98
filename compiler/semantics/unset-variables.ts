// RQ5515: names of `env()` that nobody is going to set.
// Must not read files: it is given the names that will be set.
import { nearest } from "../suggest.js";
import type { Analysis } from "./analysis.js";
import type { Reporter } from "./reporter.js";

/** Variables that will be set, and nothing else will. */
export interface GivenVariables {
  /** The `.env` file that sets them, as the user wrote it. */
  readonly file: string;
  readonly names: readonly string[];
}

/** A name with a default is not reported, nor one that is only asked for. */
export function reportUnsetVariables(analyses: readonly Analysis[], given: GivenVariables, reporter: Reporter): void {
  const known = new Set(given.names);
  for (const { environment } of analyses) {
    for (const [name, span] of [...environment.credentials, ...environment.places]) {
      if (known.has(name)) continue;
      reporter.report("RQ5515", span, { name, file: given.file, nearest: nearest(name, given.names) });
    }
  }
}
