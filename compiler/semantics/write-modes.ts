// Which write the options of a `store` step ask for, and what may be given of a record in it (language.md 6.19).
// Must not know what is stored.
import type * as ast from "../syntax/ast.js";
import type { ObjectShape, SchemaType, Type } from "./types.js";

/** `put` inserts or replaces, `merge` and `partial` insert or set fields, `update` sets fields of what exists. */
export type WriteMode = "put" | "merge" | "partial" | "update";

export function writeMode({ options }: ast.StoreStep): WriteMode {
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
  return { kind: "schema", schema: mode === "put" ? schema : { name: schema.name, shape: partOf(schema.shape) } };
}

/** The shape with fields that may be left out; null still only fits where the shape says so. */
export function partOf(shape: ObjectShape): ObjectShape {
  return { ...shape, fields: new Map([...shape.fields].map(([name, field]) => [name, { ...field, optional: true }])) };
}
