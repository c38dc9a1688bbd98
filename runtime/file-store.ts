// The store on disk (language.md 4.2): records in memory over a log under the data directory. See file-log.ts for what
// survives, file-lock.ts for who may write. Must not know missions.
/// <reference types="node" />
import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { MissionError } from "./errors.js";
import { type Change, openLog, type RecordLog } from "./file-log.js";
import { isObject, keyOf } from "./json.js";
import type { Shape } from "./misfit.js";
import {
  checkRecord,
  identify,
  managed,
  type ManagedStore,
  merged,
  type Fields,
  type RecordCheck,
  settled,
  type Store,
  unfit,
  unmarked,
  visit,
} from "./stores.js";

type Guard<T> = (record: unknown) => record is T;

/**
 * A durable store, opened when a run begins or when it is first used. A second process that opens it while a run of the first goes on gets a
 * `store` error that names the process. With `guard` a record that is no T is an error when it is read or written.
 * Throws `config` for a name with `..` or a root.
 */
export function fileStore(name: string): Store;
export function fileStore<T>(name: string, guard: Guard<T>, shape?: Shape): Store<T>;
export function fileStore<T>(name: string, guard?: Guard<T>, shape?: Shape): Store<T> | Store {
  const path = pathOf(name);
  return guard === undefined
    ? openStore(name, path, { guard: isAnything })
    : openStore(name, path, { guard, ...(shape === undefined ? {} : { shape }) });
}

function isAnything(record: unknown): record is unknown {
  return record !== undefined;
}

function openStore<T>(
  name: string,
  path: string,
  check: RecordCheck<T> & { readonly guard: Guard<T> },
): ManagedStore<T> {
  const { guard } = check;
  let directory: string | undefined;
  let opening: Promise<RecordLog> | undefined;
  let log: RecordLog | undefined;

  async function open(): Promise<RecordLog> {
    opening ??= openLog(prepare(directory, path));
    try {
      return (log = await opening);
    } finally {
      opening = undefined;
    }
  }

  /** `action` over the open log: at once when it is open. */
  function writing<Result>(action: (log: RecordLog) => Result): Promise<Result> {
    const current = log;
    return current === undefined || current.isClosed() ? open().then(action) : settled(() => action(current));
  }

  /** Reads go on after a run has ended: they show what it left. */
  function reading<Result>(action: (log: RecordLog) => Result): Promise<Result> {
    const current = log;
    return current === undefined ? open().then(action) : settled(() => action(current));
  }

  function accepted(key: string, record: unknown): T {
    if (guard(record)) return record;
    throw unfit(name, key, record, check);
  }

  function change(key: string, record: T): Change {
    checkRecord(name, key, record, check);
    const kept: unknown = unmarked(record);
    if (!isObject(kept)) throw unfit(name, key, kept, check);
    return ["put", key, kept];
  }

  function mergeInto({ records, write }: RecordLog, key: string, fields: Fields<T>, partial: boolean): void {
    const known = records.get(key);
    const record: unknown = merged(known === undefined ? undefined : accepted(key, known), fields);
    if (!isObject(record) || !guard(record)) throw unfit(name, key, record, check);
    write([partial ? ["put", key, record, "partial"] : ["put", key, record]]);
  }

  const store: ManagedStore<T> = {
    get: (key) =>
      reading(({ records }) => {
        const text = key == null ? undefined : keyOf(key);
        const record = text === undefined ? undefined : records.get(text);
        return text === undefined || record === undefined ? null : accepted(text, record);
      }),
    put: (key, record) => writing(({ write }) => write([change(keyOf(key), record)])),
    putAll: (all, key = identify) =>
      writing(({ write }) => write(Array.from(all, (record) => change(keyOf(key(record)), record)))),
    merge: (key, fields, partial = false) => writing((open) => mergeInto(open, keyOf(key), fields, partial)),
    update: (key, fields) =>
      writing((open) => {
        const known = open.records.has(keyOf(key));
        if (known) mergeInto(open, keyOf(key), fields, true);
        return known;
      }),
    delete: (key) =>
      writing(({ records, write }) => {
        if (records.has(keyOf(key))) write([["delete", keyOf(key)]]);
      }),
    clear: () =>
      writing(({ records, write }) => {
        if (records.size > 0) write([["clear"]]);
      }),
    size: () => reading(({ records }) => records.size),
    async *values() {
      const records = await reading((open) => open.records);
      for (const [key, record] of visit(records)) yield accepted(key, record);
    },
    all: () => reading(({ records }) => Array.from(records, ([key, record]) => accepted(key, record))),
    [managed]: {
      attach(dataDirectory) {
        directory ??= dataDirectory;
        if (log?.isClosed() === true) log = undefined;
      },
      open: () => writing(() => undefined),
      async close() {
        await opening?.catch(() => undefined);
        await log?.close();
      },
    },
  };
  return store;
}

/** The file of the store, in folders that exist. A data directory that has to be made is kept out of git. */
function prepare(directory: string | undefined, path: string): string {
  const root = resolve(directory ?? ".reqon");
  const file = join(root, "stores", path);
  try {
    const isNew = mkdirSync(root, { recursive: true, mode: 0o700 }) !== undefined;
    if (isNew) writeFileSync(join(root, ".gitignore"), "*\n");
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return join(realpathSync(dirname(file)), basename(file));
  } catch (cause) {
    throw new MissionError(`the data directory ${root} cannot be used`, {
      code: "store",
      cause,
      help: "choose one that the user who runs the mission may write to",
    });
  }
}

/**
 * The path of a store's file below the folder of stores: `/` makes folders, characters that some file system gives a
 * meaning are encoded, and names that differ by case stay apart on systems that do not tell them apart.
 */
function pathOf(name: string): string {
  const segments = name.split("/");
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    throw new MissionError(`\`${name}\` cannot be the name of a file store`, {
      code: "config",
      help: "use names with single `/` between them, without `..` and without a `/` in front",
    });
  }
  const encoded = segments.map((segment) => segment.replace(/[^A-Za-z0-9_-]/gu, hex)).join("/");
  const hasCapitals = encoded !== encoded.toLowerCase();
  return hasCapitals
    ? `${encoded}~${createHash("sha256").update(name).digest("hex").slice(0, 8)}.log`
    : `${encoded}.log`;
}

function hex(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}
