// A build that has something to do: modules to stdout or to a folder, or the differences that a build would make.
// Must not know the language, nor how modules are printed or checked.
import { join, relative } from "node:path";
import type { Diagnostic } from "../diagnostics.js";
import type { BuildRequest, FolderBuild } from "./build.js";
import { count, countProblems, formatOf, isData, printReport, relocate } from "./diagnostic-report.js";
import { listActions, listDifferences, unifiedDiff } from "./differences.js";
import { type Emitted, emitModules, type EmitSettings } from "./emit-modules.js";
import { CommandError, exitCode } from "./failure.js";
import { type LeftOver, type OutputFile, type OutputPlan, planOutput } from "./output-plan.js";
import { rememberBuild } from "./unchanged.js";
import { removeLeftOver, writeOutput } from "./write.js";

/** The module of a single mission on stdout. */
export async function buildOne(request: BuildRequest, settings: EmitSettings): Promise<number> {
  const { missions, console } = request;
  const emitted = await emitModules(missions, settings, console.environment);
  await printDiagnostics(request, emitted.diagnostics);
  if (emitted.failed) return failed(request, emitted);
  requireMission(request, emitted);
  const [module, ...others] = emitted.compilation.modules;
  if (others.some(({ file }) => file !== module?.file))
    throw new CommandError("several mission files need an output folder", "add -o out/");
  if (others.length > 0)
    throw new CommandError("there are several missions in the file; each becomes a module", "add -o out/");
  console.out(module === undefined ? "" : (emitted.texts[module.path] ?? ""));
  return exitCode.done;
}

/** A build that makes nothing would look like one that succeeded. */
function requireMission({ missions, console }: BuildRequest, { compilation }: Emitted): void {
  if (compilation.modules.length > 0) return;
  const [first = "", ...others] = Object.keys(missions.files);
  const where =
    others.length === 0 ? relative(console.folder, join(missions.base, first)) : `these ${others.length + 1} files`;
  throw new CommandError(`there is no mission in ${where}`, "a mission has at least a source or an action");
}

/** Writes nothing if one mission of several has an error: all or none. */
export async function buildToFolder(request: FolderBuild): Promise<number> {
  const { missions, values, console, standardInput, inputs } = request;
  const emitted = await emitModules(missions, request.settings, console.environment);
  await printDiagnostics(request, emitted.diagnostics);
  if (emitted.failed) return failed(request, emitted);
  requireMission(request, emitted);
  const plan = await planOutput({
    folder: inputs.folder,
    compilation: emitted.compilation,
    texts: emitted.texts,
    base: standardInput ? undefined : missions.base,
    inputs: Object.keys(missions.files).filter((path) => isAskedFor(path, missions.inputs)),
    force: values.force,
    clean: values.clean,
  });
  if (values.check) return showDifferences(request, plan);
  if (values["dry-run"]) return showPlan(request, plan);
  const foreign = plan.files.filter(({ state }) => state === "foreign");
  if (foreign.length > 0 && !values.force) {
    console.err(`error: ${values.output} holds files that reqonc did not write; nothing was written:\n`);
    for (const { path } of foreign) console.err(`  ${path}\n`);
    console.err("  = help: move them away, choose another folder with -o, or overwrite them with --force\n");
    return exitCode.differences;
  }
  await write(request, plan, emitted);
  return exitCode.done;
}

/** Files that are only imported may have modules of their own from another build. */
function isAskedFor(path: string, inputs: readonly string[]): boolean {
  const isIn = (folder: string): boolean => (folder === "./" ? !path.startsWith("../") : path.startsWith(folder));
  return inputs.some((each) => each === path || (each.endsWith("/") && isIn(each)));
}

async function write(request: FolderBuild, plan: OutputPlan, emitted: Emitted): Promise<void> {
  const { values, console } = request;
  const written = await writeOutput(plan);
  const removed = values.clean ? await removeLeftOver(plan, values.force) : [];
  for (const { path, state } of written) {
    if (state === "edited") console.err(`warning: ${path} had been edited by hand; it was overwritten\n`);
  }
  const left = plan.leftOver.filter(({ path }) => !removed.includes(path));
  for (const line of leftOverLines(left, values.clean)) console.err(`warning: ${line}\n`);
  if (left.length === 0) await rememberBuild(request.inputs, plan, emitted.diagnostics, console.environment);
  if (values.verbose) {
    for (const { path, state } of plan.files)
      say(request, `${state === "unchanged" ? "unchanged" : "wrote    "} ${path}`);
  }
  for (const { path, env } of emitted.compilation.modules)
    if (env.length > 0)
      say(
        request,
        `${path} needs ${env.length === 1 ? "the environment variable" : "the environment variables"} ${env.join(", ")}`,
      );
  say(request, summaryOf(request, plan, written, removed.length, emitted));
}

