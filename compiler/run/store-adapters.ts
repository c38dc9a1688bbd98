// The adapters that the runner brings for `sql` and `postgrest` stores, made from its environment.
// Must not know databases from inside; loads what the missions' stores need and nothing else.
import type { Fetch } from "../../runtime/scope.js";
import type { StoreAdapter } from "../../runtime/store-backend.js";
import type { ModuleFacts } from "../compile.js";
import type { Environment } from "./substitute.js";

export type Adapters = Readonly<Record<string, StoreAdapter>>;

export interface AdapterSettings {
  /** Missions that are to be run. */
  readonly missions: readonly ModuleFacts[];
  /** `REQON_DATABASE_URL`, `REQON_POSTGREST_URL` and `REQON_POSTGREST_TOKEN`. */
  readonly environment: Environment;
  readonly dataDirectory: string;
  readonly fetch: Fetch;
  /** The program's own: they go before those of the runner. */
  readonly given: Adapters;
  /** Hears what is secret, before anything is sent. */
  readonly onSecrets?: (secrets: readonly string[]) => void;
}

export interface RunnerAdapters {
  readonly adapters: Adapters;
  /** A run: what its stores need stays open as long. */
  during<Result>(run: () => Promise<Result>): Promise<Result>;
  /** When all have ended. Their stores can still be read. */
  close(): Promise<void>;
}

export async function storeAdapters(settings: AdapterSettings): Promise<RunnerAdapters> {
  const { missions, given } = settings;
  const kinds = new Set(missions.flatMap(({ stores }) => stores.flatMap((each) => each.kinds)));
  const needs = (kind: string): boolean => kinds.has(kind) && !Object.hasOwn(given, kind);
  const sql = needs("sql") ? await sqlAdapters(settings) : undefined;
  const postgrest = needs("postgrest") ? await postgrestAdapters(settings) : {};
  const nothing: Omit<RunnerAdapters, "adapters"> = { during: (run) => run(), close: () => Promise.resolve() };
  return { ...(sql ?? nothing), adapters: { ...sql?.adapters, ...postgrest, ...given } };
}

async function sqlAdapters({ environment, dataDirectory, onSecrets }: AdapterSettings): Promise<RunnerAdapters> {
  const [{ lazyDatabase, urlProblem, urlSecrets }, { sqlAdapter }] = await Promise.all([
    import("./database.js"),
    import("../../runtime/sql-store.js"),
  ]);
  const url = set(environment, "REQON_DATABASE_URL");
  onSecrets?.(url === undefined ? [] : urlSecrets(url));
  const problem = url === undefined ? undefined : urlProblem(url);
  const { client, close, hold, release } = lazyDatabase(url, dataDirectory);
  return {
    adapters: { sql: unless(problem, sqlAdapter(client)) },
    close,
    async during(run) {
      hold();
      try {
        return await run();
      } finally {
        release();
      }
    },
  };
}

async function postgrestAdapters({ environment, fetch, onSecrets }: AdapterSettings): Promise<Adapters> {
  const { postgrestAdapter } = await import("../../runtime/postgrest-store.js");
  const url = set(environment, "REQON_POSTGREST_URL");
  const token = set(environment, "REQON_POSTGREST_TOKEN");
  onSecrets?.(token === undefined ? [] : [token]);
  const problem = url === undefined ? "REQON_POSTGREST_URL, the URL of the PostgREST server, is not set" : undefined;
  return { postgrest: unless(problem, postgrestAdapter({ url, token, fetch })) };
}

function set(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === "" ? undefined : value;
}

/** The adapter; with a problem, one whose stores say so and are never opened. */
function unless(problem: string | undefined, adapter: StoreAdapter): StoreAdapter {
  return problem === undefined ? adapter : (declaration) => ({ ...adapter(declaration), problem });
}
