// The command `reqon`: reads what a run needs, checks it, runs the missions one after another, reports.
// Must not know how a mission is compiled or run.
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Tokens } from "../../runtime/auth.js";
import { MissionError } from "../../runtime/errors.js";
import { type Diagnostic, hasErrors } from "../diagnostics.js";
import { defaultDataDirectory } from "../run/data-directory.js";
import { findStateProblems, type MissionStores, openStores } from "../run/kept-state.js";
import { findMissions, InputError, type MissionFiles } from "../run/mission-files.js";
import { loadProgram, type ModuleOptions, type Program, type RunnableMission } from "../run/program.js";
import type { Extensions } from "../run/extensions.js";
import { createRedactor, type Redactor, watchSecrets } from "../run/redactor.js";
import { type RunnerAdapters, storeAdapters } from "../run/store-adapters.js";
import { fileTokenStore } from "../run/token-store.js";
import { lazyTransport } from "../run/transport.js";
import { readArguments, type Values } from "./arguments.js";
import { checkConfiguration, type Configuration, type LoadedMission, readConfiguration } from "./configuration.js";
import { type Console, openConsole } from "./console.js";
import { readDuration } from "./duration.js";
import { CommandError, exitCode } from "./failure.js";
import type { RunReport } from "./run-report.js";
import { runMissions, type RunOutput } from "./run-missions.js";
import { readStandardInput } from "./standard-input.js";
import { packageVersion } from "./start.js";
import { helpText, reqon } from "./usage.js";
import type { WebhookServer } from "./webhook-server.js";

export type ReqonValues = Values<(typeof reqon)["flags"]>;

export async function reqonCommand(args: readonly string[]): Promise<number> {
  const { values, inputs } = await readArguments(reqon, args);
  const console = openConsole(values);
  if (values.help || values.version) {
    console.out(values.help ? helpText(reqon) : `${packageVersion()}\n`);
    return exitCode.done;
  }
  if (values["validate-cron"] !== undefined) {
    const { validateCron } = await import("./daemon.js");
    return validateCron(values["validate-cron"], console);
  }
  if (values.daemon && values.output !== undefined)
    throw new CommandError("--daemon runs more than once and cannot write --output", "use `file` or `sql` stores");
  const timeout = values.timeout === undefined ? undefined : readDuration(values.timeout, "--timeout");
  const missions = await readMissions(inputs, console);
  // Asks git, which takes its time: meanwhile the missions are loaded.
  const exposure = values.auth === undefined ? [] : lookForExposure(values.auth, console.folder);
  const extensions = await readExtensions(values.extend, console.folder);
  const program = await loadProgram(missions, console.environment, Object.keys(extensions.functions ?? {}).sort());
  await print({ values, console, missions }, { diagnostics: program.diagnostics });
  if (hasErrors(program.diagnostics)) return exitCode.missionErrors;
  const chosen = await chooseMissions(program, values.mission);
  const loaded = await Promise.all(chosen.map(async (mission) => ({ mission, module: await mission.load() })));
  const configuration = await readConfiguration(values, program, console.folder, console.environment);
  const prepared = { values, console, missions, program, loaded, configuration, extensions, timeout };
  return checkAndRun(prepared, await exposure);
}

async function lookForExposure(path: string, folder: string): Promise<readonly Diagnostic[]> {
  const { findExposure } = await import("../run/exposure.js");
  return findExposure(resolve(folder, path), path);
}

/** What everything that is printed needs. */
export interface Session {
  readonly values: ReqonValues;
  readonly console: Console;
  readonly missions: MissionFiles;
}

interface Prepared extends Session {
  readonly program: Program;
  readonly loaded: readonly LoadedMission[];
  readonly configuration: Configuration;
  readonly extensions: Extensions;
  /** Milliseconds. */
  readonly timeout: number | undefined;
}

async function checkAndRun(prepared: Prepared, exposure: readonly Diagnostic[]): Promise<number> {
  const { values, console, missions, loaded, configuration } = prepared;
  const { credentials } = configuration;
  const redactor = createRedactor();
  redactor.add(credentials?.secrets ?? []);
  console.setFilter(redactor.clean);
  const canceller = new AbortController();
  const { adapters, during, close } = await readAdapters(prepared, redactor);
  const options = {
    ...moduleOptions(prepared, canceller.signal, redactor),
    adapters,
    ...(await dryWebhooks(prepared)),
  };
  const { diagnostics, stores } = checkConfiguration(loaded, options, credentials, redactor);
  const facts = loaded.map(({ mission }) => mission.facts);
  const places = { auth: credentials?.auth ?? {}, environment: configuration.environment };
  const shown = (path: string): string => showPath(path, console.folder);
  const unusable = await findStateProblems(facts, dataDirectory(prepared), places, shown);
  await print(prepared, { diagnostics, general: [...exposure, ...unusable], credentials });
  const ready = !hasErrors([...diagnostics, ...unusable]);
  if (values["dry-run"]) {
    const { dryRun } = await import("./dry-run.js");
    const { dryRunJson, dryRunText } = await import("./dry-run-report.js");
    const found = await dryRun(missions.files, loaded, options, ready);
    console.out(values.json ? dryRunJson(found) : dryRunText(found));
    return ready ? exitCode.done : exitCode.usage;
  }
  if (!ready) return exitCode.usage;
  const output = { canceller, values, console };
  const held = loaded.map(({ mission, module }) => ({
    mission,
    module: { ...module, run: (given: ModuleOptions) => during(() => module.run(given)) },
  }));
  let server: WebhookServer | undefined;
  try {
    server = await webhookServer(prepared);
    const given = { ...options, webhooks: server?.webhooks };
    if (!values.daemon && !values.once) return await runWithStores(prepared, held, stores, given, output);
    const { runDaemon, scheduledEnvironment, scheduledMissions } = await import("./daemon.js");
    if (values.daemon) return await runDaemon(held, given, output);
    return await runWithStores(prepared, scheduledMissions(held), stores, scheduledEnvironment(given), output);
  } finally {
    await server?.close();
    await close();
  }
}

