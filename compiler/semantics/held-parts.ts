// Parts of a value of unknown shape that the object patterns of a match test for a type, `{ items: [Order] }`: the code keeps
// each in a constant (language.md 5.4, 7.3). Must not know how the constant is written, nor what is held of subjects.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { type AnyArm, isTestOfAll } from "./coverage.js";
import { fieldRead } from "./field-reads.js";
import { change, type Holder } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import { type Facts, withFact, without } from "./narrow.js";
import { testedType } from "./pattern-types.js";
import { keyOfField, pathKey } from "./reference-keys.js";
import { fitsAnswer } from "./structure.js";
import { dynamic, isDynamic, list, mayBeNull, type Type } from "./types.js";

export interface HeldPart {
  /** The pattern that tests it first, or the subject that it is. */
  readonly holder: Holder;
  /** The fields that lead to it from what is matched. */
  readonly path: readonly string[];
  readonly key: string;
  /** What it is where its pattern fits. */
  readonly type: Type;
}

/** From here to the end of the block, reading such a part is reading its constant. `key`, `type`: of what is matched. */
export function holdParts(infer: Inferrer, arms: readonly AnyArm[], key: string | undefined, type: Type): void {
  for (const { pattern, ...part } of arms.flatMap((each) => testedParts(infer, each, key, type))) {
    const holder = infer.held.holders.get(part.key) ?? pattern;
    if (holder === pattern) change(infer.held, part.key, holder);
    infer.heldParts.set(pattern, { holder, ...part });
  }
}

/** Whether an arm reads what its own pattern tests: only then it is worth a constant. */
export function readTested(infer: Inferrer, arms: readonly AnyArm[], key: string | undefined, type: Type): boolean {
  return arms.some((arm) => {
    const keys = new Set(testedParts(infer, arm, key, type).map((each) => each.key));
    return keys.size > 0 && arm.kind === "ValueArm" && [arm.guard, arm.value].some((each) => reads(infer, each, keys));
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
  readonly pattern: ast.Pattern;
}

function testedParts(infer: Inferrer, arm: AnyArm, key: string | undefined, type: Type): readonly TestedPart[] {
  const pattern = "pattern" in arm ? arm.pattern : undefined;
  if (key === undefined || !isDynamic(type) || pattern?.kind !== "ObjectPattern") return [];
  return testedFields(infer, pattern, key, []);
}

function testedFields(
  infer: Inferrer,
  { fields }: ast.ObjectPattern,
  base: string,
  before: readonly string[],
): readonly TestedPart[] {
  return fields.flatMap((field) => {
    const { pattern } = field;
    const name = field.name.text;
    // What may be of the answer itself is no part of its body, and what objects inherit is read by a helper.
    if (!pattern || fitsAnswer(field) || name === "validationErrors" || name in Object.prototype) return [];
    const path = [...before, name];
    const key = keyOfField(base, name);
    if (pattern.kind === "ObjectPattern") return testedFields(infer, pattern, key, path);
    const type = typeOf(infer, pattern);
    return type ? [{ pattern, path, key, type }] : [];
  });
}

/** The type that a pattern tests for. */
function typeOf(infer: Inferrer, pattern: ast.Pattern): Type | undefined {
  if (pattern.kind === "ListPattern") {
    const [element] = pattern.elements;
    const type = element && isTestOfAll(infer.bindings, pattern) ? nameType(infer, element) : undefined;
    return type && list(type);
  }
  const type = nameType(infer, pattern);
  return type && !mayBeNull(type) ? type : undefined;
}

function nameType(infer: Inferrer, pattern: ast.Pattern): Type | undefined {
  const binding = pattern.kind === "NamePattern" ? infer.bindings.patterns.get(pattern) : undefined;
  const type = binding?.kind === "test" ? testedType(infer, binding.type) : undefined;
  return type && !isDynamic(type) ? type : undefined;
}

/** The facts where an object pattern over a value of unknown shape fits. */
export function partFacts(infer: Inferrer, pattern: ast.Pattern, facts: Facts): Facts {
  if (pattern.kind !== "ObjectPattern") return facts;
  return pattern.fields.reduce((at, field) => {
    const part = field.pattern && infer.heldParts.get(field.pattern);
    if (part) return isInside(at, part.key) ? at : withFact(without(at, part.key), part.key, part.type);
    return field.pattern ? partFacts(infer, field.pattern, at) : at;
  }, facts);
}

/** Whether it is a field of what is known already, and so read from that. */
function isInside(facts: Facts, key: string): boolean {
  const names = key.split(".");
  return names.some((_, at) => at > 0 && !isDynamic(facts.get(names.slice(0, at).join(".")) ?? dynamic));
}
