// A mission's stores as one action sees them: rows counted, nothing written once the run is cancelled.
// Must not know what kinds of stores there are, but for those that the program brings.
import { MissionError } from "./errors.js";
import { keyOf } from "./json.js";
import { backendCodeOf, done, isManaged, type Store } from "./stores.js";
import { cancelled } from "./transport.js";
import type { View } from "./view.js";

type StoreScope = Pick<View, "counts" | "signal" | "stop" | "warn">;

/** `stores` with every store in it counted for `scope`. */
export function storesFor<Stores>(stores: Stores, scope: StoreScope): Stores {
  const seen = Object.entries(stores ?? {}).map(([name, store]) => [
    name,
    isStore(store) ? counted(name, isManaged(store) ? store : translated(name, store), scope) : store,
  ]);
  // Each entry keeps its type, which a mapping over names cannot express.
  return Object.fromEntries(seen) as Stores;
}

export function isStore(value: unknown): value is Store {
  return typeof value === "object" && value !== null && "put" in value && "values" in value;
}

function counted<T>(name: string, store: Store<T>, { counts, signal, stop, warn }: StoreScope): Store<T> {
  const stopped = (): Promise<never> => Promise.reject(cancelled(signal));
  const countOne = (): void => void counts.rowsOut++;
  /** Once it is written; most missions' inner loop is a `put`, so one that is known to be takes no promise of its own. */
  const countedOnce = (written: Promise<void>): Promise<void> => {
    if (written !== done) return written.then(countOne);
    counts.rowsOut++;
    return done;
  };
  return {
    get: (key) => store.get(key),
    put(key, record) {
      if (stop.aborted) return stopped();
      return countedOnce(store.put(key, record));
    },
    async putAll(records, key) {
      if (stop.aborted) return stopped();
      const all = [...records];
      await store.putAll(all, key);
      counts.rowsOut += all.length;
    },
    merge(key, fields, partial) {
      if (stop.aborted) return stopped();
      return countedOnce(store.merge(key, fields, partial));
    },
    async update(key, fields) {
      if (stop.aborted) return stopped();
      const known = await store.update(key, fields);
      if (known) counts.rowsOut++;
      else warn(`store \`${name}\` has no record ${JSON.stringify(keyOf(key))} to update: nothing was written`);
      return known;
    },
    delete: (key) => (stop.aborted ? stopped() : store.delete(key)),
    clear: () => (stop.aborted ? stopped() : store.clear()),
    size: () => store.size(),
    values: () => store.values(),
    all: () => store.all(),
  };
}

/** A store of the program's own: what it throws becomes a `store` error, with the original as its cause. */
function translated<T>(name: string, store: Store<T>): Store<T> {
  const failed = (cause: unknown): never => {
    if (cause instanceof MissionError) throw cause;
    const facts = { backendCode: backendCodeOf(cause), help: "see `cause` for its own error" };
    throw new MissionError(`store \`${name}\` failed`, { ...facts, code: "store", cause });
  };
  const during = async <Result>(action: () => Promise<Result>): Promise<Result> => {
    try {
      return await action();
    } catch (cause) {
      return failed(cause);
    }
  };
  return {
    get: (key) => during(() => store.get(key)),
    put: (key, record) => during(() => store.put(key, record)),
    putAll: (records, key) => during(() => store.putAll(records, key)),
    merge: (key, fields, partial) => during(() => store.merge(key, fields, partial)),
    update: (key, fields) => during(() => store.update(key, fields)),
    delete: (key) => during(() => store.delete(key)),
    clear: () => during(() => store.clear()),
    size: () => during(() => store.size()),
    async *values() {
      try {
        yield* store.values();
      } catch (cause) {
        failed(cause);
      }
    },
    all: () => during(() => store.all()),
  };
}