/** A line a file; the runtime, about fifty files that nobody looks at one by one, in one line. */
function leftOverLines(left: readonly LeftOver[], cleaned: boolean): readonly string[] {
  const isPlainRuntime = ({ path, edited }: LeftOver): boolean => path.startsWith("runtime/") && !edited;
  const runtime = left.filter(isPlainRuntime);
  const lines = (runtime.length > 1 ? left.filter((each) => !isPlainRuntime(each)) : left).map(({ path, edited }) => {
    const cure = cleaned && edited ? "it was edited by hand: delete it, or use --clean --force" : "--clean deletes it";
    return `${path} is left over from an earlier build; ${cure}`;
  });
  if (runtime.length < 2) return lines;
  return [...lines, `${runtime.length} files of runtime/ are left over from an earlier build; --clean deletes them`];
}

/** As many modules are named in the summary. */
const mostNamed = 3;

function summaryOf(
  { values }: FolderBuild,
  plan: OutputPlan,
  written: readonly OutputFile[],
  removed: number,
  emitted: Emitted,
): string {
  const unchanged = plan.files.length - written.length;
  const modules = emitted.compilation.modules.filter(({ path }) => written.some((each) => each.path === path));
  const named = modules.slice(0, mostNamed).map(({ path }) => join(values.output ?? "", path));
  const others = count(written.length - named.length, named.length === 0 ? "file" : "other file");
  // What can be imported comes first: a module has the name of its mission, not of its file.
  const wrote = named.length === 0 ? `${others} to ${values.output}` : named.join(", ");
  const parts = [
    written.length === 0
      ? undefined
      : `wrote ${wrote}${named.length > 0 && others !== undefined ? ` and ${others}` : ""}`,
    unchanged === 0 ? undefined : `${count(unchanged, "file")} unchanged`,
    removed === 0 ? undefined : `${count(removed, "file")} deleted`,
    countProblems(emitted.diagnostics),
    checkerNotes[emitted.checker ?? "none"],
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

const checkerNotes: Readonly<Record<"native" | "bundled" | "none", string>> = {
  native: "types checked",
  bundled: "types checked (slowly: the optional package typescript-7 is not installed)",
  none: "types not checked",
};

async function showDifferences(request: FolderBuild, plan: OutputPlan): Promise<number> {
  const lines = listDifferences(plan);
  if (lines.length === 0) {
    say(request, "up to date");
    return exitCode.done;
  }
  request.console.out(await unifiedDiff(plan));
  for (const line of lines) request.console.err(`${line}\n`);
  say(
    request,
    `${count(lines.length, "difference")}; the same command without --check mends ${lines.length === 1 ? "it" : "them"}`,
  );
  return exitCode.differences;
}

/** `--dry-run`. */
function showPlan(request: FolderBuild, plan: OutputPlan): number {
  const lines = listActions(plan, request.values);
  for (const line of lines) request.console.out(`${line}\n`);
  if (lines.length === 0) say(request, "up to date");
  return exitCode.done;
}

/** As data they go to stdout, where nothing else does: without -o that holds the module, with --check the differences. */
export async function printDiagnostics(
  { missions, values, console }: BuildRequest,
  diagnostics: readonly Diagnostic[],
): Promise<void> {
  const format = formatOf(values.format, console.environment);
  const shown = values.quiet ? diagnostics.filter((each) => each.severity === "error") : diagnostics;
  if (shown.length === 0 && !isData(format)) return;
  const report = relocate({ diagnostics: shown, files: missions.files }, missions.base, console.folder);
  const isStdoutFree = values.output !== undefined && !values.check && !values["dry-run"];
  const print = isData(format) && isStdoutFree ? console.out : console.err;
  print(await printReport(report, format, console.color));
}

function failed(request: BuildRequest, { diagnostics, reason }: Emitted): number {
  const parts = [countProblems(diagnostics), reason, "nothing was written"];
  say(request, parts.filter((each) => each !== undefined).join("; "));
  return diagnostics.some(({ code }) => code.startsWith("RQ9")) ? exitCode.internal : exitCode.missionErrors;
}

/** A word about what was done. */
function say({ values, console }: BuildRequest, text: string): void {
  if (!values.quiet && !isData(formatOf(values.format, console.environment))) console.err(`${text}\n`);
}
