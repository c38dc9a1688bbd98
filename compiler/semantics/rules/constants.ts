// RQ4019: conditions that are literals, and so never change (language.md 10.1).
// Must not know types.
import type * as ast from "../../syntax/ast.js";
import { walkConditions } from "../conditions.js";
import { isConstant, truthOf } from "../constants.js";
import type { Reporter } from "../reporter.js";
import type { Rule } from "./index.js";

export const constants: Rule = ({ mission }, reporter) => {
  const condition = (node: ast.Expression): void => {
    checkCondition(reporter, node);
    // The left sides are conditions of their own.
    if (node.kind === "Binary" && (node.operator === "and" || node.operator === "or"))
      checkCondition(reporter, node.right, node);
  };
  walkConditions(mission, {
    condition,
    assumption: condition,
    predicate: condition,
    fallback: (node) => checkDefault(reporter, node),
  });
};

/** `whole`: where it is the right side of that. */
function checkCondition(reporter: Reporter, node: ast.Expression, whole?: ast.Binary): void {
  if (!isConstant(node) || node.kind === "Unary") return;
  const what = `this condition ${truthOf(node) ? "always" : "never"} holds`;
  const help = whole && isHalf(whole) ? { help: 'compare it, too: `x == "a" or x == "b"`, or `x in ["a", "b"]`' } : {};
  reporter.report("RQ4019", node.span, { what }, help);
}

/** `x == "a" or "b"`. */
function isHalf({ left, right }: ast.Binary): boolean {
  const last = left.kind === "Binary" && (left.operator === "and" || left.operator === "or") ? left.right : left;
  return (
    (last.kind === "Binary" && (last.operator === "==" || last.operator === "!=") && last.right.kind === right.kind) ||
    (last !== left && isConstant(last))
  );
}

function checkDefault(reporter: Reporter, left: ast.Expression): void {
  if (isConstant(left))
    reporter.report("RQ4019", left.span, {
      what: `the left side of \`??\` is ${left.kind === "Null" ? "always" : "never"} null`,
    });
}
