// RQ4006: `retry` and `jump … then retry` where no request is sent again (language.md 7.5).
// Must not know how requests are sent again.
import type * as ast from "../../syntax/ast.js";
import { bodiesOf } from "../recovery.js";
import { lastStep, matchOf, stepsOf } from "../structure.js";
import type { Rule } from "./index.js";

export const resends: Rule = ({ mission }, reporter) => {
  const legal = new Set<ast.Step>();
  const visit = (steps: readonly ast.Step[]): void => {
    steps.forEach((step, index) => {
      const match = step.kind === "Wait" ? undefined : matchOf(step, steps[index + 1]);
      for (const arm of match?.arms ?? []) {
        const last = lastStep(arm.body);
        if (last) legal.add(last);
      }
      const isResend = step.kind === "Retry" || (step.kind === "Jump" && step.then === "retry");
      if (isResend && !legal.has(step)) reporter.report("RQ4006", step.span, {});
      for (const body of bodiesOf(step)) visit(stepsOf(body));
    });
  };
  for (const action of mission.actions.values()) visit(action.node.steps);
};
