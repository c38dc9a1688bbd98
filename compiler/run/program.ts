// Mission texts made runnable: from the user's cache if they were compiled before, else by the compiler, which is loaded
// only then. Must not know credentials or what a run does.
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AuthProvider } from "../../runtime/auth.js";
import type { Mission, MissionOptions } from "../../runtime/mission.js";
import type { PagingStrategy } from "../../runtime/pages.js";
import type { RunResult } from "../../runtime/pipeline.js";
import type { StoreAdapter } from "../../runtime/store-backend.js";
import type { Store } from "../../runtime/stores.js";
import type { Webhooks } from "../../runtime/webhook.js";
import type { ModuleFacts } from "../compile.js";
import { type Diagnostic, hasErrors } from "../diagnostics.js";
import { cacheFolder, installation, keyOf, pruneCache, runtimeUrl } from "./cache.js";
import type { MissionFiles } from "./mission-files.js";
import { type Compiler, withCompiler } from "./with-compiler.js";

/** Stores of a mission by name. */
export type Stores = Readonly<Record<string, Store>>;

/** Functions that a mission calls, by name; they get the values of the mission, and may give their result later. */
export type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Steps of a mission's own, by name. */
export type Steps = Readonly<Record<string, (options: never, signal: AbortSignal) => unknown>>;

/** What every generated module takes; which names it knows is in its facts. */
export interface ModuleOptions extends MissionOptions {
  readonly auth?: Readonly<Record<string, object | undefined>> | undefined;
  readonly base?: Readonly<Record<string, string>> | undefined;
  readonly stores?: Stores | undefined;
  readonly providers?: Readonly<Record<string, AuthProvider>> | undefined;
  readonly paging?: Readonly<Record<string, PagingStrategy>> | undefined;
  readonly adapters?: Readonly<Record<string, StoreAdapter>> | undefined;
  readonly functions?: Functions | undefined;
  readonly steps?: Steps | undefined;
  readonly webhooks?: Webhooks | undefined;
}

/** The exports of a generated module that the runner uses. */
export interface MissionModule {
  readonly connect: (options: ModuleOptions) => Mission<string, Stores>;
  readonly run: (options: ModuleOptions) => Promise<RunResult<Stores>>;
}

export interface RunnableMission {
  readonly facts: ModuleFacts;
  readonly load: () => Promise<MissionModule>;
}

export interface Program {
  /** Errors and warnings of the compiler. */
  readonly diagnostics: readonly Diagnostic[];
  /** In the order of the files and of the missions in them; none if a diagnostic is an error. */
  readonly missions: readonly RunnableMission[];
}

/** What is kept beside the modules. */
interface ProgramFacts {
  readonly diagnostics: readonly Diagnostic[];
  readonly modules: readonly ModuleFacts[];
}

const factsFile = "program.json";

/** What a program is compiled from. */
export type ProgramTexts = Pick<MissionFiles, "files" | "inputs" | "others">;

/** `functions` need no declaration in the mission. */
export async function loadProgram(
  program: ProgramTexts,
  environment: NodeJS.ProcessEnv,
  functions: readonly string[] = [],
): Promise<Program> {
  const installed = installation();
  const folder = installed === undefined ? undefined : await cacheFolder("run", environment);
  if (folder === undefined)
    return withCompiler(environment, (compiler) => compileProgram(compiler, program, functions, undefined));
  const texts = Object.entries(program.files).sort(([a], [b]) => (a < b ? -1 : 1));
  const entry = join(
    folder,
    keyOf([installed, runtimeUrl, texts, program.inputs, ...(functions.length === 0 ? [] : [functions])]),
  );
  const known = await readFacts(entry);
  if (known !== undefined) return programOf(known, (path) => importModule(join(entry, path)));
  return withCompiler(environment, (compiler) => compileProgram(compiler, program, functions, entry));
}

