// Where a mission asks whether something holds, or is null (language.md 10.1, 10.4).
// Must not know what is said of it.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { bodyOf, callForm, type CallNode, elementArgument, elementFunction } from "./element-calls.js";
import type { MissionModel } from "./model.js";

export interface Asked {
  readonly condition: (node: ast.Expression) => void;
  /** The left side of `??`. */
  readonly fallback?: (node: ast.Expression) => void;
  /** What an `assume` states, which the types may say already. */
  readonly assumption?: (node: ast.Expression) => void;
  /** What is asked of elements. */
  readonly predicate?: (node: ast.Expression) => void;
  readonly call?: (node: CallNode) => void;
}

export function walkConditions(mission: MissionModel, asked: Asked): void {
  const check = (node: ast.Expression | undefined): void => void (node && asked.condition(node));
  const call = (node: CallNode): void => {
    const form = callForm(node);
    const argument = elementFunction(form.name.text)?.asks ? elementArgument(form) : undefined;
    if (argument) asked.predicate?.(bodyOf(argument));
    asked.call?.(node);
  };
  const visitor = {
    enter: {
      Conditional: (node: ast.Conditional) => check(node.test),
      ConditionArm: (node: ast.ConditionArm) => check(node.condition),
      ConditionValueArm: (node: ast.ConditionValueArm) => check(node.condition),
      Arm: (node: ast.Arm) => check(node.guard),
      ValueArm: (node: ast.ValueArm) => check(node.guard),
      For: (node: ast.For) => check(node.guard),
      Filter: (node: ast.Filter) => asked.predicate?.(node.predicate),
      AnyOf: (node: ast.AnyOf) => void (node.predicate && asked.predicate?.(node.predicate)),
      Assumption: (node: ast.Assumption) => asked.assumption?.(node.condition),
      Unary: (node: ast.Unary) => (node.operator === "not" ? check(node.operand) : undefined),
      Binary: (node: ast.Binary) => {
        if (node.operator === "and" || node.operator === "or") check(node.left);
        else if (node.operator === "??") asked.fallback?.(node.left);
      },
      Call: call,
      MethodCall: call,
      Pipe: call,
    },
  };
  for (const action of mission.actions.values()) walk(action.node, visitor);
  for (const transform of mission.transforms.values()) walk(transform, visitor);
  for (const source of mission.sources.values()) if (source.node) walk(source.node, visitor);
  for (const stage of mission.stages) {
    check(stage.condition);
    if (stage.condition) walk(stage.condition, visitor);
  }
}
