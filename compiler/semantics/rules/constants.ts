// RQ4019: conditions that are literals, and so never change (language.md 10.1).
// Must not know types.
import type * as ast from "../../syntax/ast.js";
import { walkConditions } from "../conditions.js";
import { isConstant, truthOf } from "../constants.js";
import type { Reporter } from "../reporter.js";
import type { Rule } from "./index.js";

export const constants: Rule = ({ mission }, reporter) => {
  const condition = (node: ast.Expression): void => checkCondition(reporter, node);
  walkConditions(mission, { condition, assumption: condition, fallback: (node) => checkDefault(reporter, node) });
};

function checkCondition(reporter: Reporter, node: ast.Expression): void {
  if (isConstant(node) && node.kind !== "Unary")
    reporter.report("RQ4019", node.span, { what: `this condition ${truthOf(node) ? "always" : "never"} holds` });
}

function checkDefault(reporter: Reporter, left: ast.Expression): void {
  if (isConstant(left))
    reporter.report("RQ4019", left.span, {
      what: `the left side of \`??\` is ${left.kind === "Null" ? "always" : "never"} null`,
    });
}
