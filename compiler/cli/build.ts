// `reqonc build`: reads its settings, finds out whether anything changed, and leaves the rest to build-modules.
// Must not load the compiler or print diagnostics where nothing changed.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { MissionFiles } from "../run/mission-files.js";
import type { Values } from "./arguments.js";
import type { Console } from "./console.js";
import type { EmitSettings } from "./emit-modules.js";
import { CommandError, exitCode, fileError } from "./failure.js";
import type { GivenVariables } from "../semantics/unset-variables.js";
import { type BuildInputs, findUnchanged } from "./unchanged.js";
import type { Strictness } from "./strictness.js";
import type { reqonc } from "./usage.js";

export type ReqoncValues = Values<(typeof reqonc)["flags"]>;

export interface BuildRequest {
  readonly missions: MissionFiles;
  /** The mission came from standard input: no file can be named as its place. */
  readonly standardInput: boolean;
  readonly values: ReqoncValues;
  readonly console: Console;
}

/** A build with an output folder: where to, and all that its result depends on. */
export interface FolderBuild extends BuildRequest {
  readonly inputs: BuildInputs;
  readonly settings: EmitSettings;
}

/** Resolves to the exit code. */
export async function build(request: BuildRequest): Promise<number> {
  const { values, missions, console } = request;
  if (values.output === undefined) return buildToStdout(request);
  const folder = resolve(console.folder, values.output);
  await checkFolder(folder, values.output);
  const settings = await readSettings(values, folder, console);
  const { base, files, inputs: asked } = missions;
  const inputs: BuildInputs = { folder, base, files, settings: [settings, asked] };
  const isPlain = !values.check && !values["dry-run"] && !values.clean && !values.force && !request.standardInput;
  const known = isPlain ? await findUnchanged(inputs, console.environment) : undefined;
  if (known === undefined) {
    const { buildToFolder } = await import("./build-modules.js");
    return buildToFolder({ ...request, inputs, settings });
  }
  const isForPrograms = values.format === "json" || values.format === "sarif";
  if (known.length > 0 || isForPrograms)
    await (await import("./build-modules.js")).printDiagnostics(request, known);
  if (!values.quiet && !isForPrograms) console.err("up to date\n");
  return exitCode.done;
}

/** Before anything is compiled. Rejects with a CommandError for a place that can be no folder. */
async function checkFolder(folder: string, output: string): Promise<void> {
  const facts = await stat(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw fileError(error, output, "cannot write to");
  });
  if (facts?.isDirectory() === true) return;
  const help = "-o takes a folder; without -o a single module goes to stdout";
  if (facts !== undefined) throw new CommandError(`cannot write to ${output}: it is a file`, help);
  if (/\.[cm]?[jt]sx?$/.test(output)) {
    throw new CommandError(
      `-o takes a folder, ${output} looks like a file`,
      "write -o out/, or > to a file without -o",
    );
  }
}

async function buildToStdout(request: BuildRequest): Promise<number> {
  const { values, missions, console } = request;
  const needsFolder = (["check", "dry-run", "clean", "force"] as const).find((name) => values[name]);
  if (needsFolder !== undefined) throw new CommandError(`--${needsFolder} needs an output folder`, "add -o out/");
  if (missions.inputs.filter((each) => !each.endsWith("/")).length > 1) {
    throw new CommandError("several mission files need an output folder", "add -o out/");
  }
  const { buildOne } = await import("./build-modules.js");
  return buildOne(request, await readSettings(values, console.folder, console));
}

async function strictnessOf(values: ReqoncValues): Promise<Strictness> {
  if (values.deny.length === 0 && values["max-warnings"] === undefined) return { denied: [] };
  return (await import("./strictness.js")).readStrictness(values);
}

async function variablesOf({ env }: ReqoncValues, folder: string): Promise<GivenVariables | undefined> {
  return env === undefined ? undefined : (await import("./variables.js")).readVariables(env, folder);
}

async function readSettings(values: ReqoncValues, folder: string, console: Console): Promise<EmitSettings> {
  const extension = values["import-extension"] ?? "auto";
  return {
    runtime: values.runtime ?? "inline",
    importExtension:
      extension === "auto" ? await (await import("./import-extension.js")).importExtension(folder) : extension,
    typecheck: !values["no-typecheck"],
    strictness: await strictnessOf(values),
    variables: await variablesOf(values, console.folder),
  };
}
