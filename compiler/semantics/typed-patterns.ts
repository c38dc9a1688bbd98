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
  /** Only asked whether the object has it, which some members do. */
  readonly asks?: true;
}

export interface TypedPattern {
  /** The members of the type that the pattern may fit. */
  readonly members: readonly Type[];
  /** What tells members apart, literals and fields that only some have, goes before what only these have. */
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
    const part = teller ? undefined : fields.find((each) => isPartly(members, each));
    const object = union(...members);
    if (members.length > 0 && teller) {
      tested.push({ field: teller, object });
      fields = fields.filter((each) => each !== teller);
      const isTold = isDiscriminant(members, teller.name.text);
      members = members.filter((each) => mayFit(each, teller, isTold));
    } else if (members.length > 0 && part) {
      tested.push({ field: part, object, asks: true });
      members = members.filter((each) => has(each, part));
    } else break;
  }
  if (members.length === 0 || !members.every((each) => fields.every((field) => has(each, field)))) return undefined;
  const object = union(...members);
  return { members, fields: [...tested, ...fields.map((field) => ({ field, object }))] };
}

/** The members that an object pattern may fit, where it can be tested field by field. */
export function typedMembers(type: Type, pattern: ast.ObjectPattern): readonly Type[] | undefined {
  return typedPattern(type, pattern)?.members;
}

/** Whether it is tested field by field, and asks for none that only some members have. */
export function asksForNone(type: Type, pattern: ast.ObjectPattern): boolean {
  const typed = typedPattern(type, pattern);
  return typed !== undefined && !typed.fields.some((each) => each.asks);
}

/**
 * Whether literals are asked for that a field of the type never is: where the record may be of another kind, which has the
 * field by chance, they fit all the same, and nothing is known of the field.
 */
export function hasForeignLiteral(pattern: ast.Pattern | undefined, type: Type): boolean {
  return (
    pattern?.kind === "LiteralPattern" && pattern.values.some((each) => each !== null && !overlaps(type, literal(each)))
  );
}

/** The members that have every field that the pattern asks for. */
export function withAsked(type: Type, pattern: ast.ObjectPattern): readonly Type[] {
  const asked = typedPattern(type, pattern)?.fields.filter((each) => each.asks) ?? [];
  return membersOf(withoutNull(type)).filter((each) => asked.every(({ field }) => has(each, field)));
}

/** Whether TypeScript sees that an object is of those members that have the field, once it is found to have it. */
function isPartly(members: readonly Type[], field: ast.PatternField): boolean {
  const takesNull = field.pattern?.kind === "LiteralPattern" && field.pattern.values.includes(null);
  return !takesNull && hasPartly(members, field.name.text);
}

/** Whether some of these records have a field, and the others have none of that name. */
export function hasPartly(members: readonly Type[], name: string): boolean {
  if (name in Object.prototype) return false;
  const shapes = members.map(shapeOf);
  const having = shapes.filter((each) => each?.fields.has(name));
  return having.length > 0 && having.length < shapes.length && shapes.every((each) => each && !each.open);
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
