// `reqonc check`: the compiler's diagnostics, nothing else.
// Must not emit or write.
import { hasErrors } from "../diagnostics.js";
import type { MissionFiles } from "../run/mission-files.js";
import { withCompiler } from "../run/with-compiler.js";
import type { ReqoncValues } from "./build.js";
import type { Console } from "./console.js";
import { checkDenied, countProblems, deny, printReport, relocate } from "./diagnostic-report.js";
import { exitCode } from "./failure.js";
import { isMissionPath } from "../wanted.js";

/** Resolves to the exit code. With `--format json` the diagnostics are the command's data and go to stdout. */
export async function check(missions: MissionFiles, values: ReqoncValues, console: Console): Promise<number> {
  checkDenied(values.deny);
  const compilation = await withCompiler(console.environment, ({ compile }) =>
    compile(missions.files, { inputs: missions.inputs, others: missions.others, emit: false }),
  );
  const diagnostics = deny(compilation.diagnostics, values.deny);
  const shown = values.quiet ? diagnostics.filter((each) => each.severity === "error") : diagnostics;
  const report = relocate({ diagnostics: shown, files: missions.files }, missions.base, console.folder);
  if (values.format === "json") {
    console.out(printReport(report, "json", false));
  } else {
    console.err(printReport(report, "pretty", console.color));
    const number = Object.keys(missions.files).filter(isMissionPath).length;
    const summary = countProblems(diagnostics) ?? "no mistakes";
    if (!values.quiet) console.err(`${summary} in ${number} ${number === 1 ? "file" : "files"}\n`);
  }
  return hasErrors(diagnostics) ? exitCode.missionErrors : exitCode.done;
}
