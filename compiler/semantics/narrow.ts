// What a condition or pattern says about the values it tests. It says no more than TypeScript concludes from the tests
// that are emitted for it. Must not know steps or how tests are written in TypeScript.
import type * as ast from "../syntax/ast.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import {
  fieldAt,
  fieldPlace,
  literalType,
  nowhere,
  type Place,
  unmatchedMembers,
  withoutLiterals,
} from "./pattern-facts.js";
import { readsNewRecord, type VariableSymbol } from "./model.js";
import { resolveType } from "./schemas.js";
import {
  assignable,
  dynamic,
  fieldType,
  isDynamic,
  list,
  literal,
  membersOf,
  overlaps,
  shapeOf,
  type Type,
  union,
  unitsOf,
  withoutNull,
} from "./types.js";

/** Narrowed types by reference, such as `3.customer.email`. */
export type Facts = ReadonlyMap<string, Type>;

/** The key of an expression that TypeScript narrows: a variable, the response, or a field chain of known types. */
export function referenceKey(infer: Inferrer, node: ast.Expression): string | undefined {
  switch (node.kind) {
    case "NameExpression": {
      const binding = infer.bindings.names.get(node);
      return binding?.kind === "variable"
        ? variableKey(infer, binding)
        : binding?.kind === "builtin" && binding.name === "response"
          ? "response"
          : undefined;
    }
    case "Subject": {
      const binding = infer.bindings.subjects.get(node);
      return binding?.kind === "variable" ? variableKey(infer, binding) : binding ? "response" : undefined;
    }
    case "FieldAccess": {
      const object = recordRead(infer, node.object, node.name.text);
      const base = referenceKey(infer, object);
      const objectType = infer.types.get(object);
      if (base === undefined || objectType === undefined || isDynamic(objectType)) return undefined;
      return `${base}.${node.name.text}`;
    }
    default:
      return undefined;
  }
}

/** The variable that a `map` rebound (6.16), if the expression is its name or the subject that follows it. */
export function mappedVariable(infer: Pick<Inferrer, "bindings">, node: ast.Expression): VariableSymbol | undefined {
  const binding =
    node.kind === "NameExpression"
      ? infer.bindings.names.get(node)
      : node.kind === "Subject"
        ? infer.bindings.subjects.get(node)
        : undefined;
  return binding?.kind === "variable" && binding.from ? binding : undefined;
}

/** The expression whose `name` is read by `object.name`: that of a record that was mapped, where the map does not write it (6.16). */
export function recordRead(infer: Pick<Inferrer, "bindings">, object: ast.Expression, name: string): ast.Expression {
  const mapped = mappedVariable(infer, object);
  if (mapped?.node.kind !== "MapStep" || readsNewRecord(mapped, name)) return object;
  return recordRead(infer, mapped.node.source, name);
}

export function variableKey(infer: Inferrer, variable: VariableSymbol): string {
  const known = infer.keys.get(variable);
  if (known !== undefined) return known;
  const key = String(infer.keys.size);
  infer.keys.set(variable, key);
  return key;
}

export function withFact(facts: Facts, key: string | undefined, type: Type): Facts {
  return key === undefined ? facts : new Map([...facts, [key, type]]);
}

/** Forgets what was known of a reference and its fields. */
export function without(facts: Facts, key: string): Facts {
  return new Map([...facts].filter(([each]) => each !== key && !each.startsWith(`${key}.`)));
}

/** What TypeScript still knows inside a function: of constants, and of none of their fields. */
export function inClosure(infer: Inferrer, facts: Facts): Facts {
  const constants = new Set([...infer.keys].flatMap(([each, key]) => (each.origin === "subject" ? [] : [key])));
  return new Map([...facts].filter(([key]) => constants.has(key)));
}

/** What holds on two ways that meet: a fact of both, as the union. */
export function joinFacts(a: Facts | undefined, b: Facts | undefined): Facts | undefined {
  if (!a || !b) return a ?? b;
  const result = new Map<string, Type>();
  for (const [key, type] of a) {
    const other = b.get(key);
    if (other) result.set(key, union(type, other));
  }
  return result;
}

