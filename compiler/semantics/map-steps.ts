// A list of steps with some of them replaced, at any depth; what holds no replaced step is kept as it is.
// Must not know why a step is replaced.
import type * as ast from "../syntax/ast.js";

export type Change = (step: ast.Step) => ast.Step;

export function mapSteps(steps: readonly ast.Step[], change: Change): readonly ast.Step[] {
  const mapped = steps.map((each) => mapStep(each, change));
  return mapped.every((each, index) => each === steps[index]) ? steps : mapped;
}

function mapStep(step: ast.Step, change: Change): ast.Step {
  switch (step.kind) {
    case "For": {
      const body = mapBlock(step.body, change);
      return body === step.body ? step : { ...step, body };
    }
    case "Validate": {
      const otherwise = step.otherwise?.kind === "Block" ? mapBlock(step.otherwise, change) : step.otherwise;
      return otherwise === step.otherwise ? step : { ...step, otherwise };
    }
    case "Match": {
      const arms = mapArms(step.arms, change);
      const caught = step.catch && mapArms(step.catch, change);
      return arms === step.arms && caught === step.catch ? step : { ...step, arms, catch: caught };
    }
    default:
      return change(step);
  }
}

function mapBlock(block: ast.Block, change: Change): ast.Block {
  const steps = mapSteps(block.steps, change);
  return steps === block.steps ? block : { ...block, steps };
}

function mapArms<A extends ast.Arm | ast.ConditionArm>(arms: readonly A[], change: Change): readonly A[] {
  const mapped = arms.map((arm) => {
    const body = arm.body.kind === "Block" ? mapBlock(arm.body, change) : mapStep(arm.body, change);
    return body === arm.body ? arm : { ...arm, body };
  });
  return mapped.every((each, index) => each === arms[index]) ? arms : mapped;
}
