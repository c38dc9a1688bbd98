// A log of changes on disk and the records that they add up to: the file beneath a store (language.md 4.2).
// Must not know missions or what a record means.
//
// Every change is a line that is appended before the call that made it returns, so the death of the process at any
// instant loses nothing that was finished; a line that it cut short is cut off when the log is next opened. Against a
// power cut the file is flushed once a second while it changes, and when it is closed. A log of mostly replaced lines is
// rewritten when it is opened (temporary file, fsync, rename, fsync of the folder), so that N changes cost O(N) in all.
/// <reference types="node" />
import {
  closeSync,
  constants,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { clearTimeout, setTimeout } from "node:timers";
import { MissionError } from "./errors.js";
import { codeOf, type FileLock, lockFile } from "./file-lock.js";
import { isList, isObject, type JsonObject } from "./json.js";
import { isPartial, markPartial } from "./stores.js";

/** A line of the log. */
export type Change =
  | readonly ["put", string, JsonObject]
  | readonly ["put", string, JsonObject, "partial"]
  | readonly ["delete", string]
  | readonly ["clear"];

export interface RecordLog {
  readonly records: ReadonlyMap<string, JsonObject>;
  readonly isClosed: () => boolean;
  /** Appends the changes, then applies them. Throws `store` when the disk does not take them. */
  write(changes: Iterable<Change>): void;
  /** Every `openLog` needs one; the last one flushes, and lets go of the lock. */
  close(): Promise<void>;
}

const header = '["reqon-store",1]\n';
const chunkSize = 1 << 20;
/** Below this number of lines rewriting a log is not worth it. */
const worthRewriting = 1_000;
const flushInterval = 1_000;

interface Shared {
  readonly log: Promise<OpenLog>;
  users: number;
}

/** A file is open once in a process, however many missions use it. */
const openLogs = new Map<string, Shared>();
const closing = new Map<string, Promise<unknown>>();

/** Opens the log at the absolute path `file`, whose folder exists, and takes its lock. Throws `store`. */
export async function openLog(file: string): Promise<RecordLog> {
  const shared = openLogs.get(file) ?? { log: Promise.resolve(closing.get(file)).then(() => load(file)), users: 0 };
  openLogs.set(file, shared);
  shared.users++;
  let isClosed = false;
  try {
    const log = await shared.log;
    return {
      records: log.records,
      isClosed: () => isClosed,
      write: log.write,
      async close() {
        if (isClosed) return;
        isClosed = true;
        shared.users--;
        if (shared.users > 0) return;
        openLogs.delete(file);
        const closed = log.close();
        closing.set(
          file,
          closed.catch(() => undefined).finally(() => closing.delete(file)),
        );
        await closed;
      },
    };
  } catch (cause) {
    if (openLogs.get(file) === shared) openLogs.delete(file);
    throw diskError(`${file} cannot be opened`, cause);
  }
}

type OpenLog = Pick<RecordLog, "records" | "write" | "close">;

async function load(file: string): Promise<OpenLog> {
  const lock = await lockFile(file);
  let handle: number | undefined;
  try {
    handle = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    const content = read(handle, file);
    // A line that was cut short: the step that wrote it had not finished.
    ftruncateSync(handle, content.end);
    const { records, lines } = content;
    if (lines <= worthRewriting || lines <= 2 * records.size) return writable(file, handle, content, lock);
    const rewritten = rewrite(file, records);
    closeSync(handle);
    handle = rewritten.handle;
    return writable(file, handle, { ...content, end: rewritten.end }, lock);
  } catch (error) {
    if (handle !== undefined) closeSync(handle);
    await lock.release();
    throw error;
  }
}

interface Content {
  readonly records: Map<string, JsonObject>;
  readonly lines: number;
  /** Bytes up to the end of the last whole line. */
  readonly end: number;
}

function read(handle: number, file: string): Content {
  const records = new Map<string, JsonObject>();
  const buffer = Buffer.allocUnsafe(chunkSize);
  let rest = Buffer.alloc(0);
  let lines = 0;
  let end = 0;
  for (let position = 0; ;) {
    const size = readSync(handle, buffer, 0, chunkSize, position);
    if (size === 0) return { records, lines, end };
    position += size;
    const chunk = Buffer.concat([rest, buffer.subarray(0, size)]);
    const whole = chunk.lastIndexOf(10) + 1;
    rest = chunk.subarray(whole);
    end += whole;
    if (whole === 0) continue;
    for (const line of chunk.toString("utf8", 0, whole - 1).split("\n")) {
      lines++;
      if (lines === 1) checkHeader(line, file);
      else apply(records, changeIn(line, file, lines));
    }
  }
}

function checkHeader(line: string, file: string): void {
  if (`${line}\n` === header) return;
  throw new MissionError(`${file} is no store that this version can read`, {
    code: "store",
    help: "it was written by a newer version, or is another kind of file: choose another data directory",
  });
}

function changeIn(line: string, file: string, number: number): Change {
  try {
    const json: unknown = JSON.parse(line);
    const [kind, key, record, mark] = isList(json) ? json : [];
    if (kind === "clear") return [kind];
    if (kind === "delete" && typeof key === "string") return [kind, key];
    if (kind === "put" && typeof key === "string" && isObject(record)) {
      return mark === "partial" ? [kind, key, record, mark] : [kind, key, record];
    }
  } catch {
    // Reported below, like a line that is JSON of another shape.
  }
  throw new MissionError(`line ${number} of ${file} is damaged`, {
    code: "store",
    help: "restore the file from a backup, or remove that line if you can do without its record",
  });
}

function apply(records: Map<string, JsonObject>, change: Change): void {
  if (change[0] === "clear") records.clear();
  else if (change[0] === "delete") records.delete(change[1]);
  else {
    if (change[3] === "partial") markPartial(change[2]);
    records.set(change[1], change[2]);
  }
}

/** Writes the records alone to a new file that takes the place of the old one; returns its handle and length. */
function rewrite(file: string, records: ReadonlyMap<string, JsonObject>): { handle: number; end: number } {
  const temporary = `${file}.tmp`;
  const handle = openSync(temporary, "w+", 0o600);
  try {
    let end = append(handle, 0, Buffer.from(header));
    for (const chunk of chunks(puts(records))) end = append(handle, end, chunk);
    fsyncSync(handle);
    renameSync(temporary, file);
    flushFolder(dirname(file));
    return { handle, end };
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function* puts(records: ReadonlyMap<string, JsonObject>): Generator<Change> {
  for (const [key, record] of records) {
    yield isPartial(record) ? ["put", key, record, "partial"] : ["put", key, record];
  }
}

/** The lines of `changes`, joined to pieces that are worth a write each. */
function* chunks(changes: Iterable<Change>): Generator<Buffer> {
  let lines = "";
  for (const change of changes) {
    lines += `${JSON.stringify(change)}\n`;
    if (lines.length < chunkSize) continue;
    yield Buffer.from(lines);
    lines = "";
  }
  if (lines !== "") yield Buffer.from(lines);
}

/** Writes all of `bytes` at `position`; returns where they end. */
function append(handle: number, position: number, bytes: Buffer): number {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(handle, bytes, written, bytes.length - written, position + written);
  }
  return position + written;
}

/** Makes a rename last. Where the system cannot, a power cut may bring the old file back, which is whole too. */
function flushFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, "r");
    fsyncSync(handle);
  } catch {
    // Said above.
  }
  if (handle !== undefined) closeSync(handle);
}