/** The facts where `condition` is truthy (`holds`) or falsy. Types of its parts are known already. */
export function narrowBy(infer: Inferrer, condition: ast.Expression, holds: boolean, facts: Facts): Facts {
  switch (condition.kind) {
    case "Unary":
      return condition.operator === "not" ? narrowBy(infer, condition.operand, !holds, facts) : facts;
    case "Binary":
      return narrowByBinary(infer, condition, holds, facts);
    case "Is":
      return narrowByIs(infer, condition, holds, facts);
    case "NameExpression":
    case "FieldAccess": {
      const key = referenceKey(infer, condition);
      const type = infer.types.get(condition);
      const kept = unitsOf(type ?? dynamic).filter((each) => mayBe(each, holds));
      return type && !isDynamic(type) ? withFact(facts, key, union(...kept)) : facts;
    }
    default:
      return facts;
  }
}

/** Whether a value of the type can be truthy, or falsy. */
function mayBe(type: Type, truthy: boolean): boolean {
  if (type.kind === "null") return !truthy;
  if (type.kind === "literal") return Boolean(type.value) === truthy;
  return truthy || type.kind === "string" || type.kind === "number" || isDynamic(type);
}

function narrowByBinary(infer: Inferrer, node: ast.Binary, holds: boolean, facts: Facts): Facts {
  switch (node.operator) {
    case "and":
    case "or": {
      const both = (node.operator === "and") === holds;
      if (both) return narrowBy(infer, node.right, holds, narrowBy(infer, node.left, holds, facts));
      const left = narrowBy(infer, node.left, holds, facts);
      const right = narrowBy(infer, node.right, holds, narrowBy(infer, node.left, !holds, facts));
      return joinFacts(left, right) ?? facts;
    }
    case "==":
    case "!=": {
      const equal = (node.operator === "==") === holds;
      return narrowByEquality(
        infer,
        node.left,
        node.right,
        equal,
        narrowByEquality(infer, node.right, node.left, equal, facts),
      );
    }
    default:
      return facts;
  }
}

function narrowByEquality(
  infer: Inferrer,
  reference: ast.Expression,
  other: ast.Expression,
  equal: boolean,
  facts: Facts,
): Facts {
  const key = referenceKey(infer, reference);
  const type = infer.types.get(reference);
  const value = infer.types.get(other);
  if (key === undefined || !type || !value || isDynamic(type) || (value.kind !== "literal" && value.kind !== "null"))
    return facts;
  const fits = (each: Type): boolean => overlaps(each, value);
  const isValue = (each: Type): boolean =>
    each.kind === "null"
      ? value.kind === "null"
      : each.kind === "literal" && value.kind === "literal" && each.value === value.value;
  const kept = unitsOf(type).filter(equal ? fits : (each) => !isValue(each));
  return withFact(facts, key, equal && value.kind === "literal" ? value : union(...kept));
}

function narrowByIs(infer: Inferrer, node: ast.Is, holds: boolean, facts: Facts): Facts {
  const key = referenceKey(infer, node.value);
  const type = infer.types.get(node.value);
  if (key === undefined || !type) return facts;
  const tested = resolveType(node.type, infer.mission);
  return withFact(facts, key, holds ? fitting(type, tested) : isDynamic(type) ? type : remaining(type, tested));
}

/** The part of `type` that passes a test for `tested`. */
export function fitting(type: Type, tested: Type): Type {
  if (isDynamic(type)) return tested;
  const members = membersOf(type).filter((each) => assignable(each, tested));
  return members.length > 0 ? union(...members) : tested;
}

/** The part of `type` that fails a test for `tested`. */
export function remaining(type: Type, tested: Type): Type {
  return isDynamic(type) ? type : union(...membersOf(type).filter((each) => !assignable(each, tested)));
}

/** The type of a value that a pattern fits; gives the pattern's variables their types. */
export function patternType(infer: Inferrer, pattern: ast.Pattern, value: Type, place: Place = nowhere): Type {
  infer.patterns.set(pattern, value);
  switch (pattern.kind) {
    case "Wildcard":
      return value;
    case "LiteralPattern":
      return literalType(pattern, value);
    case "NamePattern": {
      const binding = infer.bindings.patterns.get(pattern);
      if (binding?.kind === "variable") {
        infer.variables.set(binding, binding.origin === "headers" ? dynamic : value);
        return value;
      }
      if (binding?.kind === "compare") comparedType(infer, pattern);
      return binding?.kind === "test" ? fitting(value, testedType(infer, binding.type)) : value;
    }
    case "ListPattern":
      return listPatternType(infer, pattern, value);
    case "ObjectPattern":
      return objectPatternType(infer, pattern, value, place);
  }
}

