// Parts of a value of unknown shape that the object patterns of a match test for a type, `{ items: [Order] }`: the code keeps
// each in a constant (language.md 5.4, 7.3). Must not know how the constant is written, nor what is held of subjects.
import type * as ast from "../syntax/ast.js";
import { isTestOfAll } from "./coverage.js";
import { change, type Holder } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import { type Facts, testedType, withFact } from "./narrow.js";
import { referenceKey } from "./reference-keys.js";
import { fitsAnswer, sendsAgain } from "./structure.js";
import { isDynamic, list, mayBeNull, type Type } from "./types.js";

export interface HeldPart {
  /** The pattern that tests it first, or the subject that it is. */
  readonly holder: Holder;
  /** The fields that lead to it from what is matched. */
  readonly path: readonly string[];
  readonly key: string;
  /** What it is where its pattern fits. */
  readonly type: Type;
}

/** From here to the end of the block, reading such a part is reading its constant. `type`: of what is matched. */
export function holdParts(infer: Inferrer, match: ast.Match, type: Type): void {
  const key = match.subject && referenceKey(infer, match.subject);
  // In the loop of a request that is sent again the constant ends with its turn.
  if (key === undefined || !isDynamic(type) || match.arms.some((each) => sendsAgain(each))) return;
  for (const arm of match.arms)
    if (arm.kind === "Arm" && arm.pattern.kind === "ObjectPattern") holdFields(infer, arm.pattern, key, []);
}

function holdFields(infer: Inferrer, { fields }: ast.ObjectPattern, base: string, before: readonly string[]): void {
  for (const field of fields) {
    const name = field.name.text;
    // What may be of the answer itself is no part of its body, and what objects inherit is read by a helper.
    if (!field.pattern || fitsAnswer(field) || name === "validationErrors" || name in Object.prototype) continue;
    const path = [...before, name];
    const key = `${base}.${name}`;
    if (field.pattern.kind === "ObjectPattern") holdFields(infer, field.pattern, key, path);
    const type = typeOf(infer, field.pattern);
    if (!type) continue;
    const holder = infer.held.holders.get(key) ?? field.pattern;
    if (holder === field.pattern) change(infer.held, key, holder);
    infer.heldParts.set(field.pattern, { holder, path, key, type });
  }
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
    if (part) return withFact(at, part.key, part.type);
    return field.pattern ? partFacts(infer, field.pattern, at) : at;
  }, facts);
}
