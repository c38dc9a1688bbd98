// Object patterns over values of known type: which members of a union they may fit, and in which order their fields are
// tested so that TypeScript sees it (language.md 5.4, 7.1). Must not know what a pattern proves or how a test is written.
import type * as ast from "../syntax/ast.js";
import { overlaps } from "./overlaps.js";
import {
  fieldType,
  isDynamic,
  literal,
  membersOf,
  nullType,
  same,
  shapeOf,
  type Type,
  union,
  unitsOf,
  withoutNull,
} from "./types.js";

/** A field of a pattern, with what the object is found to be before it is tested. */
export interface TypedField {
  readonly field: ast.PatternField;
  readonly object: Type;
}

export interface TypedPattern {
  /** The members of the type that the pattern may fit. */
  readonly members: readonly Type[];
  /** Literals that tell members apart go before what only these have, all others behind. */
  readonly fields: readonly TypedField[];
}

/** Undefined for a pattern that must be tested at run time: a field of it is not in all members that are left for it. */
export function typedPattern(type: Type, pattern: ast.ObjectPattern): TypedPattern | undefined {
  if (isDynamic(type)) return undefined;
  let members = membersOf(withoutNull(type));
  let fields = pattern.fields;
  const tested: TypedField[] = [];
  for (;;) {
    // One after another, as TypeScript sees them: each tells what those behind it are asked of.
    const teller = fields.find((field) => isLiteral(field) && members.every((each) => has(each, field)));
    if (members.length === 0 || teller === undefined) break;
    tested.push({ field: teller, object: union(...members) });
    fields = fields.filter((each) => each !== teller);
    const isTold = isDiscriminant(members, teller.name.text);
    members = members.filter((each) => mayFit(each, teller, isTold));
  }
  if (members.length === 0 || !members.every((each) => fields.every((field) => has(each, field)))) return undefined;
  const object = union(...members);
  return { members, fields: [...tested, ...fields.map((field) => ({ field, object }))] };
}

/** The members that an object pattern may fit, where it can be tested field by field. */
export function typedMembers(type: Type, pattern: ast.ObjectPattern): readonly Type[] | undefined {
  return typedPattern(type, pattern)?.members;
}

function isLiteral({ pattern }: ast.PatternField): boolean {
  return pattern?.kind === "LiteralPattern";
}

function has(member: Type, { name }: ast.PatternField): boolean {
  return shapeOf(member)?.fields.has(name.text) ?? false;
}

/** Whether a member of a union can have the literal that the pattern wants of a field: its discriminant. */
function mayFit(member: Type, { name, pattern }: ast.PatternField, isTold: boolean): boolean {
  // A field that objects inherit is read by a helper, which TypeScript does not see through.
  if (pattern?.kind !== "LiteralPattern" || name.text in Object.prototype) return true;
  const type = fieldType(member, name.text)?.type;
  if (!type || (!isTold && membersOf(type).some((each) => each.kind !== "literal"))) return true;
  return pattern.values.some((value) => overlaps(type, value === null ? nullType : literal(value)));
}

/** As in TypeScript: a field of all members tells them apart where its types differ and one of them is of single values. */
export function isDiscriminant(members: readonly Type[], name: string): boolean {
  const shapes = members.flatMap((each) => shapeOf(each) ?? []);
  const types = shapes.flatMap(({ fields }) => fields.get(name)?.type ?? []);
  const isUnit = (type: Type): boolean =>
    unitsOf(type).every((each) => each.kind === "literal" || each.kind === "null");
  return (
    types.length === shapes.length && types.some(isUnit) && types.some((each) => types[0] && !same(each, types[0]))
  );
}
