// Incremental sync: what a request asks for since the last run, and how far this one has come (language.md 6.14).
// Must not know how requests are sent, nor how a file keeps checkpoints (sync-file.ts).
import { instantOf } from "./dates.js";
import { MissionError } from "./errors.js";
import type { AnswerListener } from "./http.js";
import { describe, isList, isObject, type Json, type JsonObject } from "./json.js";
import { inside, isForgotten, type Mission } from "./mission.js";
import { valueAt } from "./page-rows.js";
import type { PagePath } from "./pages.js";
import type { Path } from "./path.js";
import { httpDate } from "./retry.js";
import type { Checkpoint, CheckpointStore, RunHooks } from "./scope.js";
import { isStore } from "./store-view.js";
import { fileCheckpoints } from "./sync-file.js";

/** One request that is kept in step. */
export interface Sync extends AnswerListener {
  /** The checkpoint of the last run that succeeded; null at first. */
  readonly value: Checkpoint | null;
}

/** `iso` as the checkpoint is kept; `date-only` 2024-01-20; `unix` seconds, `unix-ms` milliseconds since 1970. */
export type SinceFormat = "iso" | "date-only" | "unix" | "unix-ms";

export interface SyncOptions {
  /** Where each row, or else the page, says how new it is. Without it the checkpoint is the time of the request. */
  readonly updateFrom?: PagePath | undefined;
}

/** What the requests of one key have come to in one run. */
interface Progress {
  /** Requests that have not read everything. */
  open: number;
  earliest: Checkpoint | null | undefined;
}

/** By run, what to commit at its end. */
const journals = new WeakMap<RunHooks, Map<string, Progress>>();

/**
 * Reads the checkpoint of `key`; pass the result to the request as `since`. A new checkpoint is committed once the whole
 * run has succeeded and every request of the key has read everything; outside of a run none is.
 */
export async function startSync<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  key: string,
  { updateFrom }: SyncOptions = {},
): Promise<Sync> {
  const { clock, view } = context[inside];
  const store = checkpointsOf(context);
  const kept = (await store.read(key)) ?? null;
  const instant = instantOf(kept);
  const value = instant !== undefined && isForgotten(context[inside].definition, instant, clock.now()) ? null : kept;
  const progress = progressOf(view.run, store, key);
  progress.open += 1;
  let isOpen = true;
  let started: number | undefined;
  let asOf: number | undefined;
  let newest: Checkpoint | undefined;
  const startOf = (): number => started ?? clock.now();

  return {
    value,
    sending() {
      // Sent again, it has to succeed again; it began when it was sent first.
      if (!isOpen) progress.open += 1;
      isOpen = true;
      started ??= clock.now();
    },
    answered(body, rows, date) {
      if (updateFrom !== undefined) newest = greatest(newest, updatesIn(body, rows ?? rowsIn(body), updateFrom));
      // Only the first page: later ones may be of a later time, and rows between them would be skipped.
      else
        asOf ??= Math.min(startOf(), (typeof date === "string" ? httpDate(date, clock.now()) : undefined) ?? startOf());
    },
    done() {
      if (isOpen) progress.open -= 1;
      isOpen = false;
      // Without a row that says how new it is, the last run's checkpoint is still the right one.
      const reached = updateFrom === undefined ? new Date(asOf ?? startOf()).toISOString() : (newest ?? value);
      progress.earliest = earlier(progress.earliest, reached);
    },
  };
}

/** The parameter that carries a checkpoint; none for null. A value that is no date is sent as it is. */
export function sinceParams(name: string, value: unknown, format: SinceFormat = "iso"): JsonObject {
  if (value == null) return {};
  if (typeof value === "number") return { [name]: value };
  const instant = instantOf(value);
  if (typeof value === "string" && (format === "iso" || instant === undefined)) {
    if (format === "iso") return { [name]: value };
    throw new MissionError(`\`since\` must be a date to be sent as ${format}, found ${describe(value)}`, {
      code: "data",
    });
  }
  if (instant === undefined)
    throw new MissionError(`\`since\` must be a date, text or a number, found ${describe(value)}`, { code: "data" });
  if (format === "date-only") return { [name]: new Date(instant).toISOString().slice(0, 10) };
  return { [name]: format === "unix" ? Math.floor(instant / 1000) : instant };
}

