// `for … parallel`: several iterations of a loop at once (language.md 6.15).
// Must not know what an iteration does.
import { inside, type Mission } from "./mission.js";
import { located } from "./view.js";

/**
 * Runs `body` for each item, at most `concurrency` at once, each with its own view of the mission, so that lines do not
 * mix. After the first error no further one starts; it is thrown once those that run have ended.
 */
export async function parallelFor<SourceName extends string, Stores, Item>(
  context: Mission<SourceName, Stores>,
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  body: (item: Item, context: Mission<SourceName, Stores>) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  let active = 0;
  let wake: () => void = () => undefined;
  const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));

  async function iterate(item: Item): Promise<void> {
    const own = context[inside].fork({});
    try {
      await body(item, own);
    } catch (error) {
      const { action, place } = own[inside].view;
      errors.push(located(error, action, place()));
    }
    active--;
    wake();
  }

  try {
    for await (const item of items) {
      if (errors.length > 0) break;
      active++;
      void iterate(item);
      while (active >= Math.max(1, concurrency)) await change();
    }
  } finally {
    while (active > 0) await change();
  }
  if (errors.length > 0) throw errors[0];
}
