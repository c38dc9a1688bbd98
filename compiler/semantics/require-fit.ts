// RQ3007, RQ3012: values that can never fit where they go; what is written out is looked into (language.md 5.4).
// Must not know what kind of place it is.
import type { Details, Related } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { assignable } from "./assignable.js";
import { canFit } from "./can-fit.js";
import { declarations, nearestText } from "./declared.js";
import { describe } from "./describe.js";
import { bodyOf, callForm, elementArgument } from "./element-calls.js";
import { lackingIn } from "./lacking.js";
import { contradicts, meantMembers, objectsOf } from "./meant-member.js";
import { createReporter, type Reporter } from "./reporter.js";
import { overlaps } from "./overlaps.js";
import { dynamic, type Field, isDynamic, list, membersOf, shapeOf, type Type, union, withoutNull } from "./types.js";

/** What a check of a value needs. */
export interface Checking {
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly reporter: Reporter;
  /** The value is sent as it is: a number is no text there, nor a text a number. */
  readonly isSent?: boolean;
}

/** Where a value goes. */
interface Place {
  readonly wanted: Type;
  /** In messages: "`Line.total`", "a record of `lines`". */
  readonly where: string;
  readonly related: readonly Related[];
}

/** Reports where no value of the type fits; `node` is the expression that gives it, or the step that writes it. */
export function requireFit(
  infer: Checking,
  node: ast.Node,
  type: Type,
  wanted: Type,
  where: string,
  related: readonly Related[] = [],
): void {
  check(infer, node, type, { wanted, where, related });
}

/** The same for the fields that an object literal gives, whatever it lacks. */
export function requireFields(infer: Checking, node: ast.ObjectLiteral, target: Type, where: string): void {
  checkValues(infer, node, target, { wanted: target, where, related: [] });
}

function check(infer: Checking, node: ast.Node, type: Type, place: Place): void {
  if (isDynamic(place.wanted) || assignable(type, place.wanted)) return;
  if (node.kind === "Object" && checkRecord(infer, node, place)) return;
  if (checkElements(infer, node, place)) return;
  if (isDynamic(type) || mayGo(infer, type, place.wanted)) {
    for (const each of writtenBranches(node)) checkExpression(infer, each, place);
    return;
  }
  reportMisfit(infer, node, type, place);
}

/** Whether some value of the type can go there, converted where the place does that. */
function mayGo({ isSent }: Checking, type: Type, wanted: Type): boolean {
  return isSent ? overlaps(type, wanted) : canFit(type, wanted);
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
  else if (!possible.some((each) => isSilent(infer, node, each, place))) reportWhole(infer, node, place);
  return true;
}

function checkFields(infer: Checking, node: ast.ObjectLiteral, target: Type, place: Place): void {
  const shape = shapeOf(target);
  if (!shape) return;
  const { missing, misspelt } = lackingIn(infer.types, node, shape);
  for (const { name, meant, details } of misspelt) reportMissing(infer, name, place, [meant], [], details);
  if (missing.size > 0) reportMissing(infer, node, place, [...missing.keys()], [...missing.values()]);
  checkValues(infer, node, target, place);
}

function checkValues(infer: Checking, node: ast.ObjectLiteral, target: Type, place: Place): void {
  const shape = shapeOf(target);
  node.properties.forEach((each, at) => {
    if (each.kind === "Property") {
      const field = shape?.fields.get(each.name.text);
      const type = field?.type ?? shape?.rest;
      if (type) checkExpression(infer, each.value, fieldPlace(target, each.name.text, type, [field], place));
      return;
    }
    const later = node.properties.slice(at + 1).flatMap((one) => (one.kind === "Property" ? [one.name.text] : []));
    checkSpread(infer, each.value, target, place, new Set(later));
  });
}

/** The fields of an object that is spread into the literal, but for those that are written behind it. */
function checkSpread(
  infer: Checking,
  node: ast.Expression,
  target: Type,
  place: Place,
  later: ReadonlySet<string>,
): void {
  const spread = shapeOf(withoutNull(infer.types.get(node) ?? dynamic));
  for (const [name, field] of spread?.fields ?? []) {
    const wanted = later.has(name) ? undefined : shapeOf(target)?.fields.get(name);
    if (wanted && !field.optional && !mayGo(infer, field.type, wanted.type))
      reportMisfit(infer, node, field.type, fieldPlace(target, name, wanted.type, [wanted], place));
  }
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
  checkFields({ ...infer, reporter }, node, target, place);
  return reporter.diagnostics.length === 0;
}

// ---- Lists and choices

