// What a mission lacks, found before its first request: environment variables, credentials and store
// adapters (language.md 3.4, 4.2, 10.7).
// Sends nothing; must not know where credentials come from.
import { inside } from "../../runtime/mission.js";
import { storeProblems } from "../../runtime/store-life.js";
import type { ModuleFacts } from "../compile.js";
import { diagnostic, type Diagnostic } from "../diagnostics.js";
import type { MissionModule, ModuleOptions, Stores } from "./program.js";

export interface Preflight {
  /** Errors at the source that lacks something, and names of variables that are not set. */
  readonly diagnostics: readonly Diagnostic[];
  readonly unset: readonly string[];
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
  const { definition, connections, env } = module.connect(options)[inside];
  const unset = definition.env.filter((name) => env(name) === undefined);
  const diagnostics = [...connections.values()].flatMap((connection) => {
    if (reported.has(connection.name)) return [];
    const source = facts.sources.find(({ name }) => name === connection.name);
    const span = source?.span ?? { file: facts.file, start: 0, end: 0 };
    return (
      connection
        .problems()
        // Said once, for all sources and names together.
        .filter((problem) => !unset.some((name) => problem.endsWith(`environment variable ${name} is not set`)))
        .map((problem) => diagnostic("RQ5511", span, { problem }))
    );
  });
  const ofStores = storeProblems(definition.stores).flatMap(({ store, problem }) => {
    // Said above, for all names together.
    if (unset.some((name) => problem.endsWith(`environment variable ${name} is not set`))) return [];
    const span = facts.stores.find(({ name }) => name === store)?.span ?? { file: facts.file, start: 0, end: 0 };
    return [diagnostic("RQ5523", span, { problem })];
  });
  return {
    diagnostics: [...diagnostics, ...ofStores],
    unset,
    secrets: [...connections.values()].flatMap((connection) => connection.secrets()),
    stores: definition.stores,
  };
}
