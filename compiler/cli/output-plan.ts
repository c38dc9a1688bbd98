// What a build would do to its output folder: which files are as they should be, stale, edited by hand, not ours, left over.
// Reads the folder, writes nothing; must not know how the texts were made.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import type { Compilation } from "../compile.js";
import { fileError } from "./failure.js";
import {
  foldLineEnds,
  hashOf,
  type Manifest,
  type ManifestEntry,
  manifestFile,
  parseManifest,
  printManifest,
} from "./manifest.js";

/** `edited`: we wrote it, somebody changed it. `foreign`: there is such a file, and we did not write it. */
export type FileState = "unchanged" | "missing" | "stale" | "edited" | "foreign";

export interface OutputFile {
  readonly path: string;
  readonly text: string;
  /** What is there now. */
  readonly current: string | undefined;
  readonly state: FileState;
}

export interface LeftOver {
  readonly path: string;
  /** Whether somebody changed it since we wrote it. */
  readonly edited: boolean;
}

export interface OutputPlan {
  readonly folder: string;
  /** Sorted by path; the last one is the manifest. */
  readonly files: readonly OutputFile[];
  readonly leftOver: readonly LeftOver[];
}

export interface PlanInputs {
  /** Output folder, absolute. */
  readonly folder: string;
  readonly compilation: Compilation;
  /** Texts by path as they are to be written. */
  readonly texts: Readonly<Record<string, string>>;
  /** The program's folder, absolute; undefined when the mission came from standard input. */
  readonly base: string | undefined;
  /** Mission files of this build, relative to `base`. */
  readonly inputs: readonly string[];
  /** A damaged manifest counts as none. */
  readonly force: boolean;
  /** Left-over files will be deleted, so the manifest forgets them. */
  readonly clean: boolean;
}

export async function planOutput(inputs: PlanInputs): Promise<OutputPlan> {
  const { folder, texts } = inputs;
  const before = await readManifest(folder, inputs.force);
  const entries = newEntries(inputs);
  const kept = keptEntries(inputs, before, entries);
  const leftOver = await findLeftOver(folder, before, new Map([...kept, ...entries]));
  const listed = new Map([...kept, ...entries]);
  if (!inputs.clean) {
    for (const { path } of leftOver) {
      const entry = before.get(path);
      if (entry !== undefined) listed.set(path, entry);
    }
  }
  const paths = Object.keys(texts).sort();
  const files = await Promise.all(paths.map((path) => examine(folder, path, texts[path] ?? "", before.get(path))));
  const manifestText = printManifest(listed);
  const manifest = await examine(folder, manifestFile, manifestText, { hash: hashOf(manifestText) });
  // A manifest that differs is stale, whoever changed it: it holds nothing that a build does not know.
  const manifestState = manifest.state === "edited" ? "stale" : manifest.state;
  return { folder, files: [...files, { ...manifest, state: manifestState }], leftOver };
}

async function readManifest(folder: string, force: boolean): Promise<Manifest> {
  const path = join(folder, manifestFile);
  const text = await readText(path);
  if (text === undefined) return new Map();
  try {
    return parseManifest(text, path);
  } catch (error) {
    if (force) return new Map();
    throw error;
  }
}

/** A module that imports the runtime from the package needs none of its files here. */
function newEntries({ folder, compilation, texts, base }: PlanInputs): Manifest {
  const modules = new Map(compilation.modules.map((each) => [each.path, each]));
  const entries = Object.entries(texts).map(([path, text]): [string, ManifestEntry] => {
    const facts = modules.get(path);
    if (facts === undefined) return [path, { hash: hashOf(text) }];
    const mission = base === undefined ? "-" : relative(folder, join(base, facts.file)).split(sep).join("/");
    const runtime = facts.runtime.filter((file) => Object.hasOwn(texts, `runtime/${file}`)).sort();
    return [path, { mission, hash: hashOf(text), ...(runtime.length === 0 ? {} : { runtime }) }];
  });
  return new Map(entries);
}

/** Entries of earlier builds that stand: missions that are there and not among the inputs, and the runtime files they need. */
function keptEntries({ folder, base, inputs }: PlanInputs, before: Manifest, entries: Manifest): Manifest {
  const built = new Set(base === undefined ? [] : inputs.map((file) => join(base, file)));
  const modules = [...before].filter(([path, { mission }]) => {
    if (mission === undefined || entries.has(path)) return false;
    if (mission === "-") return true;
    const file = resolve(folder, mission);
    return existsSync(file) && !built.has(file);
  });
  const needed = new Set(
    [...modules, ...entries].flatMap(([, entry]) => (entry.runtime ?? []).map((file) => `runtime/${file}`)),
  );
  const runtime = [...before].filter(
    ([path, { mission }]) => mission === undefined && !entries.has(path) && needed.has(path),
  );
  return new Map([...modules, ...runtime]);
}

async function findLeftOver(folder: string, before: Manifest, after: Manifest): Promise<readonly LeftOver[]> {
  const gone = [...before].filter(([path]) => !after.has(path));
  const found = gone.map(async ([path, entry]) => {
    const text = await readText(join(folder, path));
    return text === undefined ? [] : [{ path, edited: hashOf(text) !== entry.hash }];
  });
  return (await Promise.all(found)).flat().sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function examine(
  folder: string,
  path: string,
  text: string,
  entry: ManifestEntry | undefined,
): Promise<OutputFile> {
  const current = await readText(join(folder, path));
  return { path, text, current, state: stateOf(text, current, entry) };
}

function stateOf(text: string, current: string | undefined, entry: ManifestEntry | undefined): FileState {
  if (current === undefined) return "missing";
  if (foldLineEnds(current) === foldLineEnds(text)) return "unchanged";
  if (entry === undefined) return "foreign";
  return hashOf(current) === entry.hash ? "stale" : "edited";
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw fileError(error, path, "cannot read");
  }
}
