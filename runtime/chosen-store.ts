// A store whose kind is chosen when the run is known: `store s: match env("STAGE") { … }` (language.md 4).
// Must not know kinds of stores.
import { MissionError } from "./errors.js";
import type { Environment } from "./http.js";
import { isManaged, managed, type ManagedStore, type Store } from "./stores.js";

/** The store that `choose` gives `name`. It is asked once, when a run begins, or when the store is first used. */
export function chosenStore<T = unknown>(name: string, choose: (environment: Environment) => Store<T>): Store<T> {
  let directory: string | undefined;
  let environment: (name: string) => string | undefined = () => undefined;
  let chosen: Store<T> | undefined;

  function current(): Store<T> {
    if (chosen !== undefined) return chosen;
    const store = choose({
      env(name) {
        const value = environment(name);
        if (value !== undefined) return value;
        throw new MissionError(`environment variable ${name} is not set`, { code: "config" });
      },
      optionalEnv: (name) => environment(name) ?? null,
    });
    if (isManaged(store)) store[managed].attach(directory, environment);
    return (chosen = store);
  }

  /** What choosing throws is what the call rejects with. */
  async function use<Result>(action: (store: Store<T>) => Promise<Result>): Promise<Result> {
    return action(current());
  }

  const store: ManagedStore<T> = {
    get: (key) => use((each) => each.get(key)),
    put: (key, record) => use((each) => each.put(key, record)),
    putAll: (records, key) => use((each) => each.putAll(records, key)),
    merge: (key, fields, partial) => use((each) => each.merge(key, fields, partial)),
    update: (key, fields) => use((each) => each.update(key, fields)),
    delete: (key) => use((each) => each.delete(key)),
    clear: () => use((each) => each.clear()),
    size: () => use((each) => each.size()),
    async *values() {
      yield* current().values();
    },
    all: () => use((each) => each.all()),
    [managed]: {
      attach(dataDirectory, env) {
        directory ??= dataDirectory;
        environment = env ?? environment;
        if (chosen !== undefined && isManaged(chosen)) chosen[managed].attach(dataDirectory, env);
      },
      problem() {
        try {
          const found = current();
          return isManaged(found) ? found[managed].problem?.() : undefined;
        } catch (error) {
          return `store \`${name}\`: ${error instanceof MissionError ? error.message : "its kind cannot be worked out"}`;
        }
      },
      open: () => use((each) => (isManaged(each) ? (each[managed].open?.() ?? Promise.resolve()) : Promise.resolve())),
      close: () => (chosen !== undefined && isManaged(chosen) ? chosen[managed].close() : Promise.resolve()),
    },
  };
  return store;
}
