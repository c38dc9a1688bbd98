// Finds mission files and reads them: a file, a folder, a glob, or standard input.
// Must not know what is done with their texts.
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isMissionPath } from "../wanted.js";
import type { SourceFiles } from "../source.js";
import { addWanted } from "./wanted-files.js";

export interface MissionFiles {
  /** The program's folder, absolute. */
  readonly base: string;
  /** Texts by path relative to `base`, those that are imported included. */
  readonly files: SourceFiles;
  /** What was asked for, as `compile` takes it: files, and folders that end in `/`. */
  readonly inputs: readonly string[];
  /** Mission files beside those that an import looked for in vain. */
  readonly others: readonly string[];
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
export const standardInputFile = "<stdin>";

/** All mission files that `inputs` name, and what they need; `-` reads `standardInput`. Rejects with an InputError. */
export async function findMissions(
  inputs: readonly string[],
  folder: string,
  standardInput: () => Promise<Uint8Array>,
): Promise<MissionFiles> {
  if (inputs.includes("-")) {
    if (inputs.length > 1) throw new InputError("`-` (standard input) cannot be combined with other inputs");
    const text = decode(await readInput(standardInput), "standard input");
    return textProgram(folder, standardInputFile, text);
  }
  const found = await Promise.all(inputs.map((input) => expand(input, folder)));
  const base = commonFolder(found.map((each) => each.base));
  const named = (path: string): string => relative(base, path).split(sep).join("/");
  const read = (path: string): Promise<string> => readMission(path, folder);
  const paths = [...new Set(found.flatMap((each) => each.paths))].sort();
  const texts = paths.map(async (path) => [named(path), await read(path)] as const);
  const asked = found.flatMap((each) => (each.isFolder ? [`${named(each.base) || "."}/`] : each.paths.map(named)));
  return addWanted({ base, files: Object.fromEntries(await Promise.all(texts)), inputs: asked }, read);
}

/** A mission without a file: what it names is looked for from `folder`. */
export function textProgram(folder: string, name: string, text: string): Promise<MissionFiles> {
  const read = (path: string): Promise<string> => readMission(path, folder);
  return addWanted({ base: folder, files: { [name]: text }, inputs: [name] }, read);
}

async function readMission(path: string, folder: string): Promise<string> {
  const shown = showPath(path, folder);
  return decode(await readText(path, shown), shown);
}

async function readInput(standardInput: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const bytes = await standardInput();
  if (bytes.length > largestText) throw tooLarge("standard input", bytes.length);
  return bytes;
}

async function readText(path: string, shown: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    // Compiling a text takes a hundred times its size, and V8 gives up with a trace before this process can say so.
    if (size > largestText) throw tooLarge(shown, size);
    return await readFile(path);
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(error, shown);
  }
}

const mebibyte = 2 ** 20;
const largestText = 16 * mebibyte;

function tooLarge(shown: string, size: number): InputError {
  const sizes = `${Math.ceil(size / mebibyte)} MiB, at most ${largestText / mebibyte}`;
  return new InputError(`${shown} is too large for a mission file: ${sizes}`, "split it into several missions");
}

function unreadable(error: unknown, shown: string): InputError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
  return new InputError(`cannot read ${shown}: ${reasons[code] ?? code}`);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it is a link to a file that is not there",
  ELOOP: "it is a link that leads to itself",
};

interface Found {
  readonly base: string;
  /** The input is a folder, whose files make programs together. */
  readonly isFolder: boolean;
  readonly paths: readonly string[];
}

async function expand(input: string, folder: string): Promise<Found> {
  const path = resolve(folder, input);
  const facts = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw unreadable(error, input);
  });
  if (facts?.isDirectory() === true) {
    const paths = await missionsBelow(path, folder);
    if (paths.length === 0)
      throw new InputError(`no mission file in ${input}`, "mission files end in .vague or .reqon");
    return { base: path, isFolder: true, paths };
  }
  if (facts !== undefined) {
    if (!isMissionPath(path))
      throw new InputError(`${input} is no mission file`, "mission files end in .vague or .reqon");
    return { base: dirname(path), isFolder: false, paths: [path] };
  }
  if (!/[*?{[]/.test(input)) throw await missing(input, path);
  const { glob } = await import("tinyglobby");
  const matched = await glob(input.split(sep).join("/"), {
    cwd: folder,
    absolute: true,
    ignore: ["**/node_modules/**"],
  });
  const base = resolve(folder, fixedPart(input));
  const paths = await withoutLinkedFolders(
    base,
    matched.filter(isMissionPath).map((each) => resolve(each)),
  );
  if (paths.length === 0)
    throw new InputError(`no mission file matches ${input}`, "mission files end in .vague or .reqon");
  return { base, isFolder: false, paths };
}

/** Those that no link to a folder below `base` leads to: through a circle of links one file has many paths. */
async function withoutLinkedFolders(base: string, paths: readonly string[]): Promise<readonly string[]> {
  const real = await realpath(base).catch(() => base);
  const own = paths.map(async (path) => {
    const folder = dirname(path);
    return (await realpath(folder)) === resolve(real, relative(base, folder)) ? [path] : [];
  });
  return (await Promise.all(own)).flat();
}

/** The folders of a glob before its first pattern. */
function fixedPart(glob: string): string {
  const parts = glob.split(/[/\\]/);
  const end = parts.findIndex((part) => /[*?{[]/.test(part));
  const fixed = parts.slice(0, end).join("/");
  return fixed === "" && isAbsolute(glob) ? "/" : fixed;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

async function missing(input: string, path: string): Promise<InputError> {
  const link = await lstat(path).catch(() => undefined);
  if (link !== undefined) return new InputError(`cannot read ${input}: ${reasons["ENOENT"]}`);
  const names = await readdir(dirname(path)).catch(() => []);
  const { nearest } = await import("../suggest.js");
  const guess = nearest(basename(path), names);
  const help = guess === undefined ? undefined : `did you mean ${join(dirname(input), guess)}?`;
  return new InputError(`there is no file or folder ${input}`, help);
}

/** Links to files are read; links to folders are not followed, so that a circle of them ends. */
async function missionsBelow(folder: string, shownFrom: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(error, showPath(folder, shownFrom));
  });
  const found = entries.map(async (entry): Promise<readonly string[]> => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === "node_modules" || entry.name.startsWith(".") ? [] : missionsBelow(path, shownFrom);
    if (!isMissionPath(path)) return [];
    return entry.isFile() || (entry.isSymbolicLink() && (await mayBeMission(path, entry.name))) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

/** A link that leads nowhere is read too, and so reported; editors keep such links to lock a file, as `.#name`. */
async function mayBeMission(link: string, name: string): Promise<boolean> {
  const facts = await stat(link).catch(() => undefined);
  return facts === undefined ? !name.startsWith(".") : facts.isFile();
}

/** Relative to `folder` where that is shorter. */
function showPath(path: string, folder: string): string {
  const short = relative(folder, path);
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short.split(sep).join("/");
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

export function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(`${path} is not UTF-8 text`, "save it as UTF-8");
  }
}
