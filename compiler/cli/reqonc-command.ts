// The command `reqonc`: chooses between build, check, vendor and explain, each loaded when it is chosen.
// Must not do the work of any of them.
import { findMissions, InputError, type MissionFiles } from "../run/mission-files.js";
import { readArguments } from "./arguments.js";
import { type Console, openConsole } from "./console.js";
import { CommandError, exitCode } from "./failure.js";
import { readStandardInput } from "./standard-input.js";
import { packageVersion } from "./start.js";
import { helpText, reqonc } from "./usage.js";

export async function reqoncCommand(args: readonly string[]): Promise<number> {
  const { values, inputs } = await readArguments(reqonc, args);
  const console = openConsole(values);
  if (values.help) return say(console, helpText(reqonc));
  if (values.version) return say(console, `${packageVersion()}\n`);
  const [first, ...others] = inputs;
  if (first === "explain") return say(console, await (await import("./explain.js")).explain(others));
  const word = first === "build" || first === "check" || first === "vendor" ? first : undefined;
  const paths = word === undefined ? inputs : others;
  if (paths.length === 0) {
    throw new CommandError(
      "there is nothing to compile",
      "name a mission file, a folder, a glob, or - for standard input",
    );
  }
  if (values.fix) checkFix(word, paths);
  const missions = await readMissions(paths, console, word === undefined);
  if (word === "check") return (await import("./check.js")).check(missions, values, console);
  if (word === "vendor") return (await import("./vendor.js")).vendor(missions, values.quiet, console);
  const { build } = await import("./build.js");
  return build({ missions, standardInput: paths.includes("-"), values, console });
}

/** Throws a CommandError where there is nothing to write fixes into. */
function checkFix(word: string | undefined, paths: readonly string[]): void {
  if (word !== "check") throw new CommandError("--fix goes with check", "write reqonc check --fix <file|dir|glob>");
  if (paths.includes("-")) throw new CommandError("--fix needs files to write to", "name them instead of -");
}

function say(console: Console, text: string): number {
  console.out(text);
  return exitCode.done;
}

/** `mayBeWord`: the first path could be a mistyped command. */
async function readMissions(paths: readonly string[], console: Console, mayBeWord: boolean): Promise<MissionFiles> {
  try {
    return await findMissions(paths, console.folder, readStandardInput);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [first = ""] = paths;
    const { nearest } = await import("../suggest.js");
    const guess = mayBeWord && /^[a-z]+$/.test(first) ? nearest(first, reqonc.words) : undefined;
    if (guess !== undefined)
      throw new CommandError(`there is no command or file ${first}`, `did you mean reqonc ${guess}?`);
    throw new CommandError(error.message, error.help);
  }
}
