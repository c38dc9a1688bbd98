// The Store of a mission over the backend that an adapter makes of its declaration (language.md 4.1, 4.2).
// Must not know any kind of backend.
import { MissionError } from "./errors.js";
import { isObject, keyOf } from "./json.js";
import type { Shape } from "./misfit.js";
import type { PlacedRecord, StoreAdapter, StoreBackend, StoreDeclaration, StoredRecord } from "./store-backend.js";
import {
  backendCodeOf,
  checkRecord,
  identify,
  managed,
  type ManagedStore,
  markPartial,
  merged,
  type RecordCheck,
  type Store,
  unfit,
  unmarked,
} from "./stores.js";

/** Records that are read, or written, at once. */
const pageSize = 500;

type Guard<T> = (record: unknown) => record is T;

/**
 * The store `name` of a mission over what `adapter` makes of its declaration. `guard`: what its records must be; `shape`
 * says in messages which field is not.
 */
export function adapterStore(name: string, adapter: StoreAdapter | undefined, declaration: StoreDeclaration): Store;
export function adapterStore<T>(
  name: string,
  adapter: StoreAdapter | undefined,
  declaration: StoreDeclaration,
  guard: Guard<T>,
  shape?: Shape,
): Store<T>;
export function adapterStore<T>(
  name: string,
  adapter: StoreAdapter | undefined,
  declaration: StoreDeclaration,
  guard?: Guard<T>,
  shape?: Shape,
): Store<T> | Store {
  const place = openPlace(name, adapter, declaration);
  return guard === undefined ? storeOver(name, place, { guard: isAnything }) : storeOver(name, place, { guard, shape });
}

function isAnything(record: unknown): record is unknown {
  return record !== undefined;
}

/** What all stores over one place share. */
interface Traffic {
  /** Grows with each write: records that were read ahead are then stale. */
  writes: number;
  /** The greatest place given so far. */
  place: number;
  /** Writes to a backend that cannot merge by itself come one after another. */
  queue: Promise<unknown>;
}

const traffics = new WeakMap<StoreAdapter, Map<string, Traffic>>();

function trafficOf(adapter: StoreAdapter, { name }: StoreDeclaration): Traffic {
  const byName = traffics.get(adapter) ?? new Map<string, Traffic>();
  const traffic = byName.get(name) ?? { writes: 0, place: 0, queue: Promise.resolve() };
  traffics.set(adapter, byName.set(name, traffic));
  return traffic;
}

interface Place {
  readonly problem: () => string | undefined;
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** `action` over the open backend; what it throws becomes a `store` error. */
  readonly use: <Result>(action: (backend: StoreBackend, traffic: Traffic) => Promise<Result>) => Promise<Result>;
}

function openPlace(name: string, adapter: StoreAdapter | undefined, declaration: StoreDeclaration): Place {
  const { kind } = declaration;
  let made: { readonly backend: StoreBackend; readonly traffic: Traffic } | undefined;
  let opening: Promise<void> | undefined;

  function make(): NonNullable<typeof made> {
    if (made !== undefined) return made;
    if (typeof adapter !== "function") {
      throw new MissionError(`store \`${name}\` needs an adapter for stores of the kind \`${kind}\``, {
        code: "config",
      });
    }
    return (made = { backend: adapter(declaration), traffic: trafficOf(adapter, declaration) });
  }

  function problem(): string | undefined {
    try {
      const found = make().backend.problem;
      return found === undefined ? undefined : `store \`${name}\`: ${found}`;
    } catch (error) {
      return error instanceof MissionError ? error.message : `store \`${name}\`: its adapter failed`;
    }
  }

  async function open(): Promise<void> {
    const found = problem();
    if (found !== undefined) throw new MissionError(found, { code: "config" });
    await make().backend.open?.();
  }

  async function use<Result>(action: (backend: StoreBackend, traffic: Traffic) => Promise<Result>): Promise<Result> {
    try {
      await (opening ??= open());
      const { backend, traffic } = make();
      return await action(backend, traffic);
    } catch (cause) {
      throw failed(name, cause);
    }
  }

  return {
    problem,
    use,
    open: () => use(() => Promise.resolve()),
    async close() {
      const isOpen = opening?.then(
        () => true,
        () => false,
      );
      opening = undefined;
      if ((await isOpen) === true) await made?.backend.close?.();
    },
  };
}

function failed(name: string, cause: unknown): MissionError {
  if (cause instanceof MissionError) return cause;
  // An adapter that belongs to another copy of the runtime speaks for itself, too.
  if (cause instanceof Error && cause.name === "MissionError" && "backendCode" in cause) {
    const told = { help: textOf(cause, "help"), backendCode: textOf(cause, "backendCode") };
    return new MissionError(cause.message, { ...told, code: "store", cause });
  }
  const backendCode = backendCodeOf(cause);
  const code = backendCode === undefined ? "" : ` (${backendCode})`;
  const help = "see `cause` for its own error";
  return new MissionError(`store \`${name}\` failed${code}`, { code: "store", backendCode, cause, help });
}

