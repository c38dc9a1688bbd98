// Diagnostics as the commands print them: paths as the user would type them, denied warnings as errors, frames or JSON.
// Must not find diagnostics.
import { join, relative, sep } from "node:path";
import { catalog } from "../catalog.js";
import type { Diagnostic } from "../diagnostics.js";
import { formatDiagnostics } from "../render.js";
import { SourceText, type SourceFiles, type Span } from "../source.js";
import { nearest } from "../suggest.js";
import { CommandError } from "./failure.js";

/** Diagnostics with the texts that they point into. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: SourceFiles;
}

/** The report with paths relative to `folder` in place of paths relative to the program's folder `base`; others stay. */
export function relocate(report: Report, base: string, folder: string): Report {
  const shown = (file: string): string => relative(folder, join(base, file)).split(sep).join("/");
  const move = (span: Span): Span =>
    Object.hasOwn(report.files, span.file) ? { ...span, file: shown(span.file) } : span;
  const diagnostics = report.diagnostics.map((each) => ({
    ...each,
    span: move(each.span),
    related: each.related.map((related) => ({ ...related, span: move(related.span) })),
    fix: each.fix === undefined ? undefined : { ...each.fix, span: move(each.fix.span) },
  }));
  const files = Object.fromEntries(Object.entries(report.files).map(([file, text]) => [shown(file), text]));
  return { diagnostics, files };
}

/** Throws a CommandError for a code that does not exist. */
export function checkDenied(codes: readonly string[]): void {
  for (const code of codes) {
    if (code === "warnings" || Object.hasOwn(catalog, code)) continue;
    const guess = nearest(code, [...Object.keys(catalog), "warnings"]);
    throw new CommandError(
      `--deny: there is no code ${code}`,
      guess === undefined ? undefined : `did you mean ${guess}?`,
    );
  }
}

/** `codes` are codes of warnings, or `warnings` for all. */
export function deny(diagnostics: readonly Diagnostic[], codes: readonly string[]): readonly Diagnostic[] {
  const all = codes.includes("warnings");
  return diagnostics.map((each) =>
    each.severity === "warning" && (all || codes.includes(each.code)) ? { ...each, severity: "error" } : each,
  );
}

/** `pretty`: frames, empty without diagnostics. `json`: an array, always. Ends with a line break. */
export function printReport({ diagnostics, files }: Report, format: "pretty" | "json", color: boolean): string {
  if (format === "json")
    return `${JSON.stringify(
      diagnostics.map((each) => toJson(each, files)),
      null,
      2,
    )}\n`;
  if (diagnostics.length === 0) return "";
  return `${formatDiagnostics(diagnostics, files, { color }).trimEnd()}\n\n`;
}

/** Diagnostics without a place that could be shown. */
export function printGeneral(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.flatMap(({ severity, code, message, help }) => [
    `${severity}[${code}]: ${message}`,
    ...(help === undefined ? [] : [`  = help: ${help}`]),
    "",
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

function toJson(diagnostic: Diagnostic, files: SourceFiles): object {
  const { code, severity, message, label, span, related, help, fix } = diagnostic;
  return {
    code,
    severity,
    message,
    label,
    ...place(span, files),
    related: related.map((each) => ({ message: each.message, ...place(each.span, files) })),
    help,
    fix: fix === undefined ? undefined : { title: fix.title, text: fix.text, ...place(fix.span, files) },
  };
}

/** Lines and columns count from 1, columns in UTF-16 units. */
function place(span: Span, files: SourceFiles): object {
  const text = new SourceText(span.file, files[span.file] ?? "");
  const start = text.position(span.start);
  const end = text.position(span.end);
  return { file: span.file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** `2 errors and 1 warning`; undefined without any. */
export function countProblems(diagnostics: readonly Diagnostic[]): string | undefined {
  const errors = diagnostics.filter((each) => each.severity === "error").length;
  const warnings = diagnostics.length - errors;
  const parts = [count(errors, "error"), count(warnings, "warning")].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" and ");
}

/** `1 file`, `3 files`; undefined for none. */
export function count(number: number, noun: string): string | undefined {
  return number === 0 ? undefined : `${number} ${noun}${number === 1 ? "" : "s"}`;
}
