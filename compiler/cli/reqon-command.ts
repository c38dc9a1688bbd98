// The command `reqon`: reads what a run needs, checks it, runs the missions one after another, reports.
// Must not know how a mission is compiled or run.
import { resolve } from "node:path";
import type { Tokens } from "../../runtime/auth.js";
import { MissionError } from "../../runtime/errors.js";
import { hasErrors } from "../diagnostics.js";
import { defaultDataDirectory } from "../run/data-directory.js";
import { findMissions, InputError, type MissionFiles } from "../run/mission-files.js";
import { loadProgram, type ModuleOptions, type Program, type RunnableMission } from "../run/program.js";
import { createRedactor, type Redactor, watchSecrets } from "../run/redactor.js";
import { fileTokenStore } from "../run/token-store.js";
import { lazyTransport } from "../run/transport.js";
import { readArguments, type Values } from "./arguments.js";
import { checkConfiguration, type Configuration, type LoadedMission, readConfiguration } from "./configuration.js";
import { type Console, openConsole } from "./console.js";
import { readDuration } from "./duration.js";
import { CommandError, exitCode } from "./failure.js";
import type { RunReport } from "./run-report.js";
import { runMissions } from "./run-missions.js";
import { readStandardInput } from "./standard-input.js";
import { packageVersion } from "./start.js";
import { helpText, reqon } from "./usage.js";

export type ReqonValues = Values<(typeof reqon)["flags"]>;

export async function reqonCommand(args: readonly string[]): Promise<number> {
  const { values, inputs } = await readArguments(reqon, args);
  const console = openConsole(values);
  if (values.help || values.version) {
    console.out(values.help ? helpText(reqon) : `${packageVersion()}\n`);
    return exitCode.done;
  }
  const timeout = values.timeout === undefined ? undefined : readDuration(values.timeout, "--timeout");
  const missions = await readMissions(inputs, console);
  const program = await loadProgram(missions.files, console.environment);
  await print({ values, console, missions }, { diagnostics: program.diagnostics });
  if (hasErrors(program.diagnostics)) return exitCode.missionErrors;
  const chosen = await chooseMissions(program, values.mission);
  const loaded = await Promise.all(chosen.map(async (mission) => ({ mission, module: await mission.load() })));
  const configuration = await readConfiguration(values, program, console.folder, console.environment);
  const code = await checkAndRun({ values, console, missions, program, loaded, configuration, timeout });
  await print({ values, console, missions }, { general: await configuration.exposure });
  return code;
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
  /** Milliseconds. */
  readonly timeout: number | undefined;
}

async function checkAndRun(prepared: Prepared): Promise<number> {
  const { values, console, missions, loaded, configuration } = prepared;
  const { credentials } = configuration;
  const redactor = createRedactor();
  redactor.add(credentials?.secrets ?? []);
  console.setFilter(redactor.clean);
  const canceller = new AbortController();
  const options = moduleOptions(prepared, canceller.signal, redactor);
  const { diagnostics, ready } = checkConfiguration(loaded, options, credentials, redactor);
  await print(prepared, { diagnostics, credentials });
  if (values["dry-run"]) {
    const { listRequests } = await import("./dry-run.js");
    const facts = loaded.map(({ mission }) => mission.facts);
    console.out(listRequests(missions.files, facts));
    return ready ? exitCode.done : exitCode.usage;
  }
  return ready ? runMissions(loaded, options, { canceller, values, console }) : exitCode.usage;
}

function moduleOptions(prepared: Prepared, signal: AbortSignal, redactor: Redactor): ModuleOptions {
  const { values, console, program, configuration, timeout } = prepared;
  const sources = program.missions.flatMap(({ facts }) => facts.sources.map(({ name }) => name));
  const dataDir = resolve(console.folder, values["state-dir"] ?? defaultDataDirectory);
  const onTokens = ({ accessToken, token, key, refreshToken, previousRefreshToken }: Tokens): void =>
    redactor.add([accessToken, token, key, refreshToken, previousRefreshToken]);
  return {
    auth: configuration.credentials?.auth,
    // Only a program can pass these; a mission that needs one is told so.
    providers: {},
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
    throw error instanceof MissionError ? new CommandError(error.message, error.help) : error;
  }
}

/** Most runs have nothing to report, and do not wait for what draws it. */
async function print(session: Session, report: RunReport): Promise<void> {
  if ((report.diagnostics ?? []).length + (report.general ?? []).length === 0) return;
  const { printRunReport } = await import("./run-report.js");
  printRunReport(session, report);
}
