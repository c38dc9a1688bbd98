// RQ4044: arms about failed responses of a match that is not right behind its request: there the failure has ended the
// action (language.md 6.8). Must not know what other arms take.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { numbersOf, statusNames } from "../openapi/answers.js";
import { matchesResponse, sendsAgain } from "../structure.js";
import type { Rule } from "./index.js";

export const lateMatches: Rule = ({ mission }, reporter) => {
  const check = (steps: readonly ast.Step[]): void => {
    let request: ast.Request | undefined;
    let between: ast.Step | undefined;
    for (const step of steps) {
      if (matchesResponse(step) && request && between) {
        const related = [{ span: between.span, message: "this step ends the action where the response has failed" }];
        for (const arm of step.arms) if (isOfFailure(arm)) reporter.report("RQ4044", arm.pattern.span, {}, { related });
      }
      if (step.kind === "Request") [request, between] = [step, undefined];
      else if (request && keepsResponse(step)) between ??= step;
      else request = undefined;
    }
  };
  const enter = {
    Block: (node: ast.Block) => check(node.steps),
    ActionDef: (node: ast.ActionDef) => check(node.steps),
  };
  for (const action of mission.actions.values()) walk(action.node, { enter });
};

/** Steps that neither set the response nor look at it as a match does. */
function keepsResponse({ kind }: ast.Step): boolean {
  return ["Let", "StoreStep", "Remove", "Clear", "Validate", "Queue"].includes(kind);
}

/**
 * `{ code: 404 }`: a body may bring such a number of its own, but hardly one that says that it is no answer. What cannot be
 * sent again here is another mistake (RQ4006).
 */
function isOfFailure(arm: ast.Arm | ast.ConditionArm): arm is ast.Arm {
  if (arm.kind !== "Arm" || arm.pattern.kind !== "ObjectPattern" || sendsAgain(arm)) return false;
  const statuses = arm.pattern.fields.filter(({ name }) => statusNames.includes(name.text)).flatMap(numbersOf);
  return statuses.length > 0 && statuses.every((each) => each >= 400);
}
