// The functions of the language that take no element argument, and what generated calls of them are given.
// Must not know how expressions are generated.
import * as t from "./types.js";
import type { Type } from "./types.js";

/** A type, or constants one of which it is. */
export type Slot = Type | readonly (string | number)[];

export interface CallShape {
  readonly name: string;
  readonly takes: readonly Slot[];
  /** How many of them may be left out. */
  readonly optional: number;
  readonly gives: Type;
  /** Given null as its first argument it gives no null. */
  readonly ofNull: boolean;
}

const small: Slot = [0, 1, 2, 5];
const formats: Slot = ["YYYY-MM-DD", "D MMMM YYYY, HH:mm", "DD.MM.YYYY", "HH:mm:ss.SSS", "MMM D"];
const scalars = t.union(t.string, t.number, t.boolean);
const anyList = t.list(t.string);

function call(name: string, takes: readonly Slot[], gives: Type, optional = 0, ofNull = false): CallShape {
  return { name, takes, gives, optional, ofNull };
}

export const calls: readonly CallShape[] = [
  ...["lowercase", "uppercase", "capitalize", "trim", "trimStart", "trimEnd", "slugify"].map((name) =>
    call(name, [t.string], t.string),
  ),
  call("length", [t.string], t.int, 0, true),
  call("length", [anyList], t.int, 0, true),
  call("substring", [t.string, small, [1, 3, -1]], t.string, 1),
  call("split", [t.string, [",", " ", "", "a"]], t.list(t.string)),
  call("join", [t.list(t.union(t.string, t.number)), [", ", "", "-"]], t.string, 1),
  call("join", [t.list(t.nullable(t.string))], t.string),
  call("replace", [t.string, t.string, t.string], t.string),
  call("concat", [scalars, t.nullable(scalars), t.string], t.string, 1),
  call("concat", [t.nullable(t.string), t.string], t.string),
  call("padStart", [t.union(t.string, t.int), [0, 3, 8], ["0", "ab", ""]], t.string, 1),
  call("padEnd", [t.union(t.string, t.int), [0, 3, 8], ["0", "ab"]], t.string, 1),
  call("matches", [t.string, ["^[0-9]+$", "a", "\\p{L}", "^.$"]], t.boolean),
  ...["startsWith", "endsWith", "contains", "includes"].map((name) =>
    call(name, [t.string, t.string], t.boolean, 0, true),
  ),
  call("isEmpty", [t.string], t.boolean, 0, true),
  call("isEmpty", [anyList], t.boolean, 0, true),
  ...["first", "last"].map((name) => call(name, [t.string], t.nullable(t.string))),
  call("range", [t.int, small], t.list(t.int)),

  call("round", [t.number, [0, 1, 2, -1]], t.number, 1),
  ...["floor", "ceil"].map((name) => call(name, [t.number], t.int)),
  call("abs", [t.number], t.number),
  call("pow", [t.number, [0, 2, -1, 0.5]], t.number),
  call("sqrt", [t.number], t.number),
  ...["min", "max"].flatMap((name) => [
    call(name, [t.number, t.number, t.nullable(t.number)], t.nullable(t.number), 1),
    call(name, [t.nullable(t.date), t.date], t.nullable(t.date)),
  ]),
  call("toNumber", [["12", " -3.5 ", "1e3", "x"]], t.number),
  call("toNumber", [t.union(t.string, t.number)], t.number),
  call("parseDecimal", [["1,234.50", "12", "-1,000", ".5"]], t.number),
  call("parseDecimal", [t.union(t.string, t.number)], t.number),

  call("toString", [scalars], t.string),
  call("toBoolean", [["Yes", "0", "no ", "TRUE", "maybe"]], t.boolean),
  call("toBoolean", [scalars], t.boolean),
  call("toArray", [t.string], t.list(t.string)),
  call("toArray", [t.list(t.number)], t.list(t.number)),
  ...[t.string, t.number, t.list(t.date), t.boolean].map((each) => call("toJson", [each], t.string)),
  ...["base64", "hash", "raw"].map((name) => call(name, [scalars], t.string)),
  call("env", [["NO_SUCH_NAME"], ["none", ""]], t.string),

  call("parseDate", [["2024-03-01", "2024-02-29T12:30:00+02:00", "20240301", "yesterday"]], t.date),
  call("parseDate", [t.date], t.date),
  call("formatDate", [t.date, formats], t.string),
  ...["year", "month", "day", "hour", "minute", "second", "dayOfWeek", "toUnix"].map((name) =>
    call(name, [t.date], t.int),
  ),
  ...["addDays", "addHours", "addMinutes", "subtractDays"].map((name) => call(name, [t.date, t.number], t.date)),
  ...["addMonths", "addYears"].map((name) => call(name, [t.date, t.int], t.date)),
  ...["diffDays", "diffHours"].map((name) => call(name, [t.date, t.date], t.int)),
  ...["isBefore", "isAfter"].map((name) => call(name, [t.date, t.nullable(t.date)], t.boolean)),
  call("fromUnix", [t.number], t.date),
  ...["days", "hours", "minutes"].map((name) => call(name, [t.number], t.number)),
];

/** Another text at each run, always as long. */
export const changing: ReadonlyMap<string, number> = new Map([
  ["now", 24],
  ["today", 10],
  ["uuid", 36],
  ["generateId", 20],
]);
