// What a condition says about the values it tests (language.md 5.4). It says no more than TypeScript concludes from the tests
// that are emitted for it. Must not know steps or how tests are written in TypeScript.
import type * as ast from "../syntax/ast.js";
import { knownInside } from "./enclosed-answers.js";
import { constantTruth, isConstant } from "./constants.js";
import { callForm } from "./element-calls.js";
import { fieldRead } from "./field-reads.js";
import { drop, isKeptInside, isOfResponse } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import { hasFoundRecord, joined } from "./intersect.js";
import { membershipOf } from "./membership.js";
import { literalType, withoutLiterals } from "./pattern-facts.js";
import { fitting, remaining } from "./tested-parts.js";
import { narrowByTest, taggedRecord } from "./narrow-to.js";
import { isConstantKey, referenceKey } from "./reference-keys.js";
import { resolveType } from "./schemas.js";
import { overlaps } from "./overlaps.js";
import { errorType, isDynamic, nullType, part, type Type, union, unitsOf, withoutNull } from "./types.js";

/** Narrowed types by reference, such as `3.customer.email`. */
export type Facts = ReadonlyMap<string, Type>;

export function withFact(facts: Facts, key: string | undefined, type: Type): Facts {
  return key === undefined ? facts : new Map([...facts, [key, type]]);
}

/** Forgets what was known of a reference and its fields. */
export function without(facts: Facts, key: string): Facts {
  return new Map([...facts].filter(([each]) => each !== key && !each.startsWith(`${key}.`)));
}

/** Behind a step that sets `response`: nothing is known of it, and what stood for the one before no longer does. */
export function renewed(infer: Inferrer, facts: Facts): Facts {
  for (const [variable, key] of infer.places) if (key !== undefined && isOfResponse(key)) infer.places.delete(variable);
  drop(infer, isOfResponse);
  infer.held.lost.push("response");
  return without(facts, "response");
}

/**
 * What TypeScript still knows inside a function: of constants, and of none of their fields. Which answer an arm is about is
 * known to the document.
 */
export function inClosure(infer: Inferrer, facts: Facts): Facts {
  const isKept = (key: string): boolean =>
    isConstantKey(key) || isKeptInside(infer, facts, key) || (infer.claims && key === "response");
  return new Map([...[...facts].filter(([key]) => isKept(key)), ...knownInside(facts)]);
}

/** What holds where ways meet: a fact of all of them, as the union. A way that never gets there is undefined. */
export function joinFacts(infer: Inferrer, ...ways: readonly (Facts | undefined)[]): Facts | undefined {
  const [first, ...others] = ways.filter((each) => each !== undefined);
  if (!first || others.length === 0) return first;
  const all = [first, ...others];
  const joinAt = (key: string): readonly (readonly [string, Type])[] => {
    const facts = all.map((each) => each.get(key));
    if (!facts.includes(undefined)) return [[key, joined(facts.flatMap((each) => each ?? []))]];
    // Beside a record that a test has found in it TypeScript joins all the kinds that are declared, too.
    const declared = infer.declared.get(key);
    if (!declared || isDynamic(declared) || !facts.some((each) => each && hasFoundRecord(each))) return [];
    return [[key, joined([declared, ...facts.flatMap((each) => each ?? [])])]];
  };
  return new Map([...new Set(all.flatMap((each) => [...each.keys()]))].flatMap(joinAt));
}

/**
 * The facts where `condition` is truthy (`holds`) or falsy. Types of its parts are known already. Where it cannot be, there is
 * no such value; `isWay`: it is one of several ways, and then nothing is said, since TypeScript sees no test.
 */
