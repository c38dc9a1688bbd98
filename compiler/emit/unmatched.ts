// What the error of a match is told of the value that no arm fits (language.md 7.1).
// Must not know arms, nor who throws it.
import { partsOf } from "../semantics/infer-parts.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join, runtime } from "./code.js";
import { defined } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { readPlace } from "./members.js";

/** `value`, or `object, "field"`: to TypeScript nothing is left of an object where arms fit all of a field. */
export type Unmatched = readonly [value: Code] | readonly [object: Code, name: string];

export function unmatchedValue(f: FunctionEmitter, node: ast.Match | ast.MatchExpression, value: Value): Unmatched {
  if (!node.subject || !f.module.types.exhausted.has(node)) return [value.code];
  const parts = partsOf(node.subject);
  if (!parts) return readPlace(f, node.subject) ?? [value.code];
  const all = (value.parts ?? []).map((each, at) => {
    const part = parts[at];
    const place = part && readPlace(f, part);
    return place ? code`${runtime("field")}(${join(place, ", ")})` : defined(each);
  });
  return [code`[${join(all, ", ")}]`];
}
