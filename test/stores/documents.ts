// A database of documents as a program would bring one: the sample adapter of docs/stores.md, kept in memory.
// Must not know stores.
import type { PlacedRecord, StoreAdapter } from "../../runtime/store-backend.js";

/** Collections by name; each lives as long as the adapter. */
export function documentAdapter(): StoreAdapter {
  const collections = new Map<string, Map<string, PlacedRecord>>();
  return ({ name }) => {
    const documents = collections.get(name) ?? new Map<string, PlacedRecord>();
    collections.set(name, documents);
    const byPlace = (): PlacedRecord[] => [...documents.values()].sort((a, b) => a.place - b.place);
    return {
      get: async (key) => copy(documents.get(key) ?? null),
      async put(records) {
        for (const each of records)
          documents.set(each.key, copy({ ...each, place: documents.get(each.key)?.place ?? each.place }));
      },
      delete: async (key) => void documents.delete(key),
      list: async (after, limit) =>
        copy(
          byPlace()
            .filter(({ place }) => place > after)
            .slice(0, limit),
        ),
      last: async () => byPlace().at(-1)?.place ?? 0,
    };
  };
}

/** What a database would do by sending it. */
function copy<T>(value: T): T {
  return structuredClone(value);
}
