// Which write a `store` step asks for, and what may be given of a record in it (language.md 6.19).
// Must not know how stores keep records.
import type * as ast from "../syntax/ast.js";
import type { ObjectShape, SchemaType, Type } from "./types.js";

/**
 * `put` inserts or replaces; `merge` inserts, or sets the given fields; `partial` does the same and marks the record;
 * `update` sets the fields of a record that is there.
 */
export type WriteMode = "put" | "merge" | "partial" | "update";

export function modeOf({ options }: ast.StoreStep): WriteMode {
  const flag = (name: string): boolean | undefined => {
    const value = options?.entries.find((each) => each.name.text === name)?.value;
    return value?.kind === "Boolean" ? value.value : undefined;
  };
  const partial = flag("partial");
  const upsert = flag("upsert");
  if (partial === false) return "put";
  if (partial === true) return upsert === false ? "update" : "partial";
  return upsert === true ? "merge" : "put";
}

/** A record of the schema as a write may give it: in whole, or some of its fields. */
export function writtenType(schema: SchemaType, mode: WriteMode): Type {
  return { kind: "schema", schema: mode === "put" ? schema : { name: schema.name, shape: someOf(schema.shape) } };
}

/** The shape with fields that may be left out; null still only fits where the schema says so. */
export function someOf(shape: ObjectShape): ObjectShape {
  return { ...shape, fields: new Map([...shape.fields].map(([name, field]) => [name, { ...field, optional: true }])) };
}
