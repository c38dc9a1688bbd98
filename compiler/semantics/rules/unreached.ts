// RQ4016: steps behind one that always leaves the action or iteration.
// Must not know how it leaves; flow does, and infer where only arms that leave can fit.
import { hasErrorsIn } from "../../diagnostics.js";
import type { Rule } from "./index.js";

/** Arms that are left out, and may have been meant to go on. */
const ofArms = ["RQ3011", "RQ4004", "RQ4017"];

export const unreached: Rule = ({ flow, mission, types }, reporter) => {
  // Behind a mistake that is an error, such as a misplaced `retry`, it may only be the consequence.
  if (hasErrorsIn(mission.files, reporter.diagnostics)) return;
  for (const { span } of flow.unreached) reporter.report("RQ4016", span, {});
  if (reporter.diagnostics.some(({ code }) => ofArms.includes(code))) return;
  for (const step of types.unreached) if (!flow.unreached.has(step)) reporter.report("RQ4016", step.span, {});
};
