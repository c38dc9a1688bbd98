// What every kind of store must do (language.md 4.1, 6.19), as one suite that each kind is held against.
// Must not know any kind.
import { describe, expect, it } from "vitest";
import { isInt } from "../../runtime/convert.js";
import { isObject } from "../../runtime/json.js";
import { isManaged, isPartial, managed, type Store } from "../../runtime/stores.js";

type Guard<T> = (record: unknown) => record is T;

/** Makes the stores of one kind. */
export interface Kind {
  /** A store over a place of that name; stores of one name are over the same place. */
  open(name: string): Store;
  open<T>(name: string, guard: Guard<T>): Store<T>;
}

/** What a kind is known not to do; each is in docs/stores.md. */
export interface Limits {
  /** PostgreSQL's text has no U+0000 and no half of a surrogate pair. */
  readonly wholeCharacters?: boolean;
  /** Bytes of a key. */
  readonly longestKey?: number;
}

interface Item {
  readonly id: string;
  readonly n?: number | null | undefined;
}

function isItem(value: unknown): value is Item {
  return isObject(value) && typeof value["id"] === "string" && (value["n"] == null || isInt(value["n"]));
}

let count = 0;

/** A name that no other case has. */
function newName(): string {
  count += 1;
  return `contract_${count}`;
}

/** Letters and digits that cannot be compressed, the same each time. */
export function noise(length: number): string {
  let state = 1;
  const next = (): string => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * 36).toString(36);
  };
  return Array.from({ length }, next).join("");
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function close(store: Store): Promise<void> {
  if (isManaged(store)) await store[managed].close();
}

