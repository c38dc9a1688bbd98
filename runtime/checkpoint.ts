// `for … checkpoint every N`: the position of a loop on disk, from which a resumed run goes on (language.md 6.15).
// Must not know what an iteration does.
import { fileStore } from "./file-store.js";
import { isObject } from "./json.js";
import { inside, type Mission } from "./mission.js";
import { isManaged, managed } from "./stores.js";

interface Position {
  /** Items that are finished. */
  readonly done: number;
}

function isPosition(value: unknown): value is Position {
  return isObject(value) && typeof value["done"] === "number";
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
  const { definition, options } = context[inside];
  const positions = fileStore(`~checkpoints/${definition.name}`, isPosition);
  if (isManaged(positions)) positions[managed].attach(options.dataDir);
  try {
    const start = options.resume === true ? ((await positions.get(loop))?.done ?? 0) : 0;
    let position = 0;
    let batch: Item[] = [];
    for await (const item of items) {
      if (position++ < start) continue;
      batch.push(item);
      if (position % every !== 0) continue;
      yield batch;
      await positions.put(loop, { done: position });
      batch = [];
    }
    if (batch.length > 0) yield batch;
    await positions.delete(loop);
  } finally {
    if (isManaged(positions)) await positions[managed].close();
  }
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
