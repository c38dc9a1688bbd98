// `==` and `!=`: two values that are never equal, as a whole or in a part of one that is written out (language.md 5.4, 10.1).
// Must not know other operators.
import type { Details, Related } from "../diagnostics.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { declarationOf, declarations, nearestTextOf } from "./declared.js";
import { describe } from "./describe.js";
import { possibleType } from "./group-names.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { overlaps } from "./overlaps.js";
import {
  boolean,
  dynamic,
  isDynamic,
  kindOf,
  mayBeNull,
  membersOf,
  nullType,
  type ObjectShape,
  shapeOf,
  type Type,
  union,
  withoutNull,
} from "./types.js";
import { noteUnmet } from "./unmet.js";

/** `any of` that is compared with a boolean is only asked whether there is one (10.5): the boolean is looked at first. */
export function equalityType(infer: Inferrer, node: ast.Binary, facts: Facts): Type {
  const isTurned = node.left.kind === "AnyOf";
  const [first, second] = isTurned ? [node.right, node.left] : [node.left, node.right];
  const known = inferExpression(infer, first, facts);
  if (second.kind === "AnyOf" && isFlag(known)) infer.asked.add(second);
  const other = inferExpression(infer, second, facts);
  const [left, right] = isTurned ? [other, known] : [known, other];
  noteUnmet(infer, node, node.operator === "==" && !overlaps(left, right));
  checkEquality(infer, node, possibleType(infer, node.left, left), possibleType(infer, node.right, right));
  return boolean;
}

function isFlag(type: Type): boolean {
  const known = withoutNull(type);
  return !isDynamic(known) && known.kind !== "never" && membersOf(known).every((each) => kindOf(each) === "boolean");
}

function checkEquality(infer: Inferrer, node: ast.Binary, left: Type, right: Type): void {
  if (!overlaps(left, right)) {
    const near = { ...nearestTextOf(node.right, left), ...nearestTextOf(node.left, right) };
    const related = [node.left, node.right].flatMap((each) => declarationOf(infer.types, each));
    return neverEqual(infer, node, node.span, [left, right], { ...near, related });
  }
  const part = impossiblePart(infer, node.right, left) ?? impossiblePart(infer, node.left, right);
  if (part) {
    const found = infer.types.get(part.node) ?? dynamic;
    const help = part.lacks ? { help: `it lacks ${part.lacks.map((each) => `\`${each}\``).join(", ")}` } : {};
    const details = { ...help, ...nearestTextOf(part.node, part.type), related: part.related };
    neverEqual(infer, node, part.node.span, [part.type, found], details);
  }
}

function neverEqual(
  infer: Inferrer,
  { operator }: ast.Binary,
  span: Span,
  [left, right]: readonly [Type, Type],
  details: Details,
): void {
  // Who tests for null does not trust what a document claims.
  const isTestForNull = left.kind === "null" || right.kind === "null";
  if (isTestForNull && infer.claims) return;
  const facts = { left: describe(left), right: describe(right), operator };
  infer.reporter.report(infer.soft ? "RQ3011" : "RQ3004", span, facts, details);
}

/** A part of what is written out that is never what stands there in the other value, which is of the type. */
interface Part {
  readonly node: ast.Expression;
  readonly type: Type;
  readonly related: readonly Related[];
  /** Fields that the value always has. */
  readonly lacks?: readonly string[];
}

/** Undefined where an object or list that is written out may be the value, and of anything else that is written. */
function impossiblePart(infer: Inferrer, node: ast.Expression, type: Type): Part | undefined {
  if (node.kind !== "Object" && node.kind !== "List") return undefined;
  const parts = membersOf(withoutNull(type)).flatMap((member): readonly (Part | undefined)[] => {
    if (isDynamic(member)) return [undefined];
    const shape = shapeOf(member);
    if (node.kind === "Object") return shape ? [impossibleField(infer, node, member, shape)] : [];
    return member.kind === "list" ? [impossibleItem(infer, node, member.element)] : [];
  });
  const found = parts.filter((each) => each !== undefined);
  const [first, ...others] = found;
  if (!first || found.length < parts.length) return undefined;
  if (others.length === 0) return first;
  if (others.some((each) => each.node !== first.node)) return { node, type, related: [] };
  const related = found.flatMap((each) => each.related);
  return { node: first.node, type: union(...found.map((each) => each.type)), related };
}

function impossibleItem(infer: Inferrer, { items }: ast.ListLiteral, element: Type): Part | undefined {
  for (const item of items) {
    const part = item.kind === "Spread" ? undefined : impossibleValue(infer, item, element, []);
    if (part) return part;
  }
  return undefined;
}

/** What is spread may give the fields before it anew, and others. */
function impossibleField(
  infer: Inferrer,
  node: ast.ObjectLiteral,
  type: Type,
  { fields, rest }: ObjectShape,
): Part | undefined {
  const behind = node.properties.map((each) => each.kind).lastIndexOf("Spread") + 1;
  const written = node.properties.slice(behind).flatMap((each) => (each.kind === "Property" ? [each] : []));
  for (const { name, value } of written) {
    const field = fields.get(name.text);
    // A record may have fields that its type does not name (5.1).
    const wanted = field?.type ?? (rest ? union(rest, nullType) : dynamic);
    const part = impossibleValue(infer, value, wanted, declarations([field]));
    if (part) return part;
  }
  // Who leaves a field out does not trust what a document claims.
  if (infer.claims || behind > 0) return undefined;
  const names = new Set(written.map(({ name }) => name.text));
  const others = [...fields].filter(([name, field]) => !names.has(name) && !field.optional && !mayBeNull(field.type));
  const lacks = others.map(([name]) => name);
  return lacks.length > 0 ? { node, type, related: declarations(others.map(([, field]) => field)), lacks } : undefined;
}

function impossibleValue(
  infer: Inferrer,
  node: ast.Expression,
  type: Type,
  related: readonly Related[],
): Part | undefined {
  const found = possibleType(infer, node, infer.types.get(node) ?? dynamic);
  // Where no value is left nothing can be wrong with it.
  if (found.kind === "never" || type.kind === "never") return undefined;
  return impossiblePart(infer, node, type) ?? (overlaps(found, type) ? undefined : { node, type, related });
}
