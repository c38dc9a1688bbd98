// Reads what the missions of a program need beside themselves, until nothing new comes: files that they import, documents.
// Must not know the syntax of an import or a document, nor judge a name that leads nowhere.
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { foldPath, folderOf, isMissionFile } from "../import-path.js";
import { hashOfCopy } from "../locations.js";
import type { SourceFiles } from "../source.js";
import { wanted } from "../wanted.js";
import { decode, type MissionFiles } from "./mission-files.js";

type Program = Omit<MissionFiles, "others">;

/** `readMission` gives the text of a mission file by its absolute path. A file that does not exist is left out. */
export async function addWanted(
  program: Program,
  readMission: (path: string) => Promise<string>,
): Promise<MissionFiles> {
  let { base, files, inputs } = program;
  let tried = new Set<string>();
  for (;;) {
    const next = wanted(files).filter((each) => !tried.has(each));
    if (next.length === 0) break;
    const higher = rebased({ base, files, inputs }, next.filter(isMissionFile));
    if (higher) {
      ({ base, files, inputs } = higher);
      tried = new Set();
      continue;
    }
    for (const path of next) {
      tried.add(path);
      const text = isMissionFile(path)
        ? await readIfThere(join(base, path), readMission)
        : await readDocument(base, path, files);
      if (text !== undefined) files = { ...files, [path]: text };
    }
  }
  const vain = wanted(files).filter(isMissionFile);
  const others = vain.length === 0 ? [] : await missionsIn(base, new Set(vain.map(folderOf)));
  return { base, files, inputs, others };
}

async function readIfThere(path: string, read: (path: string) => Promise<string>): Promise<string | undefined> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true ? read(path) : undefined;
}

/** A vendored copy that is not the one of the list is as good as none. Everything else is taken as it is. */
async function readDocument(base: string, path: string, files: SourceFiles): Promise<string | undefined> {
  const bytes = await readFile(resolve(base, path)).catch(() => undefined);
  const expected = hashOfCopy(path, files);
  const isTrusted = bytes !== undefined && (expected === undefined || expected === hashOf(bytes));
  return isTrusted ? decode(bytes, path) : undefined;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * The program with paths from a folder that holds all missions it imports; undefined where its own does. A mission must
 * have one path only, whoever imports it: `../sub/x` of a program in `sub` would be a second one.
 */
function rebased({ base, files, inputs }: Program, missions: readonly string[]): Program | undefined {
  const ups = missions.map((path) => /^(?:\.\.\/)*/.exec(path)?.[0] ?? "");
  const higher = resolve(
    base,
    ups.reduce((a, b) => (a.length > b.length ? a : b), ""),
  );
  if (higher === base) return undefined;
  const below = `${relative(higher, base).split(sep).join("/")}/`;
  return {
    base: higher,
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [foldPath(below + path), text])),
    inputs: inputs.map((each) => (each === "./" ? below : below + each)),
  };
}

/** Mission files right in these folders, relative to `base`. */
async function missionsIn(base: string, folders: Iterable<string>): Promise<readonly string[]> {
  const found = [...folders].map(async (folder) => {
    const names = await readdir(join(base, folder)).catch(() => []);
    return names.filter(isMissionFile).map((name) => `${folder}${name}`);
  });
  return (await Promise.all(found)).flat().sort();
}
