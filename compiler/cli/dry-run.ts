// `reqon --dry-run`: the requests that a mission can send, read from its text; where documents describe all its sources,
// also those that it sends when it gets sample answers. Must not send anything, nor know how it is shown.
import type { ModuleFacts } from "../compile.js";
import { SourceText, type SourceFiles } from "../source.js";
import type { ActionDef, File, OperationCall, Request } from "../syntax/ast.js";
import { datasetsIn, type SampleRecords } from "./datasets.js";
import { parse } from "../syntax/parse.js";
import type { ModuleOptions } from "../run/program.js";
import type { LoadedMission } from "./configuration.js";
import type { SampleRun } from "./sample-run.js";
import { walk } from "../syntax/walk.js";
import { isMissionPath } from "../wanted.js";

/** A request as it is written; a `call` has an operation in place of a path. */
export interface PossibleRequest {
  readonly action: string;
  readonly method: string;
  readonly source: string;
  readonly path?: string;
  readonly operation?: string;
  readonly file: string;
  readonly line: number;
}

export interface DryMission {
  readonly mission: string;
  readonly requests: readonly PossibleRequest[];
  /** Where documents describe all its sources, and nothing that it needs is missing. */
  readonly sample: SampleRun | undefined;
}

export interface DryRun {
  readonly missions: readonly DryMission[];
  readonly datasets: readonly SampleRecords[];
}

export async function dryRun(
  files: SourceFiles,
  loaded: readonly LoadedMission[],
  options: ModuleOptions,
  ready: boolean,
): Promise<DryRun> {
  const trees = Object.keys(files)
    .filter(isMissionPath)
    .flatMap((path) => parse(path, files[path] ?? "").file ?? []);
  const actions = trees.flatMap(actionsIn);
  const hasDocuments = trees.some(({ path }) => /\bfrom\b/.test(files[path] ?? ""));
  // Most missions have no documents, and do not wait for what reads them.
  const runWithSamples = ready && hasDocuments ? (await import("./sample-run.js")).sampleRun : undefined;
  const missions: DryMission[] = [];
  for (const each of loaded) {
    const { facts } = each.mission;
    const sample = await runWithSamples?.(each, trees, files, options);
    missions.push({ mission: facts.mission, requests: requestsIn(facts, actions, files), sample });
  }
  return { missions, datasets: datasetsIn(trees) };
}

function actionsIn(file: File): readonly ActionDef[] {
  const members = file.members.flatMap((each) => (each.kind === "Mission" ? each.members : [each]));
  return members.filter((each) => each.kind === "ActionDef");
}

function requestsIn(
  mission: ModuleFacts,
  actions: readonly ActionDef[],
  files: SourceFiles,
): readonly PossibleRequest[] {
  return mission.actionSpans.flatMap(({ file, start }) => {
    const action = actions.find(({ span }) => span.file === file && span.start === start);
    if (action === undefined) return [];
    return requestsOf(action).map((request) => possible(action.name.text, request, mission, files));
  });
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

function possible(
  action: string,
  request: Request | OperationCall,
  mission: ModuleFacts,
  files: SourceFiles,
): PossibleRequest {
  const { file, start } = request.span;
  const text = files[file] ?? "";
  const place = { file, line: new SourceText(file, text).position(start).line };
  if (request.kind === "OperationCall")
    return { action, method: "call", source: request.source.text, operation: request.operation.text, ...place };
  const option = request.options?.entries.find(({ name }) => name.text === "source");
  const chosen = option === undefined ? undefined : text.slice(option.value.span.start, option.value.span.end);
  const source = request.source?.text ?? chosen ?? mission.sources[0]?.name ?? "API";
  const path = text.slice(request.path.span.start, request.path.span.end);
  return { action, method: request.method, source, path, ...place };
}
