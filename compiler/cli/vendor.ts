// `reqonc vendor`: fetches the documents that missions name by URL, and keeps copies with their hashes beside the missions.
// The only part of reqonc that uses the network. Must not compile anything.
import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isLoopback } from "../../runtime/loopback.js";
import {
  isUrl,
  lockEntries,
  type LockEntry,
  lockPath,
  placeFrom,
  placeOfReference,
  vendorFolder,
} from "../locations.js";
import type { MissionFiles } from "../run/mission-files.js";
import type { SourceFiles } from "../source.js";
import { documentsIn, isMissionPath, referencesIn } from "../wanted.js";
import type { Console } from "./console.js";
import { CommandError, exitCode } from "./failure.js";

/** Of one document; descriptions of whole services have some megabytes. */
const mostBytes = 64 * 1024 * 1024;
const timeout = 60_000;

/** Resolves to the exit code. Writes nothing unless every document was fetched. */
export async function vendor({ base, files }: MissionFiles, quiet: boolean, console: Console): Promise<number> {
  const folders = urlsByFolder(files);
  if (folders.size === 0) {
    if (!quiet) console.err("no mission names a document by its URL\n");
    return exitCode.done;
  }
  const fetched = await Promise.all(
    [...folders].map(async ([folder, urls]) => [folder, await fetchAll(folder, urls)] as const),
  );
  for (const [folder, documents] of fetched) {
    const before = lockEntries(files[lockPath(folder)]);
    const lock = await writeCopies(join(base, folder), documents, before);
    const changed = [...lock].filter(([url, { sha256 }]) => before.get(url)?.sha256 !== sha256).length;
    const place = relative(console.folder, join(base, folder, vendorFolder)) || ".";
    if (!quiet)
      console.err(
        `${lock.size === 1 ? "1 document" : `${lock.size} documents`} in ${place}, ${changed} new or changed\n`,
      );
  }
  return exitCode.done;
}

function urlsByFolder(files: SourceFiles): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of Object.keys(files).filter(isMissionPath)) {
    for (const written of documentsIn(files[path] ?? "").filter(isUrl)) {
      const { id, folder } = placeFrom(path, written);
      folders.set(folder, (folders.get(folder) ?? new Set()).add(id));
    }
  }
  return folders;
}

/** The documents by URL, those that they refer to included. */
async function fetchAll(folder: string, urls: ReadonlySet<string>): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const pending = new Set(urls);
  // A Set is walked to its end also while it grows.
  for (const url of pending) {
    const bytes = await fetchDocument(url);
    found.set(url, bytes);
    for (const reference of referencesIn(new TextDecoder().decode(bytes)))
      pending.add(placeOfReference({ id: url, folder }, reference).id);
  }
  return found;
}

async function fetchDocument(url: string): Promise<Uint8Array> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && !isLoopback(hostname))
    throw new CommandError(`${url} would be fetched without encryption`, "name the document with https:");
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) }).catch((error: unknown) => {
    throw new CommandError(`cannot fetch ${url}: ${reasonOf(error)}`, "nothing was changed; try again");
  });
  if (!response.ok)
    throw new CommandError(`cannot fetch ${url}: the server answered ${response.status}`, "nothing was changed");
  return readBody(url, response);
}

async function readBody(url: string, { body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    const chunk = Buffer.from(part);
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) throw new CommandError(`${url} is larger than 64 MiB`, "nothing was changed");
  }
  return Buffer.concat(chunks);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : "no answer";
}

/** Writes the copies, then their list; copies that the old list has and the new one has not are removed. */
async function writeCopies(
  folder: string,
  documents: ReadonlyMap<string, Uint8Array>,
  before: ReadonlyMap<string, LockEntry>,
): Promise<ReadonlyMap<string, LockEntry>> {
  const lock = new Map<string, LockEntry>();
  for (const url of [...documents.keys()].sort()) {
    const bytes = documents.get(url) ?? new Uint8Array();
    const file = fileName(url);
    const path = join(folder, vendorFolder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    lock.set(url, { file, sha256: createHash("sha256").update(bytes).digest("hex") });
  }
  const kept = new Set([...lock.values()].map(({ file }) => file));
  for (const { file } of before.values())
    if (!kept.has(file)) await rm(join(folder, vendorFolder, file), { force: true });
  await writeFile(join(folder, lockPath("")), `${JSON.stringify(Object.fromEntries(lock), null, 2)}\n`);
  return lock;
}

/** `https://api.example.com/v1/openapi.json` → `api.example.com-v1-openapi-1a2b3c4d.json`. */
function fileName(url: string): string {
  const { host, pathname } = new URL(url);
  const [, stem = "", extension = ""] = /^(.*?)(\.(?:json|ya?ml))?$/i.exec(`${host}${pathname}`) ?? [];
  const hash = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return `${stem.replace(/[^\w.]+/g, "-").slice(0, 80)}-${hash}${extension.toLowerCase()}`;
}
