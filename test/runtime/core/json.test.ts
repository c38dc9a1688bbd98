// Reading through JSON of unknown shape: absent parts are null, and JavaScript's own properties are not seen.
import { describe as group, expect, it } from "vitest";
import {
  asJson,
  describe,
  element,
  field,
  has,
  isArrayOf,
  isObject,
  keyOf,
  own,
  spread,
} from "../../../runtime/json.js";

const hostile: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":"c","toString":null}');

group("reading through unknown shapes (language.md 1.6, 5.4, 10.5)", () => {
  it("gives null where a part is absent", () => {
    expect(field({ a: { b: [10, 20] } }, "a", "b", 1)).toBe(20);
    expect(field({ a: 1 }, "a", "b", "c")).toBeNull();
    expect(field(undefined, "a")).toBeNull();
    expect(field(7, "toFixed")).toBeNull();
  });

  it("counts list elements and characters from the end, and knows no fractional ones", () => {
    expect(field([1, 2, 3], -1)).toBe(3);
    expect(field([1, 2, 3], -4)).toBeNull();
    expect(field([1, 2, 3], 3)).toBeNull();
    expect(field([1, 2, 3], 0.5)).toBeNull();
    expect(field("abc", -1)).toBe("c");
  });

  it("has `length` on lists and texts, and no other field on a list", () => {
    expect(field([1, 2], "length")).toBe(2);
    expect(field("abc", "length")).toBe(3);
    expect(field({ length: "long" }, "length")).toBe("long");
    expect(field([{ id: 1 }], "id")).toBeNull();
    expect(field([1], "map")).toBeNull();
  });

  it("sees own properties only, whatever they are called", () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) expect(field({}, name)).toBeNull();
    expect(field(hostile, "__proto__", "a")).toBe(1);
    expect(field(hostile, "constructor")).toBe("c");
    expect(has(hostile, "__proto__")).toBe(true);
    expect(has(hostile, "toString")).toBe(false);
    const record: { readonly id: number; readonly toString: () => string } = { id: 1 };
    expect(own(record, "toString")).toBeNull();
    const absent: typeof record | null = null;
    expect(own<typeof record, "id">(absent, "id")).toBeNull();
    expect(own({ id: 1 }, "id")).toBe(1);
    const flags: Readonly<Record<string, number>> = { true: 1 };
    expect([own(flags, true), own(flags, false), own(flags, null)]).toEqual([1, null, null]);
  });

  it("reads by a dynamic index", () => {
    expect(element(["a"], 0)).toBe("a");
    expect(element({ a: 1 }, "a")).toBe(1);
    expect(element({ true: 1 }, true)).toBe(1);
    expect(element([1, 2], true)).toBeNull();
    expect(element({ null: 1 }, null)).toBeNull();
    expect(element({ a: 1 }, ["a"])).toBeNull();
  });

  it("types anything as JSON without copying it", () => {
    const list = [1];
    expect(asJson(list)).toBe(list);
    expect([undefined, () => 1, Symbol("s"), 1n].map(asJson)).toEqual([null, null, null, null]);
    expect(isObject([])).toBe(false);
    expect(isObject(null)).toBe(false);
    expect(isArrayOf([{}, []], isObject)).toBe(false);
  });
});

group("store keys and spreads", () => {
  it("keeps a scalar as its text", () => {
    expect([keyOf("a"), keyOf(1.5), keyOf(-0), keyOf(false), keyOf("")]).toEqual(["a", "1.5", "0", "false", ""]);
  });

  it.each([[null], [undefined], [[1]], [{}], [NaN]])("refuses %j as a key", (value) => {
    expect(() => keyOf(value)).toThrow(/a store key must be a string, a number or a boolean, found/);
  });

  it("spreads null as nothing, and `__proto__` as a property", () => {
    expect(spread(null)).toEqual({});
    expect(Object.getPrototypeOf({ ...spread(hostile) })).toBe(Object.prototype);
    expect(() => spread([1])).toThrow("`...` needs an object, found a list of 1 element");
  });
});

group("words for what was found", () => {
  it.each([
    ["hunter2", "text of 7 characters"],
    ["", "empty text"],
    [null, "null"],
    [12, "the number 12"],
    [[], "an empty list"],
    [{ id: 1, total: 2 }, "an object with `id`, `total`"],
    [{}, "an empty object"],
    [
      Object.fromEntries("abcdefghij".split("").map((name) => [name, 1])),
      "an object with `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` and 2 more",
    ],
  ])("%j", (value, words) => {
    expect(describe(value)).toBe(words);
  });
});
