// Finds mission files and reads them: a file, a folder, a glob, or standard input.
// Must not know what is done with their texts.
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { SourceFiles } from "../source.js";

export interface MissionFiles {
  /** The program's folder, absolute. */
  readonly base: string;
  /** Texts by path relative to `base`, sorted. */
  readonly files: SourceFiles;
}

/** An input that cannot be used, with what to do about it. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

/** The name under which the text of standard input is compiled. */
export const standardInputFile = "stdin.vague";

/** Whether the name is that of a mission file. */
export function isMissionFile(path: string): boolean {
  return /\.(?:vague|reqon)$/.test(path);
}

/** All mission files that `inputs` name; `-` reads `standardInput`. Rejects with an InputError. */
export async function findMissions(
  inputs: readonly string[],
  folder: string,
  standardInput: () => Promise<Uint8Array>,
): Promise<MissionFiles> {
  if (inputs.includes("-")) {
    if (inputs.length > 1) throw new InputError("`-` (standard input) cannot be combined with other inputs");
    return { base: folder, files: { [standardInputFile]: decode(await standardInput(), "standard input") } };
  }
  const paths = new Set<string>();
  const bases: string[] = [];
  for (const input of inputs) {
    const found = await expand(input, folder);
    bases.push(found.base);
    for (const path of found.paths) paths.add(path);
  }
  const base = commonFolder(bases);
  const sorted = [...paths].map((path) => [relative(base, path).split(sep).join("/"), path] as const);
  sorted.sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = sorted.map(async ([name, path]) => [name, decode(await readText(path), path)] as const);
  return { base, files: Object.fromEntries(await Promise.all(texts)) };
}

async function readText(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new InputError(`cannot read ${path} (${code})`, "check its permissions");
  }
}

interface Found {
  readonly base: string;
  readonly paths: readonly string[];
}

async function expand(input: string, folder: string): Promise<Found> {
  const path = resolve(folder, input);
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory() === true) {
    const paths = await missionsBelow(path);
    if (paths.length === 0)
      throw new InputError(`no mission file in ${input}`, "mission files end in .vague or .reqon");
    return { base: path, paths };
  }
  if (facts !== undefined) {
    if (!isMissionFile(path))
      throw new InputError(`${input} is no mission file`, "mission files end in .vague or .reqon");
    return { base: dirname(path), paths: [path] };
  }
  if (!/[*?{[]/.test(input)) throw await missing(input, path);
  const { glob } = await import("tinyglobby");
  const matched = await glob(input.split(sep).join("/"), {
    cwd: folder,
    absolute: true,
    ignore: ["**/node_modules/**"],
  });
  const paths = matched.filter(isMissionFile).map((each) => resolve(each));
  if (paths.length === 0)
    throw new InputError(`no mission file matches ${input}`, "mission files end in .vague or .reqon");
  return { base: resolve(folder, fixedPart(input)), paths };
}

/** The folders of a glob before its first pattern. */
function fixedPart(glob: string): string {
  const parts = glob.split(/[/\\]/);
  const end = parts.findIndex((part) => /[*?{[]/.test(part));
  const fixed = parts.slice(0, end).join("/");
  return fixed === "" && isAbsolute(glob) ? "/" : fixed;
}

async function missing(input: string, path: string): Promise<InputError> {
  const names = await readdir(dirname(path)).catch(() => []);
  const { nearest } = await import("../suggest.js");
  const guess = nearest(basename(path), names);
  const help = guess === undefined ? undefined : `did you mean ${join(dirname(input), guess)}?`;
  return new InputError(`there is no file or folder ${input}`, help);
}

async function missionsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry): Promise<readonly string[]> => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === "node_modules" || entry.name.startsWith(".") ? [] : missionsBelow(path);
    return entry.isFile() && isMissionFile(entry.name) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

/** The deepest folder that holds all of `folders`. */
function commonFolder(folders: readonly string[]): string {
  const [first = ".", ...others] = folders;
  let common = first;
  for (const folder of others) {
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
      const parent = dirname(common);
      if (parent === common) break;
      common = parent;
    }
  }
  return common;
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(`${path} is not UTF-8 text`, "save it as UTF-8");
  }
}
