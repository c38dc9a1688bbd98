// Runs the module of a fixture against its `exchange.json`, and gathers everything that comes out of it.
// Must not judge what came out.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { MissionEvent, ModuleFacts, PagingStrategy, RunResult, Store } from "reqon";
import type { Checkpoint, CheckpointStore, Clock } from "../../runtime/scope.js";
import { webhookInbox } from "reqon/runtime/webhook-inbox.js";
import { type Extensions, loadExtensions } from "../../compiler/run/extensions.js";
import type { MissionModule, ModuleOptions } from "../../compiler/run/program.js";
import { fixtureAdapters } from "./adapters.js";
import { type Answer, openExchange, type Exchange, type Turn } from "./exchange.js";
import { compileFixture, type Fixture, type FixtureOptions, readOptions, readTree } from "./fixtures.js";
import { readMarked } from "./secrets.js";

/** `exchange.json`. */
export interface ExchangeFile {
  /** By name of a source, whose base has a fixed origin, or by origin. */
  readonly sources: Readonly<Record<string, readonly Turn[]>>;
  /** Of a program with several missions: the one to run. */
  readonly mission?: string;
  /** Requests of a program that uses the sources as clients, in place of a run; `gives` is the decoded answer. */
  readonly calls?: readonly {
    readonly source: string;
    readonly method: string;
    readonly path: string;
    readonly gives: unknown;
  }[];
  /** Records of each store at the end: in order, or by key. A store that is left out is empty; null: it is not asked. */
  readonly stores?: Readonly<Record<string, readonly unknown[] | Readonly<Record<string, unknown>> | null>>;
  /** Checkpoints at the end, where `options.json` has `checkpoints`. */
  readonly checkpoints?: Readonly<Record<string, Checkpoint>>;
  /** Parts of the result. Left out: success without errors, warnings, handled failures and violations. */
  readonly result?: Readonly<Record<string, unknown>>;
}

export interface Outcome {
  readonly file: ExchangeFile;
  readonly exchange: Exchange;
  /** What was found where `file.calls` says what is expected. */
  readonly calls: readonly unknown[];
  /** The result of the run as JSON, errors with all their fields; undefined for a client. */
  readonly result: unknown;
  readonly stores: Readonly<Record<string, unknown>>;
  /** Undefined unless the fixture has some. */
  readonly checkpoints: Readonly<Record<string, Checkpoint>> | undefined;
  /** Everything that left the module, as text, but its requests. */
  readonly output: string;
  /** Everything that was marked as a secret. */
  readonly secrets: ReadonlySet<string>;
}

const startOfTime = "2024-01-20T10:30:00Z";

/** What makes a run other than its fixture says. */
export interface Change {
  readonly env: Readonly<Record<string, string>>;
  /** What servers answer to requests that differ from the expected ones. */
  readonly refusal: Answer;
}

export async function runFixture(fixture: Fixture, change?: Change): Promise<Outcome> {
  const { options: own, secrets: configured } = await readOptions(fixture);
  const options = { ...own, env: { ...own.env, ...change?.env } };
  const { value: file, secrets: exchanged } = await readMarked<ExchangeFile>(join(fixture.folder, "exchange.json"));
  if (file === undefined) throw new Error(`${fixture.name} has no exchange.json`);
  const { facts, module } = await loadModule(fixture, file.mission);
  const inbox = webhookInbox();
  const listener = facts.waits ? inbox.listener : undefined;
  const exchange = await openExchange(turnsByOrigin(file, facts, options), listener, change?.refusal);
  const dataDir = await mkdtemp(join(tmpdir(), "reqon-fixture-"));
  const events: MissionEvent[] = [];
  const printed = captureConsole();
  const checkpoints = options.checkpoints && { ...options.checkpoints };
  try {
    const given = {
      ...moduleOptions(options),
      ...(await extensionsOf(fixture)),
      adapters: fixtureAdapters(options, exchange.fetch),
      fetch: exchange.fetch,
      webhooks: { url: "https://hooks.example.com", inbox },
      dataDir,
      checkpoints: checkpoints && keptIn(checkpoints),
      onEvent: (event: MissionEvent) => void events.push(event),
    };
    const result = file.calls === undefined ? await module.run(given) : undefined;
    const calls = file.calls === undefined ? [] : await callAll(module, given, file.calls);
    const shown = result === undefined ? undefined : toJson({ ...result, stores: undefined });
    const stores = result === undefined ? {} : await readStores(result, file.stores ?? {});
    const kept = await readTree(dataDir);
    const output = [
      inspect(result, { depth: 12 }),
      JSON.stringify([shown, events.map(toJson), stores, kept, calls]),
      ...printed.stop(),
    ];
    return {
      file,
      exchange,
      calls,
      result: shown,
      stores,
      checkpoints,
      output: output.join("\n"),
      secrets: new Set([...configured, ...exchanged]),
    };
  } finally {
    printed.stop();
    await exchange.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Loaded {
  readonly facts: ModuleFacts;
  readonly module: MissionModule;
}

/** The golden module itself, not one compiled anew. */
async function loadModule(fixture: Fixture, mission: string | undefined): Promise<Loaded> {
  const { modules } = await compileFixture(fixture, { emit: false });
  const [facts, ...others] = modules.filter((each) => mission === undefined || each.mission === mission);
  if (facts === undefined || others.length > 0) throw new Error(`${fixture.name}/exchange.json must name its mission`);
  const module: MissionModule = await import(join(fixture.folder, "expected", facts.path));
  return { facts, module };
}

/** What `extend.mjs` of the fixture exports. */
async function extensionsOf({ folder }: Fixture): Promise<Extensions> {
  const path = join(folder, "extend.mjs");
  return existsSync(path) ? loadExtensions(path, "extend.mjs") : {};
}

function turnsByOrigin(file: ExchangeFile, facts: ModuleFacts, options: FixtureOptions): Map<string, readonly Turn[]> {
  const byOrigin = new Map<string, readonly Turn[]>();
  for (const [key, turns] of Object.entries(file.sources)) {
    const base = options.base?.[key] ?? facts.sources.find(({ name }) => name === key)?.base ?? key;
    const { origin } = new URL(base);
    const labelled = turns.map((turn) => ({ ...turn, action: `${key} ${turn.action ?? ""}` }));
    byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), ...labelled]);
  }
  return byOrigin;
}

