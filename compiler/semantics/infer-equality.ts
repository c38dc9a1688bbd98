// `==` and `!=`: two values that are never equal (language.md 5.4, 10.1).
// Must not know other operators.
import type { Details } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { declarationOf, nearestTextOf } from "./declared.js";
import { describe } from "./describe.js";
import { possibleType } from "./group-names.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { overlaps } from "./overlaps.js";
import { boolean, isDynamic, kindOf, membersOf, type Type, withoutNull } from "./types.js";
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
  if (overlaps(left, right)) return;
  const near = { ...nearestTextOf(node.right, left), ...nearestTextOf(node.left, right) };
  const related = [node.left, node.right].flatMap((each) => declarationOf(infer.types, each));
  neverEqual(infer, node, [left, right], { ...near, related });
}

function neverEqual(
  infer: Inferrer,
  { operator, span }: ast.Binary,
  [left, right]: readonly [Type, Type],
  details: Details,
): void {
  // Who tests for null does not trust what a document claims.
  const isTestForNull = left.kind === "null" || right.kind === "null";
  if (isTestForNull && infer.claims) return;
  const facts = { left: describe(left), right: describe(right), operator };
  infer.reporter.report(infer.soft ? "RQ3011" : "RQ3004", span, facts, details);
}
