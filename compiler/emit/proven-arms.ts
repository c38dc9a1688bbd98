// The conditions of arms that take only answers whose body is as their document says (language.md 6.9).
// Must not know which arms those are, nor what runs in them.
import { answerWithErrors, isSuccess } from "../semantics/openapi/answers.js";
import type { ProvenArm } from "../semantics/openapi/proven-arms.js";
import { typedMembers } from "../semantics/typed-patterns.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join, member } from "./code.js";
import type { FunctionEmitter, Value } from "./function.js";
import { type Condition, patternCondition } from "./patterns.js";
import { typeTest } from "./types.js";

/** `response.documented && response.status === 202`, and what else the pattern says. */
export function provenCondition(
  f: FunctionEmitter,
  arm: ast.Arm,
  { type, statuses, proof, rest }: ProvenArm,
  { value, reply }: { readonly value: Value; readonly reply: Code },
): Condition {
  // `response.validationErrors != null`: a list, which its name is bound to.
  if (proof === "errors")
    return patternCondition(f, arm.pattern, {
      value: { code: reply, type: answerWithErrors, simple: true },
      reply: undefined,
    });
  const tests = answerTests(f, { type, statuses, proof }, { value, reply });
  if (rest === undefined) return { tests, bindings: [] };
  const isOfBody = statuses.length === 0 || (rest.kind === "ObjectPattern" && typedMembers(type, rest) !== undefined);
  const inner = patternCondition(f, rest, { value, reply: isOfBody ? undefined : reply });
  return { tests: [...tests, ...inner.tests], bindings: inner.bindings };
}

function answerTests(
  f: FunctionEmitter,
  { type, statuses, proof }: Omit<ProvenArm, "rest">,
  { value, reply }: { readonly value: Value; readonly reply: Code },
): readonly Code[] {
  const named = statuses.map((each) => code`${reply}.status === ${each}`);
  const status = named.length > 1 ? [code`(${join(named, " || ")})`] : named;
  if (proof === "none") return status;
  if (proof !== "body") return [code`${reply}${member(proof)}`, ...status];
  const body = typeTest(f.module, type, value.code);
  const tested = body ? [body] : [];
  if (statuses.every(isSuccess)) return [code`${reply}.ok`, ...status, ...tested];
  // Its record may have what the body lacks (6.8).
  return [code`!${reply}.ok`, ...status, code`${reply}.reason !== "validation"`, ...tested];
}
