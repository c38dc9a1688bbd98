// The parts of a type that pass a test for another type, and that fail it (language.md 5.4).
// Must not know references, nor where a test stands.
import { assignable, surelyFits } from "./assignable.js";
import { intersect, joined } from "./intersect.js";
import { overlaps } from "./overlaps.js";
import { isDynamic, membersOf, shapeOf, type Type, union, withoutNull } from "./types.js";

/** The part of `type` that passes a test for `tested`. */
export function fitting(type: Type, tested: Type): Type {
  if (isDynamic(type)) return tested;
  // `any` is anything but null (5.1).
  if (isDynamic(tested)) return withoutNull(type);
  return fittingOneOf(type, tested) ?? fittingAll(type, tested);
}

/** Records are tested one after the other: what one has taken is none of the next. */
function fittingOneOf(type: Type, tested: Type): Type | undefined {
  const [records, others] = [true, false].map((isRecord) =>
    membersOf(tested).filter((each) => (shapeOf(each) !== undefined) === isRecord),
  );
  if (!records || !others || records.length < 2) return undefined;
  const found: Type[] = [];
  let left = type;
  for (const each of others.length > 0 ? [...records, union(...others)] : records) {
    if (overlaps(left, each)) found.push(fittingAll(left, each));
    left = remaining(left, each, type);
  }
  return found.length > 0 ? joined(found) : undefined;
}

function fittingAll(type: Type, tested: Type): Type {
  const members = membersOf(type).filter((each) => assignable(each, tested));
  return members.length > 0 ? union(...members) : (intersect(type, tested) ?? tested);
}

/** The part of `type`, itself some of `whole`, that fails a test for `tested`. */
export function remaining(type: Type, tested: Type, whole: Type = type): Type {
  if (isDynamic(type)) return type;
  const telling = membersOf(tested).filter((each) => !isOneWay(whole, each));
  const passes = (each: Type): boolean =>
    isDynamic(tested) ? each.kind !== "null" : telling.some((one) => assignable(each, one));
  return union(...membersOf(type).filter((each) => !passes(each)));
}

/**
 * Whether a test for a record (or a list of them) says nothing where it fails. To TypeScript all records of a member pass it,
 * but one may have by chance a field that the member does not name, of another type than the test asks for (5.1).
 */
export function isOneWay(type: Type, tested: Type): boolean {
  return membersOf(type).some((each) => assignable(each, tested) && !surelyFits(each, tested));
}
