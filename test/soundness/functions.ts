// What each function of the language gives (language.md 10.6), for the reference.
// Must not use the compiler or its runtime.
import { createHash } from "node:crypto";
import { dateArgument, dayLength, formatted, moved, movedByMonths } from "./dates.js";
import { changing } from "./calls.js";
import type { Argument } from "./expression.js";
import { Fault } from "./fault.js";
import { isList, isRecord, order, read, same, text } from "./json.js";
import { elementFunctions } from "./element-functions.js";
import type { Json, JsonObject } from "./types.js";

type Function = (...args: readonly Json[]) => Json;

/** What null as first argument gives where that is not null. */
const ofNull: ReadonlyMap<string, Json> = new Map<string, Json>([
  ...["length", "count", "sum"].map((name) => [name, 0] as const),
  ...["contains", "startsWith", "endsWith", "includes", "exists"].map((name) => [name, false] as const),
  ["isEmpty", true],
]);

/** They look at null themselves. */
const takeNull = ["concat", "min", "max"];

export function callFunction(name: string, args: readonly Argument[]): Json {
  const [first] = args;
  if (first === null && !takeNull.includes(name)) return ofNull.get(name) ?? null;
  const ofElements = elementFunctions.get(name);
  const values = args.filter((each): each is Json => typeof each !== "function");
  // `min(a, b)` and `max` are of values.
  const isOfValues = takeNull.includes(name) && args.length === values.length && !isList(first ?? null);
  if (ofElements && !isOfValues)
    return ofElements(
      values,
      args.find((each) => typeof each === "function"),
    );
  const called = functions.get(name);
  if (!called) throw new Error(`the reference has no function ${name}`);
  return called(...values);
}

export const functions: ReadonlyMap<string, Function> = new Map<string, Function>([
  // Text.
  ["length", (value) => (isList(value ?? null) || typeof value === "string" ? read(value, "length") : fault())],
  ["lowercase", (value) => word(value).toLowerCase()],
  ["uppercase", (value) => word(value).toUpperCase()],
  ["capitalize", (value) => word(value).replace(/^./u, (letter) => letter.toUpperCase())],
  ["substring", (value, start, end) => word(value).slice(whole(start), end == null ? undefined : whole(end))],
  ["split", (value, separator) => word(value).split(word(separator))],
  ["join", (list, separator = ",") => items(list).map(text).join(word(separator))],
  ["trim", (value) => word(value).trim()],
  ["trimStart", (value) => word(value).trimStart()],
  ["trimEnd", (value) => word(value).trimEnd()],
  ["replace", (value, search, replacement) => word(value).replaceAll(word(search), () => word(replacement))],
  ["concat", (...parts) => (parts.some(isList) ? parts.flatMap((each) => each ?? []) : parts.map(text).join(""))],
  ["slugify", (value) => slug(word(value))],
  ["padStart", (value, length, fill = " ") => word(value).padStart(whole(length), word(fill))],
  ["padEnd", (value, length, fill = " ") => word(value).padEnd(whole(length), word(fill))],
  ["matches", (value, pattern) => new RegExp(word(pattern), "u").test(word(value))],
  ["startsWith", (value, start) => start != null && word(value).startsWith(word(start))],
  ["endsWith", (value, end) => end != null && word(value).endsWith(word(end))],

  // Lists and text.
  ["first", (value) => (typeof value === "string" ? (value[0] ?? null) : (items(value)[0] ?? null))],
  ["last", (value) => (typeof value === "string" ? (value.at(-1) ?? null) : (items(value).at(-1) ?? null))],
  ["includes", contained],
  ["contains", contained],
  ["isEmpty", (value) => (isRecord(value ?? null) ? Object.keys(value ?? {}).length : read(value, "length")) === 0],
  ["chunks", (list, size) => chunked(items(list), whole(size))],
  ["slice", (list, start, end) => items(list).slice(whole(start), end == null ? undefined : whole(end))],
  ["reverse", (list) => items(list).toReversed()],
  ["range", (first, last) => numbersFrom(whole(first), whole(last))],
  ["get", (value, path, otherwise = null) => reached(value, path) ?? otherwise],

  // Objects.
  ["keys", (object) => Object.keys(fields(object))],
  ["values", (object) => Object.values(fields(object))],
  ["entries", (object) => Object.entries(fields(object)).map(([key, value]) => ({ key, value }))],
  ["hasKey", (object, key) => read(fields(object), word(key)) !== null],
  ["pick", (object, ...names) => chosen(fields(object), names.flat().map(word), true)],
  ["omit", (object, ...names) => chosen(fields(object), names.flat().map(word), false)],
  ["merge", (...objects) => Object.assign({}, ...objects)],

  // Numbers.
  ["round", (value, digits = 0) => rounded(number(value), whole(digits))],
  ["floor", (value) => Math.floor(number(value))],
  ["ceil", (value) => Math.ceil(number(value))],
  ["abs", (value) => Math.abs(number(value))],
  ["pow", (base, exponent) => finite(number(base) ** number(exponent))],
  ["sqrt", (value) => finite(Math.sqrt(number(value)))],
  ["min", (...values) => extreme(values, -1)],
  ["max", (...values) => extreme(values, 1)],
  ["toNumber", (value) => number(value)],
  ["parseDecimal", (value) => number(typeof value === "string" ? value.replace(/(?<=\d),(?=\d{3})/g, "") : value)],

  // Conversions and others.
  ["toString", (value) => text(scalar(value))],
  ["toBoolean", (value) => truth(scalar(value))],
  ["toArray", (value) => (isList(value ?? null) ? (value ?? null) : [value ?? null])],
  ["toJson", (value) => JSON.stringify(value)],
  ["parseJson", (value) => parsed(word(value))],
  ["exists", () => true],
  ["base64", (value) => Buffer.from(word(value)).toString("base64")],
  ["hash", (value) => createHash("sha256").update(word(value)).digest("hex")],
  ["raw", (value) => word(value)],
  ["env", (_, otherwise = null) => otherwise],
  ...[...changing].map(([name, length]) => [name, () => "?".repeat(length)] as const),

  // Dates.
  ["parseDate", (value) => parsedDate(word(value))],
  ["formatDate", (date, format) => formatted(date ?? null, word(format))],
  ["year", (date) => new Date(dateArgument(date)).getUTCFullYear()],
  ["month", (date) => new Date(dateArgument(date)).getUTCMonth() + 1],
  ["day", (date) => new Date(dateArgument(date)).getUTCDate()],
  ["hour", (date) => new Date(dateArgument(date)).getUTCHours()],
  ["minute", (date) => new Date(dateArgument(date)).getUTCMinutes()],
  ["second", (date) => new Date(dateArgument(date)).getUTCSeconds()],
  ["dayOfWeek", (date) => new Date(dateArgument(date)).getUTCDay()],
  ["addDays", (date, count) => moved(date ?? null, number(count) * dayLength)],
  ["addHours", (date, count) => moved(date ?? null, (number(count) * dayLength) / 24)],
  ["addMinutes", (date, count) => moved(date ?? null, number(count) * 60_000)],
  ["addMonths", (date, count) => movedByMonths(date ?? null, whole(count))],
  ["addYears", (date, count) => movedByMonths(date ?? null, whole(count) * 12)],
  ["subtractDays", (date, count) => moved(date ?? null, -number(count) * dayLength)],
  ["diffDays", (date, other) => Math.trunc((dateArgument(date) - dateArgument(other)) / dayLength)],
  ["diffHours", (date, other) => Math.trunc((dateArgument(date) - dateArgument(other)) / (dayLength / 24))],
  ["isBefore", (date, other) => other !== null && dateArgument(date) < dateArgument(other)],
  ["isAfter", (date, other) => other !== null && dateArgument(date) > dateArgument(other)],
  ["fromUnix", (seconds) => iso(number(seconds) * 1000)],
  ["toUnix", (date) => Math.floor(dateArgument(date) / 1000)],
  ["days", (count) => number(count) * dayLength],
  ["hours", (count) => (number(count) * dayLength) / 24],
  ["minutes", (count) => number(count) * 60_000],
]);

