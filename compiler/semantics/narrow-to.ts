// What a test of a reference says about it, and about the object that it is a field of: null or a member of a union may no
// longer be possible. Must not know which tests there are.
import type * as ast from "../syntax/ast.js";
import { fieldRead } from "./field-reads.js";
import type { Inferrer } from "./infer.js";
import { type Facts, withFact, without } from "./narrow.js";
import { keyOfField, keyOfObject, lastName, recordRead, referenceKey } from "./reference-keys.js";
import { areRecordsOf, hasFoundRecord, meet } from "./intersect.js";
import { hasField, hasPartly, isDiscriminant } from "./member-tests.js";
import { overlaps } from "./overlaps.js";
import { dynamic, fieldType, isDynamic, mayBeNull, membersOf, nullType, shapeOf, type Type, union } from "./types.js";

/** What a test leaves of a type; what tests before it have left is none of its business. */
export type Leaves = (type: Type) => Type;

/**
 * The facts where the value of `node` is of `type`. `leaves`: where it has failed a test, of which TypeScript concludes what the
 * object is by that test alone.
 */
export function narrowTo(infer: Inferrer, node: ast.Expression, facts: Facts, type: Type, leaves?: Leaves): Facts {
  const key = referenceKey(infer, node);
  if (key === undefined) return facts;
  // A test of the constant that a match keeps the field in says nothing about the object.
  const isKept = infer.heldReads.has(node) || infer.held.holders.get(key) === node;
  return narrowAt(infer, key, facts, type, isKept, leaves);
}

/** By its key, which a name in a guard shares with the field that it is written as. */
function narrowAt(
  infer: Inferrer,
  key: string,
  facts: Facts,
  type: Type,
  isKept: boolean,
  leaves: Leaves | undefined,
): Facts {
  const known = facts.get(key);
  const left = known && !areRecordsOf(type, known) && !hasFoundRecord(type) ? meet(known, type) : type;
  // What was unknown is read from its constant: nothing was known of the fields of that.
  const isFound = (known === undefined || isDynamic(known)) && !isDynamic(left) && infer.held.holders.has(key);
  const found = withFact(isFound ? without(facts, key) : facts, key, left);
  const object = keyOfObject(key);
  if (object === undefined || isDynamic(type) || isKept) return found;
  const name = lastName(key);
  const declared = infer.declared.get(object) ?? dynamic;
  const whole = facts.get(object) ?? declared;
  const members = membersOf(whole);
  // Where a member lacks the field, TypeScript does not see that it is read.
  if (isDynamic(whole) || !members.every((each) => each.kind === "null" || hasField(each, name))) return found;
  const isTold = isDiscriminant(membersOf(declared), name);
  // Where a field contradicts what is known of it, there is no such object.
  const isContradiction = known !== undefined && known.kind !== "never" && left.kind === "never";
  const kept = members.filter((each) => !isContradiction && mayHold(each, isTold, name, type, leaves));
  if (kept.length === members.length) return found;
  return narrowAt(infer, object, found, union(...kept), infer.held.holders.has(object), undefined);
}

/**
 * The same by a condition. One of a field that only some kinds of records have is written so that TypeScript sees of which
 * kind the record is.
 */
export function narrowByTest(infer: Inferrer, node: ast.Expression, facts: Facts, type: Type, leaves?: Leaves): Facts {
  const read = fieldRead(infer.bindings, node);
  const object = read && recordRead(infer, read.object, read.name.text);
  const key = object && referenceKey(infer, object);
  if (!read || !object || key === undefined || infer.heldReads.has(node))
    return narrowTo(infer, node, facts, type, leaves);
  const name = read.name.text;
  const members = membersOf(facts.get(key) ?? infer.types.get(object) ?? dynamic);
  const records = members.filter((each) => each.kind !== "null");
  if (!hasPartly(records, name)) return narrowTo(infer, node, facts, type, leaves);
  const having = records.filter((each) => hasField(each, name));
  const isTold = isDiscriminant(having, name);
  const kept = members.filter((each) =>
    hasField(each, name) ? mayHold(each, isTold, name, type, leaves) : mayBeNull(type),
  );
  const found = narrowTo(infer, object, facts, union(...kept));
  return mayBeNull(type) ? found : withFact(found, keyOfField(key, name), type);
}

/** Whether `name` of a member of the object's type can be of `type`. */
function mayHold(member: Type, isTold: boolean, name: string, type: Type, leaves: Leaves | undefined): boolean {
  if (member.kind === "null") return mayBeNull(type);
  const field = fieldType(member, name)?.type ?? nullType;
  return !isTold || (leaves ? leaves(field).kind !== "never" : overlaps(field, type));
}

/** The record whose kind the field says that `node` reads: in each of its kinds it is one literal. */
export function taggedRecord(infer: Inferrer, node: ast.Expression): ast.Expression | undefined {
  const read = fieldRead(infer.bindings, node);
  const object = read && recordRead(infer, read.object, read.name.text);
  const kinds = membersOf((object && infer.types.get(object)) ?? dynamic).filter((each) => shapeOf(each));
  const isTag =
    kinds.length > 0 && kinds.every((each) => fieldType(each, read?.name.text ?? "")?.type.kind === "literal");
  return isTag ? object : undefined;
}
