// What tells members of a union apart at first sight, so that one of many members is put together in linear time.
// Must not know what a union is made for.
import { isDateText } from "./date-text.js";
import type { Field, Type } from "./types.js";

/** What types that are the same have in common: a union of many members compares few of them. */
export function likeness(type: Type): unknown {
  switch (type.kind) {
    case "schema":
      return type.schema;
    case "literal":
      return `= ${typeof type.value} ${type.value}`;
    case "object":
      return `{${[...type.fields].map(nameAndValue).sort().join()}}`;
    case "number":
    case "string":
      return type.is ?? type.kind;
    default:
      return type.kind;
  }
}

function nameAndValue([name, { type }]: readonly [string, Field]): string {
  return type.kind === "literal" ? `${name}=${type.value}` : name;
}

/** Whether a kind of scalars is there, too, that holds the type: a literal, a date or a whole number. */
export function isWithin(type: Type, buckets: ReadonlyMap<unknown, unknown>): boolean {
  if (type.kind === "literal") return kindsOf(type.value).some((kind) => buckets.has(kind));
  return (type.kind === "string" || type.kind === "number") && type.is !== undefined && buckets.has(type.kind);
}

/** By `likeness`, the kinds that a literal is of. */
function kindsOf(value: string | number | boolean): readonly string[] {
  if (typeof value === "string") return isDateText(value) ? ["string", "date"] : ["string"];
  if (typeof value === "boolean") return ["boolean"];
  return Number.isSafeInteger(value) ? ["number", "duration", "integer"] : ["number", "duration"];
}
