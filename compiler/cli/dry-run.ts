// `reqon --dry-run`: the requests that a mission can send, read from its text; where documents describe all its sources,
// also those that it sends when it gets sample answers. Must not send anything.
import type { ModuleFacts } from "../compile.js";
import { SourceText, type SourceFiles } from "../source.js";
import type { ActionDef, File, OperationCall, Request } from "../syntax/ast.js";
import { listDatasets } from "./datasets.js";
import { parse } from "../syntax/parse.js";
import type { ModuleOptions } from "../run/program.js";
import type { LoadedMission } from "./configuration.js";
import { walk } from "../syntax/walk.js";
import { isMissionPath } from "../wanted.js";

/**
 * A table for each mission: action, method, source, path as written, place. Behind it, a run with sample answers; at the
 * end the datasets.
 */
export async function dryRun(
  files: SourceFiles,
  loaded: readonly LoadedMission[],
  options: ModuleOptions,
  ready: boolean,
): Promise<string> {
  const trees = Object.keys(files)
    .filter(isMissionPath)
    .flatMap((path) => parse(path, files[path] ?? "").file ?? []);
  const actions = trees.flatMap(actionsIn);
  const parts: string[] = [];
  for (const each of loaded) {
    parts.push(requestTable(each.mission.facts, actions, files));
    if (!ready || !trees.some(({ path }) => /\bfrom\b/.test(files[path] ?? ""))) continue;
    const { sampleRun } = await import("./sample-run.js");
    const text = await sampleRun(each, trees, files, options);
    if (text !== undefined) parts.push(text);
  }
  return parts.join("\n") + listDatasets(trees);
}

function actionsIn(file: File): readonly ActionDef[] {
  const members = file.members.flatMap((each) => (each.kind === "Mission" ? each.members : [each]));
  return members.filter((each) => each.kind === "ActionDef");
}

function requestTable(mission: ModuleFacts, actions: readonly ActionDef[], files: SourceFiles): string {
  const rows = mission.actionSpans.flatMap(({ file, start }) => {
    const action = actions.find(({ span }) => span.file === file && span.start === start);
    return action === undefined
      ? []
      : requestsOf(action).map((request) => row(action.name.text, request, mission, files));
  });
  if (rows.length === 0) return `${mission.mission} sends no requests\n`;
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const lines = rows.map(
    (cells) =>
      `  ${cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
  );
  return `${mission.mission} can send these requests:\n${lines.join("")}`;
}

function requestsOf(action: ActionDef): readonly (Request | OperationCall)[] {
  const found: (Request | OperationCall)[] = [];
  walk(action, {
    enter: {
      Request: (node) => void found.push(node),
      OperationCall: (node) => void found.push(node),
    },
  });
  return found;
}

function row(
  action: string,
  request: Request | OperationCall,
  mission: ModuleFacts,
  files: SourceFiles,
): readonly string[] {
  const { file, start } = request.span;
  const text = files[file] ?? "";
  const place = `${file}:${new SourceText(file, text).position(start).line}`;
  if (request.kind === "OperationCall") return [action, "call", request.source.text, request.operation.text, place];
  const option = request.options?.entries.find(({ name }) => name.text === "source");
  const chosen = option === undefined ? undefined : text.slice(option.value.span.start, option.value.span.end);
  const source = request.source?.text ?? chosen ?? mission.sources[0]?.name ?? "API";
  return [action, request.method, source, text.slice(request.path.span.start, request.path.span.end), place];
}
