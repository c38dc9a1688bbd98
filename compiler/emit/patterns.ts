// Patterns as conditions: direct tests of what is typed, `fits` for what is not, and the values that names bind.
// Must not know arms, steps or what runs when a pattern fits.
import type * as ast from "../syntax/ast.js";
import { isAnything } from "../semantics/coverage.js";
import type { PatternBinding, VariableSymbol } from "../semantics/model.js";
import { mayFit } from "../semantics/pattern-facts.js";
import { namedType } from "../semantics/schemas.js";
import {
  dynamic,
  fieldType,
  isDynamic,
  mayBeNull,
  membersOf,
  type ObjectShape,
  overlaps,
  literal as literalType,
  nullType,
  same,
  type Type,
  union,
  unitsOf,
  withoutNull,
} from "../semantics/types.js";
import { type TypedPattern, typedPattern } from "../semantics/typed-patterns.js";
import { type Code, code, join, key, runtime } from "./code.js";
import { valueCode } from "./expressions.js";
import { memberValue } from "./members.js";
import type { FunctionEmitter, Value } from "./function.js";
import { guardReference, typeTest } from "./types.js";

/** What is matched: a value, or the answer of a request with the value as its body. */
export interface Matched {
  readonly value: Value;
  /** The identifier of the answer, where the subject is `response` right after its request. */
  readonly reply: Code | undefined;
}

export interface Condition {
  /** All must hold; none: the pattern fits everything. */
  readonly tests: readonly Code[];
  readonly bindings: readonly (readonly [VariableSymbol, Value])[];
}

const always: Condition = { tests: [], bindings: [] };

/** Null that no field is read for: to TypeScript, the object may be nothing where the field is. */
const nothing: Value = { code: code`null`, type: nullType, simple: true };

function isNothing({ type }: Value): boolean {
  return type.kind === "null" || type.kind === "never";
}

export function patternCondition(f: FunctionEmitter, pattern: ast.Pattern, tried: Matched): Condition {
  const { reply } = tried;
  const value = narrowedValue(f, pattern, tried.value);
  const matched = { value, reply };
  switch (pattern.kind) {
    case "Wildcard":
      return always;
    case "NamePattern":
      return nameCondition(f, pattern, matched);
    case "LiteralPattern":
      return { tests: literalTest(pattern, value), bindings: [] };
    case "ListPattern":
      return listCondition(f, pattern, value);
    case "ObjectPattern": {
      const typed = reply === undefined ? typedPattern(value.type, pattern) : undefined;
      return typed ? typedCondition(f, typed, value) : dynamicCondition(f, pattern, matched);
    }
  }
}

/** The value as the arms above have left it: TypeScript refuses a test for what they have taken. */
function narrowedValue(f: FunctionEmitter, pattern: ast.Pattern, value: Value): Value {
  const left = f.module.types.patterns.get(pattern);
  if (left === undefined || isDynamic(left)) return value;
  const isUnits = unitsOf(left).every((each) => each.kind === "literal" || each.kind === "null");
  if (isDynamic(value.type)) return isUnits ? { ...value, type: left } : value;
  const emitted = unitsOf(value.type);
  const isOf = (part: Type, whole: Type): boolean =>
    same(part, whole) || (part.kind === "literal" && whole.kind === typeof part.value);
  const kept = unitsOf(left).filter((part) => emitted.some((each) => isOf(part, each)));
  if (kept.length === 0 && left.kind !== "never") return value;
  const type = union(...kept);
  return { ...value, type, undefinable: (value.undefinable ?? false) && mayBeNull(type) };
}

/** Whether the type of the value says that it never fits: TypeScript would refuse the test. */
export function neverFits(f: FunctionEmitter, pattern: ast.Pattern, { value, reply }: Matched): boolean {
  const left = f.module.types.patterns.get(pattern) ?? dynamic;
  return reply === undefined && !isDynamic(value.type) && !mayFit(f.module, pattern, left);
}

function nameCondition(f: FunctionEmitter, pattern: ast.NamePattern, { value, reply }: Matched): Condition {
  const binding = f.module.bindings.patterns.get(pattern);
  if (binding?.kind === "variable") return { tests: [], bindings: [[binding, isNothing(value) ? nothing : value]] };
  if (binding?.kind === "test") {
    // A schema without a required field would take any failed response (7.4).
    if (reply && binding.schema && isLoose(binding.schema.type.shape))
      return {
        tests: [code`${reply}.ok`, code`${runtime("replyIs")}(${reply}, ${guardOf(f, binding.type)})`],
        bindings: [],
      };
    if (reply && binding.schema)
      return { tests: [code`${runtime("replyIs")}(${reply}, ${guardOf(f, binding.type)})`], bindings: [] };
    const tested = namedType(binding.type, f.module.mission) ?? dynamic;
    const test = isDynamic(tested) ? code`${value.code} != null` : typeTest(f.module, tested, value.code);
    return { tests: test ? [test] : [], bindings: [] };
  }
  return { tests: [code`${runtime("equal")}(${value.code}, ${comparedCode(f, pattern)})`], bindings: [] };
}

