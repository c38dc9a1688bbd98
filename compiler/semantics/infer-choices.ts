// Types of what only chooses: conditions, and a `match` or `if` between sources or kinds of stores.
// Must not know steps.
import type * as ast from "../syntax/ast.js";
import { inferApart } from "./awaited.js";
import { optionValues } from "./bind-stores.js";
import { inferExpression } from "./infer-expressions.js";
import { checkPattern } from "./infer-patterns.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { patternType } from "./pattern-types.js";
import { dynamic } from "./types.js";

export function inferCondition(infer: Inferrer, node: ast.Expression, facts: Facts, soft: boolean): void {
  const before = { soft: infer.soft, condition: infer.condition };
  infer.soft ||= soft;
  infer.condition = true;
  inferApart(infer, node, facts);
  infer.soft = before.soft;
  infer.condition = before.condition;
}

/** An expression that only chooses: its tests are typed, not its results. */
export function inferChoice(infer: Inferrer, node: ast.Expression, facts: Facts): void {
  if (node.kind === "Conditional") {
    inferCondition(infer, node.test, facts, false);
    inferChoice(infer, node.then, facts);
    inferChoice(infer, node.else, facts);
  } else if (node.kind === "MatchExpression") {
    const subject = node.subject ? inferExpression(infer, node.subject, facts) : dynamic;
    for (const arm of node.arms) {
      if (arm.kind === "ValueArm") {
        checkPattern(infer, arm.pattern, subject);
        patternType(infer, arm.pattern, subject);
      }
      const condition = arm.kind === "ValueArm" ? arm.guard : arm.condition;
      if (condition) inferCondition(infer, condition, facts, true);
      inferChoice(infer, arm.value, facts);
    }
  }
}

/** Where a store is declared nothing is known but the environment. */
export function inferStoreKinds(infer: Inferrer, facts: Facts): void {
  for (const { node, kinds } of infer.mission.stores.values()) {
    if (node.type.kind !== "Name") inferChoice(infer, node.type, facts);
    for (const { options } of kinds) for (const each of optionValues(options)) inferExpression(infer, each, facts);
  }
}
