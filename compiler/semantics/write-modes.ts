// Which write the options of a `store` step ask for, and what a record must have for it (language.md 6.19).
// Must not know what is stored.
import type * as ast from "../syntax/ast.js";
import { anyObject, shape, shapeOf, type Type } from "./types.js";

/** `put` inserts or replaces, `merge` and `partial` insert or set fields, `update` sets fields of what exists. */
export type WriteMode = "put" | "merge" | "partial" | "update";

export function writeMode(step: ast.StoreStep): WriteMode {
  const flag = (name: string): boolean | undefined => {
    const value = step.options?.entries.find((each) => each.name.text === name)?.value;
    return value?.kind === "Boolean" ? value.value : undefined;
  };
  const partial = flag("partial");
  const upsert = flag("upsert");
  if (partial === false) return "put";
  if (partial === true) return upsert === false ? "update" : "partial";
  return upsert === true ? "merge" : "put";
}

/** What sets fields takes any of them, each as it is declared. */
export function partOf(record: Type): Type {
  const { fields } = shapeOf(record) ?? anyObject;
  return shape([...fields].map(([name, field]) => [name, { ...field, optional: true }] as const));
}
