// Loads big CommonJS files with V8's code cache: compiling nine megabytes of TypeScript is most of a cold start.
// Must not know what the files hold. The folder must be the user's own: V8 runs what the cache says.
import { isAscii } from "node:buffer";
import { createHash } from "node:crypto";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";

/** Smaller files load faster than their cache is read. */
const leastBytes = 200_000;

interface Loaded {
  readonly script: Script;
  readonly cache: string;
  readonly isKept: boolean;
}

type Wrapper = (
  exports: unknown,
  require: (id: string) => unknown,
  module: NodeJS.Module,
  filename: string,
  directory: string,
) => void;

let folder: string | undefined;
const loaded: Loaded[] = [];

/** Uses the caches in `path` from now on. */
export function useCodeCache(path: string): void {
  folder = path;
}

/** `require` for the package's own dependencies, with the code cache where there is one. */
export function requireWithCache(id: string, from: string = import.meta.url): unknown {
  const require = createRequire(from);
  if (folder === undefined) return require(id);
  const filename = require.resolve(id);
  const known = require.cache[filename];
  return known === undefined && isBig(filename) ? loadBig(filename, folder, require) : require(id);
}

function isBig(filename: string): boolean {
  return /\.c?js$/.test(filename) && (statSync(filename, { throwIfNoEntry: false })?.size ?? 0) >= leastBytes;
}

/** What `require` does with a CommonJS file, but for where its compiled code comes from. */
function loadBig(filename: string, directory: string, require: NodeJS.Require): unknown {
  const module = new Module(filename);
  module.filename = filename;
  const { mtimeMs, size } = statSync(filename);
  const key = createHash("sha256")
    .update(`${filename} ${mtimeMs} ${size} ${process.version} ${process.arch}`)
    .digest("hex");
  const cache = join(directory, `${key}.v8`);
  const cachedData = readCache(cache);
  const script = new Script(wrapped(readFileSync(filename)), { filename, ...(cachedData ? { cachedData } : {}) });
  loaded.push({ script, cache, isKept: cachedData !== undefined && script.cachedDataRejected !== true });
  const wrapper = script.runInThisContext() as Wrapper;
  // From here on it is found as any other, also by itself.
  require.cache[filename] = module;
  try {
    wrapper(module.exports, (id) => requireWithCache(id, filename), module, filename, dirname(filename));
  } catch (error) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- as `require` does: the next attempt starts anew
    delete require.cache[filename];
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

/** As Node wraps CommonJS. Bytes are joined and then decoded: nine megabytes as UTF-8, or as two texts, take 30 ms. */
function wrapped(bytes: Buffer): string {
  const head = Buffer.from("(function (exports, require, module, __filename, __dirname) {");
  const whole = Buffer.concat([head, bytes, Buffer.from("\n})")]);
  return whole.toString(isAscii(whole) ? "latin1" : "utf8");
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Keeps what has been compiled so far, for the next process; to be called when the work is done. Whether it wrote any.
 * One file that was not kept makes all be written: the process did more than those before it, so more is compiled.
 */
export function saveCodeCache(): boolean {
  const isNews = loaded.some(({ isKept }) => !isKept);
  for (const { script, cache } of isNews ? loaded : []) {
    try {
      const temporary = `${cache}.${process.pid}`;
      writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
      renameSync(temporary, cache);
    } catch {
      // A cache is a convenience: without it the next start is slower.
    }
  }
  loaded.length = 0;
  return isNews;
}
