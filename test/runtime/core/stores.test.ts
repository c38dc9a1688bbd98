// A store in memory: keys, order, merging, and the checks of records.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileStore } from "../../../runtime/file-store.js";
import { isObject } from "../../../runtime/json.js";
import { identify, isManaged, isPartial, managed, memoryStore, type Store } from "../../../runtime/stores.js";

interface Item {
  readonly id: string;
  readonly n?: number | null;
}

function isItem(value: unknown): value is Item {
  return isObject(value) && typeof value["id"] === "string" && (value["n"] == null || typeof value["n"] === "number");
}

function onDisk<T>(store: Store<T>): Store<T> {
  if (isManaged(store)) store[managed].attach(mkdtempSync(join(tmpdir(), "reqon-store-")));
  return store;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe.each([
  { kind: "memory", open: (): Store<Item> => memoryStore("items", isItem), untyped: (): Store => memoryStore("any") },
  {
    kind: "file",
    open: (): Store<Item> => onDisk(fileStore("items", isItem)),
    untyped: (): Store => onDisk(fileStore("any")),
  },
])("a $kind store (language.md 4.1, 6.19)", ({ open, untyped }) => {
  it("keeps records by the text of their key, in the order of insertion", async () => {
    const store = open();
    await store.put(2, { id: "b" });
    await store.put("1", { id: "a" });
    await store.put("2", { id: "b2" });
    await store.put(true, { id: "t" });
    expect(await store.all()).toEqual([{ id: "b2" }, { id: "a" }, { id: "t" }]);
    expect([await store.get("2"), await store.get(1), await store.get("x"), await store.get(null)]).toEqual([
      { id: "b2" },
      { id: "a" },
      null,
      null,
    ]);
    expect(await store.size()).toBe(3);
    await store.delete(2);
    await store.delete("absent");
    expect(await store.size()).toBe(2);
    await store.clear();
    expect(await collect(store.values())).toEqual([]);
  });

  it.each([[null], [[1]], [{}]])("rejects %j as a key", async (key) => {
    const store = open();
    await expect(store.put(key, { id: "a" })).rejects.toThrow("a store key must be");
    await expect(store.delete(key)).rejects.toThrow("a store key must be");
    await expect(store.merge(key, {})).rejects.toThrow("a store key must be");
  });

  it("takes names of the language of JavaScript as keys and fields", async () => {
    const store = untyped();
    const record: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}');
    await store.put("__proto__", record);
    await store.merge("__proto__", { toString: 3 });
    expect(JSON.stringify(await store.all())).toBe('[{"__proto__":{"polluted":1},"constructor":2,"toString":3}]');
    expect(await store.get("constructor")).toBeNull();
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("puts many, by their id or a given key", async () => {
    const store = open();
    await store.putAll([{ id: "a" }, { id: "b" }]);
    await store.putAll([{ id: "c", n: 7 }], (item) => item.n);
    expect(await store.get("7")).toEqual({ id: "c", n: 7 });
    const loose = untyped();
    await loose.putAll([{ name: "x" }, { name: "y" }, { id: null }]);
    expect(await loose.size()).toBe(3);
  });

  it("merges fields without changing what was handed out, and marks what was written in part", async () => {
    const store = open();
    await store.put("a", { id: "a", n: 1 });
    const before = await store.get("a");
    await store.merge("a", { n: 2 });
    const merged = await store.get("a");
    expect([before, merged]).toEqual([
      { id: "a", n: 1 },
      { id: "a", n: 2 },
    ]);
    expect([isPartial(before), isPartial(merged)]).toEqual([false, false]);
    await store.merge("b", { id: "b" }, true);
    expect(await store.update("a", { n: 3 })).toBe(true);
    expect(await store.update("absent", { n: 3 })).toBe(false);
    expect((await store.all()).map(isPartial)).toEqual([true, true]);
    expect(await store.all()).toEqual([{ id: "a", n: 3 }, { id: "b" }]);
  });

  it("forgets the mark when a record is replaced, and in another store", async () => {
    const store = open();
    const other = open();
    await store.merge("a", { id: "a" }, true);
    const record = await store.get("a");
    if (record === null) throw new Error("the record is missing");
    await other.put("a", record);
    expect([isPartial(await store.get("a")), isPartial(await other.get("a"))]).toEqual([true, false]);
    await store.put("a", record);
    expect(isPartial(await store.get("a"))).toBe(false);
  });

  it("checks its records, those that fields make included", async () => {
    const store = open();
    await expect(store.merge("a", { n: 1 })).rejects.toThrow(
      'record "a" of store `items` must be of the store\'s schema, found an object with `n`',
    );
    expect(await store.size()).toBe(0);
    await expect(untyped().put("a", [1])).rejects.toThrow("must be an object, found a list of 1 element");
  });

  it("loops over the keys present at the start, each as it is in its turn", async () => {
    const store = open();
    for (const id of ["a", "b", "c"]) await store.put(id, { id });
    const seen: Item[] = [];
    for await (const item of store.values()) {
      seen.push(item);
      if (item.id !== "a") continue;
      await store.delete("b");
      await store.put("c", { id: "c", n: 9 });
      await store.put("d", { id: "d" });
    }
    expect(seen).toEqual([{ id: "a" }, { id: "c", n: 9 }]);
  });
});

describe("keys without `key:`", () => {
  it("takes the record's own id, else one that is new", () => {
    expect([identify({ id: 7 }), identify({ id: "x" })]).toEqual(["7", "x"]);
    expect(identify({ name: "a" })).not.toBe(identify({ name: "a" }));
    expect(() => identify({ id: [1] })).toThrow("a store key must be");
  });
});
