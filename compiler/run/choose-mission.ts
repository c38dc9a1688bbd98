// Which of a program's missions is meant.
// Must not know how a mission runs.
import { MissionError } from "../../runtime/errors.js";
import { nearest } from "../suggest.js";
import type { Program, RunnableMission } from "./program.js";

/** The one mission to run. Throws a `config` error that names all when it is not clear which. */
export function chooseMission(program: Program, name: string | undefined): RunnableMission {
  const names = program.missions.map(({ facts }) => facts.mission);
  const [first, ...others] =
    name === undefined ? program.missions : program.missions.filter(({ facts }) => facts.mission === name);
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    throw misuse(`there are ${names.length} missions: ${names.join(", ")}`, "choose one with the option `mission`");
  }
  if (name === undefined) throw misuse("there is no mission in these files", "mission files end in .vague or .reqon");
  const guess = nearest(name, names);
  throw misuse(
    `there is no mission \`${name}\``,
    guess === undefined ? `there is ${names.join(", ")}` : `did you mean \`${guess}\`?`,
  );
}

/** The error of options that cannot be used. */
export function misuse(message: string, help: string): MissionError {
  return new MissionError(message, { code: "config", help });
}
