// RQ4019: conditions that are literals, and so never change (language.md 10.1).
// Must not know types.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { isConstant, truthOf } from "../constants.js";
import type { Reporter } from "../reporter.js";
import type { Rule } from "./index.js";

export const constants: Rule = ({ mission }, reporter) => {
  const check = (node: ast.Expression | undefined): void => checkCondition(reporter, node);
  const visitor = {
    enter: {
      Conditional: (node: ast.Conditional) => check(node.test),
      ConditionArm: (node: ast.ConditionArm) => check(node.condition),
      ConditionValueArm: (node: ast.ConditionValueArm) => check(node.condition),
      Arm: (node: ast.Arm) => check(node.guard),
      ValueArm: (node: ast.ValueArm) => check(node.guard),
      For: (node: ast.For) => check(node.guard),
      Assumption: (node: ast.Assumption) => check(node.condition),
      Unary: (node: ast.Unary) => (node.operator === "not" ? check(node.operand) : undefined),
      Binary: (node: ast.Binary) => {
        if (node.operator === "and" || node.operator === "or") check(node.left);
        else if (node.operator === "??") checkDefault(reporter, node.left);
      },
    },
  };
  for (const action of mission.actions.values()) walk(action.node, visitor);
  for (const transform of mission.transforms.values()) walk(transform, visitor);
  for (const source of mission.sources.values()) if (source.node) walk(source.node, visitor);
  for (const stage of mission.stages) {
    check(stage.condition);
    if (stage.condition) walk(stage.condition, visitor);
  }
};

function checkCondition(reporter: Reporter, node: ast.Expression | undefined): void {
  if (node && isConstant(node) && node.kind !== "Unary")
    reporter.report("RQ4019", node.span, { what: `this condition ${truthOf(node) ? "always" : "never"} holds` });
}

function checkDefault(reporter: Reporter, left: ast.Expression): void {
  if (isConstant(left))
    reporter.report("RQ4019", left.span, {
      what: `the left side of \`??\` is ${left.kind === "Null" ? "always" : "never"} null`,
    });
}
