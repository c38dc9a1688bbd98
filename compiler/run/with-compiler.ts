// The compiler as the commands load it: one file where it was built, and compiled by V8 once for all processes.
// Must not know what it is used for.
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cacheFolder, pruneCache } from "./cache.js";
import type * as wholeCompiler from "./whole-compiler.js";

/** What the bundle exports. */
export type Compiler = typeof wholeCompiler;

const bundle = fileURLToPath(new URL("whole-compiler.cjs", import.meta.url));
const unbundled = fileURLToPath(new URL("../compile.js", import.meta.url));

/**
 * Calls `work` with the compiler. Node 20 keeps no compiled code of ECMAScript modules, and the compiler has more than
 * sixty: as one CommonJS file, with V8's cache of it in the user's cache folder, it starts in half the time.
 */
export async function withCompiler<T>(
  environment: NodeJS.ProcessEnv,
  work: (compiler: Compiler) => Promise<T>,
): Promise<T> {
  const folder = await cacheFolder("code", environment);
  const codeCache = await import("../emit/code-cache.js");
  if (folder !== undefined) codeCache.useCodeCache(folder);
  const compiler = isBundled() ? (codeCache.requireWithCache(bundle) as Compiler) : await import("./whole-compiler.js");
  // The bundle has its own copy of that module.
  if (folder !== undefined) compiler.useCodeCache(folder);
  try {
    return await work(compiler);
  } finally {
    const hasSaved = [compiler, codeCache].map(({ saveCodeCache }) => saveCodeCache()).includes(true);
    if (folder !== undefined && hasSaved) await pruneCache(folder, Date.now());
  }
}

/** A bundle older than what it was made of comes from a build that was not finished. */
function isBundled(): boolean {
  const made = statSync(bundle, { throwIfNoEntry: false });
  const source = statSync(unbundled, { throwIfNoEntry: false });
  return made !== undefined && source !== undefined && made.mtimeMs >= source.mtimeMs;
}
