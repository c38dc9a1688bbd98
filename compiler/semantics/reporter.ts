// Collects diagnostics of the semantic passes; one place says one thing once.
// Must not know what is checked.
import { diagnostic, type Details, type Diagnostic } from "../diagnostics.js";
import { catalog, type Code, type Parameters } from "../catalog.js";
import type { Span } from "../source.js";

export interface Reporter {
  readonly diagnostics: readonly Diagnostic[];
  readonly report: <C extends Code>(code: C, span: Span, parameters: Parameters<C>, details?: Details) => void;
}

export function createReporter(): Reporter {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  return {
    diagnostics,
    report: (code, span, parameters, details) => {
      const key = `${code} ${span.file} ${span.start} ${span.end}`;
      if (seen.has(key)) return;
      seen.add(key);
      diagnostics.push(diagnostic(code, span, parameters, details));
    },
  };
}

/** Keeps what is reported until it is known that it is worth saying. */
export function postponing(
  reporter: Reporter,
): Reporter & { readonly deliver: () => void; readonly hasErrors: () => boolean } {
  const reports: (() => void)[] = [];
  let hasErrors = false;
  return {
    diagnostics: reporter.diagnostics,
    report: (code, ...given) => {
      hasErrors ||= catalog[code].severity === "error";
      reports.push(() => reporter.report(code, ...given));
    },
    hasErrors: () => hasErrors,
    deliver: () => {
      for (const each of reports) each();
    },
  };
}

/** The reporter for some codes; the others are not reported. */
export function onlyOf(reporter: Reporter, codes: ReadonlySet<Code>): Reporter {
  return {
    diagnostics: reporter.diagnostics,
    report: (code, ...given) => {
      if (codes.has(code)) reporter.report(code, ...given);
    },
  };
}

/** The reporter with this help where what was found is described so. */
export function withHelp(reporter: Reporter, found: string, help: string): Reporter {
  return {
    diagnostics: reporter.diagnostics,
    report: (code, span, parameters, details) => {
      const facts: unknown = parameters;
      const isFound = typeof facts === "object" && facts !== null && "found" in facts && facts.found === found;
      reporter.report(code, span, parameters, isFound ? { ...details, help } : details);
    },
  };
}

const unknownNames: ReadonlySet<Code> = new Set<Code>([
  "RQ2003",
  "RQ2004",
  "RQ2005",
  "RQ2006",
  "RQ2007",
  "RQ2008",
  "RQ2014",
  "RQ2021",
]);

/** The reporter without what only follows from names that an import, which has been reported, should have brought. */
export function exceptNames(reporter: Reporter, names: ReadonlySet<string>): Reporter {
  if (names.size === 0) return reporter;
  return {
    diagnostics: reporter.diagnostics,
    report: (code, span, parameters, details) => {
      const facts: unknown = parameters;
      const isOther = typeof facts === "object" && facts !== null && "name" in facts && !names.has(String(facts.name));
      if (!unknownNames.has(code) || isOther) reporter.report(code, span, parameters, details);
    },
  };
}
