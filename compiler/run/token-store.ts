// Keeps refreshed tokens in the data directory, one file per source, for this process and all others (language.md 3.6).
// Must not know how tokens are got or sent.
import { createHash } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Tokens, TokenStore } from "../../runtime/auth.js";
import { MissionError } from "../../runtime/errors.js";
import { findObstacle, openDataDirectory, replaceDurably } from "./data-directory.js";

export interface FileTokenStoreOptions {
  /** Ends waiting for another process. */
  readonly signal?: AbortSignal | undefined;
  /** Called with tokens that were read or written, before anyone else gets them: they are secrets. */
  readonly onTokens?: ((tokens: Tokens) => void) | undefined;
}

/** Milliseconds: a holder sends one token request at a time, which has a time-out of its own. */
const longestWait = 120_000;

/** Callers of this process queue up here, so that only one of them waits for the lock. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Tokens under `dataDirectory`/tokens, mode 0600. `change` runs under a lock of the kernel, which ends with its holder
 * even when that is killed. Rejects with a MissionError when files cannot be read or written.
 */
export function fileTokenStore(dataDirectory: string, options: FileTokenStoreOptions = {}): TokenStore {
  const folder = join(dataDirectory, "tokens");
  return {
    // Files are replaced as a whole, so a read needs no lock. Who reads has tokens that may be renewed, and has sent
    // nothing yet: a folder that could not keep the new ones is found now.
    async read(source) {
      const obstacle = await findObstacle(dataDirectory, "tokens");
      if (obstacle !== undefined) throw unusable(source, `${obstacle.path} ${obstacle.problem}`, undefined);
      const kept = await guarded(source, folder, () => readTokens(join(folder, fileName(source))));
      if (kept !== undefined) options.onTokens?.(kept);
      return kept;
    },
    update(source, change) {
      const path = join(folder, fileName(source));
      const turn = (queues.get(path) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => updateLocked(path, source, change));
      queues.set(path, turn);
      const leave = (): void => {
        if (queues.get(path) === turn) queues.delete(path);
      };
      turn.then(leave, leave);
      return turn;
    },
  };

  async function updateLocked(
    path: string,
    source: string,
    change: (kept: Tokens | undefined) => Promise<Tokens | undefined>,
  ): Promise<Tokens | undefined> {
    const lock = await guarded(source, path, async () => {
      await openDataDirectory(dataDirectory);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return open(`${path}.lock`, "a+", 0o600);
    });
    try {
      await acquire(lock.fd, source);
      const kept = await guarded(source, path, () => readTokens(path));
      if (kept !== undefined) options.onTokens?.(kept);
      const next = await change(kept);
      if (next === undefined) return kept;
      options.onTokens?.(next);
      await guarded(source, path, () => replaceDurably(path, `${JSON.stringify(next, null, 2)}\n`));
      return next;
    } finally {
      // Closing the only descriptor of the open file releases the lock.
      await lock.close();
    }
  }

  async function acquire(descriptor: number, source: string): Promise<void> {
    const { tryLock } = loadLocks();
    const deadline = Date.now() + longestWait;
    for (let pause = 5; !tryLock(descriptor); pause = Math.min(pause * 1.5, 50)) {
      if (options.signal?.aborted === true) {
        throw new MissionError("cancelled while another process refreshed the tokens", { code: "cancelled", source });
      }
      if (Date.now() > deadline) {
        const help = "end the other process that runs a mission with this data directory, or use --state-dir";
        throw new MissionError(`the tokens of source \`${source}\` are locked by another process`, {
          code: "store",
          source,
          help,
        });
      }
      await sleep(pause);
    }
  }
}

/** Names that differ only in case must not meet on file systems that ignore it. */
function fileName(source: string): string {
  return `${source}-${createHash("sha256").update(source).digest("hex").slice(0, 8)}.json`;
}

async function readTokens(path: string): Promise<Tokens | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return parseTokens(text);
}

/** Undefined for a file that somebody else damaged: the configured credentials are used again. */
function parseTokens(text: string): Tokens | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isTokens(value) ? value : undefined;
}

function isTokens(value: unknown): value is Tokens {
  if (typeof value !== "object" || value === null || !("basis" in value) || typeof value.basis !== "string")
    return false;
  return Object.entries(value).every(([name, field]) => typeof field === (name === "expiresIn" ? "number" : "string"));
}

/** Runs `work` on files; a failure of theirs says which tokens it concerns. */
async function guarded<T>(source: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw unusable(source, `${path}: ${reason}`, cause);
  }
}

function unusable(source: string, why: string, cause: unknown): MissionError {
  const help = "make the folder writable, or choose another one with --state-dir (dataDir in code)";
  return new MissionError(`cannot keep the tokens of source \`${source}\`: ${why}`, {
    code: "store",
    source,
    help,
    cause,
  });
}

interface Locks {
  readonly tryLock: (descriptor: number) => boolean;
}

let locks: Locks | undefined;

/** A native module: loaded with the first tokens that need it. */
function loadLocks(): Locks {
  if (locks !== undefined) return locks;
  const loaded: unknown = createRequire(import.meta.url)("fs-native-extensions");
  if (!isLocks(loaded)) throw new MissionError("the package fs-native-extensions has no tryLock", { code: "internal" });
  locks = loaded;
  return locks;
}

function isLocks(module: unknown): module is Locks {
  return typeof module === "object" && module !== null && "tryLock" in module && typeof module.tryLock === "function";
}
