// What a store is, the store in memory, and what every kind of store shares (language.md 4.1, 6.19).
// Must not know the disk, sources or the mission.
import { MissionError } from "./errors.js";
import { describe, field, isObject, keyOf } from "./json.js";
import { misfit, type Shape } from "./misfit.js";

/** Some fields of a record; as everywhere, others may be there as well, and be all that is there. */
export type Fields<T> = Readonly<Partial<T>> & object;

/**
 * Records by key, in the order of their first insertion; replacing one keeps its place. A key is text, a number or a
 * boolean, kept as its text; anything else rejects with a `data` error. A record is a value: it is never changed in
 * place, neither by the store nor by who reads it.
 */
export interface Store<T = unknown> {
  /** The record or null; null for a null key. */
  get(key: unknown): Promise<T | null>;
  /** Inserts or replaces. */
  put(key: unknown, record: T): Promise<void>;
  /** `put` for each record, in order; without `key` as `identify` says. One write to what is beneath, where it can be. */
  putAll(records: Iterable<T>, key?: (record: T) => unknown): Promise<void>;
  /** Inserts, or sets these top-level fields and keeps the others. `partial` marks the record for `isPartial`. */
  merge(key: unknown, fields: Fields<T>, partial?: boolean): Promise<void>;
  /** Sets top-level fields of an existing record, and marks it for `isPartial`; false when there is none. */
  update(key: unknown, fields: Fields<T>): Promise<boolean>;
  delete(key: unknown): Promise<void>;
  clear(): Promise<void>;
  size(): Promise<number>;
  /** The keys present at the start, each record as it is when its turn comes, without those deleted meanwhile. */
  values(): AsyncIterable<T>;
  all(): Promise<readonly T[]>;
}

/** What the runtime's own stores offer the mission that holds them. */
export const managed: unique symbol = Symbol("managed");
export interface ManagedStore<T> extends Store<T> {
  readonly [managed]: {
    /** A run begins: where a store on disk keeps its files, unless it has been told before, and its environment. */
    attach(dataDirectory: string | undefined, env?: (name: string) => string | undefined): void;
    /** What is missing before it can be opened, in a sentence. */
    problem?(): string | undefined;
    /** Finds out before the first request whether the store can be used. Left out where there is nothing to find out. */
    open?(): Promise<void>;
    /** A run has ended: lets go of locks. Reads show what the run left, a write opens the store again. */
    close(): Promise<void>;
  };
}

export function isManaged<T>(store: Store<T>): store is ManagedStore<T> {
  return managed in store;
}

const partialRecords = new WeakSet();

/** `._partial` of a record read from a store: whether it was last written with `partial: true` (language.md 6.19). */
export function isPartial(record: unknown): boolean {
  return isObject(record) && partialRecords.has(record);
}

/** For stores: marks a record that nobody else holds yet. */
export function markPartial(record: object): void {
  partialRecords.add(record);
}

/** For stores: `record`, without the mark that another store may have put on it. */
export function unmarked<T>(record: T): T {
  return isPartial(record) ? { ...record } : record;
}

/** The key of a record that is stored without `key:`: its own `id`, else a generated one. */
export function identify(record: unknown): string {
  const id = field(record, "id");
  return id === null ? crypto.randomUUID() : keyOf(id);
}

/** What a store of a schema takes: `guard` is asked, `shape` says in messages which field does not fit. */
export interface RecordCheck<T> {
  readonly guard?: ((record: unknown) => record is T) | undefined;
  readonly shape?: Shape | undefined;
}

/** Fails with `store` when a record is not what its store declares (`store s: kind("n") of T`), or no object. */
export function checkRecord<T>(store: string, key: string, record: T, check: RecordCheck<T>): void {
  if (!isObject(record) || (check.guard !== undefined && !check.guard(record))) throw unfit(store, key, record, check);
}

export function unfit<T>(store: string, key: string, record: unknown, { guard, shape }: RecordCheck<T>): MissionError {
  const which = `record ${JSON.stringify(key)} of store \`${store}\``;
  if (!isObject(record))
    return new MissionError(`${which} must be an object, found ${describe(record)}`, { code: "store" });
  const wrong = guard && shape !== undefined ? misfit(guard, record, shape) : undefined;
  const what = wrong?.problem ?? `found ${describe(record)}`;
  return new MissionError(`${which} must be of the store's schema, ${what}`, { code: "store", help: wrong?.help });
}

/** The `code` of a database's or a system's error: an SQLSTATE such as `23505`, a name such as `ECONNREFUSED`. */
export function backendCodeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" || typeof error.code === "number" ? String(error.code) : undefined;
}

/** What every call gives at once that has succeeded and has nothing to say: one promise for all of them. */
export const done: Promise<void> = Promise.resolve();

/** A store that lives as long as its mission. With `guard` a record that is no T is an error when it is written. */
export function memoryStore<T = unknown>(
  name: string,
  guard?: (record: unknown) => record is T,
  shape?: Shape,
): Store<T> {
  const records = new Map<string, T>();
  const check: RecordCheck<T> = { guard, shape };

  function write(key: string, record: T): void {
    checkRecord(name, key, record, check);
    records.set(key, unmarked(record));
  }

  function change(key: string, fields: Fields<T>, partial: boolean): void {
    const record = merged(records.get(key), fields);
    checkRecord(name, key, record, check);
    if (partial) markPartial(record);
    records.set(key, record);
  }

  const store: ManagedStore<T> = {
    get: (key) => settled(() => (key == null ? null : (records.get(keyOf(key)) ?? null))),
    put(key, record) {
      // The one call of most missions' inner loop: no closure, and one promise for all.
      try {
        write(keyOf(key), record);
        return done;
      } catch (error) {
        return Promise.reject(error);
      }
    },
    putAll: (all, key = identify) =>
      settled(() => {
        // Like a log, all of them or none.
        const entries = Array.from(all, (record) => [keyOf(key(record)), record] as const);
        for (const [text, record] of entries) checkRecord(name, text, record, check);
        for (const [text, record] of entries) records.set(text, unmarked(record));
      }),
    merge: (key, fields, partial = false) => settled(() => change(keyOf(key), fields, partial)),
    update: (key, fields) =>
      settled(() => {
        const known = records.has(keyOf(key));
        if (known) change(keyOf(key), fields, true);
        return known;
      }),
    delete: (key) => settled(() => void records.delete(keyOf(key))),
    clear: () => settled(() => records.clear()),
    size: () => settled(() => records.size),
    async *values() {
      for (const [, record] of visit(records)) yield record;
    },
    all: () => settled(() => [...records.values()]),
    [managed]: { attach: () => undefined, close: () => done },
  };
  return store;
}

/** `action` as a promise, without a turn of the event loop. */
export function settled<Result>(action: () => Result): Promise<Result> {
  try {
    return Promise.resolve(action());
  } catch (error) {
    return Promise.reject(error);
  }
}

/** `fields` over `record`; a new object, so that records already handed out do not change. */
export function merged<T>(record: T | undefined, fields: Fields<T>): T & object {
  // Without a guard nothing can prove that first fields alone make a T: that is what the store's type promises.
  return { ...record, ...fields } as T & object;
}

/** The entries that a loop over a store visits (language.md 4.1). */
export function* visit<T>(records: ReadonlyMap<string, T>): Generator<readonly [key: string, record: T], void> {
  for (const key of [...records.keys()]) {
    const record = records.get(key);
    if (record !== undefined) yield [key, record];
  }
}
