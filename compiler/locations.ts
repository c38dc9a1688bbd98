// Where documents lie: paths relative to the program's folder, URLs, and the vendored copies of URLs.
// Must not read anything, nor know what a document says.
import type { SourceFiles } from "./source.js";

/** The folder, beside a mission, of the copies that `reqonc vendor` makes, and the list of their hashes in it. */
export const vendorFolder = "vendor/";
export const lockFile = "openapi.lock.json";

/** A document: a path relative to the program's folder, or a URL whose copy lies in the vendor folder below `folder`. */
export interface Place {
  readonly id: string;
  /** Folder of the mission that names it: empty, or with a slash at its end. */
  readonly folder: string;
}

/** Of a copy: its file in the vendor folder, and the SHA-256 of its bytes in hexadecimal. */
export interface LockEntry {
  readonly file: string;
  readonly sha256: string;
}

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** The place that a mission file names with `from "…"`. */
export function placeFrom(missionFile: string, written: string): Place {
  const folder = missionFile.slice(0, missionFile.lastIndexOf("/") + 1);
  return { id: isUrl(written) ? normalUrl(written) : normalPath(folder + written), folder };
}

/** The place that a document names with `$ref`, without the part behind `#`; empty is the document itself. */
export function placeOfReference(from: Place, written: string): Place {
  if (written === "") return from;
  const { folder } = from;
  if (isUrl(written)) return { id: normalUrl(written), folder };
  if (isUrl(from.id)) return { id: new URL(written, from.id).href, folder };
  return { id: normalPath(from.id.slice(0, from.id.lastIndexOf("/") + 1) + written), folder };
}

function normalUrl(text: string): string {
  try {
    return new URL(text).href.replace(/#.*$/s, "");
  } catch {
    return text;
  }
}

/** `a/./b/../c` → `a/c`; what leads out of the program's folder keeps its `..`. */
function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** The file that holds the text of a place; undefined for a URL that was not vendored. */
export function fileOf({ id, folder }: Place, files: SourceFiles): string | undefined {
  if (!isUrl(id)) return id;
  const entry = lockEntries(files[lockPath(folder)]).get(id);
  return entry === undefined ? undefined : `${folder}${vendorFolder}${entry.file}`;
}

/** The hash that a vendored copy must have; undefined for any other file. */
export function hashOfCopy(path: string, files: SourceFiles): string | undefined {
  const at = path.lastIndexOf(vendorFolder);
  if (at < 0) return undefined;
  const entries = lockEntries(files[lockPath(path.slice(0, at))]);
  return [...entries.values()].find(({ file }) => file === path.slice(at + vendorFolder.length))?.sha256;
}

export function lockPath(folder: string): string {
  return `${folder}${vendorFolder}${lockFile}`;
}

/** The entries of a lock file by URL; none where it is missing or damaged. */
export function lockEntries(text: string | undefined): ReadonlyMap<string, LockEntry> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value !== "object" || value === null) return new Map();
    return new Map(Object.entries(value).flatMap(([url, entry]) => (isEntry(entry) ? [[url, entry] as const] : [])));
  } catch {
    return new Map();
  }
}

/** A file name that leads nowhere else. */
function isEntry(value: unknown): value is LockEntry {
  if (typeof value !== "object" || value === null || !("file" in value) || !("sha256" in value)) return false;
  return typeof value.file === "string" && /^[\w.-]+$/.test(value.file) && typeof value.sha256 === "string";
}
