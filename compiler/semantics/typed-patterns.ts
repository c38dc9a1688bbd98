// Object patterns over values of known type: which members of a union they may fit, and in which order their fields are
// tested so that TypeScript sees it (language.md 5.4, 7.1). Must not know what a pattern proves or how a test is written.
import type * as ast from "../syntax/ast.js";
import { hasField, hasPartly, isDiscriminant, type MemberTest, recordsOf, testsFor } from "./member-tests.js";
import { overlaps } from "./overlaps.js";
import {
  fieldType,
  isDynamic,
  literal,
  membersOf,
  nullType,
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
  /** Only asked whether the object is of those members that have it. */
  readonly asks?: MemberTest;
  /** All that is left has what the pattern wants of it. */
  readonly isSure?: true;
  /** May be null, and some of the records do not have it: there may be one by chance (5.1). */
  readonly isAbsent?: true;
}

export interface TypedPattern {
  /** The members of the type that the pattern may fit. */
  readonly members: readonly Type[];
  /** What tells records from what else there is, and goes first. */
  readonly asks: readonly MemberTest[];
  /** What tells members apart, literals and fields that only some have, goes before what only these have. */
  readonly fields: readonly TypedField[];
}

/** Undefined for a pattern that must be tested at run time: a field of it is not in all members that are left for it. */
export function typedPattern(type: Type, pattern: ast.ObjectPattern): TypedPattern | undefined {
  if (isDynamic(type)) return undefined;
  const all = membersOf(withoutNull(type));
  const names = pattern.fields.map(({ name }) => name.text);
  const records = recordsOf(all, names);
  let { members } = records;
  let { fields } = pattern;
  const tested: TypedField[] = [];
  for (;;) {
    // One after another, as TypeScript sees them: each tells what those behind it are asked of.
    const teller = fields.find((field) => isLiteral(field) && members.every((each) => has(each, field)));
    const part = teller ? undefined : fields.find((each) => isPartly(members, each));
    const object = union(...members);
    if (members.length > 0 && teller) {
      tested.push({ field: teller, object, ...(isSurely(all, members, teller) ? { isSure: true } : {}) });
      fields = fields.filter((each) => each !== teller);
      const isTold = isDiscriminant(members, teller.name.text);
      members = members.filter((each) => mayFit(each, teller, isTold));
    } else if (members.length > 0 && part) {
      tested.push(...testsFor(members, part.name.text).map((asks) => ({ field: part, object, asks })));
      members = members.filter((each) => has(each, part));
    } else break;
  }
  const isAbsent = (field: ast.PatternField): boolean =>
    takesNull(field) &&
    !members.every((each) => has(each, field)) &&
    members.every((each) => has(each, field) || lacks(each, field));
  const isTyped = (each: Type): boolean =>
    shapeOf(each) !== undefined && fields.every((field) => has(each, field) || isAbsent(field));
  if (members.length === 0 || !members.every(isTyped)) return undefined;
  const object = union(...members);
  const others = fields.map((field) => ({ field, object, ...(isAbsent(field) ? { isAbsent: true as const } : {}) }));
  return { members, asks: records.tests, fields: [...tested, ...others] };
}

/** The members that an object pattern may fit, where it can be tested field by field. */
export function typedMembers(type: Type, pattern: ast.ObjectPattern): readonly Type[] | undefined {
  return typedPattern(type, pattern)?.members;
}

/** Whether it is tested field by field, and asks for nothing that only some members have. */
export function asksForNone(type: Type, pattern: ast.ObjectPattern): boolean {
  const typed = typedPattern(type, pattern);
  return typed !== undefined && typed.asks.length === 0 && !typed.fields.some((each) => each.asks ?? each.isAbsent);
}

/** What tags say of the fields that are asked for, ahead of a pattern that is tested at run time. */
export function askedTags(type: Type, { fields }: ast.ObjectPattern): readonly MemberTest[] {
  if (isDynamic(type)) return [];
  const tests: MemberTest[] = [];
  let members = membersOf(withoutNull(type));
  for (const field of fields.filter((each) => isPartly(members, each))) {
    const asked = testsFor(members, field.name.text);
    if (asked.at(-1)?.kind !== "tag") continue;
    tests.push(...asked);
    members = members.filter((each) => has(each, field));
  }
  return tests;
}