/** Compiles and, where `entry` is given, keeps the result there for the next time. */
async function compileProgram(
  { compile, toJavaScript }: Compiler,
  { files, inputs, others }: ProgramTexts,
  functions: readonly string[],
  entry: string | undefined,
): Promise<Program> {
  const options = { inputs, others, functions, runtime: runtimeUrl, format: false };
  const { diagnostics, modules, files: emitted } = await compile(files, options);
  if (hasErrors(diagnostics)) return { diagnostics, missions: [] };
  const scripts = new Map(modules.map(({ path }) => [scriptPath(path), toJavaScript(emitted[path] ?? "")]));
  const facts = { diagnostics, modules };
  if (entry !== undefined && (await keep(entry, facts, scripts))) {
    return programOf(facts, (path) => importModule(join(entry, path)));
  }
  return programOf(facts, (path) => importTemporarily(path, scripts));
}

function programOf({ diagnostics, modules }: ProgramFacts, load: (path: string) => Promise<MissionModule>): Program {
  const missions = modules.map((facts) => ({ facts, load: () => load(scriptPath(facts.path)) }));
  return { diagnostics, missions };
}

function scriptPath(path: string): string {
  return path.replace(/\.ts$/, ".js");
}

async function readFacts(entry: string): Promise<ProgramFacts | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(entry, factsFile), "utf8"));
    return isProgramFacts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The folder is private and the key holds our build: what is there is what `keep` wrote. */
function isProgramFacts(value: unknown): value is ProgramFacts {
  if (typeof value !== "object" || value === null || !("diagnostics" in value) || !("modules" in value)) return false;
  return Array.isArray(value.diagnostics) && Array.isArray(value.modules);
}

/** Writes an entry in one step, so that no other process sees a part; false if it could not be written. */
async function keep(entry: string, facts: ProgramFacts, scripts: ReadonlyMap<string, string>): Promise<boolean> {
  const draft = `${entry}.${randomUUID()}`;
  try {
    await writeScripts(draft, scripts);
    await writeFile(join(draft, factsFile), JSON.stringify(facts));
    await rename(draft, entry);
    await pruneCache(dirname(entry), Date.now());
    return true;
  } catch {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been first; its entry has the same key and so the same content.
    return (await readFacts(entry)) !== undefined;
  }
}

async function writeScripts(folder: string, scripts: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  for (const [path, text] of scripts) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { mode: 0o600 });
  }
}

/** Where there is no cache: a folder that is gone again once the module is loaded. */
async function importTemporarily(path: string, scripts: ReadonlyMap<string, string>): Promise<MissionModule> {
  const folder = await mkdtemp(join(tmpdir(), "reqon-run-"));
  try {
    await writeScripts(folder, scripts);
    return await importModule(join(folder, path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importModule(path: string): Promise<MissionModule> {
  const module: unknown = await import(pathToFileURL(path).href);
  if (!isMissionModule(module)) throw new TypeError(`the module compiled to ${path} has no connect`);
  const { connect, run = (options: ModuleOptions) => runNothing(connect(options)) } = module;
  return { connect, run };
}

/** The module of a mission without actions, a client only (language.md 2.3), has no `run`. */
function isMissionModule(module: unknown): module is Pick<MissionModule, "connect"> & Partial<MissionModule> {
  if (typeof module !== "object" || module === null || !("connect" in module)) return false;
  return typeof module.connect === "function" && (!("run" in module) || typeof module.run === "function");
}

/** Checks the credentials, as every run does, and says that there is nothing else to do. */
async function runNothing(mission: Mission<string, Stores>): Promise<RunResult<Stores>> {
  const { runPipeline, when } = await import("../../runtime/pipeline.js");
  const message = "the mission has no actions, so nothing was sent; reqonc compiles it to typed clients";
  const stage = when<string, Stores>(({ warn }) => warn(message), {});
  return runPipeline(mission, [stage]);
}
