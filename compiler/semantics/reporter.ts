// Collects diagnostics of the semantic passes; one place says one thing once.
// Must not know what is checked.
import { diagnostic, type Details, type Diagnostic } from "../diagnostics.js";
import type { Code, Parameters } from "../catalog.js";
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
