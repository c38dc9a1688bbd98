// RQ4016: steps behind one that always leaves the action or iteration.
// Must not know how it leaves; flow does.
import { hasErrorsIn } from "../../diagnostics.js";
import type { Rule } from "./index.js";

export const unreached: Rule = ({ flow, mission }, reporter) => {
  // Behind a mistake that is an error, such as a misplaced `retry`, it may only be the consequence.
  if (hasErrorsIn(mission.files, reporter.diagnostics)) return;
  for (const { span } of flow.unreached) reporter.report("RQ4016", span, {});
};
