// What `reqon` says at the end of a run: a table of actions, what was handled, and every error with its cause and cure.
// Must not run anything.
import { MissionError } from "../../runtime/errors.js";
import type { RunResult } from "../../runtime/pipeline.js";
import type { Stores } from "../run/program.js";
import { showDuration } from "./duration.js";
import { exitCode } from "./failure.js";
import { at } from "./progress.js";

export function summarize(result: RunResult<Stores>): string {
  const lines = [...actionTable(result), ...result.handled.map(handledLine), ...result.errors.flatMap(errorLines)];
  const warnings =
    result.warnings.length === 0 ? "" : `, ${result.warnings.length} warning${result.warnings.length === 1 ? "" : "s"}`;
  lines.push(
    `${result.mission} ${result.success ? "succeeded" : "failed"} in ${showDuration(result.duration)}${warnings}`,
  );
  return `${lines.join("\n")}\n`;
}

/** What is left of it with `--quiet`: the errors. */
export function summarizeErrors(result: RunResult<Stores>): string {
  return result.errors
    .flatMap(errorLines)
    .map((line) => `${line}\n`)
    .join("");
}

const heads = ["action", "requests", "retries", "pages", "rows in", "rows out"] as const;

function actionTable({ actions }: RunResult<Stores>): readonly string[] {
  const rows = Object.entries(actions).map(([name, { requests, retries, pages, rowsIn, rowsOut }]) => [
    name,
    ...[requests, retries, pages, rowsIn, rowsOut].map(String),
  ]);
  if (rows.length === 0) return [];
  const all = [[...heads], ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

function handledLine({ source, status, method, url, place, message }: RunResult<Stores>["handled"][number]): string {
  if (message !== undefined) return `handled: ${message}${at(place)}`;
  return `handled: ${status === 0 ? "no answer" : status} ${method} ${url} of ${source}${at(place)}`;
}

/** The error, its help and its causes; never a stack, which is of no use to who wrote the mission. */
function errorLines(error: MissionError): readonly string[] {
  const action = error.action === undefined ? "" : `, action ${error.action}`;
  const place =
    error.place === undefined
      ? error.action === undefined
        ? ""
        : ` (action ${error.action})`
      : ` (${error.place}${action})`;
  const lines = [`error: ${error.message}${place}`];
  if (error.help !== undefined) lines.push(`  = help: ${error.help}`);
  for (
    let cause = error.cause, depth = 0;
    cause instanceof MissionError && depth < 5;
    cause = cause.cause, depth += 1
  ) {
    // An error that only adds to its cause has said it.
    if (!error.message.includes(cause.message)) lines.push(`  = because: ${cause.message}${at(cause.place)}`);
  }
  return lines;
}

/** The exit code of a finished run. */
export function codeOf(result: RunResult<Stores>): number {
  if (result.success) return exitCode.done;
  const codes = result.errors.map(({ code }) => code);
  if (codes.includes("internal")) return exitCode.internal;
  if (codes.every((code) => code === "config")) return exitCode.usage;
  return codes.every((code) => code === "validation") ? exitCode.validationFailed : exitCode.runFailed;
}

/** A result or an event as a line of NDJSON; errors become plain objects. */
export function toLine(value: object): string {
  return `${JSON.stringify(value, (_key, each: unknown) => (each instanceof MissionError ? plainError(each) : each))}\n`;
}

function plainError(error: MissionError): object {
  const { code, message, place, action, source, method, url, status, backendCode, help } = error;
  const cause = error.cause instanceof MissionError ? plainError(error.cause) : undefined;
  return { code, message, place, action, source, method, url, status, backendCode, help, cause };
}

/** What `--json` prints last: the result without its stores. */
export function resultFacts({ stores: _stores, ...facts }: RunResult<Stores>): object {
  return { type: "result", ...facts };
}
