// `reqonc check`: the compiler's diagnostics, and with `--fix` the safe ones mended.
// Must not emit modules.
import { join } from "node:path";
import type { Diagnostic } from "../diagnostics.js";
import type { MissionFiles } from "../run/mission-files.js";
import { withCompiler } from "../run/with-compiler.js";
import type { SourceFiles } from "../source.js";
import { isMissionPath } from "../wanted.js";
import type { ReqoncValues } from "./build.js";
import type { Console } from "./console.js";
import { count, countProblems, formatOf, isData, printReport, relocate } from "./diagnostic-report.js";
import { exitCode } from "./failure.js";
import { judge, readStrictness } from "./strictness.js";
import { readVariables } from "./variables.js";

/** Resolves to the exit code. In a format for programs the diagnostics are the command's data and go to stdout. */
export async function check(missions: MissionFiles, values: ReqoncValues, console: Console): Promise<number> {
  const strictness = readStrictness(values);
  const format = formatOf(values.format, console.environment);
  const { inputs, others } = missions;
  const variables = await readVariables(values.env, console.folder);
  const diagnose = async (files: SourceFiles): Promise<readonly Diagnostic[]> => {
    const { environment } = console;
    const options = { inputs, others, variables, emit: false };
    return (await withCompiler(environment, ({ compile }) => compile(files, options))).diagnostics;
  };
  const { files, found, fixes } = values.fix
    ? await mend(missions, diagnose)
    : { files: missions.files, found: await diagnose(missions.files), fixes: undefined };
  const { diagnostics, failed, reason } = judge(found, strictness);
  const shown = values.quiet ? diagnostics.filter((each) => each.severity === "error") : diagnostics;
  const report = relocate({ diagnostics: shown, files }, missions.base, console.folder);
  const text = await printReport(report, format, console.color);
  if (isData(format)) console.out(text);
  else console.err(text);
  const number = Object.keys(files).filter(isMissionPath).length;
  const parts = [
    fixes,
    `${countProblems(diagnostics) ?? "no mistakes"} in ${count(number, "file") ?? "no file"}`,
    reason,
  ];
  if (!values.quiet && !isData(format)) console.err(`${parts.filter((each) => each !== undefined).join("; ")}\n`);
  return failed ? exitCode.missionErrors : exitCode.done;
}

interface Mended {
  readonly files: SourceFiles;
  /** What is left. */
  readonly found: readonly Diagnostic[];
  /** `3 mistakes fixed in 2 files`. */
  readonly fixes: string;
}

/** A fix may uncover another mistake; each round mends at least one, so this many are not reached by hand. */
const mostRounds = 20;

/** Mends the texts first and writes what has changed at the end. */
async function mend(
  missions: MissionFiles,
  diagnose: (files: SourceFiles) => Promise<readonly Diagnostic[]>,
): Promise<Mended> {
  const [{ applyFixes }, { replaceFile }] = await Promise.all([import("./apply-fixes.js"), import("./write.js")]);
  let files = missions.files;
  let found = await diagnose(files);
  let total = 0;
  for (let round = 0; round < mostRounds; round++) {
    const fixed = applyFixes(files, found);
    if (fixed.count === 0) break;
    files = fixed.files;
    total += fixed.count;
    found = await diagnose(files);
  }
  const changed = Object.entries(files).filter(([path, text]) => text !== missions.files[path]);
  for (const [path, text] of changed) {
    await replaceFile(join(missions.base, path), text);
  }
  const where = changed.length === 0 ? "" : ` in ${count(changed.length, "file")}`;
  return { files, found, fixes: `${count(total, "mistake") ?? "nothing"} fixed${where}` };
}