/** A daemon opens the stores of a mission for each run; whoever runs now opens all before the first request of any. */
async function runWithStores(
  prepared: Prepared,
  loaded: readonly LoadedMission[],
  stores: readonly MissionStores[],
  options: ModuleOptions,
  output: RunOutput,
): Promise<number> {
  const own = stores.filter(({ facts }) => loaded.some(({ mission }) => mission.facts === facts));
  const opened = await openStores(own, (text) => text.replaceAll(prepared.console.folder + sep, ""));
  try {
    await print(prepared, { general: opened.diagnostics });
    if (opened.diagnostics.length > 0) return exitCode.usage;
    const releasing = loaded.map((each) => ({ ...each, module: opened.leaveTo(each.mission.facts, each.module) }));
    return await runMissions(releasing, options, output);
  } finally {
    await opened.close();
  }
}

/** What is secret of their configuration is never printed. */
function readAdapters(prepared: Prepared, redactor: Redactor): Promise<RunnerAdapters> {
  const { loaded, configuration, extensions } = prepared;
  return storeAdapters({
    missions: loaded.map(({ mission }) => mission.facts),
    environment: configuration.environment,
    dataDirectory: dataDirectory(prepared),
    fetch: lazyTransport(),
    given: extensions.adapters ?? {},
    onSecrets: (secrets) => redactor.add(secrets),
  });
}

function dataDirectory({ values, console }: Prepared): string {
  return resolve(console.folder, values["state-dir"] ?? defaultDataDirectory);
}

/** Relative where that is shorter. */
function showPath(path: string, folder: string): string {
  const short = relative(folder, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short || ".";
}

async function readExtensions(path: string | undefined, folder: string): Promise<Extensions> {
  if (path === undefined) return {};
  const { loadExtensions } = await import("../run/extensions.js");
  return loadExtensions(resolve(folder, path), path).catch(asCommandError);
}

function asCommandError(error: unknown): never {
  throw error instanceof MissionError ? new CommandError(error.message, error.help) : error;
}

function waitsForEvents({ loaded }: Prepared): boolean {
  return loaded.some(({ mission }) => mission.facts.waits);
}

/** Listens where a mission waits for events and the user asked for it. */
async function webhookServer(prepared: Prepared): Promise<WebhookServer | undefined> {
  const { values, console } = prepared;
  const isWanted = values.webhook || values["webhook-port"] !== undefined || values["webhook-url"] !== undefined;
  if (!isWanted || !waitsForEvents(prepared)) return undefined;
  const { openWebhookServer } = await import("./webhook-server.js");
  return openWebhookServer(values, (line) => void (values.quiet || console.err(`${line}\n`)));
}

/** A dry run shows addresses, and hears nothing. */
async function dryWebhooks(prepared: Prepared): Promise<Pick<ModuleOptions, "webhooks">> {
  if (!prepared.values["dry-run"] || !waitsForEvents(prepared)) return {};
  const { unheardWebhooks } = await import("./webhook-server.js");
  return { webhooks: unheardWebhooks(prepared.values) };
}

function moduleOptions(prepared: Prepared, signal: AbortSignal, redactor: Redactor): ModuleOptions {
  const { values, program, configuration, extensions, timeout } = prepared;
  const sources = program.missions.flatMap(({ facts }) => facts.sources.map(({ name }) => name));
  const dataDir = dataDirectory(prepared);
  const onTokens = ({ accessToken, token, key, refreshToken, previousRefreshToken }: Tokens): void =>
    redactor.add([accessToken, token, key, refreshToken, previousRefreshToken]);
  return {
    auth: configuration.credentials?.auth,
    // A mission that needs one that is not there is told so.
    providers: extensions.providers ?? {},
    paging: extensions.paging ?? {},
    functions: extensions.functions,
    steps: extensions.steps,
    env: watchSecrets(configuration.environment, sources, redactor),
    signal,
    strict: values.strict,
    resume: values.resume,
    timeout,
    dataDir,
    fetch: lazyTransport(),
    tokenStore: fileTokenStore(dataDir, { signal, onTokens }),
  };
}

async function readMissions(inputs: readonly string[], console: Console): Promise<MissionFiles> {
  const [input, ...others] = inputs;
  if (input === undefined) throw new CommandError("there is nothing to run", "name a mission file or a folder");
  if (others.length > 0) {
    throw new CommandError(
      `reqon runs one file or folder, found ${inputs.length}`,
      "put several missions in one folder",
    );
  }
  try {
    return await findMissions([input], console.folder, readStandardInput);
  } catch (error) {
    throw error instanceof InputError ? new CommandError(error.message, error.help) : error;
  }
}

/** Without `--mission` all, in the order of files and of missions in them. */
async function chooseMissions(program: Program, name: string | undefined): Promise<readonly RunnableMission[]> {
  if (name === undefined && program.missions.length > 0) return program.missions;
  const { chooseMission } = await import("../run/choose-mission.js");
  try {
    return [chooseMission(program, name)];
  } catch (error) {
    return asCommandError(error);
  }
}

/** Most runs have nothing to report, and do not wait for what draws it. */
async function print(session: Session, report: RunReport): Promise<void> {
  if ((report.diagnostics ?? []).length + (report.general ?? []).length === 0) return;
  const { printRunReport } = await import("./run-report.js");
  printRunReport(session, report);
}