export function contract(kind: string, kindOf: () => Kind, limits: Limits = {}): void {
  const open = (name = newName()): Store => kindOf().open(name);
  const openItems = (name = newName()): Store<Item> => kindOf().open(name, isItem);

  describe(`${kind}: keys`, () => {
    it("are texts, numbers and booleans, kept as their text", async () => {
      const store = open();
      await store.put("1", { a: "text" });
      await store.put(1, { a: "number" });
      await store.put(-2.5, { a: "negative" });
      await store.put(true, { a: "boolean" });
      await store.put("", { a: "empty" });
      expect(await store.size()).toBe(4);
      for (const [key, a] of [
        [1, "number"],
        ["-2.5", "negative"],
        ["true", "boolean"],
        ["", "empty"],
      ] as const)
        expect(await store.get(key)).toEqual({ a });
      expect(await store.get("absent")).toBeNull();
      expect(await store.get(null)).toBeNull();
    });

    it.each([null, undefined, [1], [], { id: 1 }, Number.NaN, Number.POSITIVE_INFINITY])(
      "are never %j when something is written",
      async (key) => {
        const store = open();
        for (const write of [store.put(key, { a: 1 }), store.merge(key, { a: 1 }), store.update(key, { a: 1 })])
          await expect(write).rejects.toMatchObject({ code: "data", message: /^a store key must be/ });
        await expect(store.delete(key)).rejects.toMatchObject({ code: "data" });
        await expect(store.putAll([{ a: 1 }], () => key)).rejects.toMatchObject({ code: "data" });
        expect(await store.size()).toBe(0);
      },
    );

    it.each([
      ...["__proto__", "constructor", "toString", "hasOwnProperty", "length"],
      ...[
        "ü ∑ 漢字 😀",
        "é",
        "é",
        " a ",
        "A",
        "a",
        "a/b?c=d&e#f",
        "a,b.c:(d)",
        '"quoted"',
        "back\\slash",
        "per%cent",
        "a+b",
        "null",
        "*",
        "%",
        "line\nbreak",
      ],
    ])("%j is one key among others, of which none reaches a prototype", async (key) => {
      const store = open();
      await store.put("before", { n: 0 });
      await store.put(key, { [key]: 1, __proto__x: 2 });
      await store.put("behind", { n: 2 });
      expect(await store.get(key)).toEqual({ [key]: 1, __proto__x: 2 });
      expect(Object.keys((await store.get(key)) ?? {})).toContain(key);
      await store.merge(key, { n: 3 });
      expect(await store.get(key)).toHaveProperty("n", 3);
      await store.delete(key);
      expect(await store.get(key)).toBeNull();
      expect(await store.all()).toEqual([{ n: 0 }, { n: 2 }]);
    });

    it("may be long", async () => {
      const store = open();
      const longest = limits.longestKey ?? 100_000;
      const letters = noise(longest);
      const keys = [letters, `${letters.slice(1)}x`, letters.slice(1)];
      await store.putAll(
        keys.map((key, n) => ({ key, n })),
        (record) => (isObject(record) ? record["key"] : null),
      );
      for (const [n, key] of keys.entries()) expect(await store.get(key)).toEqual({ key, n });
    });
  });

  describe(`${kind}: records`, () => {
    it("keep every JSON value as it is", async () => {
      const store = open();
      const record = {
        ...{ text: 'ü 😀 " \\ \n \u2028 </script> ${x}', empty: "", no: false, yes: true, nothing: null },
        ...{ numbers: [0, -1, 1.5, 0.1, 1e21, 5e-324, 9007199254740991, -9007199254740991] },
        ...{ large: "9007199254740993123", deep: { list: [[], {}, [{ a: [null] }]], "": 1, "a b": 2 } },
      };
      await store.put("a", record);
      expect(await store.get("a")).toEqual(record);
      expect(await store.all()).toEqual([record]);
      expect(await collect(store.values())).toEqual([record]);
    });

    it.skipIf(limits.wholeCharacters)("keep U+0000 and halves of surrogate pairs", async () => {
      const store = open();
      await store.put("a", { text: "a\0b\ud800" });
      expect(await store.get("a")).toEqual({ text: "a\0b\ud800" });
    });

    it.runIf(limits.wholeCharacters)("say which characters they cannot keep", async () => {
      const store = open();
      await expect(store.put("a", { text: "a\0b" })).rejects.toMatchObject({ code: "store", backendCode: "22P05" });
      expect(await store.size()).toBe(0);
    });

    it("are objects, nothing else", async () => {
      const store = open();
      for (const record of [null, 1, "text", [1], undefined]) {
        await expect(store.put("a", record)).rejects.toMatchObject({ code: "store", message: /must be an object/ });
        await expect(store.putAll([record], () => "a")).rejects.toMatchObject({ code: "store" });
      }
      expect(await store.size()).toBe(0);
    });

    it("may be large, and many at once", async () => {
      const store = open();
      const text = "x".repeat(300_000);
      await store.putAll(Array.from({ length: 12 }, (_, n) => ({ id: n, text })));
      expect(await store.size()).toBe(12);
      expect(await store.get(11)).toEqual({ id: 11, text });
    });

    it("have the key that they say, else one of their own", async () => {
      const store = open();
      await store.putAll([{ id: 5 }, { id: "x" }, { name: "no id" }, { name: "neither" }]);
      expect(await store.size()).toBe(4);
      expect([await store.get(5), await store.get("x")]).toEqual([{ id: 5 }, { id: "x" }]);
    });
  });

  describe(`${kind}: order`, () => {
    it("is that of the first insertion; a record that is replaced, or changed, keeps its place", async () => {
      const store = open();
      for (const id of ["z", "a", "10", "9", "m"]) await store.put(id, { id });
      await store.put("a", { id: "a", again: true });
      await store.merge("10", { merged: true });
      await store.update("9", { updated: true });
      await store.merge("new", { id: "new" });
      await store.putAll([{ id: "last" }, { id: "z", again: true }]);
      const ids = (records: readonly unknown[]): unknown[] => records.map((each) => isObject(each) && each["id"]);
      expect(ids(await store.all())).toEqual(["z", "a", "10", "9", "m", "new", "last"]);
      expect(ids(await collect(store.values()))).toEqual(["z", "a", "10", "9", "m", "new", "last"]);
      await store.delete("a");
      await store.put("a", { id: "a" });
      expect(ids(await store.all()).at(-1)).toBe("a");
    });

    it("holds for many records, those written at once included", async () => {
      const store = openItems();
      const items = Array.from({ length: 2_345 }, (_, n) => ({ id: `k${(n * 7919) % 2_345}`, n }));
      await store.putAll(items);
      expect(await store.size()).toBe(2_345);
      expect(await store.all()).toEqual(items);
      expect(await collect(store.values())).toEqual(items);
    });

    it("is unmoved by a key that comes twice at once: the later record counts", async () => {
      const store = openItems();
      await store.putAll([
        { id: "a", n: 1 },
        { id: "b", n: 2 },
        { id: "a", n: 3 },
      ]);
      expect(await store.all()).toEqual([
        { id: "a", n: 3 },
        { id: "b", n: 2 },
      ]);
    });
  });

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
      for await (const record of one.values()) {
        if (isObject(record) && record["x"] === 1) await two.delete("b");
        else expect.unreachable("a record that is gone was visited");
      }
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
