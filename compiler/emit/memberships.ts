// `x in ["a", "b"]` as `x === "a" || x === "b"`, from which TypeScript concludes what infer does (language.md 5.4).
// Must not know other tests.
import { isNotNull, membershipOf } from "../semantics/membership.js";
import { boolean, literal, nullType } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join } from "./code.js";
import { emitExpression } from "./expressions.js";
import { equalities } from "./member-tests.js";
import type { FunctionEmitter, Value } from "./function.js";
import { comparable, partPresence } from "./operators.js";

/** Undefined of other expressions, and where the value cannot be written several times or is none of the literals. */
export function membershipValue(f: FunctionEmitter, node: ast.Expression): Value | undefined {
  const membership = membershipOf(f.module.bindings, node);
  if (!membership) return undefined;
  const value = emitExpression(f, membership.item);
  const { code: read, type, simple, tag } = value.part?.value ?? value;
  if (!simple) return undefined;
  const mayBeNull = (value.undefinable ?? false) || comparable(value.type, nullType);
  const literals = membership.values.filter(isNotNull).filter((each) => comparable(type, literal(each)));
  const tests = [
    ...presentEqualities(value, equalities(read, literals, tag)),
    ...(mayBeNull && membership.values.includes(null) ? [absence(value)] : []),
  ];
  return tests.length === 0 ? undefined : { code: code`(${join(tests, " || ")})`, type: boolean };
}

function presentEqualities({ part }: Value, tests: readonly Code[]): readonly Code[] {
  return part && tests.length > 0 ? [code`(${part.test} && (${join(tests, " || ")}))`] : tests;
}

function absence({ code: read, part }: Value): Code {
  return part ? code`!(${partPresence(part)})` : code`${read} == null`;
}
