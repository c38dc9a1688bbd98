// The part of a dry run that goes through a mission: its requests are answered from its OpenAPI documents.
// Nothing is sent, stored or waited for. Must not know how samples are made.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissionError } from "../../runtime/errors.js";
import type { RunResult } from "../../runtime/pipeline.js";
import type { Clock, Fetch, MissionEvent } from "../../runtime/scope.js";
import { memoryStore } from "../../runtime/stores.js";
import { parseYaml } from "../emit/load.js";
import { placeFrom } from "../locations.js";
import type { ModuleOptions, Stores } from "../run/program.js";
import { type Api, openApi, type OperationNode } from "../semantics/openapi/api.js";
import { createDocuments, isProblem } from "../semantics/openapi/documents.js";
import { sampleAnswer } from "../semantics/openapi/samples.js";
import type { SourceFiles } from "../source.js";
import type { File, SourceDef } from "../syntax/ast.js";
import type { LoadedMission } from "./configuration.js";

/** A mission that pages through samples would never end. */
const mostRequests = 100;

/** What happens in it, in order. */
export type SampleEvent =
  | { readonly type: "response"; readonly method: string; readonly url: string; readonly status: number }
  | { readonly type: "step"; readonly name: string }
  | { readonly type: "warning"; readonly message: string };

export interface SampleRun {
  readonly events: readonly SampleEvent[];
  /** How many records each would hold. */
  readonly stores: Readonly<Record<string, number>>;
  /** Why it would fail. */
  readonly error: string | undefined;
}

/** What a run with sample answers does; undefined where a source has no document to answer from. */
export async function sampleRun(
  { mission: { facts }, module }: LoadedMission,
  trees: readonly File[],
  files: SourceFiles,
  options: ModuleOptions,
): Promise<SampleRun | undefined> {
  const apis = apisOf(facts.mission, trees, files);
  if (facts.sources.length === 0 || !facts.sources.every(({ name }) => apis.has(name))) return undefined;
  const events: SampleEvent[] = [];
  const dataDir = await mkdtemp(join(tmpdir(), "reqon-dry-run-"));
  try {
    const result = await module.run({
      ...options,
      fetch: answerFrom([...apis.values()]),
      stores: Object.fromEntries(facts.stores.map(({ name }) => [name, memoryStore(name)])),
      // A step may do anything, so it is only named.
      steps: Object.fromEntries(facts.steps.map(({ name }) => [name, () => void events.push({ type: "step", name })])),
      clock: hastyClock,
      tokenStore: undefined,
      resume: false,
      dataDir,
      onEvent: (event) => note(event, events),
    });
    return { events, stores: await sizesOf(result), error: result.success ? undefined : result.errors[0].message };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Waits end at once. */
const hastyClock: Clock = {
  now: () => Date.now(),
  random: () => 0,
  sleep: async (_milliseconds, signal) => signal?.throwIfAborted(),
};

function apisOf(mission: string, trees: readonly File[], files: SourceFiles): ReadonlyMap<string, Api> {
  const documents = createDocuments(files, parseYaml);
  const members = trees.flatMap((tree) =>
    tree.members.flatMap((each) => (each.kind !== "Mission" ? [each] : each.name.text === mission ? each.members : [])),
  );
  const sources = members.filter((each): each is SourceDef => each.kind === "SourceDef");
  return new Map(
    sources.flatMap(({ name, from, span }) => {
      const root = from && documents.open(placeFrom(span.file, from.value));
      const api = root && !isProblem(root) ? openApi(name.text, documents, root) : undefined;
      return api ? [[name.text, api] as const] : [];
    }),
  );
}

function note(event: MissionEvent, events: SampleEvent[]): void {
  const { type } = event;
  if (type === "response") events.push({ type, method: event.method, url: event.url, status: event.status });
  if (type === "warning") events.push({ type, message: event.message });
}

async function sizesOf({ stores }: RunResult<Stores>): Promise<Readonly<Record<string, number>>> {
  const sizes = Object.entries(stores).map(async ([name, store]) => [name, await store.size()] as const);
  return Object.fromEntries(await Promise.all(sizes));
}

/** A transport that answers what the documents describe, and hands out tokens; anything else has no answer. */
function answerFrom(apis: readonly Api[]): Fetch {
  let count = 0;
  return (url, { method, body }) => {
    count += 1;
    if (count > mostRequests)
      return Promise.reject(new MissionError(`a dry run ends after ${mostRequests} requests`, { code: "cancelled" }));
    const found = apis.flatMap((api) =>
      matching(api, method, new URL(url).pathname)
        .slice(0, 1)
        .map((each) => ({ api, each })),
    );
    const [first] = found;
    if (first) {
      const { status, body: sample } = sampleAnswer(first.api, first.each);
      return Promise.resolve(answer(status, sample));
    }
    const isTokenRequest = method === "POST" && body?.includes("grant_type=") === true;
    if (isTokenRequest)
      return Promise.resolve(answer(200, { access_token: "sample", token_type: "bearer", expires_in: 3600 }));
    return Promise.reject(new Error("no document describes this request"));
  };
}

/** Operations whose path the URL's path ends in, those with the fewest parameters first. */
function matching(api: Api, method: string, pathname: string): readonly OperationNode[] {
  const operations = [...new Set(api.operations().values())].filter((each) => {
    const pattern = each.path.replace(/[.*+?^$|()[\]\\]/g, "\\$&").replace(/\{[^{}]*\}/g, "[^/]+");
    return each.method === method && new RegExp(`${pattern}/?$`).test(pathname);
  });
  const parameters = ({ path }: OperationNode): number => path.split("{").length;
  return operations.sort((a, b) => parameters(a) - parameters(b) || b.path.length - a.path.length);
}

function answer(status: number, body: unknown): Awaited<ReturnType<Fetch>> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = new Headers(body === undefined ? {} : { "content-type": "application/json" });
  return { status, statusText: "", headers, body: text === "" ? null : new Blob([text]).stream() };
}
