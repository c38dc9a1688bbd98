// Records of an inferred store that a literal tells apart, as `{ kind: "invoice", … }` and `{ kind: "payment", … }` (language.md 5.4).
// Must not know steps, nor how a record is written.
import type * as ast from "../syntax/ast.js";
import { assignable } from "./assignable.js";
import {
  declared,
  dynamic,
  isDynamic,
  literal,
  membersOf,
  type ObjectShape,
  shapeOf,
  type Type,
  unionOfAll,
  widen,
} from "./types.js";

/** Kinds of records that are told apart; of more a reader could not make sense. */
const mostKinds = 8;

/** The shape of an object literal, with the texts that it gives to its fields as they are. */
export function withTexts({ properties }: ast.ObjectLiteral, type: Type): Type {
  if (type.kind !== "object") return type;
  const fields = new Map(type.fields);
  for (const each of properties)
    if (each.kind === "Property" && each.value.kind === "String")
      fields.set(each.name.text, { type: literal(each.value.value), optional: false });
  return { ...type, fields };
}

/** What a store is given, with the literals of those fields that tell its records apart; all others are of their kinds. */
export function toldApart(given: readonly Type[]): Type {
  const all = unionOfAll(given);
  const records = membersOf(all).length > mostKinds ? widen(all) : all;
  const isSeveral = withoutNarrower(membersOf(widen(records))).length > 1;
  const names = isSeveral ? namesApart(records) : new Set<string>();
  const kinds = membersOf(records).map((each) => (each.kind === "object" ? widenOthers(each, names) : each));
  return unionOfAll(withoutNarrower(membersOf(unionOfAll(kinds))));
}

/** Records that are of another kind, too, with the same fields: `{ n: int }` beside `{ n: number }`. */
function withoutNarrower(kinds: readonly Type[]): readonly Type[] {
  // By their fields: a store can have thousands of kinds.
  const alike = new Map<string, Type[]>();
  const fieldsOf = (each: Type): string => [...(shapeOf(each)?.fields.keys() ?? [])].sort().join("\n");
  for (const each of kinds) alike.set(fieldsOf(each), [...(alike.get(fieldsOf(each)) ?? []), each]);
  const isWithin = (each: Type, other: Type): boolean => assignable(each, other) && !assignable(other, each);
  return kinds.filter((each) => {
    const others = alike.get(fieldsOf(each)) ?? [];
    // Of many each would be compared with each.
    return others.length > mostKinds || !others.some((other) => isWithin(each, other));
  });
}

/** The fields that are literals in all records, and not the same in all; an `id` says which record it is, not of which kind. */
export function namesApart(records: Type): ReadonlySet<string> {
  const shapes = membersOf(records).map(shapeOf);
  const [first] = shapes;
  const names = [...(first?.fields.keys() ?? [])].filter((name) => {
    if (name === "id") return false;
    const values = shapes.flatMap((each) => membersOf(each?.fields.get(name)?.type ?? dynamic));
    const texts = values.map((each) => (each.kind === "literal" ? each.value : undefined));
    return !texts.includes(undefined) && new Set(texts).size > 1;
  });
  return new Set(names);
}

function widenOthers(shape: ObjectShape, kept: ReadonlySet<string>): ObjectShape {
  const fields = [...shape.fields].map(
    ([name, field]) => [name, { ...field, type: kept.has(name) ? declared(field.type) : widen(field.type) }] as const,
  );
  return { ...shape, fields: new Map(fields) };
}

/** Whether the cases of a type can be counted: single values, or several kinds of records. */
export function isToldApart(type: Type): boolean {
  return !isDynamic(type) && (membersOf(type).length > 1 || type.kind === "boolean" || type.kind === "literal");
}
