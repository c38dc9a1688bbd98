// Records of stores: those of a schema, and the union of what a mission writes into a store in memory (language.md 5.4).
// Must not know steps, nor how a record is written.
import type { StoreSymbol } from "./model.js";
import type { WriteMode } from "./write-modes.js";
import { toldApart } from "./told-apart.js";
import {
  dynamic,
  type Field,
  isDynamic,
  mayBeNull,
  membersOf,
  never,
  optional,
  same,
  shapeOf,
  type Type,
  union,
} from "./types.js";

/** What one step writes. */
export interface Written {
  readonly type: Type;
  readonly mode: WriteMode;
}

/** `before`: what its records have been found to be already. */
export function recordType(store: StoreSymbol, written: readonly Written[] | undefined, before: Type = never): Type {
  if (store.of) return { kind: "schema", schema: store.of.type };
  return store.type === "memory" && written ? unionOfWritten(written, before) : dynamic;
}

/** Each write that can insert makes records of its type, in which later writes may set fields. */
function unionOfWritten(written: readonly Written[], before: Type): Type {
  const types = (isMeant: (mode: WriteMode) => boolean): readonly Type[] =>
    written.filter((each) => isMeant(each.mode)).flatMap((each) => membersOf(each.type));
  const inserted = types((mode) => mode !== "update");
  const set = types((mode) => mode !== "put");
  const isKnown = set.every((each) => shapeOf(each)?.open === false);
  if (inserted.length === 0 || !isKnown) return dynamic;
  return toldApart([before, ...inserted.map((each) => withFields(each, set))]);
}

function withFields(record: Type, set: readonly Type[]): Type {
  const shape = shapeOf(record);
  if (!shape || isDynamic(record)) return record;
  const fields = new Map(shape.fields);
  for (const [name, field] of set.flatMap((each) => [...(shapeOf(each)?.fields ?? [])]))
    fields.set(name, afterSetting(fields.get(name), field));
  const isSame = [...fields].every(([name, field]) => shape.fields.get(name) === field);
  return isSame ? record : { ...shape, fields };
}

/** The field of a record in which a write may have set it. */
function afterSetting(before: Field | undefined, set: Field): Field {
  if (!before) return { ...set, type: optional(set.type), optional: true };
  const type = union(before.type, set.type);
  const present = before.present === true && (set.present === true || !mayBeNull(set.type));
  return same(type, before.type) && present === (before.present === true) ? before : { ...before, type, present };
}
