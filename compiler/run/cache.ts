// The folder in which compiled missions are kept for the next run, and the identity of this installation.
// Must not know what is kept. A folder that others could write to is not used: what lies there is executed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { lstat, mkdir, readdir, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** The package's folder, ending in `/`: three levels above the compiled file, two above its source. */
export const packageRoot: URL = findRoot();

/** The installed runtime, ending in `/`; bare specifiers would fail outside the package. */
export const runtimeUrl: `${string}/` = `${new URL("dist/runtime", packageRoot).href}/`;

function findRoot(): URL {
  const near = new URL("../../", import.meta.url);
  return existsSync(new URL("package.json", near)) ? near : new URL("../../../", import.meta.url);
}

/**
 * What a kept result depends on beside its inputs: the build of this package and its place. Undefined in a checkout
 * that was not built: then nothing is kept.
 */
export function installation(): string | undefined {
  try {
    return `${readFileSync(new URL("dist/build-id", packageRoot), "utf8").trim()} ${packageRoot.href}`;
  } catch {
    return undefined;
  }
}

/** SHA-256 of the parts, hexadecimal; no two lists of parts give the same. */
export function keyOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The folder `name` of the user's cache, made if missing; undefined where it cannot be had or trusted. */
export async function cacheFolder(
  name: "run" | "build" | "code",
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const base = cacheBase(environment);
  if (base === undefined) return undefined;
  const own = join(base, "reqon");
  const folder = join(own, name);
  try {
    await mkdir(base, { recursive: true });
    for (const path of [own, folder]) {
      await mkdir(path, { mode: 0o700 }).catch(ignoreExisting);
      if (!(await isPrivate(path))) return undefined;
    }
    return folder;
  } catch {
    return undefined;
  }
}

function cacheBase(environment: NodeJS.ProcessEnv): string | undefined {
  const chosen = environment["XDG_CACHE_HOME"];
  if (chosen !== undefined && chosen.startsWith("/")) return chosen;
  if (process.platform === "win32") return environment["LOCALAPPDATA"];
  const home = homedir();
  if (home === "") return undefined;
  return process.platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
}

/** Whether it is a folder, no link, of this user, that no one else can read or write. */
async function isPrivate(path: string): Promise<boolean> {
  const facts = await lstat(path);
  if (!facts.isDirectory()) return false;
  if (process.getuid === undefined) return true;
  return facts.uid === process.getuid() && (facts.mode & 0o077) === 0;
}

const longestLife = 30 * 24 * 3600 * 1000;

/** Deletes entries of `folder` that were made more than 30 days ago. Never rejects: a cache is a convenience. */
export async function pruneCache(folder: string, now: number): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (now - (await stat(path)).mtimeMs > longestLife) await rm(path, { recursive: true, force: true });
    }
  } catch {
    // Another process prunes too, or the folder went away: nothing depends on it.
  }
}
