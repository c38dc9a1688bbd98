// Tests that tell which members of a union of known types have a field, such that TypeScript sees it (language.md 5.4).
// Must not know patterns or conditions, nor how a test is written.
import { isSubtype } from "./assignable.js";
import { fieldType, isDynamic, type LiteralType, never, same, shapeOf, type Type, union, unitsOf } from "./types.js";

/**
 * A value passes where it is an object or a list; where it is an object of which it is known that it has a field of that
 * name; where one of these is its tag; where it has a field of that name, which others may have by chance (5.1). `among`: the
 * kinds that the value may be of, if TypeScript may have forgotten those with the field.
 */
export type MemberTest =
  | { readonly kind: "object" }
  | { readonly kind: "record"; readonly name: string }
  | {
      readonly kind: "tag";
      readonly name: string;
      readonly values: readonly LiteralType["value"][];
      readonly isSeveral: boolean;
    }
  | { readonly kind: "has"; readonly name: string; readonly among: Type | undefined };

/** Whether some of these members have a field, and the others have none of that name. */
export function hasPartly(members: readonly Type[], name: string): boolean {
  if (name in Object.prototype) return false;
  const having = members.filter((each) => hasField(each, name));
  return having.length > 0 && having.length < members.length && members.every((each) => isSure(each, name));
}

/** What tells those that have the field from the others, one test after another. */
export function testsFor(members: readonly Type[], name: string): readonly MemberTest[] {
  const { tests, members: left } = recordsOf(members, [name]);
  if (left.every((each) => hasField(each, name))) return tests;
  const tag = tagFor(left, (each) => hasField(each, name));
  return [...tests, tag ?? { kind: "has", name, among: areForgotten(left, name) ? union(...left) : undefined }];
}

const mostPairs = 1024;

/**
 * Whether TypeScript may take members that have the field for another that has none: where ways or values meet, it keeps of a
 * type and what is a subtype of it only the former.
 */
export function areForgotten(members: readonly Type[], name: string): boolean {
  const lacking = members.filter((each) => !hasField(each, name));
  const having = members.filter((each) => hasField(each, name));
  if (having.length * lacking.length > mostPairs) return false;
  return having.some((each) => lacking.some((other) => isSubtype(each, other)));
}

/** What tells one of the members from the others by its tag; undefined where none does. */
export function tagTests(members: readonly Type[], member: Type): readonly MemberTest[] | undefined {
  const { tests, members: left } = recordsOf(members, []);
  const tag = left.length > 1 ? tagFor(left, (each) => same(each, member)) : undefined;
  return tag && [...tests, tag];
}

/** What tells records from texts, numbers and lists, and the members that are left then: lists where nothing does. */
export function recordsOf(
  members: readonly Type[],
  names: readonly string[],
): { readonly tests: readonly MemberTest[]; readonly members: readonly Type[] } {
  const records = members.filter((each) => shapeOf(each));
  const objects = members.filter((each) => shapeOf(each) ?? each.kind === "list");
  const tests: readonly MemberTest[] = objects.length < members.length ? [{ kind: "object" }] : [];
  if (records.length === objects.length) return { tests, members: records };
  const all = [...names, ...(shapeOf(records[0] ?? never)?.fields.keys() ?? [])];
  const common = all.find((name) => !(name in Array.prototype) && records.every((each) => isRequired(each, name)));
  if (common === undefined || records.length === 0) return { tests, members: objects };
  return { tests: [...tests, { kind: "record", name: common }], members: records };
}

function isRequired(record: Type, name: string): boolean {
  return shapeOf(record)?.fields.get(name)?.optional === false;
}

export function hasField(member: Type, name: string): boolean {
  return shapeOf(member)?.fields.has(name) ?? false;
}

/** Whether it is certain of a member that it has the field, or that it has not. */
function isSure(member: Type, name: string): boolean {
  if (isDynamic(member)) return false;
  // Lists and texts have a length, lists functions.
  if (!shapeOf(member)) return !(name in Array.prototype);
  return hasField(member, name) || !shapeOf(member)?.open;
}

/** A field whose literals only those records have that are meant. */
function tagFor(members: readonly Type[], isMeant: (member: Type) => boolean): MemberTest | undefined {
  const meant = members.filter(isMeant);
  const others = members.filter((each) => !meant.includes(each));
  for (const tag of shapeOf(meant[0] ?? never)?.fields.keys() ?? []) {
    const values = meant.map((each) => tagValues(each, tag));
    const rest = others.map((each) => tagValues(each, tag));
    if ([...values, ...rest].some((each) => each === undefined)) continue;
    const own = [...new Set(values.flatMap((each) => each ?? []))];
    if (!rest.flatMap((each) => each ?? []).some((each) => own.includes(each)))
      return { kind: "tag", name: tag, values: own, isSeveral: meant.some((each) => hasSeveral(each, tag)) };
  }
  return undefined;
}

/** What the field can be, if these are single values. */
function tagValues(member: Type, name: string): readonly LiteralType["value"][] | undefined {
  const field = name in Object.prototype ? undefined : fieldType(member, name);
  if (!field || field.optional || !hasField(member, name)) return undefined;
  const units = unitsOf(field.type);
  const values = units.flatMap((each) => (each.kind === "literal" ? [each.value] : []));
  return values.length === units.length ? values : undefined;
}

/** Of kinds that a tag tells apart by several values each, these: TypeScript concludes the kind of no test of one of them. */
export function sharedTags(members: readonly Type[], name: string): readonly (readonly LiteralType["value"][])[] {
  if (members.length < 2 || !isDiscriminant(members, name)) return [];
  return members.flatMap((each) => (hasSeveral(each, name) ? [tagValues(each, name) ?? []] : []));
}

function hasSeveral(member: Type, name: string): boolean {
  return (tagValues(member, name)?.length ?? 0) > 1;
}

/** As in TypeScript: a field of all records tells them apart where its types differ and one of them is of single values. */
export function isDiscriminant(members: readonly Type[], name: string): boolean {
  const types: Type[] = [];
  for (const member of members) {
    const shape = shapeOf(member);
    const type = shape?.fields.get(name)?.type;
    if (type) types.push(type);
    else if (shape) return false;
  }
  const [first] = types;
  return first !== undefined && types.some((each) => !same(each, first)) && types.some(isOfSingleValues);
}

function isOfSingleValues(type: Type): boolean {
  return unitsOf(type).every((each) => each.kind === "literal" || each.kind === "null");
}
