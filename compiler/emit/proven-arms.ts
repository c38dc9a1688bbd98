// The conditions of arms that take only answers whose body is as their document says (language.md 6.9).
// Must not know which arms those are, nor what runs in them.
import { isSuccess } from "../semantics/openapi/answers.js";
import type { ProvenArm } from "../semantics/openapi/proven-arms.js";
import { typedMembers } from "../semantics/typed-patterns.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join } from "./code.js";
import type { FunctionEmitter } from "./function.js";
import { type Condition, patternCondition } from "./patterns.js";
import { typeTest } from "./types.js";

/** `response.ok && response.status === 202 && isTicket(response.body)`, and what else the pattern says. */
export function provenCondition(
  f: FunctionEmitter,
  { pattern }: ast.Arm,
  { type, statuses, others }: ProvenArm,
  { value, reply }: { readonly value: Parameters<typeof patternCondition>[2]["value"]; readonly reply: Code },
): Condition {
  const named = statuses.map((each) => code`${reply}.status === ${each}`);
  const isFailure = statuses.length > 0 && !statuses.every(isSuccess);
  const body = typeTest(f.module, type, value.code);
  const tests = [
    isFailure ? code`!${reply}.ok` : code`${reply}.ok`,
    ...(named.length > 1 ? [code`(${join(named, " || ")})`] : named),
    // Its record may have what the body lacks (6.8).
    ...(isFailure ? [code`${reply}.reason !== "validation"`] : []),
    ...(body ? [body] : []),
  ];
  if (pattern.kind !== "ObjectPattern") {
    const { bindings } = patternCondition(f, pattern, { value, reply });
    return { tests, bindings };
  }
  if (others.length === 0) return { tests, bindings: [] };
  const rest = { ...pattern, fields: others };
  const inner = patternCondition(f, rest, { value, reply: typedMembers(type, rest) ? undefined : reply });
  return { tests: [...tests, ...inner.tests], bindings: inner.bindings };
}