function isLoose(shape: ObjectShape): boolean {
  return [...shape.fields.values()].every((each) => each.optional);
}

/** A dotted name is the value of a field path. */
function comparedCode(f: FunctionEmitter, pattern: ast.NamePattern): Code {
  const compared = f.module.bindings.comparisons.get(pattern);
  if (!compared) throw new Error("a dotted pattern is always bound");
  return valueCode(f, compared);
}

function guardOf(f: FunctionEmitter, name: string): Code {
  return guardReference(f.module, namedType(name, f.module.mission) ?? dynamic);
}

function literalTest(pattern: ast.LiteralPattern, value: Value): readonly Code[] {
  // Where only null is left a field of nothing may be what is read.
  if (value.type.kind === "null" && pattern.values.includes(null)) return [];
  // Null first: once all others are ruled out, TypeScript takes the object of a field for nothing.
  const values = new Set([...pattern.values.filter((each) => each === null), ...pattern.values]);
  const fitting = [...values].filter((each) => overlaps(value.type, each === null ? nullType : literalType(each)));
  const tests = fitting.map((each) => (each === null ? code`${value.code} == null` : code`${value.code} === ${each}`));
  if (value.type.kind === "never" || tests.length === 0)
    return [code`${runtime("fits")}(${value.code}, ${runtime("oneOf")}(${join(pattern.values, ", ")}))`];
  return tests.length === 1 ? tests : [code`(${join(tests, " || ")})`];
}

function listCondition(f: FunctionEmitter, pattern: ast.ListPattern, value: Value): Condition {
  const [only] = pattern.elements;
  if (pattern.elements.length === 1 && only?.kind === "NamePattern") {
    const binding = f.module.bindings.patterns.get(only);
    if (binding?.kind === "test")
      return { tests: [code`${runtime("isArrayOf")}(${value.code}, ${guardOf(f, binding.type)})`], bindings: [] };
  }
  const isList = value.type.kind === "list" && !value.undefinable;
  const length = pattern.elements.length;
  const element = (index: number): Value => ({
    code: code`${runtime("field")}(${value.code}, ${index})`,
    type: dynamic,
    chain: { base: value.code, path: [index] },
  });
  const parts = pattern.elements.map((each, index) =>
    patternCondition(f, each, { value: element(index), reply: undefined }),
  );
  const bindings = parts.flatMap((each) => each.bindings);
  // TypeScript sees that what is no list never becomes one.
  if (!isDynamic(value.type) && !membersOf(value.type).some((each) => each.kind === "list"))
    return { tests: [code`${runtime("fits")}(${value.code}, ${patternCode(f, pattern)})`], bindings };
  const isEmptyTest = isList
    ? code`${value.code}.length === ${length}`
    : code`${runtime("isList")}(${value.code}) && ${value.code}.length === ${length}`;
  return { tests: [isEmptyTest, ...parts.flatMap((each) => each.tests)], bindings };
}

function typedCondition(f: FunctionEmitter, { fields }: TypedPattern, value: Value): Condition {
  const isNullable = value.undefinable || membersOf(value.type).some((each) => each.kind === "null");
  const present = isNullable ? [code`${value.code} != null`] : [];
  // What has been proven of a constant holds in a function inside, of a property it does not.
  const declared = value.code.parts.length > 1 ? { declared: value.declared ?? value } : {};
  const parts = fields.map(({ field, object }) =>
    typedField(f, field, { ...value, type: object, undefinable: false, ...declared }),
  );
  return {
    tests: [...present, ...parts.flatMap((each) => each.tests)],
    bindings: parts.flatMap((each) => each.bindings),
  };
}

function typedField(f: FunctionEmitter, field: ast.PatternField, object: Value): Condition {
  const name = field.name.text;
  const value = memberValue(f, object, name);
  const declared = fieldType(object.type, name);
  const isPresent =
    declared !== undefined &&
    !declared.optional &&
    !membersOf(declared.type).some((each) => each.kind === "null") &&
    !isDynamic(declared.type);
  const acceptsNull = field.pattern?.kind === "LiteralPattern" && field.pattern.values.includes(null);
  const outside = object.declared ? memberValue(f, object.declared, name) : value;
  const inner = { ...value, type: withoutNull(value.type), undefinable: false, declared: outside };
  const named = field.pattern?.kind === "NamePattern" ? field.pattern : field;
  const binding = f.module.bindings.patterns.get(named);
  if (!field.pattern || binding?.kind === "variable")
    return {
      tests: isPresent ? [] : [code`${value.code} != null`],
      bindings: binding?.kind === "variable" ? [[binding, inner]] : [],
    };
  const part = patternCondition(f, field.pattern, { value: acceptsNull ? value : inner, reply: undefined });
  const needsTest = !isPresent && !acceptsNull && field.pattern.kind !== "LiteralPattern";
  return { tests: [...(needsTest ? [code`${value.code} != null`] : []), ...part.tests], bindings: part.bindings };
}

