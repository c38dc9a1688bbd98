// What a mission lacks, found before its first request: environment variables, credentials and store
// adapters (language.md 3.4, 4.2, 10.7).
// Sends nothing; must not know where credentials come from.
import { inside } from "../../runtime/mission.js";
import { storeProblems } from "../../runtime/store-life.js";
import type { GivenFacts, ModuleFacts } from "../compile.js";
import { diagnostic, type Diagnostic } from "../diagnostics.js";
import type { MissionModule, ModuleOptions, Stores } from "./program.js";

export interface Preflight {
  /** Errors at the source that lacks something, and where a variable is needed that is not set. */
  readonly diagnostics: readonly Diagnostic[];
  /** Secrets that are configured, for redaction. */
  readonly secrets: readonly string[];
  /** Those of the mission that was opened. */
  readonly stores: Stores;
}

/** Opens the mission as a run would, and asks it; `reported` names sources whose mistakes are known. */
export function checkMission(
  module: MissionModule,
  facts: ModuleFacts,
  options: ModuleOptions,
  reported: ReadonlySet<string>,
): Preflight {
  const { connections, definition, env } = module.connect(options)[inside];
  const whole = { file: facts.file, start: 0, end: 0 };
  const unset = facts.env.flatMap((name, at) =>
    env(name) === undefined ? [{ name, place: facts.envPlaces[at] ?? whole }] : [],
  );
  const ofVariables = unset.map(({ name, place }) => diagnostic("RQ5512", place, { name }));
  // Said once, where the variable is needed.
  const isOfVariable = (problem: string): boolean =>
    unset.some(({ name }) => problem.endsWith(`environment variable ${name} is not set`));
  const problems = [...connections.values()].flatMap((connection) => {
    if (reported.has(connection.name)) return [];
    const source = facts.sources.find(({ name }) => name === connection.name);
    const span = source?.span ?? whole;
    return connection
      .problems()
      .filter((problem) => !isOfVariable(problem))
      .map((problem) => diagnostic("RQ5511", span, { problem, source: connection.name }));
  });
  const ofStores = storeProblems(definition.stores).flatMap(({ store, problem }) => {
    if (isOfVariable(problem)) return [];
    const span = facts.stores.find(({ name }) => name === store)?.span ?? whole;
    return [diagnostic("RQ5523", span, { problem })];
  });
  const lacking = (given: Readonly<Record<string, unknown>> | undefined, { name }: GivenFacts): boolean =>
    typeof given?.[name] !== "function";
  const ofProgram = [
    ...facts.functions
      .filter((each) => lacking(options.functions, each))
      .map(({ name, span }) => diagnostic("RQ5520", span, { name })),
    ...facts.steps
      .filter((each) => lacking(options.steps, each))
      .map(({ name, span }) => diagnostic("RQ5521", span, { name })),
  ];
  return {
    diagnostics: [...ofProgram, ...problems, ...ofStores, ...ofVariables],
    secrets: [...connections.values()].flatMap((connection) => connection.secrets()),
    stores: definition.stores,
  };
}
