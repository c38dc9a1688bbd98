// RQ4005: actions that a mission without `run` does not run by itself (language.md 2.3).
// Must not know how missions are run.
import { actionCircles, namedBySteps } from "../order.js";
import type { Rule } from "./index.js";

export const order: Rule = ({ mission }, reporter) => {
  if (mission.stages.length > 0) return;
  // What stands in a circle has been reported, and runs when the circle is broken.
  const circular = new Set(actionCircles(mission).flatMap((each) => each.path));
  for (const [name, step] of namedBySteps(mission)) {
    const action = mission.actions.get(name);
    if (!action || circular.has(name)) continue;
    const by = step.kind === "Jump" ? "a `jump`" : "a `run` step";
    reporter.report(
      "RQ4005",
      action.node.name.span,
      { action: name, by },
      { related: [{ span: step.span, message: "named here" }] },
    );
  }
};
