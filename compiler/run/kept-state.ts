// What missions keep on disk between runs, tried before the first request: the data directory, and each file store.
// Must not know what is kept, nor print.
import { MissionError } from "../../runtime/errors.js";
import { isManaged, managed } from "../../runtime/stores.js";
import type { ModuleFacts, SourceFacts } from "../compile.js";
import { diagnostic, type Diagnostic } from "../diagnostics.js";
import { secretVariable } from "./credential-fields.js";
import { findObstacle } from "./data-directory.js";
import type { MissionModule, Stores } from "./program.js";
import type { Environment } from "./substitute.js";

/** Where credentials may come from beside the mission. */
export interface CredentialPlaces {
  readonly auth: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly environment: Environment;
}

/** Why the data directory `path` cannot keep what the missions will keep there. `show` is a path as the user knows it. */
export async function findStateProblems(
  missions: readonly ModuleFacts[],
  path: string,
  places: CredentialPlaces,
  show: (path: string) => string,
): Promise<readonly Diagnostic[]> {
  const keepsStores = missions.some(({ runtime }) => runtime.includes("file-store.ts"));
  const keepsTokens = missions.some(({ sources }) => sources.some((source) => mayRenew(source, places)));
  const keepsCheckpoints = missions.some(({ checkpoints }) => checkpoints);
  const obstacle =
    (keepsStores ? await findObstacle(path, "stores") : undefined) ??
    (keepsCheckpoints ? await findObstacle(path, "sync") : undefined) ??
    (keepsTokens ? await findObstacle(path, "tokens") : undefined);
  if (obstacle === undefined) return [];
  const where = obstacle.path === path ? "it" : show(obstacle.path);
  const facts = { path: show(path), problem: `${where} ${obstacle.problem}` };
  return [diagnostic("RQ5513", { file: missions[0]?.file ?? "", start: 0, end: 0 }, facts)];
}

/** Whether a run may get new tokens for the source, which are kept (language.md 3.6, 3.7). */
function mayRenew({ name, auth, late, fields }: SourceFacts, { auth: given, environment }: CredentialPlaces): boolean {
  if (late) return auth !== "none" && auth !== "basic";
  if (auth !== "oauth2") return false;
  const named = [...fields, ...fieldsIn(given[name] ?? {})];
  const variables = Object.keys(environment).filter((each) => secretVariable(name, each));
  return [...named, ...variables].some((each) =>
    /^(?:refreshToken|clientSecret|oauth)$|_(?:REFRESH_TOKEN|CLIENT_SECRET)$/.test(each),
  );
}

function fieldsIn(given: Readonly<Record<string, unknown>>): readonly string[] {
  const { oauth, ...others } = given;
  return [...Object.keys(others), ...(typeof oauth === "object" && oauth !== null ? Object.keys(oauth) : [])];
}

/** The stores of a mission that is about to run. */
export interface MissionStores {
  readonly facts: ModuleFacts;
  readonly stores: Stores;
}

/** Stores that are open; a run opens them again, which costs nothing while they are. */
export interface OpenStores {
  readonly diagnostics: readonly Diagnostic[];
  /** The module whose run takes over the stores of its mission as soon as it has opened them: it closes them last. */
  readonly leaveTo: (facts: ModuleFacts, module: MissionModule) => MissionModule;
  /** Those that no run has taken over. */
  readonly close: () => Promise<void>;
}

/** Opens every store on disk of every mission. `show` is an error's text as the user knows the paths in it. */
export async function openStores(
  missions: readonly MissionStores[],
  show: (text: string) => string,
): Promise<OpenStores> {
  const diagnostics: Diagnostic[] = [];
  for (const { facts, stores } of missions) {
    for (const [store, each] of Object.entries(stores)) {
      const isOnDisk = facts.stores.some(({ name, kinds }) => name === store && kinds.includes("file"));
      if (!isOnDisk || !isManaged(each)) continue;
      try {
        await each[managed].open?.();
      } catch (error) {
        if (!(error instanceof MissionError)) throw error;
        const details = error.help === undefined ? {} : { help: error.help };
        const problem = { mission: facts.mission, store, problem: show(error.message) };
        diagnostics.push(diagnostic("RQ5514", { file: facts.file, start: 0, end: 0 }, problem, details));
      }
    }
  }

  async function close(mine: (facts: ModuleFacts) => boolean): Promise<void> {
    const stores = missions.filter(({ facts }) => mine(facts)).flatMap((each) => Object.values(each.stores));
    for (const store of stores) if (isManaged(store)) await store[managed].close();
  }

  return {
    diagnostics,
    leaveTo: (facts, module) => ({
      ...module,
      run: (options) =>
        module.run({
          ...options,
          onEvent(event) {
            if (event.type === "action-start") void close((each) => each === facts);
            options.onEvent?.(event);
          },
        }),
    }),
    close: () => close(() => true),
  };
}
