// Remembers a finished build, so that the same build again finds out without a compiler that nothing changed.
// Kept in the user's cache; must not know how modules are made.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Diagnostic } from "../diagnostics.js";
import { cacheFolder, installation, keyOf, pruneCache } from "../run/cache.js";
import type { SourceFiles } from "../source.js";
import { hashOf } from "./manifest.js";
import type { OutputPlan } from "./output-plan.js";

/** What a build depends on beside this installation. */
export interface BuildInputs {
  /** Output folder, absolute. */
  readonly folder: string;
  /** The program's folder, absolute. */
  readonly base: string;
  readonly files: SourceFiles;
  /** Flags and settings that change the result. */
  readonly settings: readonly unknown[];
}

interface Remembered {
  /** Hashes by path in the output folder. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Warnings, to be shown again. */
  readonly diagnostics: readonly Diagnostic[];
}

async function recordPath(inputs: BuildInputs, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const installed = installation();
  const folder = installed === undefined ? undefined : await cacheFolder("build", environment);
  if (folder === undefined) return undefined;
  const files = Object.entries(inputs.files).sort(([a], [b]) => (a < b ? -1 : 1));
  return join(folder, `${keyOf([installed, inputs.folder, inputs.base, files, inputs.settings])}.json`);
}

/** The diagnostics of the same build before, if every file it wrote is still as it was; else undefined. */
export async function findUnchanged(
  inputs: BuildInputs,
  environment: NodeJS.ProcessEnv,
): Promise<readonly Diagnostic[] | undefined> {
  const path = await recordPath(inputs, environment);
  if (path === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(await readFile(path, "utf8"));
    if (!isRemembered(record)) return undefined;
    const checks = Object.entries(record.outputs).map(
      async ([file, hash]) => hashOf(await readFile(join(inputs.folder, file), "utf8")) === hash,
    );
    return (await Promise.all(checks)).every(Boolean) ? record.diagnostics : undefined;
  } catch {
    return undefined;
  }
}

/** Call it after a build that wrote everything and left nothing over. Never rejects. */
export async function rememberBuild(
  inputs: BuildInputs,
  plan: OutputPlan,
  diagnostics: readonly Diagnostic[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const path = await recordPath(inputs, environment);
  if (path === undefined) return;
  const outputs = Object.fromEntries(plan.files.map(({ path: file, text }) => [file, hashOf(text)]));
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, JSON.stringify({ outputs, diagnostics }), { mode: 0o600 });
    await rename(draft, path);
    await pruneCache(join(path, ".."), Date.now());
  } catch {
    await rm(draft, { force: true });
  }
}

/** The folder is private: what is there is what `rememberBuild` wrote. */
function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== "object" || value === null || !("outputs" in value) || !("diagnostics" in value)) return false;
  return typeof value.outputs === "object" && value.outputs !== null && Array.isArray(value.diagnostics);
}
