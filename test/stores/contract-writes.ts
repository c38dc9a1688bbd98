// The second half of the contract of stores: ways to write, loops, several at once, and what stays behind a run.
// Must not know any kind.
import { describe, expect, it } from "vitest";
import { isInt } from "../../runtime/convert.js";
import { isObject } from "../../runtime/json.js";
import { isManaged, isPartial, managed, type Store } from "../../runtime/stores.js";

export interface Item {
  readonly id: string;
  readonly n?: number | null | undefined;
}

export function isItem(value: unknown): value is Item {
  return isObject(value) && typeof value["id"] === "string" && (value["n"] == null || isInt(value["n"]));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function close(store: Store): Promise<void> {
  if (isManaged(store)) await store[managed].close();
}

/** How the contract opens stores: over a new place, unless it is named. */
export interface Opening {
  open(name?: string): Store;
  openItems(name?: string): Store<Item>;
  newName(): string;
}

export function writesContract(kind: string, { open, openItems, newName }: Opening): void {
  describe(`${kind}: ways to write (language.md 6.19)`, () => {
    it("replaces all, or sets the fields given", async () => {
      const store = open();
      await store.put("a", { x: 1, y: { p: 1, q: 2 } });
      await store.merge("a", { y: { p: 9 }, z: null });
      expect(await store.get("a")).toEqual({ x: 1, y: { p: 9 }, z: null });
      await store.put("a", { w: 1 });
      expect(await store.get("a")).toEqual({ w: 1 });
      await store.merge("b", { new: true });
      expect(await store.get("b")).toEqual({ new: true });
    });

    it("updates only what is there, and says so", async () => {
      const store = open();
      await store.put("a", { x: 1, y: 1 });
      expect(await store.update("a", { y: 2 })).toBe(true);
      expect(await store.update("b", { y: 2 })).toBe(false);
      expect(await store.all()).toEqual([{ x: 1, y: 2 }]);
    });

    it("marks records last written with `partial: true`, beside them and never in them", async () => {
      const store = open();
      const marks = async (): Promise<boolean[]> => (await collect(store.values())).map(isPartial);
      await store.merge("a", { x: 1 }, true);
      await store.put("b", { x: 1 });
      await store.put("c", { x: 1 });
      await store.update("c", { x: 2 });
      expect(await marks()).toEqual([true, false, true]);
      expect([isPartial(await store.get("a")), isPartial((await store.all())[2])]).toEqual([true, true]);
      expect(JSON.stringify(await store.all())).toBe('[{"x":1},{"x":1},{"x":2}]');
      await store.put("a", (await store.get("a")) ?? {});
      await store.merge("c", { y: 1 });
      expect(await marks()).toEqual([false, false, false]);
    });

    it("deletes and clears, also what is not there", async () => {
      const store = open();
      await store.clear();
      await store.delete("a");
      await store.putAll([{ id: "a" }, { id: "b" }, { id: "c" }]);
      await store.delete("b");
      expect(await store.all()).toEqual([{ id: "a" }, { id: "c" }]);
      await store.clear();
      expect([await store.size(), await store.all(), await store.get("a")]).toEqual([0, [], null]);
      await store.put("d", { id: "d" });
      expect(await store.all()).toEqual([{ id: "d" }]);
    });

    it("never changes a record that was handed out", async () => {
      const store = open();
      await store.put("a", { x: 1 });
      const before = await store.get("a");
      await store.merge("a", { x: 2 });
      expect(before).toEqual({ x: 1 });
    });
  });

  describe(`${kind}: of a schema`, () => {
    it("takes only records that fit, those that fields make included", async () => {
      const store = openItems();
      const unfit = { code: "store", message: /must be of the store's schema/ };
      await store.put("a", { id: "a", n: 1 });
      await expect(store.merge("b", { n: 1 })).rejects.toMatchObject(unfit);
      await expect(store.putAll([{ id: "c" }, { id: "d", n: 1.5 }])).rejects.toMatchObject(unfit);
      await expect(store.update("a", { n: 1.5 })).rejects.toMatchObject(unfit);
      expect(await store.get("a")).toEqual({ id: "a", n: 1 });
      await store.merge("a", { n: null });
      expect(await store.update("a", { n: 3 })).toBe(true);
      expect(await store.get("a")).toEqual({ id: "a", n: 3 });
    });
  });

  describe(`${kind}: a loop`, () => {
    it("visits the keys that were there at its start, each as it is in its turn, none that is gone", async () => {
      const store = openItems();
      for (const id of ["a", "b", "c", "d"]) await store.put(id, { id });
      const seen: Item[] = [];
      for await (const item of store.values()) {
        seen.push(item);
        if (item.id !== "a") continue;
        await store.delete("b");
        await store.put("c", { id: "c", n: 9 });
        await store.put("e", { id: "e" });
      }
      expect(seen).toEqual([{ id: "a" }, { id: "c", n: 9 }, { id: "d" }]);
    });

    it("that writes each record that it visits ends, and sees each once", async () => {
      const store = openItems();
      await store.putAll(Array.from({ length: 1_200 }, (_, n) => ({ id: `k${n}`, n })));
      let visited = 0;
      for await (const item of store.values()) {
        expect(item.n).toBe(visited);
        visited++;
        if (visited % 100 === 0) await store.put(item.id, { ...item, n: -1 });
        if (visited % 100 === 50) await store.put(`new${visited}`, { id: `new${visited}` });
      }
      expect([visited, await store.size()]).toEqual([1_200, 1_212]);
    });

    it("can be left early", async () => {
      const store = openItems();
      await store.putAll([{ id: "a" }, { id: "b" }]);
      for await (const item of store.values()) {
        expect(item.id).toBe("a");
        break;
      }
      await store.clear();
      expect(await collect(store.values())).toEqual([]);
    });
  });

  describe(`${kind}: many at once`, () => {
    it("loses no write, and no field of two that change one record", async () => {
      const store = open();
      const writes = Array.from({ length: 40 }, (_, n) => [
        store.put(`p${n}`, { n }),
        store.merge("shared", { [`f${n}`]: n }),
        store.putAll([{ id: `q${n}` }, { id: "twice", n }]),
      ]);
      await Promise.all(writes.flat());
      expect(await store.size()).toBe(82);
      expect(Object.keys((await store.get("shared")) ?? {})).toHaveLength(40);
    });

    it("is seen by all stores over one place", async () => {
      const name = newName();
      const [one, two] = [open(name), open(name)];
      await Promise.all([one.put("a", { x: 1 }), two.put("b", { x: 2 })]);
      expect([await one.size(), await two.size()]).toEqual([2, 2]);
      let visited = 0;
      for await (const record of one.values()) {
        visited++;
        // Which of the two was first, nothing says.
        await two.delete(isObject(record) && record["x"] === 1 ? "b" : "a");
      }
      expect([visited, await one.size()]).toEqual([1, 1]);
      await Promise.all([close(one), close(two)]);
    });
  });

  describe(`${kind}: behind its run`, () => {
    it("shows what the run left, and can be used again", async () => {
      const store = open();
      await store.put("a", { x: 1 });
      await close(store);
      expect(await store.all()).toEqual([{ x: 1 }]);
      await store.put("b", { x: 2 });
      expect(await store.size()).toBe(2);
      await close(store);
    });
  });
}
