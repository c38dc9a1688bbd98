// RQ4015: `checkpoint every` in a loop that runs more than once in an action, whose position would mean nothing (6.15).
// Must not know how positions are saved.
import type * as ast from "../../syntax/ast.js";
import { bodiesOf } from "../recovery.js";
import { stepsOf } from "../structure.js";
import type { Rule } from "./index.js";

export const checkpoints: Rule = ({ mission }, reporter) => {
  const visit = (steps: readonly ast.Step[], around: ast.For | undefined): void => {
    for (const step of steps) {
      const loop = step.kind === "For" ? step : undefined;
      if (loop?.checkpoint && around) {
        const related = [{ span: around.item.span, message: "the loop around it" }];
        reporter.report("RQ4015", loop.checkpoint.span, {}, { related });
      }
      for (const body of bodiesOf(step)) visit(stepsOf(body), loop ?? around);
    }
  };
  for (const action of mission.actions.values()) visit(action.node.steps, undefined);
};