function comparedType(infer: Inferrer, pattern: ast.NamePattern): void {
  const compared = infer.bindings.comparisons.get(pattern);
  if (compared) inferExpression(infer, compared, new Map());
}

export function testedType(infer: Inferrer, name: string): Type {
  const span = infer.mission.node.span;
  return resolveType(
    { kind: "NamedType", name: { kind: "Name", text: name, span }, scale: undefined, span },
    infer.mission,
  );
}

function listPatternType(infer: Inferrer, pattern: ast.ListPattern, value: Type): Type {
  const element = union(...membersOf(value).map((each) => (each.kind === "list" ? each.element : dynamic)));
  const types = pattern.elements.map((each) => patternType(infer, each, element));
  const [only] = pattern.elements;
  const isTest =
    pattern.elements.length === 1 && only?.kind === "NamePattern" && infer.bindings.patterns.get(only)?.kind === "test";
  return isTest && types[0] ? list(types[0]) : value;
}

function objectPatternType(infer: Inferrer, pattern: ast.ObjectPattern, value: Type, place: Place): Type {
  for (const field of pattern.fields) {
    const known = fieldAt(place, value, field.name.text) ?? dynamic;
    const binding = infer.bindings.patterns.get(field);
    if (binding?.kind === "variable")
      infer.variables.set(binding, binding.origin === "headers" ? dynamic : withoutNull(known));
    const takesNull = field.pattern?.kind === "LiteralPattern" && field.pattern.values.includes(null);
    const inner = fieldPlace(place, field.name.text);
    if (field.pattern) patternType(infer, field.pattern, takesNull ? known : withoutNull(known), inner);
  }
  const members = typedMembers(value, pattern);
  return members ? union(...members) : value;
}

/**
 * The members of a type that an object pattern may fit, where it can be tested field by field: all members have the
 * fields that tell them apart, and those that fit have all of its fields. Undefined where it must be tested at run time.
 */
export function typedMembers(type: Type, pattern: ast.ObjectPattern): readonly Type[] | undefined {
  const members = membersOf(withoutNull(type));
  const has = (member: Type, field: ast.PatternField): boolean => shapeOf(member)?.fields.has(field.name.text) ?? false;
  const literals = pattern.fields.filter((field) => field.pattern?.kind === "LiteralPattern");
  const fitting = members.filter((each) => literals.every((field) => mayFit(each, field)));
  const isTyped =
    !isDynamic(type) &&
    fitting.length > 0 &&
    fitting.every((each) => pattern.fields.every((field) => has(each, field))) &&
    (fitting.length === members.length || members.every((each) => literals.every((field) => has(each, field))));
  return isTyped ? fitting : undefined;
}

/** Whether a member of a union can have the literal that the pattern wants of a field: its discriminant. */
function mayFit(member: Type, field: ast.PatternField): boolean {
  if (field.pattern?.kind !== "LiteralPattern") return true;
  const type = fieldType(member, field.name.text)?.type;
  if (!type || membersOf(type).some((each) => each.kind !== "literal")) return true;
  return field.pattern.values.some((value) => value !== null && overlaps(type, literal(value)));
}

/** What is left of a value that an arm's pattern (without a guard) did not fit. */
export function unmatchedType(infer: Inferrer, pattern: ast.Pattern, value: Type): Type {
  if (isDynamic(value)) return value;
  switch (pattern.kind) {
    case "Wildcard":
      return { kind: "never" };
    case "LiteralPattern":
      return withoutLiterals(pattern, value);
    case "ObjectPattern":
      return unmatchedMembers(infer, pattern, value);
    case "NamePattern": {
      const binding = infer.bindings.patterns.get(pattern);
      if (binding?.kind === "variable") return { kind: "never" };
      return binding?.kind === "test" ? remaining(value, testedType(infer, binding.type)) : value;
    }
    default:
      return value;
  }
}
