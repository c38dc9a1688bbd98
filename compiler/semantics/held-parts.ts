// Parts of a value of unknown shape that the arms of a match test for a type, `{ items: [Order] }` or `{ data: d } where d is
// Order`: the code keeps each in a constant (language.md 5.4, 7.3). Must not know how it is written, nor what is held of subjects.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { type AnyArm, isTestOfAll } from "./coverage.js";
import { fieldRead } from "./field-reads.js";
import { change, type Holder, isInside } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import { meet } from "./intersect.js";
import type { PatternBinding } from "./model.js";
import { type Facts, withFact, without } from "./narrow.js";
import type { Place } from "./pattern-facts.js";
import { testedType } from "./pattern-types.js";
import { keyOfField, pathKey } from "./reference-keys.js";
import { remaining } from "./tested-parts.js";
import { resolveType } from "./schemas.js";
import { fitsAnswer } from "./structure.js";
import { dynamic, isDynamic, list, mayBeNull, nullType, type Type } from "./types.js";

type NameTest = ast.Is | ast.Binary;

/** A pattern that tests a part, or the name that it is bound to. */
export type PartPattern = ast.Pattern | ast.PatternField;

export interface HeldPart {
  /** The pattern that tests it first, or the subject that it is. */
  readonly holder: Holder;
  /** The fields that lead to it from what is matched. */
  readonly path: readonly string[];
  readonly key: string;
  /** What it is where its pattern fits; unknown for a name, of which the guard says it. */
  readonly type: Type;
  /** The guard of a name refuses null by itself. */
  readonly isGuarded?: boolean;
}

/** From here to the end of the block, reading such a part is reading its constant. `key`, `type`: of what is matched. */
export function holdParts(infer: Inferrer, arms: readonly AnyArm[], key: string | undefined, type: Type): void {
  for (const { pattern, ...part } of arms.flatMap((each) => testedParts(infer, each, key, type))) {
    const holder = infer.held.holders.get(part.key) ?? pattern;
    if (holder === pattern) change(infer.held, part.key, holder);
    infer.heldParts.set(pattern, { holder, ...part });
    const binding = nameOf(infer, pattern);
    if (binding?.kind === "variable") infer.heldNames.set(binding, holder);
  }
}

/** Whether an arm reads what its own pattern tests: only then it is worth a constant. */
export function readTested(infer: Inferrer, arms: readonly AnyArm[], key: string | undefined, type: Type): boolean {
  return arms.some((arm) => {
    const parts = testedParts(infer, arm, key, type);
    const keys = new Set(parts.map((each) => each.key));
    if (keys.size === 0 || arm.kind !== "ValueArm") return false;
    return (
      parts.some((each) => isDynamic(each.type)) || [arm.guard, arm.value].some((each) => reads(infer, each, keys))
    );
  });
}

function reads(infer: Inferrer, node: ast.Expression | undefined, keys: ReadonlySet<string>): boolean {
  let found = false;
  const note = (each: ast.FieldAccess | ast.Index): void => {
    const read = fieldRead(infer.bindings, each);
    found ||= keys.has((read && pathKey(infer, read)) ?? "");
  };
  if (node) walk(node, { enter: { FieldAccess: note, Index: note } });
  return found;
}

interface TestedPart extends Omit<HeldPart, "holder"> {
  readonly pattern: PartPattern;
}

function testedParts(infer: Inferrer, arm: AnyArm, key: string | undefined, type: Type): readonly TestedPart[] {
  const pattern = "pattern" in arm ? arm.pattern : undefined;
  if (key === undefined || !isDynamic(type) || pattern?.kind !== "ObjectPattern") return [];
  return testedFields(infer, pattern, "guard" in arm ? arm.guard : undefined, { key, path: [] });
}

function testedFields(
  infer: Inferrer,
  { fields }: ast.ObjectPattern,
  guard: ast.Expression | undefined,
  whole: Pick<HeldPart, "key" | "path">,
): readonly TestedPart[] {
  return fields.flatMap((field) => {
    const name = field.name.text;
    // What may be of the answer itself is no part of its body, and what objects inherit is read by a helper.
    if (fitsAnswer(field) || name === "validationErrors" || name in Object.prototype) return [];
    const at = { path: [...whole.path, name], key: keyOfField(whole.key, name) };
    const { pattern = field } = field;
    if (pattern.kind === "ObjectPattern") return testedFields(infer, pattern, guard, at);
    const tests = guard && testsOfName(infer, pattern, guard);
    if (tests && tests.length > 0)
      return [{ pattern, ...at, type: dynamic, isGuarded: tests.some((each) => refusesNull(infer, guard, each)) }];
    const type = typeOf(infer, pattern);
    return type ? [{ pattern, ...at, type }] : [];
  });
}

