// Patterns over values of known types: each field is tested by itself, such that TypeScript follows.
// Must not know which members of a union a pattern may fit, nor in which order its fields are tested.
import type * as ast from "../syntax/ast.js";
import { assignable } from "../semantics/assignable.js";
import type { MemberTest } from "../semantics/member-tests.js";
import type { VariableSymbol } from "../semantics/model.js";
import { namedType } from "../semantics/schemas.js";
import { hasForeignLiteral, type TypedPattern } from "../semantics/typed-patterns.js";
import { dynamic, fieldType, isDynamic, mayBeNull, membersOf, withoutNull } from "../semantics/types.js";
import { type Code, code, distinct, key, runtime } from "./code.js";
import { patternCode } from "./dynamic-patterns.js";
import { narrowedTo } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { memberValue } from "./members.js";
import { memberTests } from "./member-tests.js";
import { type Condition, patternCondition } from "./patterns.js";
import { typeTest } from "./types.js";

export function typedCondition(f: FunctionEmitter, { asks: first, fields }: TypedPattern, value: Value): Condition {
  // What has been proven of a constant holds in a function inside, of a property it does not.
  const declared = value.code.parts.length > 1 ? { declared: value.declared ?? value } : {};
  const mayStray = fields.some((each) => each.asks?.kind === "has");
  const parts = fields.map(({ field, object: type, asks, isSure, isAbsent }) => {
    if (isSure) return { tests: [], bindings: [] };
    if (isAbsent) return { tests: [absence(f, field, value)], bindings: [] };
    if (asks) return { tests: memberTests(f.module, value.code, [asks]), bindings: [] };
    return typedField(f, field, { ...value, type, undefinable: false, ...declared }, mayStray);
  });
  return {
    tests: distinct([
      ...presence(value),
      ...memberTests(f.module, value.code, first),
      ...parts.flatMap((each) => each.tests),
    ]),
    bindings: parts.flatMap((each) => each.bindings),
  };
}

/** TypeScript concludes nothing from it: by that name any record may have a field (5.1). */
function absence(f: FunctionEmitter, { name, pattern }: ast.PatternField, { code: object }: Value): Code {
  const isOnlyNull = pattern?.kind !== "LiteralPattern" || pattern.values.every((each) => each === null);
  if (isOnlyNull) return code`!${runtime("has")}(${object}, ${name.text})`;
  return code`${runtime("fits")}(${object}, { ${key(name.text, "literal")}: ${patternCode(f, pattern)} })`;
}

function presence(value: Value): readonly Code[] {
  return value.undefinable || mayBeNull(value.type) ? [code`${value.code} != null`] : [];
}

/** Tests that ask a value for fields, which has to be there. */
export function recordTests(f: FunctionEmitter, value: Value, tests: readonly MemberTest[]): readonly Code[] {
  return tests.length === 0 ? [] : [...presence(value), ...memberTests(f.module, value.code, tests)];
}

/** TypeScript does not see that what a call has found twice is the same: at or below a field which all objects inherit. */
function boundValue(name: string, value: Value): Value {
  if (!value.isOwn || (isDynamic(value.type) && !(name in Object.prototype))) return value;
  return { ...value, code: code`${runtime("asPresent")}(${value.code}, ${`\`${name}\``})`, undefinable: false };
}

/** What arms above have left of the field. */
function foundBy({ module }: FunctionEmitter, variable: VariableSymbol, value: Value): Value {
  const known = module.types.variables.get(variable) ?? dynamic;
  return isDynamic(known) || isDynamic(value.type) ? value : narrowedTo(value, known);
}

/** `mayStray`: the record may be of another kind, which has by chance what it was asked for, as null or anything else. */
function typedField(f: FunctionEmitter, field: ast.PatternField, object: Value, mayStray: boolean): Condition {
  const name = field.name.text;
  const value = memberValue(f, object, name);
  const declared = fieldType(object.type, name);
  const isPresent =
    !mayStray &&
    declared !== undefined &&
    !declared.optional &&
    !membersOf(declared.type).some((each) => each.kind === "null") &&
    !isDynamic(declared.type);
  const acceptsNull = field.pattern?.kind === "LiteralPattern" && field.pattern.values.includes(null);
  const outside = object.declared ? memberValue(f, object.declared, name) : value;
  const inner = { ...value, type: withoutNull(value.type), undefinable: false, declared: outside };
  const named = field.pattern?.kind === "NamePattern" ? field.pattern : field;
  const binding = f.module.bindings.patterns.get(named);
  // That a record has the field proves its kind to TypeScript; whether the field is what is asked for, it does not.
  const own = mayStray ? typeTest(f.module, inner.type, value.code) : undefined;
  const presence = own ?? code`${value.code} != null`;
  if (!field.pattern || binding?.kind === "variable")
    return {
      tests: isPresent ? [] : [presence],
      bindings:
        binding?.kind === "variable"
          ? [[binding, foundBy(f, binding, isPresent ? inner : boundValue(name, inner))]]
          : [],
    };
  // The name of a type that all such fields have says no more.
  if (own && binding?.kind === "test" && assignable(inner.type, namedType(binding.type, f.module.mission) ?? dynamic))
    return { tests: [own], bindings: [] };
  const within = field.pattern.kind === "ObjectPattern" && !isPresent ? boundValue(name, inner) : inner;
  const part = patternCondition(f, field.pattern, { value: acceptsNull ? value : within, reply: undefined });
  if (mayStray && hasForeignLiteral(field.pattern, inner.type))
    return { tests: [code`${runtime("fits")}(${value.code}, ${patternCode(f, field.pattern)})`], bindings: [] };
  const isLiteral = field.pattern.kind === "LiteralPattern";
  const isTested = isPresent || acceptsNull || isLiteral || (binding?.kind === "test" && part.tests.length > 0);
  return { tests: [...(isTested ? [] : [presence]), ...part.tests], bindings: part.bindings };
}
