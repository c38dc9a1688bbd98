// How many warnings are too many: `--deny` and `--max-warnings`.
// Must not find or print diagnostics.
import { catalog } from "../catalog.js";
import { type Diagnostic, hasErrors } from "../diagnostics.js";
import { nearest } from "../suggest.js";
import { CommandError } from "./failure.js";

export interface Strictness {
  /** Codes of warnings that are errors, or `warnings` for all. */
  readonly denied: readonly string[];
  readonly maxWarnings?: number;
}

export interface Verdict {
  /** Denied warnings are errors. */
  readonly diagnostics: readonly Diagnostic[];
  readonly failed: boolean;
  /** Said at the end where warnings alone make it fail. */
  readonly reason: string | undefined;
}

/** Throws a CommandError for a code that does not exist, or a number that is none. */
export function readStrictness(values: {
  readonly deny: readonly string[];
  readonly "max-warnings": string | undefined;
}): Strictness {
  for (const code of values.deny) {
    if (code === "warnings" || Object.hasOwn(catalog, code)) continue;
    const guess = nearest(code, [...Object.keys(catalog), "warnings"]);
    throw new CommandError(
      `--deny: there is no code ${code}`,
      guess === undefined ? undefined : `did you mean ${guess}?`,
    );
  }
  const most = values["max-warnings"];
  if (most !== undefined && !/^\d+$/.test(most))
    throw new CommandError(`--max-warnings: ${most} is no number`, "write --max-warnings 0 to allow none");
  return { denied: values.deny, ...(most === undefined ? {} : { maxWarnings: Number(most) }) };
}

export function judge(
  found: readonly Diagnostic[],
  { denied, maxWarnings = Number.POSITIVE_INFINITY }: Strictness,
): Verdict {
  const all = denied.includes("warnings");
  const diagnostics = found.map((each) =>
    each.severity === "warning" && (all || denied.includes(each.code)) ? { ...each, severity: "error" as const } : each,
  );
  const warnings = diagnostics.filter((each) => each.severity === "warning").length;
  const isTooMany = warnings > maxWarnings;
  const reason = isTooMany ? `--max-warnings allows ${maxWarnings}` : undefined;
  return { diagnostics, failed: isTooMany || hasErrors(diagnostics), reason };
}