function fault(): never {
  throw new Fault("wrong argument");
}

function scalar(value: Json | undefined): string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : fault();
}

/** Text; a number or boolean becomes it. */
function word(value: Json | undefined): string {
  return String(scalar(value));
}

/** A number; decimal text becomes one. */
function number(value: Json | undefined): number {
  const isDecimal = typeof value === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
  return typeof value === "number" ? value : isDecimal ? finite(Number(value)) : fault();
}

function whole(value: Json | undefined): number {
  return Number.isSafeInteger(number(value)) ? number(value) : fault();
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : fault();
}

function items(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : fault();
}

function fields(value: Json | undefined): JsonObject {
  return value !== undefined && isRecord(value) ? value : fault();
}

function contained(value: Json, part: Json): boolean {
  if (isList(value)) return value.some((each) => same(each, part));
  if (part === null) return false;
  return isRecord(value) ? read(value, word(part)) !== null : word(value).includes(word(part));
}

function slug(value: string): string {
  const plain = value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}

function chunked(list: readonly Json[], size: number): readonly Json[] {
  if (size < 1) fault();
  return list.flatMap((_, at) => (at % size === 0 ? [list.slice(at, at + size)] : []));
}

function numbersFrom(first: number, last: number): readonly number[] {
  return last < first ? [] : Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function reached(value: Json, path: Json): Json {
  if (typeof path === "number") return isList(value) ? (value.at(whole(path)) ?? null) : fault();
  return word(path)
    .split(".")
    .reduce<Json>((found, name) => read(found, name), value);
}

function chosen(object: JsonObject, names: readonly string[], wanted: boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name) === wanted));
}

/** Halves away from zero, as the number is written in decimal. */
function rounded(value: number, digits: number): number {
  const scaled = Math.round(Number(`${Math.abs(value)}e${digits}`));
  return (Math.sign(value) || 1) * Number(`${scaled}e${-digits}`) + 0;
}

function extreme(values: readonly Json[], sign: 1 | -1): Json {
  const present = values.filter((each) => each !== null);
  return present.reduce((best, each) => (order(each, best) * sign > 0 ? each : best), present[0] ?? null);
}

function truth(value: string | number | boolean): boolean {
  const written = String(value).trim().toLowerCase();
  if (["true", "yes", "1"].includes(written)) return true;
  return ["false", "no", "0"].includes(written) ? false : fault();
}

function parsed(value: string): Json {
  try {
    return JSON.parse(value);
  } catch {
    return fault();
  }
}

/** A date, or a date-time in UTC; dashes and colons may be left out. */
function parsedDate(written: string): string {
  const [day = "", time] = written.trim().split(/[T ]/);
  const date = day.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
  return time === undefined ? moved(date, 0) : iso(dateArgument(`${date}T${time}`));
}

function iso(instant: number): string {
  return moved("1970-01-01T00:00:00Z", instant);
}
