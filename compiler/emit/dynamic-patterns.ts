// Patterns over values of unknown shape: one call of `fits` as their condition, and a field read for each name.
// Must not know patterns that are tested field by field.
import type * as ast from "../syntax/ast.js";
import { isAnything } from "../semantics/coverage.js";
import type { VariableSymbol } from "../semantics/model.js";
import { namedType } from "../semantics/schemas.js";
import { dynamic, isDynamic } from "../semantics/types.js";
import { type Code, code, join, key, runtime } from "./code.js";
import { fitted } from "./conversions.js";
import { valueCode } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { heldPart } from "./held-parts.js";
import type { Condition, Matched } from "./patterns.js";
import { guardReference } from "./types.js";

/** A dotted name is the value of a field path. */
export function comparedCode(f: FunctionEmitter, pattern: ast.NamePattern): Code {
  const compared = f.module.bindings.comparisons.get(pattern);
  if (!compared) throw new Error("a dotted pattern is always bound");
  return valueCode(f, compared);
}

export function guardOf(f: FunctionEmitter, name: string): Code {
  const type = namedType(name, f.module.mission) ?? dynamic;
  // `any` is anything but null (5.1).
  return isDynamic(type) ? code`(item: unknown): item is unknown => item != null` : guardReference(f.module, type);
}

/** One call of `fits` (or `has` for one field that only has to be there), and a field read per bound name. */
export function dynamicCondition(f: FunctionEmitter, pattern: ast.ObjectPattern, { value, reply }: Matched): Condition {
  const bindings = dynamicBindings(f, pattern, { value, reply });
  const [field] = pattern.fields;
  const onlyPresent = pattern.fields.length === 1 && field && isAnyPattern(f, field.pattern);
  if (onlyPresent && reply === undefined)
    return { tests: [code`${runtime("has")}(${value.code}, ${field.name.text})`], bindings };
  const test = reply
    ? code`${runtime("replyFits")}(${reply}, ${objectPatternCode(f, pattern)})`
    : code`${runtime("fits")}(${value.code}, ${objectPatternCode(f, pattern)})`;
  return { tests: [test], bindings };
}

/** A field read for each name in the pattern. */
function dynamicBindings(f: FunctionEmitter, pattern: ast.Pattern, { value, reply }: Matched): Condition["bindings"] {
  const bindings: (readonly [VariableSymbol, Value])[] = [];
  const collect = (each: ast.Pattern | undefined, path: readonly (string | number)[]): void => {
    if (each?.kind === "ObjectPattern")
      for (const field of each.fields) {
        bind(field, [...path, field.name.text]);
        collect(field.pattern, [...path, field.name.text]);
      }
    else if (each?.kind === "ListPattern")
      each.elements.forEach((element, index) => collect(element, [...path, index]));
    else if (each?.kind === "NamePattern") bind(each, path);
  };
  const bind = (named: ast.NamePattern | ast.PatternField, path: readonly (string | number)[]): void => {
    const binding = f.module.bindings.patterns.get(named);
    if (binding?.kind !== "variable") return;
    const held = heldPart(f, named);
    const kept = held && f.held.get(held.holder);
    if (kept) bindings.push([binding, kept]);
    else bindings.push([binding, { ...boundValue(value, reply, path), isHeaders: binding.origin === "headers" }]);
  };
  collect(pattern, []);
  return bindings;
}

/**
 * A list, or one of several kinds, that a call reads below a field which all objects inherit: TypeScript sees in no test
 * what another call finds.
 */
export function ownCondition(
  f: FunctionEmitter,
  pattern: ast.ListPattern | ast.ObjectPattern,
  value: Value,
): Condition {
  const bindings = dynamicBindings(f, pattern, { value, reply: undefined }).map(([variable, read]) => {
    const type = f.module.types.variables.get(variable) ?? dynamic;
    const bound: Value = { code: fitted(f, read, type, `\`${variable.name}\``), type };
    return [variable, isDynamic(type) ? read : bound] as const;
  });
  return { tests: [code`${runtime("fits")}(${value.code}, ${patternCode(f, pattern)})`], bindings };
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

function objectPatternCode(f: FunctionEmitter, pattern: ast.ObjectPattern, isHidden = false): Code {
  return code`{ ${join(
    pattern.fields.map((field) => code`${key(field.name.text, "literal")}: ${fieldPatternCode(f, field, isHidden)}`),
    ", ",
  )} }`;
}

/** TypeScript takes `constructor` for a function, where a unique symbol would not stay one, nor further inside. */
function fieldPatternCode(f: FunctionEmitter, { name, pattern }: ast.PatternField, isHidden: boolean): Code {
  const hides = isHidden || name.text in Object.prototype;
  return hides && isAnyPattern(f, pattern) ? code`${runtime("isPresent")}` : patternCode(f, pattern, hides);
}

/** `isHidden`: where TypeScript does not see that a pattern is wanted. */
export function patternCode(f: FunctionEmitter, pattern: ast.Pattern | undefined, isHidden = false): Code {
  const any = isHidden ? code`() => true` : code`${runtime("anything")}`;
  switch (pattern?.kind) {
    case undefined:
    case "Wildcard":
      return any;
    case "NamePattern": {
      if (heldPart(f, pattern)) return any;
      const binding = f.module.bindings.patterns.get(pattern);
      if (binding?.kind === "test") return guardOf(f, binding.type);
      return binding?.kind === "compare"
        ? code`(item: unknown) => ${runtime("equal")}(item, ${comparedCode(f, pattern)})`
        : any;
    }
    case "LiteralPattern":
      return pattern.values.length === 1
        ? code`${pattern.values}`
        : code`${runtime("oneOf")}(${join(pattern.values, ", ")})`;
    case "ObjectPattern":
      return objectPatternCode(f, pattern, isHidden);
    case "ListPattern": {
      if (heldPart(f, pattern)) return any;
      const [only] = pattern.elements;
      if (
        pattern.elements.length === 1 &&
        only?.kind === "NamePattern" &&
        f.module.bindings.patterns.get(only)?.kind === "test"
      )
        return code`${runtime("listOf")}(${patternCode(f, only)})`;
      return code`[${join(
        pattern.elements.map((each) => patternCode(f, each, isHidden)),
        ", ",
      )}]`;
    }
  }
}