/** One call of `fits` (or `has` for one field that only has to be there), and a field read per bound name. */
function dynamicCondition(f: FunctionEmitter, pattern: ast.ObjectPattern, { value, reply }: Matched): Condition {
  const bindings: (readonly [VariableSymbol, Value])[] = [];
  const collect = (each: ast.Pattern | undefined, path: readonly (string | number)[]): void => {
    if (each?.kind === "ObjectPattern")
      for (const field of each.fields) {
        bind(f.module.bindings.patterns.get(field), [...path, field.name.text]);
        collect(field.pattern, [...path, field.name.text]);
      }
    else if (each?.kind === "ListPattern")
      each.elements.forEach((element, index) => collect(element, [...path, index]));
    else if (each?.kind === "NamePattern") bind(f.module.bindings.patterns.get(each), path);
  };
  const bind = (binding: PatternBinding | undefined, path: readonly (string | number)[]): void => {
    if (binding?.kind !== "variable") return;
    bindings.push([binding, { ...boundValue(value, reply, path), isHeaders: binding.origin === "headers" }]);
  };
  collect(pattern, []);
  const [field] = pattern.fields;
  const onlyPresent = pattern.fields.length === 1 && field && isAnyPattern(f, field.pattern);
  if (onlyPresent && reply === undefined)
    return { tests: [code`${runtime("has")}(${value.code}, ${field.name.text})`], bindings };
  const test = reply
    ? code`${runtime("replyFits")}(${reply}, ${objectPatternCode(f, pattern)})`
    : code`${runtime("fits")}(${value.code}, ${objectPatternCode(f, pattern)})`;
  return { tests: [test], bindings };
}

function boundValue(value: Value, reply: Code | undefined, path: readonly (string | number)[]): Value {
  if (reply) return { code: code`${runtime("replyField")}(${join([reply, ...path], ", ")})`, type: dynamic };
  return {
    code: code`${runtime("field")}(${join([value.code, ...path], ", ")})`,
    type: dynamic,
    chain: { base: value.code, path },
  };
}

function isAnyPattern(f: FunctionEmitter, pattern: ast.Pattern | undefined): boolean {
  return pattern === undefined || isAnything(f.module.bindings, pattern);
}

function objectPatternCode(f: FunctionEmitter, pattern: ast.ObjectPattern): Code {
  return code`{ ${join(
    pattern.fields.map((field) => code`${key(field.name.text, "literal")}: ${fieldPatternCode(f, field)}`),
    ", ",
  )} }`;
}

/** TypeScript takes `constructor` for a function, where a unique symbol would not stay one. */
function fieldPatternCode(f: FunctionEmitter, { name, pattern }: ast.PatternField): Code {
  return name.text in Object.prototype && isAnyPattern(f, pattern)
    ? code`${runtime("isPresent")}`
    : patternCode(f, pattern);
}

function patternCode(f: FunctionEmitter, pattern: ast.Pattern | undefined): Code {
  switch (pattern?.kind) {
    case undefined:
    case "Wildcard":
      return code`${runtime("anything")}`;
    case "NamePattern": {
      const binding = f.module.bindings.patterns.get(pattern);
      if (binding?.kind === "test") return guardOf(f, binding.type);
      return binding?.kind === "compare"
        ? code`(item: unknown) => ${runtime("equal")}(item, ${comparedCode(f, pattern)})`
        : code`${runtime("anything")}`;
    }
    case "LiteralPattern":
      return pattern.values.length === 1
        ? code`${pattern.values}`
        : code`${runtime("oneOf")}(${join(pattern.values, ", ")})`;
    case "ObjectPattern":
      return objectPatternCode(f, pattern);
    case "ListPattern": {
      const [only] = pattern.elements;
      if (
        pattern.elements.length === 1 &&
        only?.kind === "NamePattern" &&
        f.module.bindings.patterns.get(only)?.kind === "test"
      )
        return code`${runtime("listOf")}(${patternCode(f, only)})`;
      return code`[${join(
        pattern.elements.map((each) => patternCode(f, each)),
        ", ",
      )}]`;
    }
  }
}
