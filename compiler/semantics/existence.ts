// Which `any of` is only asked whether there is one: those that stand as a condition (language.md 10.5).
// Must not know types; those that are compared with a boolean are found by infer.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { bodyOf, callForm, type CallNode, elementArgument, elementFunction } from "./element-calls.js";
import type { MissionModel } from "./model.js";

export function askedAnyOf(mission: MissionModel): Set<ast.AnyOf> {
  const asked = new Set<ast.AnyOf>();

  const condition = (node: ast.Expression | undefined): void => {
    if (node?.kind === "AnyOf") asked.add(node);
    else if (node?.kind === "Binary" && (node.operator === "and" || node.operator === "or")) {
      condition(node.left);
      condition(node.right);
    } else if (node?.kind === "Conditional") {
      condition(node.then);
      condition(node.else);
    }
  };
  const call = (node: CallNode): void => {
    const form = callForm(node);
    const argument = elementFunction(form.name.text)?.asks ? elementArgument(form) : undefined;
    if (argument) condition(bodyOf(argument));
  };
  const visitor = {
    enter: {
      Conditional: (node: ast.Conditional) => condition(node.test),
      Filter: (node: ast.Filter) => condition(node.predicate),
      AnyOf: (node: ast.AnyOf) => condition(node.predicate),
      Unary: (node: ast.Unary) => condition(node.operand),
      For: (node: ast.For) => condition(node.guard),
      Assumption: (node: ast.Assumption) => condition(node.condition),
      Arm: (node: ast.Arm) => condition(node.guard),
      ConditionArm: (node: ast.ConditionArm) => condition(node.condition),
      ValueArm: (node: ast.ValueArm) => condition(node.guard),
      ConditionValueArm: (node: ast.ConditionValueArm) => condition(node.condition),
      TransformVariant: (node: ast.TransformVariant) => condition(node.guard),
      Option: (node: ast.Option) => void (conditionOptions.includes(node.name.text) && condition(node.value)),
      Stage: (node: ast.Stage) => condition(node.condition),
      Call: call,
      MethodCall: call,
      Pipe: call,
    },
  };
  const symbols = [...mission.actions.values(), ...mission.sources.values()];
  const roots = [...symbols.flatMap((each) => each.node ?? []), ...mission.transforms.values(), ...mission.stages];
  for (const root of roots) walk(root, visitor);
  return asked;
}

/** Options whose value is asked whether it holds. */
const conditionOptions = ["until", "eventFilter", "validateResponses"];
