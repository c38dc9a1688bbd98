// `is`: whether a value is of a type (language.md 10.1), so that TypeScript concludes from it what the checker does.
// Must not know other expressions.
import { overlaps } from "../semantics/overlaps.js";
import { resolveType } from "../semantics/schemas.js";
import { boolean, isDynamic, membersOf, type Type, union } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join } from "./code.js";
import { emitExpression } from "./expressions.js";
import { emittedType, type FunctionEmitter, type Value } from "./function.js";
import { keepTested } from "./held-tests.js";
import { equalities } from "./member-tests.js";
import { readersOfHolder } from "./reads.js";
import { guardReference, oneWayTest, typeTest } from "./types.js";

export function isValue(f: FunctionEmitter, node: ast.Is): Value {
  const tested = resolveType(node.type, f.module.mission);
  const parameter = f.names.inner().take("value");
  const asked = typeTest(f.module, tested, code`${parameter}`) ?? code`true`;
  const isOnce = asked.parts.filter((each) => each === parameter.text).length <= 1;
  if (!isOnce || readersOfHolder(f, node.value).length > 1) keepTested(f, node.value);
  const value = emitExpression(f, node.value);
  // TypeScript refuses a test for what the value can no longer be.
  const possible = isDynamic(value.type)
    ? tested
    : union(...membersOf(tested).filter((each) => overlaps(value.type, each)));
  const { part } = value;
  const read = part?.value ?? value;
  // Behind a test that never holds it may know more than the checker.
  const isSeen = read.simple && possible.kind !== "never" && read.type.kind !== "error";
  const test = isSeen
    ? (tagTest(read, possible) ??
      shapeGuard(f, read, possible) ??
      typeTest(f.module, possible, read.code, emittedType(read)))
    : undefined;
  if (test) return { code: part ? partTest(part, possible, test) : code`(${test})`, type: boolean };
  if (isDynamic(tested)) return { code: code`(${value.code} != null)`, type: boolean };
  // Of what is no reference TypeScript concludes nothing.
  const plain = isOnce && !read.simple ? typeTest(f.module, tested, value.code) : undefined;
  return {
    code: plain ? code`(${plain})` : code`((${parameter}: unknown): boolean => ${asked})(${value.code})`,
    type: boolean,
  };
}

/** What fields a value has TypeScript concludes of a type guard only. */
function shapeGuard(f: FunctionEmitter, value: Value, tested: Type): Code | undefined {
  const isShape = (each: Type): boolean => each.kind === "object" && each.fields.size > 0;
  const shapes = membersOf(tested).some(isShape) ? guardReference(f.module, tested) : undefined;
  return shapes && oneWayTest(code`(${shapes})(${value.code})`, tested, emittedType(value));
}

/** Of a field that tells kinds of records by several values each. */
function tagTest({ code: read, tag }: Value, tested: Type): Code | undefined {
  const literals = membersOf(tested).flatMap((each) => (each.kind === "literal" ? [each.value] : []));
  if (!tag || literals.length < membersOf(tested).length) return undefined;
  return code`${join(equalities(read, literals, tag), " || ")}`;
}

/** Of a record of another kind the field is null. */
function partTest({ test: hasField }: NonNullable<Value["part"]>, tested: Type, test: Code): Code {
  const takesNull = membersOf(tested).some(({ kind }) => kind === "null");
  return takesNull ? code`(!(${hasField}) || ${test})` : code`(${hasField} && (${test}))`;
}
