// RQ4003: actions that jump to or run each other in a circle (language.md 7.5).
// Must not know what jumps do.
import { circles } from "../order.js";
import type { Rule } from "./index.js";

export const cycles: Rule = ({ mission }, reporter) => {
  for (const { step, path, before } of circles(mission)) {
    const related = before.map((each) => ({ span: each.span, message: "leads there" }));
    reporter.report("RQ4003", step.span, { path }, { related });
  }
};
