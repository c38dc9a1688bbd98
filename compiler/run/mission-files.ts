// Finds mission files and reads them: a file, a folder, a glob, or standard input.
// Must not know what is done with their texts.
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { hashOfCopy } from "../locations.js";
import type { SourceFiles } from "../source.js";
import { isMissionPath, wanted } from "../wanted.js";

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
export const standardInputFile = "<stdin>";

/** All mission files that `inputs` name; `-` reads `standardInput`. Rejects with an InputError. */
export async function findMissions(
  inputs: readonly string[],
  folder: string,
  standardInput: () => Promise<Uint8Array>,
): Promise<MissionFiles> {
  if (inputs.includes("-")) {
    if (inputs.length > 1) throw new InputError("`-` (standard input) cannot be combined with other inputs");
    const text = decode(await standardInput(), "standard input");
    return { base: folder, files: await withWanted(folder, { [standardInputFile]: text }) };
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
  return { base, files: await withWanted(base, Object.fromEntries(await Promise.all(texts))) };
}

/** The files and those they refer to: OpenAPI documents. One that does not exist is left out; the compiler says where it is needed. */
export async function withWanted(base: string, missions: SourceFiles): Promise<SourceFiles> {
  const files: Record<string, string> = { ...missions };
  const tried = new Set<string>();
  for (;;) {
    const missing = wanted(files).filter((path) => !tried.has(path));
    if (missing.length === 0) return files;
    for (const path of missing) {
      tried.add(path);
      const bytes = await readFile(resolve(base, path)).catch(() => undefined);
      if (bytes !== undefined && isVendored(path, bytes, files)) files[path] = decode(bytes, path);
    }
  }
}

/** A vendored copy that is not the one of the list is as good as none. Everything else is taken as it is. */
function isVendored(path: string, bytes: Uint8Array, files: SourceFiles): boolean {
  const expected = hashOfCopy(path, files);
  return expected === undefined || expected === createHash("sha256").update(bytes).digest("hex");
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
    if (!isMissionPath(path))
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
  const paths = matched.filter(isMissionPath).map((each) => resolve(each));
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
    return entry.isFile() && isMissionPath(path) ? [path] : [];
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
