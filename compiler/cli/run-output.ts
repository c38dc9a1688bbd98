// Writes the stores of finished runs: one JSON or NDJSON file, or a folder with a file per store.
// Must not know what the records are; they are streamed, since a store may be larger than memory.
import { constants, createWriteStream } from "node:fs";
import { access, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Stores } from "../run/program.js";
import { CommandError, exitCode, fileError } from "./failure.js";

/** Finds out before the first request whether `path`, which the user knows as `shown`, can be written. Rejects with a CommandError. */
export async function prepareOutput(path: string, shown: string): Promise<void> {
  const isFile = /\.(?:nd)?json$/.test(path);
  const folder = isFile ? dirname(path) : path;
  const facts = await stat(path).catch(() => undefined);
  if (facts !== undefined && facts.isDirectory() === isFile) {
    if (isFile) throw new CommandError(`cannot write ${shown}: it is a folder`, "choose another name");
    throw new CommandError(
      `cannot write ${shown}: it is a file`,
      "files end in .json or .ndjson; anything else is a folder",
    );
  }
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw fileError(error, shown, "cannot write");
  }
}

/** The stores of one mission. */
export interface MissionStores {
  readonly mission: string;
  readonly stores: Stores;
}

/**
 * `x.json`: an object of lists by store. `x.ndjson`: a line `{ "store", "record" }` per record. Anything else is a
 * folder that gets `<store>.json`. With several missions the mission stands before the store.
 */
export async function writeStores(path: string, missions: readonly MissionStores[]): Promise<readonly string[]> {
  const named = missions.flatMap(({ mission, stores }) =>
    Object.entries(stores).map(([name, store]) => ({
      name,
      mission: missions.length > 1 ? mission : undefined,
      store,
    })),
  );
  if (path.endsWith(".ndjson")) {
    await writeStream(path, lines(named));
    return [path];
  }
  if (path.endsWith(".json")) {
    await writeStream(path, object(missions));
    return [path];
  }
  const written: string[] = [];
  for (const { name, mission, store } of named) {
    const file = join(path, mission ?? "", `${name}.json`);
    await writeStream(file, list(store, ""));
    written.push(file);
  }
  return written;
}

type Records = Stores[string];

async function* lines(
  named: readonly { readonly name: string; readonly mission: string | undefined; readonly store: Records }[],
): AsyncGenerator<string> {
  for (const { name, mission, store } of named) {
    for await (const record of store.values()) yield `${JSON.stringify({ mission, store: name, record })}\n`;
  }
}

async function* object(missions: readonly MissionStores[]): AsyncGenerator<string> {
  const [first, ...others] = missions;
  if (first !== undefined && others.length === 0) {
    yield* stores(first.stores, "");
    yield "\n";
    return;
  }
  for (const [index, { mission, stores: all }] of missions.entries()) {
    yield `${index === 0 ? "{" : ","}\n  ${JSON.stringify(mission)}: `;
    yield* stores(all, "  ");
  }
  yield "\n}\n";
}

async function* stores(all: Stores, indent: string): AsyncGenerator<string> {
  let before = "{\n";
  for (const [name, store] of Object.entries(all)) {
    yield `${before}${indent}  ${JSON.stringify(name)}: `;
    yield* list(store, `${indent}  `);
    before = ",\n";
  }
  yield before === "{\n" ? "{}" : `\n${indent}}`;
}

/** A record a line: long lists stay readable, and a changed record is one line of a difference. */
async function* list(store: Records, indent: string): AsyncGenerator<string> {
  let before = `[\n${indent}  `;
  for await (const record of store.values()) {
    yield `${before}${JSON.stringify(record)}`;
    before = `,\n${indent}  `;
  }
  yield before.startsWith("[") ? "[]" : `\n${indent}]`;
  if (indent === "") yield "\n";
}

/** In one step: a reader sees the old file or the whole new one. */
async function writeStream(path: string, texts: AsyncGenerator<string>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(texts), createWriteStream(temporary));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const { message } = fileError(error, path, "cannot write");
    throw new CommandError(message, "the run itself has ended; its requests were sent", exitCode.runFailed);
  }
}
