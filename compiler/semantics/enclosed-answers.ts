// What arms have found an answer to be, for the functions inside of them: TypeScript forgets in a function what a test has
// proven of a field, so a constant keeps the body (language.md 5.4, 7.2). Must not know which expressions are functions.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { Inferrer } from "./infer.js";
import { type Facts, withFact, without } from "./narrow.js";
import { asksForAnswer, isAboutAnswer, isResponseName, readsAnswer } from "./structure.js";
import { dynamic, isDynamic, same, type Type } from "./types.js";

// No fields: what forgets the answer's forgets these, too.
const kept = "response.()";
const enclosed = "response.=>";

/** Who keeps the body of an answer in a constant: an arm that it is about, or a step that has found what it is. */
export type BodyKeeper = ast.Arm | ast.Match | ast.Validate;

/** In the body of an arm of `match response`, what is known of the answer where it begins is known in its functions, too. */
export function keepInArm(
  infer: Inferrer,
  arm: ast.Arm,
  facts: Facts,
  walk: (facts: Facts) => Facts | undefined,
): Facts | undefined {
  const found = facts.get("response") ?? dynamic;
  if (isDynamic(found)) return walk(facts);
  const { arm: around } = infer;
  infer.arm = arm;
  const end = walk(withFact(facts, kept, found));
  infer.arm = around;
  if (!end?.has(kept)) return end;
  const before = facts.get(kept);
  return before ? withFact(end, kept, before) : without(end, kept);
}

/** Behind a step that has found what the answer is, the steps below it in its block know it in their functions. */
export function keepBehind(
  infer: Inferrer,
  step: ast.Step,
  before: Facts,
  behind: Facts | undefined,
): Facts | undefined {
  const found = behind?.get("response") ?? dynamic;
  if (!behind || isDynamic(found) || (step.kind !== "Match" && step.kind !== "Validate")) return behind;
  if (same(before.get("response") ?? dynamic, found)) return behind;
  infer.arm = step;
  return withFact(behind, kept, found);
}

/** A block, behind whose end nothing is left of what steps in it have kept. */
export function inKeepersBlock(infer: Inferrer, walk: () => Facts | undefined): Facts | undefined {
  const { arm: around } = infer;
  const end = walk();
  if (infer.arm === around) return end;
  infer.arm = around;
  return end && without(end, kept);
}

/** In a guard, where the test of the whole answer tells functions, too: TypeScript keeps what is proven of a constant. */
export function keepInGuard(infer: Inferrer, { pattern }: ast.Arm, facts: Facts, walk: (facts: Facts) => void): void {
  const binding = pattern.kind === "NamePattern" ? infer.bindings.patterns.get(pattern) : undefined;
  const found = binding?.kind === "test" && binding.schema ? facts.get("response") : undefined;
  if (!found || isDynamic(found)) return walk(facts);
  const { arm: around } = infer;
  infer.arm = undefined;
  walk(withFact(facts, kept, found));
  infer.arm = around;
}

/** What a function knows of the answer. */
export function knownInside(facts: Facts): readonly (readonly [string, Type])[] {
  const type = facts.get(enclosed) ?? facts.get(kept);
  return type ? [[enclosed, type]] : [];
}

/** A match over the answer may look at the answer itself, whose status and headers no constant for the body has. */
export function knownToMatch(node: ast.Match | ast.MatchExpression, facts: Facts): Facts {
  return isResponseName(node.subject) && looksAtAnswer(node)
    ? new Map([...facts].filter(([key]) => key !== enclosed))
    : facts;
}

/** What the body is known to be where such a match stands, for a pattern that asks for nothing else. */
export function knownOfBody(
  node: ast.Match | ast.MatchExpression,
  facts: Facts,
  pattern: ast.Pattern,
): Type | undefined {
  return isResponseName(node.subject) && !isAboutAnswer(pattern) ? facts.get(enclosed) : undefined;
}

function looksAtAnswer(node: ast.Match | ast.MatchExpression): boolean {
  let found = asksForAnswer(node);
  const enter = (each: ast.Node): void => void (found ||= readsAnswer(each));
  walk(node, { enter: { FieldAccess: enter, Index: enter } });
  return found;
}

/** What is known of the answer that is read here. */
export function factOfAnswer(infer: Inferrer, node: ast.Expression, facts: Facts): Type | undefined {
  const { arm } = infer;
  // A shared variable may be set anew before the function runs.
  const known = infer.flow.sharedReads.has(node) ? undefined : facts.get(enclosed);
  if (known && arm) infer.enclosed.set(node, arm);
  else infer.enclosed.delete(node);
  return facts.get("response") ?? known;
}