function textOf(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : undefined;
}

function storeOver<T>(
  name: string,
  { use, problem, open, close }: Place,
  check: RecordCheck<T> & { readonly guard: Guard<T> },
): ManagedStore<T> {
  const { guard } = check;
  const hasSchema = guard !== isAnything;

  function accepted({ key, record, partial }: StoredRecord): T {
    if (!guard(record)) throw unfit(name, key, record, check);
    if (partial) markPartial(record);
    return record;
  }

  function stored(key: string, record: unknown, partial: boolean, traffic: Traffic): PlacedRecord {
    checkRecord(name, key, record, check);
    const kept: unknown = unmarked(record);
    if (!isObject(kept)) throw unfit(name, key, kept, check);
    traffic.place = Math.max(traffic.place + 1, Date.now() * 1_000);
    return { key, record: kept, partial, place: traffic.place };
  }

  function writing<Result>(action: (backend: StoreBackend, traffic: Traffic) => Promise<Result>): Promise<Result> {
    return use(async (backend, traffic) => {
      const write = async (): Promise<Result> => {
        try {
          return await action(backend, traffic);
        } finally {
          traffic.writes++;
        }
      };
      if (backend.merge !== undefined) return write();
      const turn = traffic.queue.then(write);
      traffic.queue = turn.catch(() => undefined);
      return turn;
    });
  }

  async function change(key: string, fields: unknown, partial: boolean, insert: boolean): Promise<boolean> {
    if (!isObject(fields)) throw unfit(name, key, fields, check);
    return writing(async (backend, traffic) => {
      // Without a schema there is nothing to check that only the whole record can show.
      if (backend.merge !== undefined && !hasSchema) return backend.merge({ key, fields, partial, insert });
      const known = await backend.get(key);
      if (known === null && !insert) return false;
      const whole = stored(key, merged(known?.record, fields), partial, traffic);
      if (backend.merge !== undefined) return backend.merge({ key, fields, partial, insert });
      await backend.put([whole]);
      return true;
    });
  }

  /** Records page by page, each with the number of writes before it was read. */
  async function* pages(): AsyncGenerator<{ records: readonly PlacedRecord[]; writes: number }, void, undefined> {
    for (let after = 0; ;) {
      const start = after;
      const page = await use(async (backend, { writes }) => ({ records: await backend.list(start, pageSize), writes }));
      if (page.records.length === 0) return;
      after = page.records.at(-1)?.place ?? start;
      if (!(after > start)) throw failed(name, new TypeError("an adapter must list records by ascending place"));
      yield page;
    }
  }

  async function* values(): AsyncGenerator<T, void, undefined> {
    const end = await use((backend) => backend.last());
    for await (const { records, writes } of pages()) {
      for (const found of records) {
        if (found.place > end) return;
        const current = await use((backend, traffic) =>
          traffic.writes === writes ? Promise.resolve(found) : backend.get(found.key),
        );
        if (current !== null) yield accepted(current);
      }
    }
  }

  const store: ManagedStore<T> = {
    async get(key) {
      if (key == null) return null;
      const text = keyOf(key);
      const found = await use((backend) => backend.get(text));
      return found === null ? null : accepted(found);
    },
    put: async (key, record) => {
      const text = keyOf(key);
      await writing((backend, traffic) => backend.put([stored(text, record, false, traffic)]));
    },
    async putAll(all, key = identify) {
      let batch = new Map<string, T>();
      const write = (): Promise<void> =>
        writing((backend, traffic) =>
          backend.put(Array.from(batch, ([text, record]) => stored(text, record, false, traffic))),
        );
      for (const record of all) {
        batch.set(keyOf(key(record)), record);
        if (batch.size < pageSize) continue;
        await write();
        batch = new Map();
      }
      if (batch.size > 0) await write();
    },
    merge: async (key, fields, partial = false) => void (await change(keyOf(key), fields, partial, true)),
    update: async (key, fields) => change(keyOf(key), fields, true, false),
    delete: async (key) => {
      const text = keyOf(key);
      await writing((backend) => backend.delete(text));
    },
    clear: () => writing((backend) => backend.clear?.() ?? clearAll(backend)),
    async size() {
      const counted = await use((backend) => backend.size?.() ?? Promise.resolve(undefined));
      if (counted !== undefined) return counted;
      let size = 0;
      for await (const { records } of pages()) size += records.length;
      return size;
    },
    values,
    async all() {
      const all: T[] = [];
      for await (const { records } of pages()) for (const found of records) all.push(accepted(found));
      return all;
    },
    [managed]: { attach: () => undefined, problem, open, close },
  };
  return store;
}

async function clearAll(backend: StoreBackend): Promise<void> {
  for (;;) {
    const page = await backend.list(0, pageSize);
    if (page.length === 0) return;
    for (const { key } of page) await backend.delete(key);
  }
}