function writable(file: string, handle: number, content: Content, lock: FileLock): OpenLog {
  const { records } = content;
  let { end } = content;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBroken = false;
  let flushing: Promise<void> = Promise.resolve();

  function write(changes: Iterable<Change>): void {
    const all = [...changes];
    const start = end;
    if (isBroken) throw diskError(`${file} could not be written, as before`, undefined);
    try {
      if (end === 0) end = append(handle, 0, Buffer.from(header));
      for (const bytes of chunks(all)) end = append(handle, end, bytes);
    } catch (cause) {
      end = start;
      isBroken = !couldTruncate(handle, end);
      // Of JSON: the only thing here that calls itself.
      const why = cause instanceof RangeError ? ": a record is nested too deeply" : "";
      throw diskError(`${file} could not be written${why}`, cause);
    }
    for (const change of all) apply(records, change);
    timer ??= setTimeout(flush, flushInterval).unref();
  }

  /** What fails here fails again, and is reported, when the log is closed. */
  function flush(): void {
    timer = undefined;
    flushing = new Promise((resolve) => fdatasync(handle, () => resolve()));
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    await flushing;
    try {
      fsyncSync(handle);
    } catch (cause) {
      throw diskError(`${file} could not be flushed to the disk`, cause);
    } finally {
      closeSync(handle);
      await lock.release();
    }
  }

  return { records, write, close };
}

/** Cuts off what a failed write left. What cannot be cut off now is when the log is next opened. */
function couldTruncate(handle: number, end: number): boolean {
  try {
    ftruncateSync(handle, end);
    return true;
  } catch {
    return false;
  }
}

function diskError(message: string, cause: unknown): MissionError {
  if (cause instanceof MissionError) return cause;
  const code = codeOf(cause);
  const why = code === undefined ? "" : ` (${code})`;
  return new MissionError(`${message}${why}`, { code: "store", cause, help: helps.get(code ?? "") });
}

const helps: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "the disk is full: make room and run the mission again"],
  ["EACCES", "give the user that runs the mission the right to write there, or choose another data directory"],
  ["ENOTSUP", "its file system does not allow sockets, which serve as locks: choose another data directory"],
]);
