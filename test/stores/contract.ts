// What every kind of store must do (language.md 4.1, 6.19), as one suite that each kind is held against.
// Must not know any kind.
import { describe, expect, it } from "vitest";
import { collect, isItem, type Item, writesContract } from "./contract-writes.js";
import { isObject } from "../../runtime/json.js";
import type { Store } from "../../runtime/stores.js";

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

  writesContract(kind, { open, openItems, newName });
}
