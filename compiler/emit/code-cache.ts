// Loads big CommonJS files with V8's code cache: compiling nine megabytes of TypeScript is most of a cold start.
// Must not know what the files hold. The folder must be the user's own: V8 runs what the cache says.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";

/** Smaller files load faster than their cache is read. */
const leastBytes = 200_000;

interface Loaded {
  readonly script: Script;
  readonly cache: string;
  readonly isKept: boolean;
}

interface CommonModule {
  exports: unknown;
}

type Wrapper = (
  exports: unknown,
  require: (id: string) => unknown,
  module: CommonModule,
  filename: string,
  directory: string,
) => void;

let folder: string | undefined;
const modules = new Map<string, CommonModule>();
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
  return isBig(filename) ? loadBig(filename, folder).exports : require(id);
}

function isBig(filename: string): boolean {
  return /\.c?js$/.test(filename) && (statSync(filename, { throwIfNoEntry: false })?.size ?? 0) >= leastBytes;
}

function loadBig(filename: string, directory: string): CommonModule {
  const known = modules.get(filename);
  if (known) return known;
  const module: CommonModule = { exports: {} };
  modules.set(filename, module);
  const { mtimeMs, size } = statSync(filename);
  const key = createHash("sha256")
    .update(`${filename} ${mtimeMs} ${size} ${process.version} ${process.arch}`)
    .digest("hex");
  const cache = join(directory, `${key}.v8`);
  const cachedData = readCache(cache);
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, "utf8")}\n})`;
  const script = new Script(text, { filename, ...(cachedData ? { cachedData } : {}) });
  loaded.push({ script, cache, isKept: cachedData !== undefined && script.cachedDataRejected !== true });
  const wrapper = script.runInThisContext() as Wrapper;
  wrapper(module.exports, (id) => requireWithCache(id, filename), module, filename, dirname(filename));
  return module;
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Keeps what has been compiled so far, for the next process; to be called when the work is done. */
export function saveCodeCache(): void {
  for (const { script, cache, isKept } of loaded) {
    if (isKept) continue;
    try {
      const temporary = `${cache}.${process.pid}`;
      writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
      renameSync(temporary, cache);
    } catch {
      // A cache is a convenience: without it the next start is slower.
    }
  }
  loaded.length = 0;
}
