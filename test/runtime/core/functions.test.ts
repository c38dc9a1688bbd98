// The functions of the language on the edges that JavaScript would decide otherwise (language.md 10.6), and the same
// dates in every zone.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as calendar from "../../../runtime/calendar.js";
import { systemClock } from "../../../runtime/clock.js";
import * as conversions from "../../../runtime/conversions.js";
import { sha256, toBase64 } from "../../../runtime/digest.js";
import { newId, newUuid } from "../../../runtime/ids.js";
import * as numbers from "../../../runtime/numbers.js";
import * as objects from "../../../runtime/objects.js";
import type { Clock } from "../../../runtime/scope.js";
import * as sequences from "../../../runtime/sequences.js";
import * as text from "../../../runtime/text.js";
import { built } from "../../cli/support.js";

describe("text", () => {
  it("counts UTF-16 units, as ECMAScript does", () => {
    expect(sequences.length("a😀")).toBe(3);
    expect(text.substring("a😀b", 1, 3)).toBe("😀");
    expect(text.padStart("😀", 3)).toBe(" 😀");
  });

  it("capitalizes the first character, however long it is", () => {
    expect(["", "ß", "𐐨b", "éa"].map((each) => text.capitalize(each))).toEqual(["", "SS", "𐐀b", "Éa"]);
  });

  it("replaces plain text by plain text", () => {
    expect(text.replaceText("a.b.c", ".", "$&$1$$")).toBe("a$&$1$$b$&$1$$c");
  });

  it("joins scalars and says which element is none", () => {
    expect(text.joinTexts(["a", 1, null, false], "")).toBe("a1false");
    expect(() => text.joinTexts(["a", ["b"]])).toThrow("element 1 of the list of `join` is no text, number or boolean");
  });

  it.each([
    ["Crème Brûlée", "creme-brulee"],
    ["  a__b  ", "a-b"],
    ["ﬁne ½", "fine-1-2"],
    ["İstanbul", "istanbul"],
    ["Привет, Мир!", "привет-мир"],
    ["한국어", "한국어"],
    ["!?", ""],
  ])("makes a slug of %s", (value, slug) => expect(text.slugify(value)).toBe(slug));
});

describe("lists and objects", () => {
  it("joins lists or scalars, never both", () => {
    expect(sequences.concat("a", 1, true, null)).toBe("a1true");
    expect(sequences.concat([1], null, ["b"])).toEqual([1, "b"]);
    expect(() => sequences.concat([1], "a")).toThrow("must be lists only or text only, found text of 1 character");
    expect(() => sequences.concat("a", {})).toThrow("must be text or lists, found an empty object");
  });

  it("compares elements as JSON", () => {
    expect(sequences.includes([[1]], [1])).toBe(true);
    expect([sequences.first([1, 2]), sequences.last("ab"), sequences.first([])]).toEqual([1, "b", null]);
  });

  it("reads own members only", () => {
    const value: unknown = JSON.parse('{"__proto__":1,"b":2}');
    expect(objects.keys(value)).toEqual(["__proto__", "b"]);
    expect(objects.hasKey(value, "toString")).toBe(false);
    expect(Object.getPrototypeOf(objects.mergeObjects({}, value))).toBe(Object.prototype);
    expect(sequences.valueAt({}, "constructor.name", "none")).toBe("none");
  });

  it("does not overflow the stack on long lists", () => {
    const long = Array.from({ length: 300_000 }, (_, index) => index);
    expect(sequences.concat(long, long)).toHaveLength(600_000);
    expect(sequences.chunksOf(long, 1000)).toHaveLength(300);
    expect(sequences.reversed(long)[0]).toBe(299_999);
  });
});

describe("numbers", () => {
  it.each([
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [1.45, 1, 1.5],
    [8.575, 2, 8.58],
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [-0.4, 0, 0],
    [1234.5, -2, 1200],
    [1e21, 2, 1e21],
    [1.7976931348623157e308, 2, 1.7976931348623157e308],
    [5e-324, 324, 5e-324],
    [9007199254740993, 0, 9007199254740992],
  ])("rounds %d to %d digits as %d", (number, digits, rounded) => {
    expect(numbers.roundTo(number, digits)).toBe(rounded);
  });

  it("reads grouped decimals, and nothing that could mean two things", () => {
    expect(["1,234,567.5", "-12.5", ".5", "1e3"].map((each) => numbers.parseDecimal(each))).toEqual([
      1234567.5, -12.5, 0.5, 1000,
    ]);
    for (const each of ["1,5", "1,2345", "1.234,5", "€5", ""])
      expect(() => numbers.parseDecimal(each)).toThrow("`text` of `parseDecimal` must be decimal text");
  });
});

describe("conversions", () => {
  it("keeps large whole numbers of JSON, and never quotes what is none", () => {
    expect(conversions.parseJson('{"id":9007199254740993}')).toEqual({ id: "9007199254740993" });
    expect(() => conversions.parseJson('{"token": s3cret}')).toThrow(
      expect.objectContaining({ message: "`text` of `parseJson` must be JSON, found text that is none", code: "data" }),
    );
  });

  it("makes a list of anything but a list", () => {
    expect([conversions.toArray([1]), conversions.toArray({ a: 1 }), conversions.toArray(null)]).toEqual([
      [1],
      [{ a: 1 }],
      null,
    ]);
  });
});

describe("hash and base64", () => {
  const texts = ["", "abc", "naïve 😀", ...[55, 56, 63, 64, 65, 119, 120, 1000].map((length) => "é".repeat(length))];
  it.each(texts)("are those of Node for %s", (value) => {
    expect(sha256(value)).toBe(createHash("sha256").update(value).digest("hex"));
    expect(toBase64(value)).toBe(Buffer.from(value).toString("base64"));
  });
});

