// RQ4004: arms that can never be reached (language.md 7.1).
// Must not know which those are.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { isConstant } from "../constants.js";
import { type AnyArm, fitsEverything, takesOnlyOk, unreachableArms } from "../coverage.js";
import { meantText } from "../meant-texts.js";
import { matchesResponse } from "../structure.js";
import type { Rule } from "./index.js";

export const arms: Rule = ({ mission, bindings, claims }, reporter) => {
  const check = (all: readonly AnyArm[], ofResponse: boolean): void => {
    for (const [arm, by] of unreachableArms(bindings, all, ofResponse)) {
      // Of a literal as a condition it is said there (RQ4019).
      if (isConstantArm(arm) || by.some(isConstantArm)) continue;
      const isSeveral = by.length > 1;
      const messageOf = (each: AnyArm): string =>
        fitsEverything(bindings, each, ofResponse)
          ? "fits everything"
          : isSeveral
            ? "fits some of it"
            : "fits all of it";
      const related = by.map((each) => ({ span: headOf(each), message: messageOf(each) }));
      const [meant] = by.flatMap((each) => ("pattern" in each && meantText(claims, bindings, each.pattern)) || []);
      reporter.report("RQ4004", headOf(arm), { isSeveral }, { ...meant, related });
    }
  };
  const visitor = {
    enter: {
      Match: (node: ast.Match) => {
        check(node.arms, matchesResponse(node));
        // Plain ones take nothing there (RQ4017).
        check(
          (node.catch ?? []).filter((each) => !takesOnlyOk(bindings, each, true)),
          true,
        );
      },
      MatchExpression: (node: ast.MatchExpression) => check(node.arms, false),
    },
  };
  for (const action of mission.actions.values()) walk(action.node, visitor);
  for (const transform of mission.transforms.values()) walk(transform, visitor);
  for (const source of mission.sources.values()) if (source.node) walk(source.node, visitor);
};

function isConstantArm(arm: AnyArm): boolean {
  return "condition" in arm && arm.condition !== undefined && isConstant(arm.condition);
}

function headOf(arm: AnyArm): ast.Name["span"] {
  if (arm.kind === "Arm" || arm.kind === "ValueArm") return arm.pattern.span;
  return arm.condition?.span ?? { ...arm.span, end: arm.span.start + 1 };
}
