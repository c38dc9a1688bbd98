// Operators, conversions and functions of values, on the edges that JavaScript would decide otherwise.
import { describe, expect, it } from "vitest";
import * as convert from "../../../runtime/convert.js";
import { isDate, moved } from "../../../runtime/dates.js";
import { MissionError } from "../../../runtime/errors.js";
import * as op from "../../../runtime/operators.js";

const hour = 3_600_000;

describe("arithmetic (language.md 10.2)", () => {
  it("joins texts when a side is a string, with null as empty", () => {
    expect(op.add("a", 1)).toBe("a1");
    expect(op.add(null, "a")).toBe("a");
    expect(op.add("5", 3)).toBe("53");
    expect(op.add(2, 3)).toBe(5);
  });

  it("counts decimal text as a number in - * / %", () => {
    expect(op.subtract("5", "3")).toBe(2);
    expect(op.multiply(" 1.5 ", 2)).toBe(3);
    expect(op.divide("1e2", 4)).toBe(25);
    expect(op.remainder(-7, "3")).toBe(-1);
    expect(op.negate("2")).toBe(-2);
  });

  it.each([
    [() => op.add(null, 1), "`+` needs numbers or text, found null and the number 1"],
    [() => op.add("a", {}), "an empty object cannot be joined to text"],
    [() => op.subtract("abc", 1), "`-` needs numbers, found text of 3 characters and the number 1"],
    [() => op.multiply("0x10", 1), "`*` needs numbers, found text of 4 characters and the number 1"],
    [() => op.divide(1, 0), "`/` by zero"],
    [() => op.divide(1, "0.0"), "`/` by zero"],
    [() => op.divide(1, null), "`/` needs numbers, found the number 1 and null"],
    [() => op.remainder(1, 0), "`%` by zero"],
    [() => op.multiply(1e308, 10), "the result of `*` is too large for a number"],
  ])("%s", (compute, message) => {
    expect(compute).toThrow(expect.objectContaining({ message, code: "data" }));
  });

  it("subtracts dates, and moves them", () => {
    expect(op.subtract("2024-03-01", "2024-02-28")).toBe(48 * hour);
    expect(op.subtract("2024-01-01T00:00:00+02:00", "2024-01-01")).toBe(-2 * hour);
    expect(op.subtract("2024-03-01", 24 * hour)).toBe("2024-02-29");
    expect(op.addDuration("2024-01-01", 90 * 60_000)).toBe("2024-01-01T01:30:00.000Z");
    expect(op.addDuration(5, 3)).toBe(8);
    expect(() => op.addDuration("soon", 3)).toThrow("`+` needs a date and a duration");
  });
});

describe("dates (language.md 5.2)", () => {
  it.each(["2024-02-29", "2024-02-29T10:00Z", "2024-02-29T10:00:00.123456+0530", "2024-12-31t23:59:60z", "0001-01-01"])(
    "%s is one",
    (text) => expect(isDate(text)).toBe(true),
  );
  it.each(["2023-02-29", "2024-13-01", "2024-1-1", "2024", "2024-01-01T25:00Z", "2024-01-01 10:00", "", 20240101])(
    "%s is none",
    (value) => expect(isDate(value)).toBe(false),
  );
  it("keeps years below 100 as they are", () => {
    expect(moved("0050-01-01", 0)).toBe("0050-01-01");
    expect(moved("9999-12-31", 24 * hour)).toBeUndefined();
  });
});

