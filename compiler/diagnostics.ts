// What a diagnostic is, and the one way to make one: by its code in the catalog.
// Must not know how diagnostics are drawn or where they were found.
import { catalog, type CatalogEntry, type Code, type Parameters } from "./catalog.js";
import type { Span } from "./source.js";

export type Severity = "error" | "warning";

/** Another place that explains the diagnostic, with a word about it. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** An edit that mends the mistake: `text` in place of `span`. */
export interface Fix {
  readonly title: string;
  readonly span: Span;
  readonly text: string;
  /** Nothing else can have been meant, so it may be applied unseen; else it is a guess for a reader to accept. */
  readonly safe: boolean;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** What stands under the caret. */
  readonly label: string | undefined;
  readonly span: Span;
  readonly related: readonly Related[];
  readonly help: string | undefined;
  readonly fix: Fix | undefined;
}

/** Facts beside the parameters of the message. */
export interface Details {
  readonly related?: readonly Related[];
  readonly help?: string;
  readonly fix?: Fix;
}

export function diagnostic<C extends Code>(
  code: C,
  span: Span,
  parameters: Parameters<C>,
  details: Details = {},
): Diagnostic {
  const entry = catalog[code] as CatalogEntry<Parameters<C>>;
  return {
    code,
    severity: entry.severity,
    message: entry.message(parameters),
    label: entry.label?.(parameters),
    span,
    related: details.related ?? [],
    help: details.help ?? entry.help?.(parameters),
    fix: details.fix,
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === "error");
}

/** Whether there is an error in one of the files. */
export function hasErrorsIn(files: ReadonlySet<string>, diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === "error" && files.has(each.span.file));
}
