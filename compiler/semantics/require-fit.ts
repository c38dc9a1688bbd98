// Values that can never fit where they go (RQ3007, RQ3012); what is written out is looked into (language.md 5.4).
// Must not know what kind of place it is, nor what is said of a value.
import type * as ast from "../syntax/ast.js";
import { assignable } from "./assignable.js";
import { contradicts, meantMembers, objectsOf } from "./meant-member.js";
import {
  type Checking,
  type Converts,
  fieldPlace,
  inside,
  mayGo,
  type Place,
  reportMisfit,
  reportMissing,
  reportWhole,
} from "./misfits.js";
import { createReporter } from "./reporter.js";
import { dynamic, isDynamic, list, membersOf, shapeOf, type Type, union, withoutNull } from "./types.js";
import { overlaps } from "./overlaps.js";
import { unfitKinds } from "./spread-kinds.js";
import { lackingWays, waysOf } from "./spread-ways.js";
import { branchesOf, elementsIn, merged } from "./written-parts.js";

export type FitOptions = Partial<Omit<Place, "wanted" | "where" | "seen">>;

/** Reports where no value of the type fits; `node` is the expression that gives it, or the step that writes it. */
export function requireFit(
  infer: Checking,
  node: ast.Node,
  type: Type,
  wanted: Type,
  where: string,
  { related = [], converts = "written", through }: FitOptions = {},
): void {
  check(infer, node, type, { wanted, where, related, converts, through, seen: new Map() });
}

/** The same for the fields that an object literal gives, whatever it lacks. */
export function requireFields(infer: Checking, node: ast.ObjectLiteral, target: Type, where: string): void {
  const place: Place = { wanted: target, where, related: [], converts: "written", seen: new Map() };
  checkValues(infer, node, target, place);
  checkKinds(infer, node, target, place);
}

function check(infer: Checking, node: ast.Node, type: Type, place: Place, known = type): void {
  if (isDynamic(place.wanted) || assignable(type, place.wanted)) return;
  if (node.kind === "Object" && checkRecord(infer, node, place)) return;
  const object = merged(node);
  if (object && checkRecord(infer, object, { ...place, converts: inside(place) })) return;
  if (checkElements(infer, node, place)) return;
  const branches = branchesOf(node).map(({ node: branch, mayMiss }) => {
    const found = infer.types.get(branch) ?? dynamic;
    return { node: branch, type: mayMiss ? withoutNull(found) : found };
  });
  // An empty list beside others says nothing of the type of the whole, and may go there.
  const mayGoOtherwise = branches.some((each) => mayGo(each.type, place));
  if (!isDynamic(type) && !mayGo(type, place) && !mayGoOtherwise) return reportMisfit(infer, node, type, place);
  // Behind a choice and a variable a value is converted as a whole.
  const chosen: Place = place.converts === "written" ? { ...place, converts: "value" } : place;
  const written = infer.writtenValues.of(node);
  if (written && written !== node) checkWritten(infer, written, type, { ...chosen, through: place.through ?? node });
  if (place.through && !infer.writtenValues.isOpen(node, place.through)) return;
  for (const each of branches) if (overlaps(each.type, known)) check(infer, each.node, each.type, chosen);
}

/** `known`: of what is written, what may be where it goes. */
function checkWritten(infer: Checking, node: ast.Expression, known: Type, place: Place): void {
  const type = infer.types.get(node);
  const seen = place.seen.get(node) ?? new Set();
  if (!type || seen.has(place.wanted)) return;
  place.seen.set(node, seen.add(place.wanted));
  check(infer, node, type, place, known);
}

function checkExpression(infer: Checking, node: ast.Expression, place: Place): void {
  const type = infer.types.get(node);
  if (type) check(infer, node, type, place);
}

// ---- Objects

/** False where no object is wanted. */
function checkRecord(infer: Checking, node: ast.ObjectLiteral, place: Place): boolean {
  const objects = objectsOf(place.wanted);
  const possible = meantMembers(infer.types, node, place.wanted);
  const [meant, ...others] = possible;
  if (objects.length === 0) return false;
  if (!meant) reportKind(infer, node, objects, place);
  else if (others.length === 0) checkFields(infer, node, meant, place);
  else if (!possible.some((each) => isSilent(infer, node, each, { ...place, converts: inside(place) })))
    reportWhole(infer, node, place);
  return true;
}

function checkFields(infer: Checking, node: ast.ObjectLiteral, target: Type, place: Place): void {
  const shape = shapeOf(target);
  if (!shape) return;
  for (const { way, missing, misspelt } of lackingWays(infer, node, shape, place.through)) {
    for (const { name, meant, details } of misspelt) reportMissing(infer, name, place, [meant], [], details);
    const there = { ...place, through: way?.through ?? place.through };
    if (missing.size > 0) reportMissing(infer, way?.node ?? node, there, [...missing.keys()], [...missing.values()]);
  }
  checkValues(infer, node, target, place);
  checkKinds(infer, node, target, place);
}

