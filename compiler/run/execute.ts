// The runner as a library: a mission from a text, a file or a folder, run in this process.
// Must not print, and not know the command line.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type {
  ApiKeyCredentials,
  AuthProvider,
  BasicCredentials,
  BearerCredentials,
  NoCredentials,
  OAuth2Credentials,
  ProviderCredentials,
} from "../../runtime/auth.js";
import { MissionError } from "../../runtime/errors.js";
import type { MissionOptions } from "../../runtime/mission.js";
import type { PagingStrategy } from "../../runtime/pages.js";
import type { RunResult } from "../../runtime/pipeline.js";
import type { Fetch } from "../../runtime/scope.js";
import type { Webhooks } from "../../runtime/webhook.js";
import type { ModuleFacts } from "../compile.js";
import { nearest } from "../suggest.js";
import { isMissionPath } from "../wanted.js";
import { chooseMission, misuse } from "./choose-mission.js";
import { defaultDataDirectory } from "./data-directory.js";
import { requireValid } from "./invalid-mission.js";
import { findMissions, InputError, textProgram } from "./mission-files.js";
import {
  type Functions,
  loadProgram,
  type ModuleOptions,
  type ProgramTexts,
  type Steps,
  type Stores,
} from "./program.js";
import { type Environment, readEnvironment } from "./substitute.js";
import { type Adapters, storeAdapters } from "./store-adapters.js";
import { fileTokenStore } from "./token-store.js";
import { lazyTransport } from "./transport.js";

/** Credentials of a source; which fields count follows from its `auth` in the mission. */
export type SourceCredentials =
  NoCredentials | BearerCredentials | BasicCredentials | ApiKeyCredentials | OAuth2Credentials | ProviderCredentials;

export interface ExecuteOptions extends MissionOptions {
  /** Credentials by source; they go before those of the mission and of the environment (language.md 3.3). */
  readonly auth?: Readonly<Record<string, SourceCredentials | undefined>> | undefined;
  /** Bases of sources whose mission gives none. */
  readonly base?: Readonly<Record<string, string>> | undefined;
  /** Stores to use in place of the mission's own, by name. */
  readonly stores?: Stores | undefined;
  /**
   * What keeps the records of stores, by kind: those of other kinds than the runner's own (`memory`, `file`, `sql`,
   * `postgrest`), or in place of them.
   */
  readonly adapters?: Adapters | undefined;
  /** What registered `auth` names do, by name. */
  readonly providers?: Readonly<Record<string, AuthProvider>> | undefined;
  /** How registered ways of paging find the next page, by name. */
  readonly paging?: Readonly<Record<string, PagingStrategy>> | undefined;
  /** Functions that the mission calls, by name; one that it does not declare takes and gives anything. */
  readonly functions?: Functions | undefined;
  /** What the mission's own steps do, by name. */
  readonly steps?: Steps | undefined;
  /** Where the events come that `wait` steps wait for. */
  readonly webhooks?: Webhooks | undefined;
  /** Which of several missions to run. */
  readonly mission?: string | undefined;
  /**
   * A file of variables to add to the process's environment. Default: `.env` in the working directory, if there is one.
   * Not read when `env` is given.
   */
  readonly envFile?: string | undefined;
}

export interface TextOptions extends ExecuteOptions {
  /**
   * What places and messages call the text: the file it came from, or anything else, which is then shown as `<name>`.
   * Default `<mission>`. A program without `mission` is named after it, and documents are looked up beside it.
   */
  readonly name?: string | undefined;
}

/**
 * Compiles the text of a mission in memory and runs it. What fails in the run is in the result. Rejects with a
 * MissionError: `mission` when the text has errors (its `diagnostics` hold them), `config` when the options cannot be used.
 */
export async function execute(source: string, options: TextOptions = {}): Promise<RunResult<Stores>> {
  const { name = "mission", ...others } = options;
  return runFiles(await textProgram(process.cwd(), textName(name), source), others);
}

/** What is no name of a mission file must not look like one. */
function textName(name: string): string {
  return isMissionPath(name) ? name : `<${name}>`;
}

/** `execute` for one mission file and what it imports. */
export async function fromFile(path: string, options: ExecuteOptions = {}): Promise<RunResult<Stores>> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory() === true) throw misuse(`${path} is a folder`, "use fromPath for folders");
  return fromPath(path, options);
}

/**
 * `execute` for a mission file with what it imports, or for a folder: one with a `mission.vague` is one program, any other
 * a set of programs (language.md 2.2).
 */
export async function fromPath(path: string, options: ExecuteOptions = {}): Promise<RunResult<Stores>> {
  const missions = await findMissions([path === "-" ? "./-" : path], process.cwd(), noStandardInput).catch(asMisuse);
  return runFiles(missions, options);
}

async function runFiles(texts: ProgramTexts, options: ExecuteOptions): Promise<RunResult<Stores>> {
  const program = await loadProgram(texts, process.env, Object.keys(options.functions ?? {}).sort());
  requireValid(program.diagnostics, texts.files);
  const mission = chooseMission(program, options.mission);
  checkNames("store", options.stores, mission.facts.stores);
  checkNames("source", options.base, mission.facts.sources);
  const module = await mission.load();
  const given = await moduleOptions(options);
  const { adapters, during, close } = await storeAdapters({
    missions: [mission.facts],
    environment: given.env,
    dataDirectory: given.dataDir,
    fetch: given.fetch,
    given: options.adapters ?? {},
  });
  try {
    return await during(() => module.run({ ...given, adapters }));
  } finally {
    await close();
  }
}

/** A name that the mission does not have would be ignored silently. */
function checkNames(kind: string, given: object | undefined, known: ModuleFacts["stores" | "sources"]): void {
  const names = known.map((each) => each.name);
  for (const name of Object.keys(given ?? {})) {
    if (names.includes(name)) continue;
    const guess = nearest(name, names);
    const help = guess === undefined ? `known: ${names.join(", ") || "none"}` : `did you mean \`${guess}\`?`;
    throw misuse(`the mission has no ${kind} \`${name}\``, help);
  }
}

/** The options of a generated module with everything that the runner provides. */
async function moduleOptions(
  options: ExecuteOptions,
): Promise<ModuleOptions & { readonly env: Environment; readonly dataDir: string; readonly fetch: Fetch }> {
  const { mission: _mission, envFile, dataDir = defaultDataDirectory, signal, ...given } = options;
  return {
    ...given,
    providers: options.providers ?? {},
    paging: options.paging ?? {},
    signal,
    dataDir,
    fetch: options.fetch ?? lazyTransport(),
    env: options.env ?? (await environmentOf(envFile)),
    tokenStore: options.tokenStore ?? fileTokenStore(resolve(dataDir), { signal }),
  };
}

async function environmentOf(file: string | undefined): Promise<NodeJS.ProcessEnv> {
  try {
    return await readEnvironment(file ?? ".env", file !== undefined, process.env);
  } catch (cause) {
    throw new MissionError(`cannot read ${file ?? ".env"}`, { code: "config", cause });
  }
}

function asMisuse(error: unknown): never {
  if (error instanceof InputError) throw new MissionError(error.message, { code: "config", help: error.help });
  throw error;
}

function noStandardInput(): Promise<Uint8Array> {
  return Promise.resolve(new Uint8Array());
}