describe("ids", () => {
  const clock = (now: number, random: number): Clock => ({
    now: () => now,
    random: () => random,
    sleep: async () => undefined,
  });

  it("are UUIDs of version 4", () => {
    expect(newUuid(clock(0, 0))).toBe("00000000-0000-4000-8000-000000000000");
    expect(newUuid(clock(0, 1 - 2 ** -53))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect(newUuid(systemClock)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("sort by time", () => {
    const made = [0, 1, 35, 36, 1_700_000_000_000, 8_640_000_000_000_000].map((now) => newId(clock(now, 0.5)));
    expect(made.slice(0, 5).toSorted()).toEqual(made.slice(0, 5));
    expect(made.slice(0, 5).map((id) => id.length)).toEqual([20, 20, 20, 20, 20]);
  });

  it("do not come twice", () => {
    const made = Array.from({ length: 1000 }, () => newUuid(systemClock));
    expect(new Set(made).size).toBe(1000);
  });
});

describe("dates", () => {
  it.each([
    ["2024-01-31", 1, "2024-02-29"],
    ["2023-01-31", 1, "2023-02-28"],
    ["2024-03-31", -1, "2024-02-29"],
    ["2024-01-31T23:59:59.999Z", 1, "2024-02-29T23:59:59.999Z"],
    ["2024-12-31", 2, "2025-02-28"],
    ["2024-05-31", -12, "2023-05-31"],
    ["0001-01-31", -1, "0000-12-31"],
  ])("%s and %d months are %s", (date, months, later) => {
    expect(calendar.addMonths(date, months)).toBe(later);
  });

  it.each([
    ["2024-02-29", "2024-02-29"],
    ["20240229", "2024-02-29"],
    ["2024-02-29T10:30Z", "2024-02-29T10:30:00.000Z"],
    ["20240229T103000+0130", "2024-02-29T09:00:00.000Z"],
    ["2024-02-29 10:30:00.25 +02", "2024-02-29T08:30:00.250Z"],
    ["  2024-02-29T10\n", "2024-02-29T10:00:00.000Z"],
  ])("parseDate reads %s", (written, date) => expect(calendar.parseDate(written)).toBe(date));

  it.each(["2023-02-29", "2024-0229", "202402-29", "29.02.2024", "2024-02-29Z", "2024-02-29T25:00", "2024", ""])(
    "parseDate refuses %s",
    (written) => expect(() => calendar.parseDate(written)).toThrow("must be an ISO 8601 date or date-time"),
  );

  it("count whole days and hours, with the sign of a subtraction", () => {
    expect(calendar.diffDays("2024-03-01", "2024-02-28T12:00:00Z")).toBe(1);
    expect(calendar.diffDays("2024-02-28T12:00:00Z", "2024-03-01")).toBe(-1);
    expect(Object.is(calendar.diffHours("2024-03-01", "2024-03-01T00:30:00Z"), 0)).toBe(true);
  });

  it("say that milliseconds are no seconds", () => {
    expect(() => calendar.fromUnix(1_709_251_200_000)).toThrow("seconds of the years 0 to 9999, not milliseconds");
  });

  const zones = ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kiritimati", "Europe/Berlin"];
  it.each(zones)("are the same in %s", (zone) => {
    const script = `
      const calendar = await import(${JSON.stringify(built("runtime/calendar.js"))});
      const dates = ["2024-03-10T07:30:00Z", "2024-03-31", "2024-10-27T02:30:00+02:00", "1900-01-01", "2011-12-30"];
      const each = (date) => [
        calendar.yearOf(date), calendar.monthOf(date), calendar.dayOf(date), calendar.hourOf(date), calendar.minuteOf(date),
        calendar.dayOfWeek(date), calendar.addDays(date, 1), calendar.addMonths(date, 1), calendar.addYears(date, -1),
        calendar.formatDate(date, "YYYY-MM-DD HH:mm D MMM MMMM"), calendar.parseDate(date), calendar.toUnix(date),
        calendar.diffDays(date, "2024-03-11"),
      ];
      console.log(new Date(0).getTimezoneOffset() + "\\n" + JSON.stringify(dates.map(each)));`;
    const [offset, shown] = inZone(zone, script).split("\n");
    if (zone !== "UTC") expect(offset).not.toBe("0");
    expect(shown).toContain("2024-10-27 00:30 27 Oct October");
    expect(shown).toBe(inZone("UTC", script).split("\n")[1]);
  });
});

/** What a script prints in a process whose zone is `zone`. */
function inZone(zone: string, script: string): string {
  const env = { PATH: process.env["PATH"], TZ: zone };
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" });
}

describe("null", () => {
  it("as the first argument gives null, but where the language says otherwise", () => {
    expect([sequences.length(null), sequences.isEmpty(undefined), sequences.includes(null, 1)]).toEqual([
      0,
      true,
      false,
    ]);
    const others = [
      ...Object.values(text),
      ...Object.values(objects),
      ...Object.values(numbers),
      ...Object.values(conversions),
      ...[sequences.first, sequences.last, sequences.chunksOf, sequences.sliceOf, sequences.reversed],
      ...[sequences.rangeOf, sequences.valueAt, sha256, toBase64],
      ...Object.entries(calendar).flatMap(([name, each]) => (name === "durationOf" ? [] : [each])),
    ];
    expect(others.length).toBeGreaterThan(60);
    for (const call of others) {
      // Each has parameters of its own; only the first counts here.
      expect([Reflect.apply(call, undefined, [null]), Reflect.apply(call, undefined, [undefined])]).toEqual([
        null,
        null,
      ]);
    }
    expect(calendar.durationOf("days", null)).toBe(null);
  });
});
