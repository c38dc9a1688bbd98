// Arms that have their request sent again, by `retry` and `jump A then retry`: how often they may, and how they end (language.md 7.5).
// Must not know other arms or the loop around them.
import { lastStep } from "../semantics/structure.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, comment, type Identifier, join, runtime } from "./code.js";
import { emitExpression } from "./expressions.js";
import { contextCode, type FunctionEmitter } from "./function.js";
import { groupCode } from "./requests.js";

/** `retry`: waits and sends again. `jump A then retry`: runs A, which may renew the credentials of the source (3.7). */
export function resendCode(f: FunctionEmitter, step: ast.Step, reply: Identifier, counter: Identifier): Code {
  const context = contextCode(f, "context");
  if (step.kind === "Jump") {
    const action = f.module.actions.get(step.action.text);
    if (!action) throw new Error("an unknown action has been reported");
    return code`${counter} = true;\nawait ${runtime("recover")}(${context}, ${reply}, ${action}); ${comment(`jump ${step.action.text} then retry`)}continue;\n`;
  }
  const options = step.kind === "Retry" ? step.options : undefined;
  const members = (options?.entries ?? []).map((each) => ({
    kind: "Property" as const,
    name: each.name,
    value: each.value,
    span: each.span,
  }));
  const object =
    options && members.length > 0 ? [groupCode(f, { kind: "Object", span: options.span, properties: members })] : [];
  return code`await ${runtime("waitToResend")}(${join([context, code`++${counter}`, reply, ...object], ", ")}); ${comment("retry")}continue;\n`;
}

/** Whether the arm that sends again may still do so. */
export function turnTest(f: FunctionEmitter, arm: ast.Arm | ast.ConditionArm, counter: Identifier): Code {
  const last = lastStep(arm.body);
  if (last?.kind !== "Retry") return code`!${counter}`;
  const attempts = last.options?.entries.find((each) => each.name.text === "maxAttempts")?.value;
  if (attempts?.kind === "Number" || !attempts) return code`${counter} < ${(attempts?.value ?? 3) - 1}`;
  return code`${counter} < ${runtime("asNumber")}(${emitExpression(f, attempts).code}, ${"`maxAttempts`"}) - 1`;
}