/** The elements of a list literal, or what a `map` makes of each; false where the node is neither or no list is wanted. */
function checkElements(infer: Checking, node: ast.Node, place: Place): boolean {
  const elements = membersOf(place.wanted).flatMap((each) => (each.kind === "list" ? [each.element] : []));
  if (elements.length === 0) return false;
  const inner: Place = { ...place, wanted: union(...elements), where: `an element of ${place.where}` };
  if (node.kind !== "List") {
    const made = madeOfEach(node);
    if (made) checkExpression(infer, made, inner);
    return made !== undefined;
  }
  for (const each of node.items) {
    if (each.kind !== "Spread") checkExpression(infer, each, inner);
    else {
      const type = infer.types.get(each.value) ?? dynamic;
      if (!mayGo(infer, withoutNull(type), list(inner.wanted)))
        reportMisfit(infer, each.value, withoutNull(type), place);
    }
  }
  return true;
}

/** The object or list that a `map` makes of each element, where it is written out. */
function madeOfEach(node: ast.Node): ast.Expression | undefined {
  if (node.kind !== "Call" && node.kind !== "MethodCall" && node.kind !== "Pipe") return undefined;
  const form = callForm(node);
  const argument = form.name.text === "map" ? elementArgument(form) : undefined;
  const body = argument && bodyOf(argument);
  return body && (body.kind === "Object" || body.kind === "List") ? body : undefined;
}

/** What an `if`, a `match` or `??` may give and is written out: each must fit by itself. */
function writtenBranches(node: ast.Node): readonly ast.Expression[] {
  switch (node.kind) {
    case "Conditional":
      return [node.then, node.else].flatMap(written);
    case "MatchExpression":
      return node.arms.flatMap((each) => written(each.value));
    case "Binary":
      return node.operator === "??" || node.operator === "or" ? [node.left, node.right].flatMap(written) : [];
    default:
      return [];
  }
}

function written(node: ast.Expression): readonly ast.Expression[] {
  const isLiteral = ["String", "Number", "Boolean", "Object", "List"].includes(node.kind);
  return isLiteral ? [node] : writtenBranches(node);
}

// ---- Reports

/** Types that lead to each other are followed that far. */
const deepest = 4;

/** Says of an object which field is missing or wrong, of a list that its elements are. */
function reportMisfit(infer: Checking, node: ast.Node, type: Type, place: Place, depth = deepest): void {
  const given = membersOf(withoutNull(type));
  const [target, ...others] = membersOf(withoutNull(place.wanted));
  const [first] = given;
  const isOne = target !== undefined && others.length === 0 && first !== undefined && depth > 0;
  if (isOne && given.length === 1 && first.kind === "list" && target.kind === "list") {
    const inner = { ...place, wanted: target.element, where: `an element of ${place.where}` };
    return reportMisfit(infer, node, first.element, inner, depth - 1);
  }
  const shapes = given.flatMap((each) => shapeOf(each) ?? []);
  if (!isOne || shapes.length < given.length || !shapeOf(target)) return reportWhole(infer, node, place, type);
  const required = [...(shapeOf(target)?.fields ?? [])];
  const missing = required.filter(
    ([name, field]) => !field.optional && !shapes.some((each) => each.open || each.fields.has(name)),
  );
  if (missing.length > 0) {
    const names = missing.map(([name]) => name);
    return reportMissing(
      infer,
      node,
      place,
      names,
      missing.map(([, field]) => field),
    );
  }
  for (const [name, field] of required) {
    const types = shapes.flatMap((each) => each.fields.get(name)?.type ?? []);
    const found = union(...types);
    if (types.length > 0 && !mayGo(infer, found, field.type))
      return reportMisfit(infer, node, found, fieldPlace(target, name, field.type, [field], place), depth - 1);
  }
  reportWhole(infer, node, place, type);
}

function reportWhole(infer: Checking, node: ast.Node, place: Place, type?: Type): void {
  const found = type ?? (node.kind === "Object" ? infer.types.get(node) : undefined);
  const near = node.kind === "String" ? nearestText(node.value, node.span, place.wanted) : {};
  const facts = { where: place.where, expected: describe(place.wanted), found: describe(found ?? dynamic) };
  infer.reporter.report("RQ3007", node.span, facts, { ...near, related: place.related });
}

function reportMissing(
  infer: Checking,
  { span }: ast.Node,
  { where }: Place,
  missing: readonly string[],
  fields: readonly Field[],
  details: Details = { related: declarations(fields) },
): void {
  // What a document declares is not the mission's to change.
  const isOurs = fields.length > 0 && fields.every((each) => each.span !== undefined);
  infer.reporter.report("RQ3012", span, { where, missing, isOurs }, details);
}

function fieldPlace(
  target: Type,
  name: string,
  wanted: Type,
  fields: readonly (Field | undefined)[],
  { where }: Place,
): Place {
  const inside = /^`([^`]+)`$/.exec(where)?.[1];
  const owner = target.kind === "schema" ? target.schema.name : inside;
  return {
    wanted,
    where: owner === undefined ? `\`${name}\` of ${where}` : `\`${owner}.${name}\``,
    related: declarations(fields),
  };
}