function nameOf({ bindings }: Inferrer, pattern: PartPattern): PatternBinding | undefined {
  return pattern.kind === "NamePattern" || pattern.kind === "PatternField" ? bindings.patterns.get(pattern) : undefined;
}

/**
 * Where the guard asks what a name of the pattern is. Undefined where it asks what it is not: TypeScript then knows more of
 * what the arms below see than is known here.
 */
function testsOfName(infer: Inferrer, pattern: PartPattern, guard: ast.Expression): readonly NameTest[] | undefined {
  const binding = nameOf(infer, pattern);
  const isName = (each: ast.Expression): boolean =>
    each.kind === "NameExpression" && infer.bindings.names.get(each) === binding;
  const collect = (node: ast.Expression, holds: boolean): readonly NameTest[] | undefined => {
    if (node.kind === "Unary") return node.operator === "not" ? collect(node.operand, !holds) : [];
    if (node.kind === "Is") return isName(node.value) ? (holds ? [node] : undefined) : [];
    if (node.kind !== "Binary") return [];
    const { left, right, operator } = node;
    if (operator === "and" || operator === "or") {
      const [before, behind] = [collect(left, holds), collect(right, holds)];
      return before && behind && [...before, ...behind];
    }
    if (!(isName(left) && isWritten(right)) && !(isName(right) && isWritten(left))) return [];
    if (operator !== "==" && operator !== "!=" && operator !== "in") return [];
    return (operator !== "!=") === holds ? [node] : undefined;
  };
  return binding?.kind === "variable" ? collect(guard, true) : [];
}

/** Whether null never gets past the guard where this is a part of it. */
function refusesNull(
  { mission }: Pick<Inferrer, "mission">,
  guard: ast.Expression | undefined,
  test: NameTest,
): boolean {
  if (guard?.kind === "Binary" && guard.operator === "and")
    return [guard.left, guard.right].some((each) => refusesNull({ mission }, each, test));
  if (guard !== test) return false;
  return test.kind === "Is"
    ? !mayBeNull(resolveType(test.type, mission))
    : test.operator === "==" || test.operator === "in";
}

function isWritten({ kind }: ast.Expression): boolean {
  return kind === "String" || kind === "Number" || kind === "Boolean" || kind === "List";
}

/** Where the names of a field's pattern are read from, if it is such a part. */
export function partPlace({ heldParts, held }: Inferrer, field: ast.PatternField): Place | undefined {
  const part = heldParts.get(field.pattern ?? field);
  return part && held.holders.get(part.key) === part.holder ? { key: part.key, facts: new Map() } : undefined;
}

/** The type that a pattern tests for. */
function typeOf(infer: Inferrer, pattern: PartPattern): Type | undefined {
  if (pattern.kind === "ListPattern") {
    const [element] = pattern.elements;
    const type = element && isTestOfAll(infer.bindings, pattern) ? nameType(infer, element) : undefined;
    return type && list(type);
  }
  const type = nameType(infer, pattern);
  return type && !mayBeNull(type) ? type : undefined;
}

function nameType(infer: Inferrer, pattern: PartPattern): Type | undefined {
  const binding = nameOf(infer, pattern);
  const type = binding?.kind === "test" ? testedType(infer, binding.type) : undefined;
  return type && !isDynamic(type) ? type : undefined;
}

/** The facts where an object pattern over a value of unknown shape fits. */
export function partFacts(infer: Inferrer, pattern: ast.Pattern, facts: Facts): Facts {
  if (pattern.kind !== "ObjectPattern") return facts;
  return pattern.fields.reduce((at, field) => {
    const part = field.pattern && infer.heldParts.get(field.pattern);
    if (part && isDynamic(part.type)) return at;
    if (part && isInside(at, part.key)) return at;
    if (part) return withFact(without(at, part.key), part.key, meet(at.get(part.key) ?? dynamic, part.type));
    return field.pattern ? partFacts(infer, field.pattern, at) : at;
  }, facts);
}

/** The facts where one does not fit that tests a single part. */
export function unfittedPart(infer: Inferrer, pattern: ast.ObjectPattern, facts: Facts): Facts {
  const [field, ...others] = pattern.fields;
  if (!field || others.length > 0) return facts;
  if (field.pattern?.kind === "ObjectPattern") return unfittedPart(infer, field.pattern, facts);
  const part = infer.heldParts.get(field.pattern ?? field);
  const known = part && facts.get(part.key);
  if (!known || isDynamic(known)) return facts;
  return withFact(facts, part.key, isDynamic(part.type) ? meet(known, nullType) : remaining(known, part.type));
}
