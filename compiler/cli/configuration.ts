// What a run needs beside its missions: environment, credentials file; and the one report of all that is wrong with them.
// Must not run or compile anything.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostics.js";
import type { Credentials } from "../run/credentials.js";
import type { MissionStores } from "../run/kept-state.js";
import { checkMission } from "../run/preflight.js";
import type { MissionModule, ModuleOptions, Program, RunnableMission } from "../run/program.js";
import type { Redactor } from "../run/redactor.js";
import { type Environment, readEnvironment } from "../run/substitute.js";
import { fileError } from "./failure.js";

export interface Configuration {
  readonly environment: Environment;
  /** Undefined without `--auth`. */
  readonly credentials: CredentialsFile | undefined;
}

export interface CredentialsFile extends Credentials {
  /** As the user wrote it. */
  readonly path: string;
  /** The text as a diagnostic may show it. */
  readonly masked: string;
}

/** Rejects with a CommandError for a file that cannot be read. */
export async function readConfiguration(
  files: { readonly auth: string | undefined; readonly env: string | undefined },
  program: Program,
  folder: string,
  real: Environment,
): Promise<Configuration> {
  const envFile = files.env ?? ".env";
  const environment = await readEnvironment(resolve(folder, envFile), files.env !== undefined, real).catch(
    (error: unknown) => {
      throw fileError(error, envFile, "cannot read the environment file");
    },
  );
  if (files.auth === undefined) return { environment, credentials: undefined };
  const path = files.auth;
  const [{ readCredentials }, { maskCredentials }] = await Promise.all([
    import("../run/credentials.js"),
    import("../run/mask.js"),
  ]);
  const text = await readFile(resolve(folder, path), "utf8").catch((error: unknown) => {
    throw fileError(error, path, "cannot read the credentials file");
  });
  const plain = text.replace(/^\uFEFF/, "");
  const sources = program.missions.flatMap(({ facts }) => facts.sources);
  const credentials = readCredentials(path, plain, sources, environment);
  return { environment, credentials: { ...credentials, path, masked: maskCredentials(plain) } };
}

/** A mission with its module loaded. */
export interface LoadedMission {
  readonly mission: RunnableMission;
  readonly module: MissionModule;
}

export interface Check {
  readonly diagnostics: readonly Diagnostic[];
  /** The stores of the missions, opened by nobody yet. */
  readonly stores: readonly MissionStores[];
}

/** Everything that is wrong with configuration and credentials. Sends nothing; what is secret goes to `redactor`. */
export function checkConfiguration(
  loaded: readonly LoadedMission[],
  options: ModuleOptions,
  credentials: CredentialsFile | undefined,
  redactor: Redactor,
): Check {
  // A source whose entry in the file is wrong must not be reported a second time as one without credentials.
  const reported = new Set(credentials?.rejected ?? []);
  const checks = loaded.map(({ mission, module }) => checkMission(module, mission.facts, options, reported));
  const stores = loaded.map(({ mission: { facts } }, index) => ({ facts, stores: checks[index]?.stores ?? {} }));
  for (const { secrets } of checks) redactor.add(secrets);
  // What several missions share is reported once.
  const found = new Map(
    checks
      .flatMap((check) => check.diagnostics)
      .map((each) => [JSON.stringify([each.span.file, each.span.start, each.message]), each] as const),
  );
  return { diagnostics: [...(credentials?.diagnostics ?? []), ...found.values()], stores };
}
