// What `reqon --dry-run` prints: tables to read or, with `--json`, a line of JSON for each thing.
// Must not find any of it.
import type { SampleRecords } from "./datasets.js";
import type { DryMission, DryRun, PossibleRequest } from "./dry-run.js";
import type { SampleEvent, SampleRun } from "./sample-run.js";
import { toLine } from "./summary.js";

/** Lines of `{ "type": "possible-request" }`, `"sample-run"` and `"dataset"`. */
export function dryRunJson({ missions, datasets }: DryRun): string {
  const lines = [
    ...missions.flatMap(({ mission, requests, sample }) => [
      ...requests.map((each) => ({ type: "possible-request", mission, ...each })),
      ...(sample ? [{ type: "sample-run", mission, success: sample.error === undefined, ...sample }] : []),
    ]),
    ...datasets.map((each) => ({ type: "dataset", ...each })),
  ];
  return lines.map(toLine).join("");
}

/**
 * A table for each mission: action, method, source, path as written, place. Behind it, a run with sample answers; at the
 * end the datasets.
 */
export function dryRunText({ missions, datasets }: DryRun): string {
  const parts = missions.flatMap((each) => [requestTable(each), ...(each.sample ? [runText(each, each.sample)] : [])]);
  const names = [...new Set(datasets.map(({ dataset }) => dataset))];
  const lists = names.map((name) => `\ndataset ${name}:\n${recordLines(datasets, name)}`);
  return parts.join("\n") + lists.join("");
}

function requestTable({ mission, requests }: DryMission): string {
  if (requests.length === 0) return `${mission} sends no requests\n`;
  const rows = requests.map(cellsOf);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const lines = rows.map((cells) => {
    const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `  ${padded.join("  ").trimEnd()}\n`;
  });
  return `${mission} can send these requests:\n${lines.join("")}`;
}

function cellsOf({ action, method, source, path, operation, file, line }: PossibleRequest): readonly string[] {
  return [action, method, source, path ?? operation ?? "", `${file}:${line}`];
}

function runText({ mission }: DryMission, { events, stores, error }: SampleRun): string {
  const sizes = Object.entries(stores).map(([name, size]) => `  store ${name} would hold ${size}\n`);
  const end = error === undefined ? "  the run would succeed\n" : `  the run would fail: ${error}\n`;
  return `${mission} with sample answers from its documents:\n${events.map(eventLine).join("")}${sizes.join("")}${end}`;
}

function eventLine(event: SampleEvent): string {
  switch (event.type) {
    case "response":
      return `  ${event.method} ${event.url} → ${event.status}\n`;
    case "step":
      return `  ${event.name}\n`;
    case "warning":
      return `  warning: ${event.message}\n`;
  }
}

function recordLines(datasets: readonly SampleRecords[], of: string): string {
  const entries = datasets.filter(({ dataset }) => dataset === of);
  return entries
    .map(({ name, count, schema, record }) => `  ${name}: ${count} of ${schema}, such as ${JSON.stringify(record)}\n`)
    .join("");
}
