// The arms of a match one after another: what each is tried on, and what those above it have left (language.md 7.1, 7.3).
// Must not know what an arm does.
import type * as ast from "../syntax/ast.js";
import type { Inferrer } from "./infer.js";
import { type Facts, patternType, unmatchedType, withFact } from "./narrow.js";
import { fittedFacts, unfittedFacts } from "./pattern-facts.js";
import type { Type } from "./types.js";

/** What is known where an arm is tried. */
export interface Tried {
  /** The subject, if TypeScript narrows it. */
  readonly key: string | undefined;
  readonly rest: Type;
  readonly facts: Facts;
}

/** Where the pattern fits: the type of the subject, and the facts. */
export function whereFits(
  infer: Inferrer,
  pattern: ast.Pattern,
  { key, rest, facts }: Tried,
): { readonly matched: Type; readonly inside: Facts } {
  const place = { key, facts };
  const matched = patternType(infer, pattern, rest, place);
  return { matched, inside: withFact(fittedFacts(infer, pattern, rest, place), key, matched) };
}

/** What is left for the arms below; a guard may have failed for any other reason. */
export function leftBy(infer: Inferrer, arm: ast.Arm | ast.ValueArm, { key, rest, facts }: Tried): Tried {
  if (arm.guard) return { key, rest, facts: withFact(facts, key, rest) };
  const left = unmatchedType(infer, arm.pattern, rest);
  return { key, rest: left, facts: withFact(unfittedFacts(infer, arm.pattern, rest, { key, facts }), key, left) };
}
