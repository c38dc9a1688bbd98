// What a value is that is of two types at once: objects are open, so an order may be something else, too (language.md 5.1, 7.3).
// Must not know which test has found it out.
import { assignable, isSubtype, mostCompared } from "./assignable.js";
import { overlaps } from "./overlaps.js";
import {
  type Field,
  isDynamic,
  mayBeNull,
  membersOf,
  nullType,
  part,
  shapeOf,
  type Type,
  union,
  unionOfAll,
  unitsOf,
  withoutNull,
} from "./types.js";

/** Records that a test has found where their types say something else: of another type, or of two at once. */
const foundRecords = new WeakSet<Type>();

/** A record of a type that is none of those it is declared to be of. */
export function foundRecord(tested: Type): Type {
  const found = { ...tested };
  foundRecords.add(found);
  return found;
}

/** Both of them, as far as they can be. Undefined where no value is both. */
export function intersect(type: Type, other: Type): Type | undefined {
  const all = membersOf(type).flatMap((a) =>
    membersOf(other).flatMap((b) => (overlaps(a, b) ? [intersectMembers(a, b)] : [])),
  );
  return all.length === 0 ? undefined : union(...all);
}

function intersectMembers(a: Type, b: Type): Type {
  const [one, two] = [shapeOf(a), shapeOf(b)];
  if (!one || !two) return assignable(a, b) ? a : b;
  if (isSubtype(a, b)) return a;
  if (isSubtype(b, a)) return b;
  const fields = new Map<string, Field>(two.fields);
  for (const [name, field] of one.fields) fields.set(name, narrower(field, two.fields.get(name)));
  const both: Type = { kind: "object", fields, open: one.open && two.open };
  foundRecords.add(both);
  return both;
}

/**
 * Where ways meet, and a record may be of two types: to TypeScript it is of one that stands beside it, and so are all that
 * have the fields of another.
 */
export function joined(types: readonly Type[]): Type {
  const whole = unionOfAll(types);
  const members = membersOf(whole);
  // Of many each would be compared with each.
  if (members.length > mostCompared || !members.some((each) => foundRecords.has(each))) return whole;
  const isCovered = (each: Type, at: number): boolean =>
    members.some(
      // Of twins the first is kept.
      (other, place) => other !== each && isSubtype(each, other) && (place < at || !isSubtype(other, each)),
    );
  const kept = members.filter((each, at) => !isCovered(each, at));
  return kept.length === members.length ? whole : unionOfAll(kept);
}

function narrower(field: Field, other: Field | undefined): Field {
  if (!other || assignable(field.type, other.type))
    return { ...field, optional: field.optional && (other?.optional ?? true) };
  const [one, two] = [withoutNull(field.type), withoutNull(other.type)];
  const isNull = mayBeNull(field.type) && mayBeNull(other.type) && !overlaps(one, two);
  const type = isNull ? nullType : assignable(other.type, field.type) ? other.type : field.type;
  return { type, optional: field.optional && other.optional };
}

/** The part of `type` that `other` leaves of it. */
export function meet(type: Type, other: Type): Type {
  if (isDynamic(type) || isDynamic(other)) return isDynamic(type) ? other : type;
  if (type === other) return type;
  const left = unitsOf(other);
  // Literals and schemas meet by what they are: there can be hundreds, and each would be compared with each.
  const known = new Set(left.map(identityOf));
  const others = left.filter((each) => each.kind !== "literal");
  const meetUnit = (a: Type): readonly Type[] => {
    if (known.has(identityOf(a))) return [a];
    if (a.kind === "literal") return others.some((b) => overlaps(a, b)) ? [a] : [];
    return foreign.filter((b) => overlaps(a, b)).map((b) => (isLess(b, a) ? b : a));
  };
  const units = unitsOf(type);
  // What is of one of the kinds is of that kind, and not of another that could be both.
  const own = new Set(units.map(identityOf));
  const foreign = left.filter((each) => !own.has(identityOf(each)));
  const met = units.flatMap(meetUnit);
  return units.every((each) => each.kind === "literal") ? part(met) : unionOfAll(met);
}

/** Whether a test for it has found out more than is known: lists of some of the elements, records with more fields. */
function isLess(found: Type, known: Type): boolean {
  if (found.kind === "list") return known.kind === "list" && assignable(found, known);
  if (found.kind === "literal" || hasMore(found, known)) return true;
  // To TypeScript one that lacks fields which need not be there is such a record, of which it then knows the others only.
  return shapeOf(found) !== undefined && assignable(found, known) && !assignable(known, found);
}

/** What is known of a value, as far as it can be of its type: several records stay where each is one. */
export function knownOf(fact: Type, type: Type): Type {
  return areRecordsOf(fact, type) || hasFoundRecord(fact) ? fact : meet(fact, type);
}

/** Whether a test has said more of a value than its type. */
export function hasFoundRecord(fact: Type): boolean {
  return membersOf(fact).some((each) => foundRecords.has(each));
}

/** Whether these are several kinds of records, each of which is one of `type`. */
export function areRecordsOf(records: Type, type: Type): boolean {
  const isRecord = (each: Type): boolean => each.kind === "null" || shapeOf(each) !== undefined;
  if (records.kind !== "union" || isDynamic(type) || !records.members.every(isRecord)) return false;
  // What is left of a type is of it: there can be hundreds of kinds.
  const own = new Set(membersOf(type).map(identityOf));
  return records.members.every((each) => own.has(identityOf(each))) || assignable(records, type);
}

/** The value of a literal, the schema of its records, or the type itself. */
function identityOf(type: Type): unknown {
  return type.kind === "literal" ? type.value : type.kind === "schema" ? type.schema : type;
}

/** Whether a record has all the fields of the other, and more. */
function hasMore(record: Type, other: Type): boolean {
  return hasFieldsOf(record, other) && (shapeOf(record)?.fields.size ?? 0) > (shapeOf(other)?.fields.size ?? 0);
}

function hasFieldsOf(record: Type, other: Type): boolean {
  const [fields, others] = [shapeOf(record)?.fields, shapeOf(other)?.fields];
  return fields !== undefined && others !== undefined && [...others.keys()].every((name) => fields.has(name));
}
