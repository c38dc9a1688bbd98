// The folder in which the runner keeps tokens and file stores (`.reqon/`), and files that are replaced in one step.
// Must not know what the files mean.
import { constants } from "node:fs";
import { access, mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export const defaultDataDirectory = ".reqon";

/** Makes the folder if it is missing; a folder that we made is kept out of git. */
export async function openDataDirectory(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  await writeFile(join(path, ".gitignore"), "*\n", { flag: "wx" }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
}

/** What keeps the folder from being used. */
export interface Obstacle {
  /** Absolute. */
  readonly path: string;
  /** The rest of the sentence that begins with the path. */
  readonly problem: string;
}

/** Why nothing could be kept in the folder `name` of the data directory `path`; looks only, makes nothing. */
export async function findObstacle(path: string, name: "stores" | "sync" | "tokens"): Promise<Obstacle | undefined> {
  for (let at = join(path, name); ; at = dirname(at)) {
    try {
      if (!(await stat(at)).isDirectory()) return { path: at, problem: "is a file" };
      await access(at, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
      const isMissing = code === "ENOENT" || code === "ENOTDIR";
      if (!isMissing || at === dirname(at)) return { path: at, problem: `is not writable (${code})` };
    }
  }
}

/**
 * Replaces `path` so that a crash at any instant leaves the old text or the new one: temporary file, fsync, rename,
 * fsync of the folder. The file is readable by its owner only.
 */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; there a rename is durable with the file system's own journal.
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
