// How the time of a `file` store grows with the number of writes: the same total of records, in few and in many writes.
import { join } from "node:path";
import { fileStore } from "../../dist/runtime/file-store.js";
import { managed } from "../../dist/runtime/stores.js";
import { summary, temporaryFolder, timed } from "./measure.mjs";

const folder = temporaryFolder();
const sizes = [1_000, 10_000, 100_000];
const rounds = 7;
let count = 0;

/** A new store with `writes` records, half of them then replaced; opened again, and read. */
async function fill(writes) {
  const directory = join(folder, String(count++));
  const open = () => {
    const store = fileStore("records");
    store[managed].attach(directory);
    return store;
  };
  const store = open();
  for (let n = 0; n < writes / 2; n++) await store.put(n, { n, name: `record ${n}` });
  for (let n = 0; n < writes / 2; n++) await store.put(n, { n, name: `record ${n}`, again: true });
  await store[managed].close();
  const next = open();
  if ((await next.size()) !== writes / 2) throw new Error("records are missing");
  await next[managed].close();
}

const found = sizes.map(() => []);
for (let round = -1; round < rounds; round++) {
  for (const [index, writes] of sizes.entries()) {
    // Few writes are made several times, so that all are measured over a while.
    const repeats = Math.max(1, 10_000 / writes);
    const time = await timed(async () => {
      for (let repeat = 0; repeat < repeats; repeat++) await fill(writes);
    });
    if (round >= 0) found[index].push(time / repeats);
  }
}
const times = found.map(summary);

const growth = (name, [few, many]) => ({
  name,
  ...{ bar: 12, goal: 10.5, unit: "×" },
  value: many.value / few.value,
  low: many.low / few.high,
  high: many.high / few.low,
});
process.stdout.write(
  JSON.stringify([
    {
      name: "file store, 100,000 writes, each on its own",
      unit: "ms",
      ...times[2],
    },
    growth("file store, t(10,000 writes) / t(1,000)", times),
    growth("file store, t(100,000 writes) / t(10,000)", times.slice(1)),
  ]),
);
