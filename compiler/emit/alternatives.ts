// One of several values as TypeScript: of an empty object beside records it is told which fields those may have.
// Must not know which expressions choose.
import { eitherOf, isEmptyObject } from "../semantics/alternatives.js";
import { fieldNames, same, type Type, union } from "../semantics/types.js";
import { type Code, code } from "./code.js";
import type { FunctionEmitter, Value } from "./function.js";
import { typeCode } from "./types.js";

/** `ways`: the types of which the value is one; `present`: the first of two, where the other stands for null. */
export function alternative(
  f: FunctionEmitter,
  plain: Code,
  ways: readonly Type[],
  present?: Value,
): Pick<Value, "code" | "type" | "orEmpty"> {
  const type = eitherOf(...ways);
  if (same(type, union(...ways))) return { code: plain, type };
  const said = { code: code`(${plain} as ${typeCode(f.module, type)})`, type };
  // TypeScript takes what the empty object inherits for such a field.
  if (fieldNames(type).some((name) => name in Object.prototype)) return said;
  const [, other] = ways;
  return { ...said, orEmpty: present && other && isEmptyObject(other) ? { code: plain, present } : { code: plain } };
}
