// The manifest of an output folder: which files a build wrote, for which mission, with which text.
// Must not know how modules are made; it is checked in, so it holds nothing of this machine.
import { createHash } from "node:crypto";
import { CommandError } from "./failure.js";

export const manifestFile = ".reqon-manifest.json";

/** One file of the output folder. */
export interface ManifestEntry {
  /** The mission file, relative to the output folder; absent for files of the runtime. */
  readonly mission?: string;
  /** Of the text as it was written. */
  readonly hash: string;
  /** Runtime files that the module needs, relative to the runtime folder. */
  readonly runtime?: readonly string[];
}

/** Entries by path relative to the output folder. */
export type Manifest = ReadonlyMap<string, ManifestEntry>;

/** SHA-256 of a text, whatever its line ends: git may change those. */
export function hashOf(text: string): string {
  return createHash("sha256").update(foldLineEnds(text)).digest("hex");
}

export function foldLineEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** Sorted, one line a file, so that merges of two branches seldom conflict. */
export function printManifest(manifest: Manifest): string {
  const entries = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = entries.map(([path, { mission, hash, runtime }]) => {
    const parts = [
      mission === undefined ? [] : [`"mission": ${JSON.stringify(mission)}`],
      [`"hash": ${JSON.stringify(hash)}`],
      runtime === undefined ? [] : [`"runtime": [${runtime.map((file) => JSON.stringify(file)).join(", ")}]`],
    ];
    return `  ${JSON.stringify(path)}: { ${parts.flat().join(", ")} }`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Throws a CommandError for a text that no build wrote, such as one with merge conflicts. */
export function parseManifest(text: string, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(path);
  }
  if (typeof value !== "object" || value === null) throw damaged(path);
  const entries = Object.entries(value).map(([name, entry]: [string, unknown]) => {
    if (!isEntry(entry) || name.split("/").includes("..") || name.startsWith("/")) throw damaged(path);
    return [name, entry] as const;
  });
  return new Map(entries);
}

function damaged(path: string): CommandError {
  return new CommandError(
    `the manifest ${path} is damaged`,
    "restore it from version control, or use --force to write all files anew",
  );
}

function isEntry(value: unknown): value is ManifestEntry {
  if (typeof value !== "object" || value === null || !("hash" in value) || typeof value.hash !== "string") return false;
  if ("mission" in value && typeof value.mission !== "string") return false;
  return (
    !("runtime" in value) || (Array.isArray(value.runtime) && value.runtime.every((file) => typeof file === "string"))
  );
}
