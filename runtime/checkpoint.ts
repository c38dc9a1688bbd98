// `for … checkpoint every N`: the position of a loop on disk, from which a resumed run goes on (language.md 6.15).
// Must not know what an iteration does.
import { fileStore } from "./file-store.js";
import { isObject } from "./json.js";
import { inside, isForgotten, type Mission } from "./mission.js";
import { isManaged, managed } from "./stores.js";

interface Position {
  /** Items that are finished. */
  readonly done: number;
  /** When it was saved, in milliseconds since the epoch. */
  readonly at?: number;
}

function isPosition(value: unknown): value is Position {
  return isObject(value) && typeof value["done"] === "number" && ["number", "undefined"].includes(typeof value["at"]);
}

/**
 * The items in batches of `every`, for loops in which several run at once: a batch is finished when the next one is
 * asked for. Its position is then saved under `loop`; with `resume` the items before it are left out. At the end the
 * position is forgotten.
 */
export async function* checkpointedBatches<SourceName extends string, Stores, Item>(
  context: Mission<SourceName, Stores>,
  items: Iterable<Item> | AsyncIterable<Item>,
  every: number,
  loop: string,
): AsyncGenerator<readonly Item[], void, undefined> {
  const { definition, options, clock } = context[inside];
  if (definition.state === false) {
    yield* batches(items, every);
    return;
  }
  const positions = fileStore(`~checkpoints/${definition.name}`, isPosition);
  if (isManaged(positions)) positions[managed].attach(options.dataDir);
  try {
    const last = options.resume === true ? await positions.get(loop) : null;
    const start = last === null || isForgotten(definition, last.at ?? clock.now(), clock.now()) ? 0 : last.done;
    let position = 0;
    for await (const batch of batches(items, every)) {
      position += batch.length;
      if (position <= start) continue;
      yield batch;
      if (batch.length === every) await positions.put(loop, { done: position, at: clock.now() });
    }
    await positions.delete(loop);
  } finally {
    if (isManaged(positions)) await positions[managed].close();
  }
}

async function* batches<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  every: number,
): AsyncGenerator<readonly Item[], void, undefined> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < every) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The same, item by item. */
export async function* checkpointed<SourceName extends string, Stores, Item>(
  context: Mission<SourceName, Stores>,
  items: Iterable<Item> | AsyncIterable<Item>,
  every: number,
  loop: string,
): AsyncGenerator<Item, void, undefined> {
  for await (const batch of checkpointedBatches(context, items, every, loop)) yield* batch;
}