export function narrowBy(
  infer: Inferrer,
  condition: ast.Expression,
  holds: boolean,
  facts: Facts,
  isWay = false,
): Facts {
  switch (condition.kind) {
    case "Unary":
      return condition.operator === "not" ? narrowBy(infer, condition.operand, !holds, facts, isWay) : facts;
    case "Binary":
      return narrowByBinary(infer, condition, holds, facts, isWay);
    case "Is":
      return narrowByIs(infer, condition, holds, facts, isWay);
    case "Call":
    case "MethodCall":
    case "Pipe": {
      const { name, args } = callForm(condition);
      if (name.text === "exists") return narrowByNull(infer, args[0], holds, facts);
      return narrowByMembership(infer, condition, holds, facts);
    }
    case "NameExpression":
    case "FieldAccess":
    case "Index": {
      const type = infer.types.get(condition);
      const leaves = (each: Type): Type => part(unitsOf(each).filter((unit) => mayBe(unit, holds)));
      return type && !isDynamic(type) ? narrowByTest(infer, condition, facts, leaves(type), leaves) : facts;
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

function narrowByBinary(infer: Inferrer, node: ast.Binary, holds: boolean, facts: Facts, isWay: boolean): Facts {
  switch (node.operator) {
    case "and":
    case "or": {
      const operands = operandsOf(node, node.operator).filter((each) => !isNeutral(node.operator, each));
      const all = (node.operator === "and") === holds;
      if (all) return operands.reduce((known, each) => narrowBy(infer, each, holds, known, isWay), facts);
      const alone = waysOf(infer, operands, holds, facts, isWay);
      const isSettled = isWay || alone.every((each) => leavesNothing(each, facts));
      return joinFacts(infer, ...(isSettled ? alone : waysOf(infer, operands, holds, facts, true))) ?? facts;
    }
    case "==":
    case "!=": {
      const equal = (node.operator === "==") === holds;
      const turned = narrowByEquality(infer, node.right, node.left, equal, facts, isWay);
      return narrowByEquality(infer, node.left, node.right, equal, turned, isWay);
    }
    case "in":
    case "contains":
      return narrowByMembership(infer, node, holds, facts);
    default:
      return facts;
  }
}

/** `true` beside `and`, `false` beside `or`: it decides nothing, and is no way. Of other literals TypeScript does not see so. */
function isNeutral(operator: ast.BinaryOperator, node: ast.Expression): boolean {
  const isWord = !isConstant(node) || (node.kind === "Unary" && node.operator === "not");
  return isWord && constantTruth(node) === (operator === "and");
}

/** `a`, `b` and `c` of `a or b or c`, which is read as `(a or b) or c`. */
function operandsOf(node: ast.Expression, operator: ast.BinaryOperator): readonly ast.Expression[] {
  const operands: ast.Expression[] = [];
  let left = node;
  while (left.kind === "Binary" && left.operator === operator) {
    operands.push(left.right);
    left = left.left;
  }
  return [left, ...operands.reverse()];
}

/** The facts where each operand decides: behind all before it, which do not. */
function waysOf(
  infer: Inferrer,
  operands: readonly ast.Expression[],
  holds: boolean,
  facts: Facts,
  isWay: boolean,
): readonly Facts[] {
  let before = facts;
  return operands.map((each, at) => {
    const way = narrowBy(infer, each, holds, before, isWay);
    if (at + 1 < operands.length) before = narrowBy(infer, each, !holds, before, isWay);
    return way;
  });
}

/** Whether a way that was open cannot be taken. */
function leavesNothing(way: Facts, before: Facts): boolean {
  return [...way].some(([key, { kind }]) => (kind === "never" || kind === "error") && before.get(key)?.kind !== kind);
}

function narrowByEquality(
  infer: Inferrer,
  reference: ast.Expression,
  other: ast.Expression,
  equal: boolean,
  facts: Facts,
  isWay: boolean,
): Facts {
  const type = infer.types.get(reference);
  const value = infer.types.get(other);
  if (!type || isUntold(type) || !value || (value.kind !== "literal" && value.kind !== "null")) return facts;
  if (readsNothing(infer, reference)) return facts;
  if (isDynamic(type)) return equal ? narrowByTest(infer, reference, facts, value) : facts;
  const fits = (each: Type): boolean => overlaps(each, value);
  const isValue = (each: Type): boolean =>
    each.kind === "null"
      ? value.kind === "null"
      : each.kind === "literal" && value.kind === "literal" && each.value === value.value;
  const leaves = (each: Type): Type => part(unitsOf(each).filter(equal ? fits : (unit) => !isValue(unit)));
  const kept = unitsOf(leaves(type));
  // Of null TypeScript goes on knowing that it is null.
  const isNull = unitsOf(type).every((each) => each.kind === "null");
  if (equal && value.kind === "literal" && kept.length === 0)
    return isWay || isNull ? facts : nothingKnown(infer, taggedRecord(infer, reference) ?? reference, facts);
  const found = kept.find((each) => each.kind === "literal") ?? value;
  return narrowByTest(
    infer,
    reference,
    facts,
    equal && value.kind === "literal" ? found : union(...kept),
    equal ? undefined : leaves,
  );
}

/** `reference in ["a", "b"]`, which is as good as `reference == "a" or reference == "b"`. */
function narrowByMembership(infer: Inferrer, node: ast.Expression, holds: boolean, facts: Facts): Facts {
  const membership = membershipOf(infer.bindings, node);
  const type = membership && infer.types.get(membership.item);
  if (!type || isUntold(type) || (isDynamic(type) && !holds)) return facts;
  const found = literalType(membership, type);
  // A test that never holds is left to the helper, which says nothing to TypeScript.
  if (found.kind === "never") return facts;
  if (holds) return narrowByTest(infer, membership.item, facts, found);
  const leaves = (each: Type): Type => withoutLiterals(membership, each);
  return narrowByTest(infer, membership.item, facts, leaves(type), leaves);
}

/** `exists(reference)`. */
function narrowByNull(infer: Inferrer, reference: ast.Expression | undefined, exists: boolean, facts: Facts): Facts {
  const type = reference && infer.types.get(reference);
  if (!type || isDynamic(type) || readsNothing(infer, reference)) return facts;
  return exists
    ? narrowByTest(infer, reference, facts, withoutNull(type), withoutNull)
    : narrowByTest(infer, reference, facts, nullType);
}

/**
 * Behind a test that never holds: it is left to a helper, which says nothing to TypeScript, and what follows is no mistake of
 * its own.
 */
function nothingKnown(infer: Inferrer, node: ast.Expression, facts: Facts): Facts {
  const key = referenceKey(infer, node);
  return key === undefined ? facts : withFact(without(facts, key), key, errorType);
}

/** A field of null is read by a helper, which says nothing to TypeScript. */
function readsNothing(infer: Inferrer, node: ast.Expression): boolean {
  const object = fieldRead(infer.bindings, node)?.object;
  return object !== undefined && infer.types.get(object)?.kind === "null";
}

/** Behind such a test others are left to helpers, too. */
function isUntold({ kind }: Type): boolean {
  return kind === "error";
}

function narrowByIs(infer: Inferrer, node: ast.Is, holds: boolean, facts: Facts, isWay: boolean): Facts {
  const type = infer.types.get(node.value);
  // TypeScript goes on knowing that there is no such value.
  if (!type || isUntold(type) || type.kind === "never" || readsNothing(infer, node.value)) return facts;
  const tested = resolveType(node.type, infer.mission);
  if (!overlaps(type, tested)) return isWay || !holds ? facts : nothingKnown(infer, node.value, facts);
  if (holds) return narrowByTest(infer, node.value, facts, fitting(type, tested));
  const leaves = (each: Type): Type => remaining(each, tested);
  return narrowByTest(infer, node.value, facts, leaves(type), leaves);
}
