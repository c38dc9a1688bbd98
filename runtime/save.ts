// `store` of a value whose shape was not known: one record or a list of them, checked when it is written (language.md 6.19).
// Must not know how a store keeps records.
import { recordsOf } from "./convert.js";
import { MissionError } from "./errors.js";
import type { JsonObject } from "./json.js";
import { identify, type Store } from "./stores.js";

/**
 * `put` inserts or replaces; `merge` inserts or sets the given fields; `partial` does the same and marks the record;
 * `update` changes existing records only, for an absent one the store of a mission warns.
 */
export type WriteMode = "put" | "merge" | "partial" | "update";

/** Records that are put at once. */
const batchSize = 500;

/** Writes an object, or each element of a list. Throws `data` for anything else. */
export async function save(
  store: Store,
  value: unknown,
  key: (record: unknown) => unknown = identify,
  mode: WriteMode = "put",
): Promise<void> {
  const records = recordsOf(value);
  if (mode === "put" && records.length > 1) return putBatches(store, records, key);
  for (const record of records) {
    const id = present(await key(record));
    if (mode === "put") await store.put(id, record);
    else if (mode === "update") await store.update(id, record);
    else await store.merge(id, record, mode === "partial");
  }
}

/** In batches, where no key has to be waited for: such a key may read what the records before it have changed. */
async function putBatches(
  store: Store,
  records: readonly JsonObject[],
  key: (record: unknown) => unknown,
): Promise<void> {
  let batch: { readonly id: unknown; readonly record: JsonObject }[] = [];
  const write = async (): Promise<void> => {
    const ids = batch.map((each) => each.id).values();
    const known = batch.map((each) => each.record);
    batch = [];
    if (known.length > 0) await store.putAll(known, () => ids.next().value);
  };
  for (const record of records) {
    try {
      const id = key(record);
      if (id instanceof Promise) {
        await write();
        await store.put(present(await id), record);
      } else batch.push({ id: present(id), record });
    } catch (error) {
      // The records before it are written, as they would be one by one.
      await write();
      throw error;
    }
    if (batch.length === batchSize) await write();
  }
  await write();
}

function present(id: unknown): unknown {
  if (id != null) return id;
  throw new MissionError("the key of a record is null", {
    code: "data",
    help: "give the step a `key:` that every record has",
  });
}
