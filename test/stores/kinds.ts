// Kinds of stores for the contract: in memory, on disk, and over any adapter.
// Must not know what stores must do.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore } from "../../runtime/file-store.js";
import { adapterStore } from "../../runtime/store-adapter.js";
import type { StoreAdapter } from "../../runtime/store-backend.js";
import { isManaged, managed, memoryStore, type Store } from "../../runtime/stores.js";
import type { Kind } from "./contract.js";

type Guard<T> = (record: unknown) => record is T;

/** In memory, one name is one store as long as the mission lives. */
export function memories(): Kind {
  const known = new Map<string, Store>();
  function open(name: string): Store;
  function open<T>(name: string, guard: Guard<T>): Store<T>;
  function open<T>(name: string, guard?: Guard<T>): Store | Store<T> {
    if (guard !== undefined) return memoryStore(name, guard);
    const store = known.get(name) ?? memoryStore(name);
    known.set(name, store);
    return store;
  }
  return { open };
}

/** On disk, in a folder of their own. */
export function files(): Kind {
  const folder = mkdtempSync(join(tmpdir(), "reqon-stores-"));
  function attached<S>(store: Store<S>): Store<S> {
    if (isManaged(store)) store[managed].attach(folder);
    return store;
  }
  function open(name: string): Store;
  function open<T>(name: string, guard: Guard<T>): Store<T>;
  function open<T>(name: string, guard?: Guard<T>): Store | Store<T> {
    return guard === undefined ? attached(fileStore(name)) : attached(fileStore(name, guard));
  }
  return { open };
}

/** The stores that `adapter` makes. */
export function adapted(kind: string, adapter: StoreAdapter): Kind {
  function open(name: string): Store;
  function open<T>(name: string, guard: Guard<T>): Store<T>;
  function open<T>(name: string, guard?: Guard<T>): Store | Store<T> {
    const declaration = { kind, name };
    return guard === undefined
      ? adapterStore(name, adapter, declaration)
      : adapterStore(name, adapter, declaration, guard);
  }
  return { open };
}
