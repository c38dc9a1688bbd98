// The parts of a type that pass a test for another type, and that fail it: what TypeScript concludes (language.md 5.4).
// Must not know references, nor where a test stands.
import { assignable, isSubtype, surelyFits } from "./assignable.js";
import { foundRecord, intersect, joined } from "./intersect.js";
import { overlaps } from "./overlaps.js";
import { isDynamic, membersOf, same, shapeOf, type Type, union, withoutNull } from "./types.js";

/** The part of `type` that passes a test for `tested`. */
export function fitting(type: Type, tested: Type): Type {
  if (isDynamic(type)) return tested;
  // `any` is anything but null (5.1).
  if (isDynamic(tested)) return withoutNull(type);
  return fittingOneOf(type, tested) ?? conclude(type, tested).found;
}

/** Records are tested one after the other: what one has taken is none of the next. */
function fittingOneOf(type: Type, tested: Type): Type | undefined {
  const [records, others] = [true, false].map((isRecord) =>
    membersOf(tested).filter((each) => (shapeOf(each) !== undefined) === isRecord),
  );
  if (!records || !others || records.length === 0 || records.length + others.length < 2) return undefined;
  const found: Type[] = [];
  let left = type;
  for (const each of others.length > 0 ? [...records, union(...others)] : records) {
    if (overlaps(left, each)) found.push(conclude(left, each).found);
    left = remaining(left, each);
  }
  return found.length > 0 ? joined(found) : undefined;
}

/** The part of `type` that fails a test for `tested`. */
export function remaining(type: Type, tested: Type): Type {
  if (isDynamic(type)) return type;
  if (isDynamic(tested)) return union(...membersOf(type).filter((each) => each.kind === "null"));
  return membersOf(tested).reduce(failing, type);
}

function failing(type: Type, tested: Type): Type {
  const { found, taken } = conclude(type, tested);
  // Where nothing is concluded, both ways meet.
  if (isUnsure(taken, tested)) return joined([type, found]);
  return union(...membersOf(type).filter((each) => !taken.includes(each)));
}

/**
 * Whether a test for a record (or a list of them) says nothing where it fails. To TypeScript all records of a member pass it,
 * but one may have by chance a field that the member does not name, of another type than the test asks for (5.1).
 */
export function isOneWay(type: Type, tested: Type): boolean {
  if (isDynamic(type) || isDynamic(tested)) return false;
  return membersOf(tested).some((each) => isUnsure(conclude(type, each).taken, each));
}

/** Whether a test may refuse a record that TypeScript takes for one of the tested type. */
export function mayRefuse(type: Type, tested: Type): boolean {
  return membersOf(type).some((each) => assignable(each, tested) && !surelyFits(each, tested));
}

function isUnsure(taken: readonly Type[], tested: Type): boolean {
  return taken.some((each) => !surelyFits(each, tested));
}

interface Conclusion {
  /** What the value is where the test holds. */
  readonly found: Type;
  /** The members that it is none of where the test fails. */
  readonly taken: readonly Type[];
}

function conclude(type: Type, tested: Type): Conclusion {
  const members = membersOf(type);
  if (members.length === 0) return { found: type, taken: members };
  if (!shapeOf(tested) && tested.kind !== "list") {
    const taken = members.filter((each) => assignable(each, tested));
    return { found: taken.length > 0 ? union(...taken) : (intersect(type, tested) ?? tested), taken };
  }
  const taken = members.filter((each) => isSubtype(each, tested));
  const own = members.find((each) => same(each, tested)) ?? foundRecord(tested);
  const found = members.flatMap((each) => partBoth(each, own) ?? []);
  if (found.length > 0) return { found: union(...found), taken };
  // TypeScript then looks at the type as a whole.
  if (members.every((each) => assignable(each, tested))) return { found: type, taken: members };
  if (assignable(tested, type)) return { found: foundRecord(tested), taken };
  return { found: intersect(type, tested) ?? tested, taken };
}

/** Of a member and the type that is tested that which is both; of twins the one that says more. */
function partBoth(member: Type, tested: Type): Type | undefined {
  if (isSubtype(member, tested)) return isSubtype(tested, member) && !assignable(member, tested) ? tested : member;
  return isSubtype(tested, member) ? tested : undefined;
}
