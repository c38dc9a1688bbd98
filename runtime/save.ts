// `store` of a value whose shape was not known: one record or a list of them, checked when it is written (language.md 6.19).
// Must not know how a store keeps records.
import { recordsOf } from "./convert.js";
import { MissionError } from "./errors.js";
import { identify, type Store } from "./stores.js";

/**
 * `put` inserts or replaces; `merge` inserts or sets the given fields; `partial` does the same and marks the record;
 * `update` changes existing records only, for an absent one the store of a mission warns.
 */
export type WriteMode = "put" | "merge" | "partial" | "update";

/** Writes an object, or each element of a list. Throws `data` for anything else. */
export async function save(
  store: Store,
  value: unknown,
  key: (record: unknown) => unknown = identify,
  mode: WriteMode = "put",
): Promise<void> {
  for (const record of recordsOf(value)) {
    const id = await key(record);
    if (id == null)
      throw new MissionError("the key of a record is null", {
        code: "data",
        help: "give the step a `key:` that every record has",
      });
    if (mode === "put") await store.put(id, record);
    else if (mode === "update") await store.update(id, record);
    else await store.merge(id, record, mode === "partial");
  }
}
