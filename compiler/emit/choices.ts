// An `if` or `match` that only chooses between things that are no values: sources, kinds of stores.
// Must not know what is chosen.
import type * as ast from "../syntax/ast.js";
import { type Code, code, join, runtime } from "./code.js";
import { conditionCode, emitExpression } from "./expressions.js";
import type { FunctionEmitter } from "./function.js";
import { replyOf } from "./match-values.js";
import { patternCondition } from "./patterns.js";

/** A chain of conditional operators; `result` is the code of what an arm gives. */
export function choiceCode(f: FunctionEmitter, node: ast.Expression, result: (node: ast.Expression) => Code): Code {
  if (node.kind === "Conditional")
    return code`(${conditionCode(f, node.test)} ? ${choiceCode(f, node.then, result)} : ${choiceCode(f, node.else, result)})`;
  if (node.kind !== "MatchExpression") return result(node);
  const subject = node.subject ? emitExpression(f, node.subject) : undefined;
  const arms = node.arms.map((arm) => {
    const condition =
      arm.kind === "ValueArm" && subject
        ? patternCondition(f, arm.pattern, {
            value: { ...subject, simple: true },
            reply: replyOf(node.subject, subject),
          })
        : { tests: [], bindings: [] };
    for (const [variable, value] of condition.bindings) f.variables.set(variable, value);
    const guard = arm.kind === "ValueArm" ? arm.guard : arm.condition;
    return { tests: [...condition.tests, ...(guard ? [conditionCode(f, guard)] : [])], value: arm.value };
  });
  return arms.reduceRight(
    (rest: Code, { tests, value }) =>
      tests.length === 0
        ? choiceCode(f, value, result)
        : code`(${join(tests, " && ")} ? ${choiceCode(f, value, result)} : ${rest})`,
    code`${runtime("noArm")}(${subject ? subject.code : code`null`})`,
  );
}