/**
 * Where a tag tells kinds of records apart: a field that none has of those that have the fields before it and the tags
 * of the pattern, and the kinds that do.
 */
export function foreignField(
  type: Type,
  { fields }: ast.ObjectPattern,
): { readonly name: ast.Name; readonly owner: Type } | undefined {
  const kinds = membersOf(type).filter((each) => shapeOf(each));
  const tags = fields.filter((each) => isLiteral(each) && isDiscriminant(kinds, each.name.text));
  let left = kinds.filter((each) => tags.every((tag) => mayFit(each, tag, true)));
  if (left.length === 0 || (left.length === kinds.length && !isTagged(kinds))) return undefined;
  for (const field of fields.filter((each) => !takesNull(each))) {
    const having = kinds.filter((each) => has(each, field));
    if (having.length === 0) continue;
    left = left.filter((each) => has(each, field) || shapeOf(each)?.open);
    if (left.length === 0) return { name: field.name, owner: union(...having) };
  }
  return undefined;
}

/** Whether, of kinds that a tag tells apart, a field is asked for that only those have which arms above have taken. */
export function asksOfTaken(all: Type, left: Type, { fields }: ast.ObjectPattern): boolean {
  const [kinds, others] = [all, left].map((each) => membersOf(each).filter((member) => shapeOf(member)));
  if (!kinds || !others || !isTagged(kinds)) return false;
  const isHad = (field: ast.PatternField): boolean =>
    takesNull(field) || others.some((each) => has(each, field) || shapeOf(each)?.open);
  return fields.some((field) => kinds.some((each) => has(each, field)) && !isHad(field));
}

function isTagged(kinds: readonly Type[]): boolean {
  const [first, ...others] = kinds;
  const names = [...(first ? (shapeOf(first)?.fields.keys() ?? []) : [])];
  return others.length > 0 && names.some((each) => isDiscriminant(kinds, each));
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
export function withAsked(type: Type, { fields }: TypedPattern): readonly Type[] {
  const asked = fields.filter((each) => each.asks);
  return membersOf(type).filter((each) => shapeOf(each) && asked.every(({ field }) => has(each, field)));
}

/** Whether TypeScript sees that an object is of those members that have the field, once it is found to have it. */
function isPartly(members: readonly Type[], field: ast.PatternField): boolean {
  return !takesNull(field) && hasPartly(members, field.name.text);
}

function lacks(member: Type, field: ast.PatternField): boolean {
  return !has(member, field) && shapeOf(member)?.open === false;
}

function takesNull({ pattern }: ast.PatternField): boolean {
  return pattern?.kind === "LiteralPattern" && pattern.values.includes(null);
}

/** Of a single kind that is left of several TypeScript concludes nothing from its tag, which needs no test. */
function isSurely(all: readonly Type[], members: readonly Type[], { name, pattern }: ast.PatternField): boolean {
  const [only, ...others] = members;
  const type = only && fieldType(only, name.text)?.type;
  if (!type || others.length > 0 || pattern?.kind !== "LiteralPattern") return false;
  return unitsOf(type).every((each) => each.kind === "literal" && pattern.values.includes(each.value));
}

function isLiteral({ pattern }: ast.PatternField): boolean {
  return pattern?.kind === "LiteralPattern";
}

function has(member: Type, { name }: ast.PatternField): boolean {
  return hasField(member, name.text);
}

/** Whether a member of a union can have the literal that the pattern wants of a field: its discriminant. */
function mayFit(member: Type, { name, pattern }: ast.PatternField, isTold: boolean): boolean {
  // A field that objects inherit is read by a helper, which TypeScript does not see through.
  if (pattern?.kind !== "LiteralPattern" || name.text in Object.prototype) return true;
  const type = fieldType(member, name.text)?.type;
  if (!type || (!isTold && membersOf(type).some((each) => each.kind !== "literal"))) return true;
  return pattern.values.some((value) => overlaps(type, value === null ? nullType : literal(value)));
}
