// What a value is that is one of several (`and`, `??`, `or`, `if`, `match`, `try`): an empty object beside records is one of
// them, of which every field may be missing (language.md 5.4). Must not know which expressions choose, nor how a type is written in TypeScript.
import {
  awaited,
  type Field,
  isAwaited,
  mayBeNull,
  membersOf,
  nullType,
  type ObjectShape,
  optional,
  shapeOf,
  type Type,
  union,
  unionOfAll,
} from "./types.js";

export function eitherOf(...types: readonly Type[]): Type {
  const whole = unionOfAll(types);
  const members = membersOf(whole);
  const others = members.filter((each) => !isEmptyObject(each));
  if (others.length === members.length) return whole;
  // Of a record that is not known yet there is no field for now.
  if (types.some(isAwaited) && others.every((each) => each.kind === "null")) return union(awaited, nullType);
  const records = others.flatMap((each) => shapeOf(each) ?? []);
  return records.length > 0 && records.every(canMissFields) ? unionOfAll(others.map(partial)) : whole;
}

/** What `and` gives: its left side where that is falsy, which a list or an object never is. */
export function bothOf(left: Type, right: Type): Type {
  if (left.kind === "never") return union(left, right);
  return union(...membersOf(left).filter((each) => !mayBeStructure(each)), right);
}

/** Whether it may be a list or an object. */
export function mayBeStructure(type: Type): boolean {
  return membersOf(type).some((each) => each.kind === "list" || shapeOf(each) !== undefined);
}

export function isEmptyObject(type: Type): boolean {
  return type.kind === "object" && type.fields.size === 0 && !type.open;
}

/** Whether TypeScript, too, can say of its fields that they may be missing. */
function canMissFields({ fields, open, rest }: ObjectShape): boolean {
  return fields.size > 0 || (open && rest !== undefined);
}

/** The record with fields that may all be missing; anything else as it is. */
export function partial(type: Type): Type {
  const shape = shapeOf(type);
  if (!shape || [...shape.fields.values()].every((each) => each.optional)) return type;
  const missing = (field: Field): Field =>
    field.optional ? field : { ...field, type: optional(field.type), optional: true, present: !mayBeNull(field.type) };
  const fields = [...shape.fields].map(([name, field]) => [name, missing(field)] as const);
  return { ...shape, fields: new Map(fields), ...(type.kind === "schema" ? { partOf: type.schema } : {}) };
}
