// What the error of a match is told of the value that no arm fits (language.md 7.1).
// Must not know arms, nor who throws it.
import { partsOf } from "../semantics/infer-parts.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join } from "./code.js";
import { defined } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { unseenRead } from "./members.js";

/** To TypeScript nothing is left for arms that fit all of a field: what the field is of may then be nothing, and have none. */
export function unmatchedValue(f: FunctionEmitter, node: ast.Match | ast.MatchExpression, value: Value): Code {
  if (!node.subject || !f.module.types.exhausted.has(node)) return value.code;
  const parts = partsOf(node.subject);
  if (!parts) return unseenRead(f, node.subject) ?? value.code;
  const read = (part: Value, node: ast.Expression | undefined): Code => (node && unseenRead(f, node)) ?? defined(part);
  return code`[${join(
    (value.parts ?? []).map((each, at) => read(each, parts[at])),
    ", ",
  )}]`;
}
