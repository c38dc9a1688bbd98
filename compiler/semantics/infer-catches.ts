// Types in the arms of `match … catch` (language.md 7.6).
// Must not know the match itself.
import type * as ast from "../syntax/ast.js";
import { armsOfCatch } from "./coverage.js";
import { keepInArm, keepInGuard } from "./enclosed-answers.js";
import { holdParts, partFacts } from "./held-parts.js";
import { inBlock } from "./held-subjects.js";
import { inFrame } from "./held-tests.js";
import { inferCondition } from "./infer-choices.js";
import { inferBody } from "./infer-steps.js";
import type { Inferrer } from "./infer.js";
import { type Facts, joinFacts, narrowBy, renewed, withFact, without } from "./narrow.js";
import { patternType } from "./pattern-types.js";
import { withConstants } from "./pattern-names.js";
import { noteCaught } from "./shared-answers.js";
import { dynamic } from "./types.js";

/** A failure is of unknown shape, and `response` here; what the arms above found out about values is not known here. */
export function inferCatch(infer: Inferrer, step: ast.Match, facts: Facts): Facts | undefined {
  const { catch: arms } = step;
  return (
    arms &&
    inBlock(infer, () =>
      inFrame(infer, { span: step.span, own: [] }, () => inferArms(infer, step, arms, renewed(infer, facts))),
    )
  );
}

function inferArms(infer: Inferrer, step: ast.Match, arms: readonly ast.Arm[], facts: Facts): Facts | undefined {
  holdParts(infer, arms, "response", dynamic);
  const taking = armsOfCatch(infer.bindings, arms);
  let after: Facts | undefined;
  for (const arm of arms) {
    const matched = patternType(infer, arm.pattern, dynamic);
    let inside = partFacts(infer, arm.pattern, withFact(facts, "response", matched));
    if (arm.guard) {
      const { guard } = arm;
      keepInGuard(infer, arm, inside, (known) => inferCondition(infer, guard, known, true));
      inside = narrowBy(infer, arm.guard, true, inside);
    }
    inside = withConstants(infer, arm.pattern, inside);
    if (taking.includes(arm)) noteCaught(infer, step, arm, inside);
    const end = keepInArm(infer, arm, inside, (known) => inferBody(infer, arm.body, known, matched));
    if (taking.includes(arm)) after = joinFacts(infer, after, end && without(end, "response"));
  }
  return after;
}