/** `Source:/path`, the key of a request that names none: its path without its query. */
export function syncKey(source: string, path: Path): string {
  const text = (typeof path === "string" ? path : path.href).replace(/[?#][^]*$/, "");
  return `${source}:${/^(?:\/|[a-z][a-z0-9+.-]*:)/i.test(text) ? text : `/${text}`}`;
}

function checkpointsOf<SourceName extends string, Stores>(context: Mission<SourceName, Stores>): CheckpointStore {
  const { definition, options } = context[inside];
  if (definition.state === false) return nothingKept;
  if (options.checkpoints !== undefined) return options.checkpoints;
  const { name, stores, stateStore } = definition;
  const kept =
    stateStore === undefined ? undefined : Object.entries(stores ?? {}).find(([each]) => each === stateStore);
  const store: unknown = kept?.[1];
  if (!isStore(store)) return fileCheckpoints(options.dataDir, name);
  return {
    async read(key) {
      const record = await store.get(key);
      return isObject(record) ? checkpointIn(record["checkpoint"] ?? null) : null;
    },
    async commit(checkpoints) {
      for (const [key, checkpoint] of Object.entries(checkpoints)) await store.put(key, { key, checkpoint });
    },
  };
}

const nothingKept: CheckpointStore = { read: async () => null, commit: async () => undefined };

function checkpointIn(value: Json): Checkpoint | null {
  return typeof value === "string" || typeof value === "number" ? value : null;
}

/** The progress of `key` in this run; the first request of a run has it committed at the end. */
function progressOf(run: RunHooks | undefined, store: CheckpointStore, key: string): Progress {
  const journal = (run && journals.get(run)) ?? new Map<string, Progress>();
  if (run !== undefined && !journals.has(run)) {
    journals.set(run, journal);
    run.onSuccess.push(() => commit(store, journal));
  }
  const progress = journal.get(key) ?? { open: 0, earliest: undefined };
  journal.set(key, progress);
  return progress;
}

async function commit(store: CheckpointStore, journal: ReadonlyMap<string, Progress>): Promise<void> {
  const reached = [...journal].flatMap(([key, { open, earliest }]) =>
    open === 0 && earliest != null ? [[key, earliest] as const] : [],
  );
  if (reached.length > 0) await store.commit(Object.fromEntries(reached));
}

/** Null is before everything, undefined says nothing. */
function earlier(a: Checkpoint | null | undefined, b: Checkpoint | null): Checkpoint | null {
  if (a === undefined) return b;
  return a === null || b === null ? null : compared(a, b) <= 0 ? a : b;
}

function greatest(known: Checkpoint | undefined, values: readonly Checkpoint[]): Checkpoint | undefined {
  return values.reduce<Checkpoint | undefined>(
    (most, each) => (most === undefined || compared(each, most) > 0 ? each : most),
    known,
  );
}

/** Numbers, dates as instants, other texts by their characters. */
function compared(a: Checkpoint, b: Checkpoint): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") {
    const [first, second] = [instantOf(a), instantOf(b)];
    if (first !== undefined && second !== undefined) return first - second;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  throw new MissionError("`updateFrom` leads to texts and to numbers, which have no order", { code: "data" });
}

function updatesIn(body: Json, rows: readonly Json[], path: PagePath): readonly Checkpoint[] {
  const found = rows.map((row) => valueAt(row, path)).filter((each) => each !== null);
  return (found.length > 0 ? found : [valueAt(body, path)]).flatMap((value) => {
    if (value === null) return [];
    if (typeof value === "string" || typeof value === "number") return [value];
    throw new MissionError(`\`updateFrom\` must lead to text or a number, found ${describe(value)}`, { code: "data" });
  });
}

/** The rows of an answer that is not paginated: the list that it is, or its only list. */
function rowsIn(body: Json): readonly Json[] {
  if (isList(body)) return body;
  const lists = isObject(body) ? Object.values(body).filter(isList) : [];
  return lists.length === 1 ? (lists[0] ?? []) : [];
}
