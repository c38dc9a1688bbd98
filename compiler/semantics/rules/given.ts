// RQ2040, RQ4039, RQ1013: functions that hide one of the language or stand where nothing can wait for them, and steps whose
// name is nearly that of a step of the language (language.md 2.5, 6.20). Must not know types.
import { isSlip } from "../../suggest.js";
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { functionNames } from "../functions.js";
import { customSteps, givenFunction } from "../given.js";
import type { Rule } from "./index.js";

const stepWords = (
  "get post put patch delete call for map apply validate store clear match let wait run authorize continue skip abort " +
  "retry queue jump"
).split(" ");

export const given: Rule = ({ mission }, reporter) => {
  for (const { name } of mission.functions.values())
    if (functionNames.includes(name.text)) reporter.report("RQ2040", name.span, { name: name.text });
  const check = (name: ast.Name): void => {
    if (givenFunction(mission, name.text)) reporter.report("RQ4039", name.span, { name: name.text });
  };
  const visitor = {
    enter: { Call: ({ callee }: ast.Call) => check(callee), MethodCall: ({ name }: ast.MethodCall) => check(name) },
  };
  for (const { node } of mission.sources.values()) if (node) walk(node, visitor);
  for (const { node } of mission.stores.values()) walk(node, visitor);
  for (const [name, { name: place }] of customSteps(mission)) {
    const nearest = stepWords.find((word) => isSlip(name, word));
    if (nearest !== undefined) reporter.report("RQ1013", place.span, { word: name, nearest });
  }
};
