// Equality, truth, order and text of JSON values as language.md 10.1 to 10.3 has them, for the reference.
// Must not use the compiler or its runtime.
import { instantOf } from "./dates.js";
import { Fault } from "./fault.js";
import type { Json, JsonObject } from "./types.js";

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

export function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

export function isTrue(value: Json): boolean {
  return value !== null && value !== false && value !== 0 && value !== "";
}

/** A field, or null; a list and a text have a length. */
export function read(value: Json, name: string): Json {
  if (isRecord(value)) return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
  return name === "length" && (isList(value) || typeof value === "string") ? value.length : null;
}

/** Deeply, without coercion; missing and null are one. */
export function same(a: Json, b: Json): boolean {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((each, at) => same(each, b[at] ?? null));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const names = [...Object.keys(a), ...Object.keys(b)];
  return names.every((name) => same(read(a, name), read(b, name)));
}

/** Below, at or above 0; both are numbers, or both are texts, which compare as instants where both are dates. */
export function order(a: Json, b: Json): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== "string" || typeof b !== "string") throw new Fault("no order");
  const [start, end] = [instantOf(a), instantOf(b)];
  if (start !== undefined && end !== undefined) return start - end;
  return a < b ? -1 : Number(a > b);
}

/** A scalar as text, null as none. */
export function text(value: Json): string {
  if (isList(value) || isRecord(value)) throw new Fault("no text");
  return value === null ? "" : String(value);
}