function moduleOptions(options: FixtureOptions): ModuleOptions {
  const { env = {}, auth, base, providers = {}, paging = {}, strict, timeout, now } = options;
  const byName = Object.entries(providers).map(([name, headers]) => [
    name,
    {
      apply(request: { readonly headers: Map<string, string> }): void {
        for (const [header, value] of Object.entries(headers)) request.headers.set(header, value);
      },
    },
  ]);
  return {
    env,
    auth,
    base,
    providers: Object.fromEntries(byName),
    paging: Object.fromEntries(Object.entries(paging).map(([name, { param, values }]) => [name, steps(param, values)])),
    strict,
    timeout,
    clock: virtualClock(now ?? startOfTime),
  };
}

function keptIn(checkpoints: Record<string, Checkpoint>): CheckpointStore {
  return {
    read: async (key) => checkpoints[key],
    commit: async (reached) => void Object.assign(checkpoints, reached),
  };
}

/** A way of paging that sends `values` one after another. */
function steps(param: string, values: readonly unknown[]): PagingStrategy {
  return (page) => {
    const index = page?.number ?? 0;
    return index < values.length ? { params: { [param]: values[index] } } : null;
  };
}

/** Time passes only in `sleep`, and at once. */
function virtualClock(start: string): Clock {
  let now = Date.parse(start);
  return {
    now: () => now,
    random: () => 0,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

async function callAll(
  module: MissionModule,
  options: ModuleOptions,
  calls: NonNullable<ExchangeFile["calls"]>,
): Promise<unknown[]> {
  const { sources } = module.connect(options);
  const answers: unknown[] = [];
  for (const { source, method, path } of calls) {
    const client = sources[source];
    if (client === undefined) throw new Error(`exchange.json calls ${source}, which is no source`);
    if (method !== "get" && method !== "post" && method !== "delete")
      throw new Error(`exchange.json cannot call ${method}`);
    answers.push(await client[method](path));
  }
  return answers;
}

/** Each store in the form that `expected` has for it; those it does not name, only if they hold something. */
async function readStores(
  result: RunResult<Readonly<Record<string, Store>>>,
  expected: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const [name, store] of Object.entries(result.stores)) {
    const wanted = expected[name];
    if (wanted === null) {
      found[name] = null;
      continue;
    }
    const records = await store.all();
    if (wanted !== undefined && typeof wanted === "object" && !Array.isArray(wanted)) {
      const keys = Object.keys(wanted);
      const byKey = await Promise.all(keys.map(async (key) => [key, await store.get(key)] as const));
      found[name] = records.length === keys.length ? Object.fromEntries(byKey) : records;
    } else if (wanted !== undefined || records.length > 0) {
      found[name] = records;
    }
  }
  return found;
}

/** Errors become objects with all they say; `undefined` fields go. */
function toJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (!(each instanceof Error)) return each;
    return { ...each, name: each.name, message: each.message, cause: each.cause };
  });
  return JSON.parse(text);
}

/** Everything printed until `stop`. */
function captureConsole(): { stop(): readonly string[] } {
  const lines: string[] = [];
  const methods = ["log", "info", "warn", "error", "debug"] as const;
  const before = methods.map((method) => [method, console[method]] as const);
  for (const method of methods)
    console[method] = (...parts: unknown[]) => void lines.push(inspect(parts, { depth: 12 }));
  return {
    stop() {
      for (const [method, own] of before) console[method] = own;
      return lines;
    },
  };
}