/** `given`: fields that are given anew behind the literal, into which it is spread. */
function checkValues(
  infer: Checking,
  node: ast.ObjectLiteral,
  target: Type,
  place: Place,
  given: ReadonlySet<string> = new Set(),
): void {
  const shape = shapeOf(target);
  const parts = { ...place, converts: ofWritten(place) };
  node.properties.forEach((each, at) => {
    if (each.kind === "Property") {
      const field = shape?.fields.get(each.name.text);
      const type = given.has(each.name.text) ? undefined : (field?.type ?? shape?.rest);
      if (type) checkExpression(infer, each.value, fieldPlace(target, each.name.text, type, [field], parts));
      return;
    }
    const later = node.properties.slice(at + 1).flatMap((one) => (one.kind === "Property" ? [one.name.text] : []));
    checkSpread(infer, each.value, target, { ...place, converts: inside(place) }, new Set([...given, ...later]));
  });
}

/** What is converted of the values of an object or list that is written out. */
function ofWritten(place: Place): Converts {
  return place.converts === "written" ? "written" : inside(place);
}

/** The fields of an object that is spread into the literal, but for those that are written behind it. */
function checkSpread(
  infer: Checking,
  node: ast.Expression,
  target: Type,
  place: Place,
  later: ReadonlySet<string>,
): void {
  for (const each of waysOf(infer, node, place.through))
    checkGiven(infer, each.node, each.type, target, { ...place, through: each.through }, later);
  checkGiven(infer, node, infer.types.get(node) ?? dynamic, target, place, later);
}

function checkGiven(
  infer: Checking,
  node: ast.Expression,
  type: Type,
  target: Type,
  place: Place,
  later: ReadonlySet<string>,
): void {
  if (node.kind === "Object") return checkValues(infer, node, target, place, later);
  for (const [name, field] of shapeOf(withoutNull(type))?.fields ?? []) {
    const wanted = later.has(name) ? undefined : shapeOf(target)?.fields.get(name);
    const inner = wanted && fieldPlace(target, name, wanted.type, [wanted], place);
    if (!inner || field.optional) continue;
    const written = infer.writtenValues.field(node, name);
    if (!mayGo(field.type, inner)) reportMisfit(infer, node, field.type, inner);
    else if (written) checkExpression(infer, written, { ...inner, through: place.through ?? node });
  }
}

/** What is spread is of several kinds, and with each of them the record is none that can go there. */
function checkKinds(infer: Checking, node: ast.ObjectLiteral, target: Type, place: Place): void {
  const shape = shapeOf(target);
  const { spread, field } = (shape && unfitKinds(infer.types, node, shape)) ?? {};
  if (!spread || waysOf(infer, spread, place.through).length > 0) return;
  const where = "what `...` spreads";
  if (!field) return reportWhole(infer, spread, { ...place, where }, infer.types.get(spread));
  const parts = { ...place, converts: inside(place) };
  const inner = fieldPlace(target, field.name, field.wanted.type, [field.wanted], parts);
  reportMisfit(infer, spread, field.type, inner);
}

/** The literal is no member of the union: its own tag says so where it has one. */
function reportKind(infer: Checking, node: ast.ObjectLiteral, members: readonly Type[], place: Place): void {
  const tag = node.properties.find((each) => members.every((member) => contradicts(infer.types, each, member)));
  if (tag?.kind !== "Property") return reportWhole(infer, node, place);
  const fields = members.flatMap((each) => shapeOf(each)?.fields.get(tag.name.text) ?? []);
  const wanted = union(...fields.map((each) => each.type));
  checkExpression(infer, tag.value, fieldPlace(union(...members), tag.name.text, wanted, fields, place));
}

function isSilent(infer: Checking, node: ast.ObjectLiteral, target: Type, place: Place): boolean {
  const reporter = createReporter();
  checkFields({ ...infer, reporter }, node, target, { ...place, seen: new Map() });
  return reporter.diagnostics.length === 0;
}

// ---- Lists

/** The elements of a list that is written out, or made of what is; false where it is not or no list is wanted. */
function checkElements(infer: Checking, node: ast.Node, place: Place): boolean {
  const elements = membersOf(place.wanted).flatMap((each) => (each.kind === "list" ? [each.element] : []));
  const written = elementsIn(node);
  if (elements.length === 0 || !written) return false;
  const converts = node.kind === "List" && elements.length === 1 ? ofWritten(place) : inside(place);
  const inner: Place = { ...place, wanted: union(...elements), where: `an element of ${place.where}`, converts };
  for (const each of written.elements) checkExpression(infer, each, inner);
  const whole = { ...place, wanted: list(inner.wanted), converts: inside(place) };
  for (const each of written.lists) {
    const type = withoutNull(infer.types.get(each) ?? dynamic);
    if (!mayGo(type, whole)) reportMisfit(infer, each, type, { ...whole, wanted: place.wanted });
  }
  return true;
}
