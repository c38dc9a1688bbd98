// Brings an output folder to what its plan says: each file in one step, unchanged files untouched.
// Must not decide what to write.
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileError } from "./failure.js";
import { manifestFile } from "./manifest.js";
import type { OutputFile, OutputPlan } from "./output-plan.js";

/** How many files are open at once. */
const together = 64;

/** Writes what differs; rejects with a CommandError. The manifest comes last: it never lists what was not written. */
export async function writeOutput(plan: OutputPlan): Promise<readonly OutputFile[]> {
  const changed = plan.files.filter((file) => file.state !== "unchanged");
  if (changed.length > 0) await removeDrafts(plan);
  const listed = changed.filter((file) => file.path !== manifestFile);
  // Together: one after another, the fifty files of a runtime take as long as formatting a module.
  for (let at = 0; at < listed.length; at += together) {
    await Promise.all(
      listed.slice(at, at + together).map((file) => replaceFile(join(plan.folder, file.path), file.text)),
    );
  }
  const manifest = changed.find((file) => file.path === manifestFile);
  if (manifest !== undefined) await replaceFile(join(plan.folder, manifest.path), manifest.text);
  return changed;
}

/** Deletes left-over files and the folders that become empty; those that somebody changed only with `force`. */
export async function removeLeftOver(plan: OutputPlan, force: boolean): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const { path, edited } of plan.leftOver) {
    if (edited && !force) continue;
    await rm(join(plan.folder, path), { force: true });
    removed.push(path);
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
      if ((await readdir(join(plan.folder, folder))).length > 0) break;
      await rmdir(join(plan.folder, folder));
    }
  }
  return removed;
}

/** Deletes what builds that were killed left beside the files they were about to replace. */
async function removeDrafts(plan: OutputPlan): Promise<void> {
  const paths = new Set(plan.files.map(({ path }) => join(plan.folder, path)));
  for (const folder of new Set([...paths].map((path) => dirname(path)))) {
    for (const name of await readdir(folder).catch(() => [])) {
      const draft = /^(.+)\.(\d+)\.tmp$/.exec(name);
      if (draft === null || !paths.has(join(folder, draft[1] ?? "")) || isRunning(Number(draft[2]))) continue;
      await rm(join(folder, name), { force: true }).catch(() => undefined);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** A reader sees the old text or the new one, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const mode = await stat(path).then(
      (facts) => facts.mode,
      () => 0o666,
    );
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, path, "cannot write");
  }
}