describe("order and equality (language.md 10.1, 10.3)", () => {
  it("compares two ISO dates as instants, other strings by their units", () => {
    expect(op.less("2024-01-01T12:00:00+02:00", "2024-01-01T11:00:00Z")).toBe(true);
    expect(op.lessOrEqual("2024-01-01", "2024-01-01T00:00:00Z")).toBe(true);
    expect(op.greater("b", "a")).toBe(true);
    expect(op.less("10", "9")).toBe(true);
  });

  it("is false with null on either side", () => {
    for (const compare of [op.less, op.lessOrEqual, op.greater, op.greaterOrEqual]) {
      expect([compare(null, 1), compare(1, undefined), compare(null, null)]).toEqual([false, false, false]);
    }
  });

  it("refuses other mixes", () => {
    expect(() => op.less(1, "2")).toThrow("`<` needs two numbers, two strings or two dates");
    expect(() => op.greater(true, false)).toThrow(MissionError);
  });

  it("compares JSON deeply, with missing and null as one", () => {
    expect(op.equal({ a: [1, { b: null }] }, { a: [1, {}], c: null })).toBe(true);
    expect(op.equal({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(op.equal("1", 1)).toBe(false);
    expect(op.equal([1], { 0: 1 })).toBe(false);
    expect(op.equal(undefined, null)).toBe(true);
    expect(op.equal({}, JSON.parse('{"__proto__":1}'))).toBe(false);
    expect(op.equal({ constructor: Object }, {})).toBe(false);
  });
});

describe("membership", () => {
  it("finds text in text, elements and keys, and nothing in null", () => {
    expect(op.contains("abc", "b")).toBe(true);
    expect(op.contains("a1", 1)).toBe(true);
    expect(op.contains([{ a: 1 }], { a: 1 })).toBe(true);
    expect(op.contains({ toString: null }, "toString")).toBe(false);
    expect(op.includedIn("constructor", {})).toBe(false);
    expect([op.contains(null, "a"), op.contains("a", null), op.startsWith(null, "a"), op.endsWith("a", null)]).toEqual(
      Array(4).fill(false),
    );
    expect(op.contains([null], null)).toBe(true);
    expect(op.startsWith("abc", "ab") && op.endsWith("abc", "bc")).toBe(true);
    expect(() => op.contains("a", [1])).toThrow("`contains` needs text");
    expect(() => op.contains(5, 1)).toThrow("`contains` needs text, a list or an object on its left");
  });

  it("ranges over whole numbers", () => {
    expect(op.range(1, 3)).toEqual([1, 2, 3]);
    expect(op.range("2", 1)).toEqual([]);
    expect(() => op.range(1, 2.5)).toThrow("`..` needs whole numbers");
    expect(() => op.range(0, 1e9)).toThrow("too long");
  });

  it("makes a column of what records have", () => {
    expect(op.column([{ a: 1 }, {}, { a: null }, { a: 2 }], "a")).toEqual([1, 2]);
  });
});

describe("try (language.md 10.5)", () => {
  it("takes the first that is neither an error nor null", async () => {
    const fails = (): number => op.divide(1, 0);
    expect(
      op.attempt(
        fails,
        () => null,
        () => 3,
      ),
    ).toBe(3);
    expect(op.attempt(fails)).toBeNull();
    await expect(
      op.attemptAsync(
        async () => fails(),
        async () => 4,
      ),
    ).resolves.toBe(4);
  });

  it("lets a cancelled run end", () => {
    const cancelled = new MissionError("stop", { code: "cancelled" });
    const thunk = (): never => {
      throw cancelled;
    };
    expect(() => op.attempt(thunk, () => 1)).toThrow(cancelled);
  });
});

describe("run-time checks (language.md 5.4)", () => {
  it("turns scalars into strings and decimal text into numbers", () => {
    expect(convert.asString(5, "`id` of Order")).toBe("5");
    expect(convert.asNumber("12.50", "`total`")).toBe(12.5);
    expect(convert.asInt("-3", "`n`")).toBe(-3);
    expect(convert.optionalString(undefined, "`x`")).toBeNull();
    expect(convert.optionalDate("2024-01-01", "`d`")).toBe("2024-01-01");
  });

  it.each([
    [() => convert.asString(null, "`id` of Order"), "`id` of Order must be a string, found null"],
    [() => convert.asString([], "`id`"), "`id` must be a string, found an empty list"],
    [() => convert.asNumber("12,5", "`total`"), "`total` must be a number, found text of 4 characters"],
    [() => convert.asNumber(NaN, "`total`"), "`total` must be a number, found the number NaN"],
    [() => convert.asInt(1.5, "`n`"), "`n` must be a whole number, found the number 1.5"],
    [() => convert.asInt(2 ** 53, "`n`"), "`n` must be a whole number, found the number 9007199254740992"],
    [() => convert.asBoolean("true", "`b`"), "`b` must be a boolean, found text of 4 characters"],
    [() => convert.asDate("1/2/2024", "`d`"), "`d` must be an ISO 8601 date or date-time, found text of 8 characters"],
    [() => convert.asType(convert.isInt, {}, "`o`", "an Order"), "`o` must be an Order, found an empty object"],
    [() => convert.itemsOf(null), "`for` needs a list, found null"],
    [() => convert.recordsOf([{}, 5]), "`store` needs an object or a list of objects, element 1 is the number 5"],
  ])("%s", (check, message) => {
    expect(check).toThrow(expect.objectContaining({ message, code: "data" }));
  });

  it("names the cure for null, and the lists of what is none", () => {
    const helpOf = (check: () => unknown): unknown => {
      try {
        return check();
      } catch (error) {
        return error instanceof MissionError ? error.help : error;
      }
    };
    expect(helpOf(() => convert.asString(null, "`id`"))).toContain("`?`");
    expect(helpOf(() => convert.itemsOf({ orders: [], next: "x", lines: [1] }))).toBe("loop over .orders or .lines");
  });

  it("queues what is no object as a value", () => {
    expect([convert.queued({ a: 1 }), convert.queued([1]), convert.queued(undefined)]).toEqual([
      { a: 1 },
      { value: [1] },
      { value: null },
    ]);
  });
});
