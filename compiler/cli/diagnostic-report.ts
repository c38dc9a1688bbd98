// Diagnostics as the commands print them: paths as the user would type them, frames or a format for programs.
// Must not find or judge diagnostics.
import { join, relative, sep } from "node:path";
import type { Diagnostic } from "../diagnostics.js";
import { formatDiagnostics, inReadingOrder } from "../render.js";
import type { SourceFiles, Span } from "../source.js";
import { packageVersion } from "./start.js";

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
  const diagnostics = inReadingOrder(report.diagnostics).map((each) => ({
    ...each,
    span: move(each.span),
    related: each.related.map((related) => ({ ...related, span: move(related.span) })),
    fix: each.fix === undefined ? undefined : { ...each.fix, span: move(each.fix.span) },
  }));
  const files = Object.fromEntries(Object.entries(report.files).map(([file, text]) => [shown(file), text]));
  return { diagnostics, files };
}

/** How diagnostics are printed. */
export type Format = "pretty" | "json" | "sarif" | "github";

/** `--format`, else what GitHub Actions shows in a pull request where it runs, else frames. */
export function formatOf(asked: Format | undefined, environment: NodeJS.ProcessEnv): Format {
  return asked ?? (environment["GITHUB_ACTIONS"] === "true" ? "github" : "pretty");
}

/** Whether the report is data for another program: nothing else is printed then. */
export function isData(format: Format): boolean {
  return format === "json" || format === "sarif";
}

/** `pretty`: frames, empty without diagnostics. `github`: frames, then annotations. */
export async function printReport(report: Report, format: Format, color: boolean): Promise<string> {
  if (format === "pretty") return frames(report, color);
  const { githubReport, jsonReport, sarifReport } = await import("./machine-formats.js");
  if (format === "json") return jsonReport(report);
  if (format === "sarif") return sarifReport(report, packageVersion());
  return frames(report, color) + githubReport(report);
}

/** Empty without diagnostics; ends with an empty line. */
export function frames({ diagnostics, files }: Report, color: boolean): string {
  return diagnostics.length === 0 ? "" : `${formatDiagnostics(diagnostics, files, { color }).trimEnd()}\n\n`;
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
