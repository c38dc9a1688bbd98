// Checkpoints of a mission in a file of the data directory (language.md 6.14).
// Must not know requests or runs.
/// <reference types="node" />
import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers";
import { MissionError } from "./errors.js";
import { codeOf, type FileLock, lockFile } from "./file-lock.js";
import { isObject } from "./json.js";
import type { Checkpoint, CheckpointStore } from "./scope.js";

/** Others hold the lock for no longer than a write takes. */
const longestWait = 5_000;

/**
 * `<data directory>/sync/<mission>.json`, an object of checkpoints by key. A crash at any instant leaves the old file or
 * the new one; processes that commit at the same time wait for each other.
 */
export function fileCheckpoints(dataDirectory: string | undefined, mission: string): CheckpointStore {
  const root = resolve(dataDirectory ?? ".reqon");
  const file = join(root, "sync", fileName(mission));
  return {
    read: async (key) => {
      const all = readAll(file);
      return Object.hasOwn(all, key) ? all[key] : undefined;
    },
    async commit(checkpoints) {
      makeFolders(root, file);
      const lock = await acquire(file);
      try {
        replace(file, `${JSON.stringify({ ...readAll(file), ...checkpoints }, null, 2)}\n`);
      } catch (cause) {
        throw unusable(file, "cannot be written", cause);
      } finally {
        await lock.release();
      }
    },
  };
}

/** Names that differ only by case must not meet on file systems that ignore it. */
function fileName(mission: string): string {
  const hasCapitals = mission !== mission.toLowerCase();
  return hasCapitals
    ? `${mission}~${createHash("sha256").update(mission).digest("hex").slice(0, 8)}.json`
    : `${mission}.json`;
}

function readAll(file: string): Readonly<Record<string, Checkpoint>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return {};
    throw unusable(file, "cannot be read", cause);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isCheckpoints(value)) return value;
  } catch {
    // Said below, as for any other content that is not ours.
  }
  throw unusable(file, "holds no checkpoints: correct it, or remove it to read everything anew", undefined);
}

function isCheckpoints(value: unknown): value is Readonly<Record<string, Checkpoint>> {
  return isObject(value) && Object.values(value).every((each) => typeof each === "string" || typeof each === "number");
}

function unusable(file: string, what: string, cause: unknown): MissionError {
  return new MissionError(`the checkpoint file ${file} ${what}`, { code: "store", cause });
}

/** A data directory that has to be made is kept out of git. */
function makeFolders(root: string, file: string): void {
  try {
    const isNew = mkdirSync(root, { recursive: true, mode: 0o700 }) !== undefined;
    if (isNew) writeFileSync(join(root, ".gitignore"), "*\n");
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable(file, "cannot be made", cause);
  }
}

async function acquire(file: string): Promise<FileLock> {
  for (let waited = 0; ; waited += 25) {
    try {
      return await lockFile(file);
    } catch (error) {
      if (waited >= longestWait) throw error;
      await new Promise((resume) => setTimeout(resume, 25));
    }
  }
}

/** Temporary file, fsync, rename, fsync of the folder. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(temporary, "w", 0o600);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  // Windows cannot open folders; there a rename is durable with the file system's own journal.
  if (process.platform === "win32") return;
  const folder = openSync(dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
