// Diagnostics for other programs: JSON with ranges as in the Language Server Protocol, SARIF 2.1.0, GitHub annotations.
// Must not find diagnostics or know frames.
import { catalog, type Code } from "../catalog.js";
import type { Diagnostic } from "../diagnostics.js";
import { type Position, type SourceFiles, SourceText, type Span } from "../source.js";
import type { Report } from "./diagnostic-report.js";
import { headingOf, readPage } from "./explain.js";

interface Place {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

function placesIn(files: SourceFiles): (span: Span) => Place {
  const texts = new Map<string, SourceText>();
  return ({ file, start, end }) => {
    const text = texts.get(file) ?? new SourceText(file, files[file] ?? "");
    texts.set(file, text);
    return { file, start: text.position(start), end: text.position(end) };
  };
}

/**
 * An array of `{ code, severity, message, label, file, range, related, help, fix }`. A `range` counts lines and
 * characters from 0, characters in UTF-16 units (Language Server Protocol 3.17, "Range"); `fix` is
 * `{ title, file, range, newText, safe }`, where `safe` says that `reqonc check --fix` applies it.
 */
export function jsonReport({ diagnostics, files }: Report): string {
  const placeOf = placesIn(files);
  const located = (span: Span): object => {
    const { file, start, end } = placeOf(span);
    const point = ({ line, column }: Position): object => ({ line: line - 1, character: column - 1 });
    return { file, range: { start: point(start), end: point(end) } };
  };
  const all = diagnostics.map(({ code, severity, message, label, span, related, help, fix }) => ({
    code,
    severity,
    message,
    label,
    ...located(span),
    related: related.map((each) => ({ message: each.message, ...located(each.span) })),
    help,
    fix: fix && { title: fix.title, ...located(fix.span), newText: fix.text, safe: fix.safe },
  }));
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** A log of one run (OASIS SARIF 2.1.0); regions count from 1 in UTF-16 units. `version` is that of reqonc. */
export async function sarifReport({ diagnostics, files }: Report, version: string): Promise<string> {
  const placeOf = placesIn(files);
  const physicalLocation = (span: Span): object => {
    const { file, start, end } = placeOf(span);
    return { artifactLocation: artifact(file), region: region(start, end) };
  };
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const results = diagnostics.map(({ code, severity, message, span, related, help, fix }) => ({
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [{ physicalLocation: physicalLocation(span) }],
    relatedLocations: related.map((each, id) => ({
      id,
      message: { text: each.message },
      physicalLocation: physicalLocation(each.span),
    })),
    ...(fix === undefined ? {} : { fixes: [sarifFix(fix, placeOf)] }),
  }));
  const rules = await Promise.all(codes.map(sarifRule));
  const driver = { name: "reqonc", version, rules };
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** With the page of the code, which a code-scanning service shows beside what was found. */
async function sarifRule(id: Code): Promise<object> {
  const page = await readPage(id);
  return {
    id,
    shortDescription: { text: headingOf(page) },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: catalog[id].severity },
  };
}

function sarifFix(fix: NonNullable<Diagnostic["fix"]>, placeOf: (span: Span) => Place): object {
  const { file, start, end } = placeOf(fix.span);
  const replacement = { deletedRegion: region(start, end), insertedContent: { text: fix.text } };
  return {
    description: { text: fix.title },
    artifactChanges: [{ artifactLocation: artifact(file), replacements: [replacement] }],
  };
}

/** A relative URI reference (RFC 3986). */
function artifact(file: string): object {
  return { uri: file.split("/").map(encodeURIComponent).join("/") };
}

function region(start: Position, end: Position): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** One workflow command of GitHub Actions for each, which shows it in the changes of a pull request. */
export function githubReport({ diagnostics, files }: Report): string {
  const placeOf = placesIn(files);
  return diagnostics
    .map(({ code, severity, message, span, related, help, fix }) => {
      const { file, start, end } = placeOf(span);
      // The end column counts only within one line.
      const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : { col: start.column };
      const properties = { file, line: start.line, endLine: end.line, ...columns, title: code };
      const advice = help === undefined ? [] : [`help: ${help}`];
      const edit = fix === undefined || fix.title === help ? [] : [`fix: ${fix.title}`];
      const text = [message, ...advice, ...edit, ...related.map(textOf)].join("\n");
      const settings = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      return `::${severity} ${settings.join(",")}::${escapeData(text)}\n`;
    })
    .join("");

  function textOf(related: Diagnostic["related"][number]): string {
    const { file, start } = placeOf(related.span);
    return `${file}:${start.line}: ${related.message}`;
  }
}

function escapeData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
