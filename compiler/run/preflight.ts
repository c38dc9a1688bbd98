// What a mission lacks, found before its first request: environment variables and credentials (language.md 3.4, 10.7).
// Sends nothing; must not know where credentials come from.
import { inside } from "../../runtime/mission.js";
import type { ModuleFacts } from "../compile.js";
import { diagnostic, type Diagnostic } from "../diagnostics.js";
import type { MissionModule, ModuleOptions } from "./program.js";

export interface Preflight {
  /** Errors at the source that lacks something, and where a variable is needed that is not set. */
  readonly diagnostics: readonly Diagnostic[];
  /** Secrets that are configured, for redaction. */
  readonly secrets: readonly string[];
}

/** Opens the mission as a run would, and asks it; `reported` names sources whose mistakes are known. */
export function checkMission(
  module: MissionModule,
  facts: ModuleFacts,
  options: ModuleOptions,
  reported: ReadonlySet<string>,
): Preflight {
  const { connections, env } = module.connect(options)[inside];
  const whole = { file: facts.file, start: 0, end: 0 };
  const unset = facts.env.flatMap((name, at) =>
    env(name) === undefined ? [diagnostic("RQ5512", facts.envPlaces[at] ?? whole, { name })] : [],
  );
  const problems = [...connections.values()].flatMap((connection) => {
    if (reported.has(connection.name)) return [];
    const source = facts.sources.find(({ name }) => name === connection.name);
    const span = source?.span ?? whole;
    return connection.problems().map((problem) => diagnostic("RQ5511", span, { problem }));
  });
  const diagnostics = [...problems, ...unset];
  return { diagnostics, secrets: [...connections.values()].flatMap((connection) => connection.secrets()) };
}
