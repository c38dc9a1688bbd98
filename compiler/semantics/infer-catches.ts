// Types in the arms of `match … catch` (language.md 7.6).
// Must not know the match itself.
import type * as ast from "../syntax/ast.js";
import { keepInArm } from "./enclosed-answers.js";
import { inferCondition } from "./infer-choices.js";
import { inferBody } from "./infer-steps.js";
import type { Inferrer } from "./infer.js";
import { type Facts, joinFacts, narrowBy, patternType, withFact, without } from "./narrow.js";
import { withConstants } from "./pattern-names.js";
import { dynamic } from "./types.js";

/** A failure is of unknown shape; what the arms above found out about values is not known here. */
export function inferCatch(infer: Inferrer, step: ast.Match, facts: Facts): Facts | undefined {
  let after: Facts | undefined;
  for (const arm of step.catch ?? []) {
    const matched = patternType(infer, arm.pattern, dynamic);
    let inside = withFact(facts, "response", matched);
    if (arm.guard) {
      inferCondition(infer, arm.guard, inside, true);
      inside = narrowBy(infer, arm.guard, true, inside);
    }
    inside = withConstants(infer, arm.pattern, inside);
    const end = keepInArm(infer, arm, inside, (known) => inferBody(infer, arm.body, known, matched));
    after = joinFacts(after, end && without(end, "response"));
  }
  return after;
}
