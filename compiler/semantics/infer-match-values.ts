// The type of `match` as an expression: its arms one after another, each with what is known in it (language.md 5.4, 7).
// Must not know other expressions; `match` as a step is in infer-matches.
import type * as ast from "../syntax/ast.js";
import { eitherOf } from "./alternatives.js";
import { inferApart } from "./awaited.js";
import { constantTruth } from "./constants.js";
import { ignoresSubject, unreachableArms } from "./coverage.js";
import { knownOfBody, knownToMatch } from "./enclosed-answers.js";
import { checkExhaustive, checkReached } from "./exhaustive.js";
import { holdParts, readTested } from "./held-parts.js";
import { hold, inBlock } from "./held-subjects.js";
import { contradicts, leftBy, refusals, type Tried, whereFits, whereNothingFits } from "./infer-arms.js";
import { inferCondition } from "./infer-choices.js";
import { inferExpression } from "./infer-expressions.js";
import { checkFits, isExhausted, subjectsOf } from "./infer-parts.js";
import { isAnswer } from "./infer-patterns.js";
import type { Inferrer } from "./infer.js";
import { type Facts, inClosure, narrowBy } from "./narrow.js";
import { lookAtArm } from "./left-over.js";
import { mayFit } from "./pattern-facts.js";
import { isPart, referenceKey } from "./reference-keys.js";
import { storeArms } from "./store-arms.js";
import { noteRefused } from "./unmet.js";
import { awaited, dynamic, errorType, isAwaited, never, type Type } from "./types.js";

export function matchType(infer: Inferrer, node: ast.MatchExpression, before: Facts): Type {
  const facts = knownToMatch(node, before);
  if (node.subject) inferExpression(infer, node.subject, facts);
  const isReference = (each: ast.Expression): boolean =>
    referenceKey(infer, each) !== undefined && (infer.heldReads.has(each) || !isPart(infer, each));
  const isKept = infer.claims ? false : readTested(infer, node.arms, keyOf(infer, node), typeOfSubject(infer, node));
  // Arms over what is no reference, and over parts that are kept, stand in a function of their own.
  const isNested = (isKept || !subjectsOf(node).every(isReference)) && !ignoresSubject(infer.bindings, node);
  const around = isNested ? knownToMatch(node, inClosure(infer, facts)) : facts;
  // Its other parts are read in there.
  if (isNested && node.subject?.kind === "List") inferExpression(infer, node.subject, around);
  const subjectType = typeOfSubject(infer, node);
  let type: Type = never;
  inBlock(infer, () => {
    if (isNested) hold(infer, node);
    if (isNested && !infer.claims) holdParts(infer, node.arms, keyOf(infer, node), subjectType);
    type = armsType(infer, node, subjectType, around, isNested ? inClosure(infer, before) : before);
    return around;
  });
  return type;
}

function keyOf(infer: Inferrer, { subject }: ast.MatchExpression): string | undefined {
  return subject && referenceKey(infer, subject);
}

function typeOfSubject({ types }: Inferrer, { subject }: ast.MatchExpression): Type {
  return (subject && types.get(subject)) ?? dynamic;
}

function armsType(infer: Inferrer, node: ast.MatchExpression, subjectType: Type, facts: Facts, before: Facts): Type {
  const unreachable = unreachableArms(infer.bindings, node.arms, false);
  const isStore = node.subject?.kind === "NameExpression" && infer.bindings.names.get(node.subject)?.kind === "store";
  const views = isStore ? storeArms(infer.bindings, node.arms, subjectType, facts) : undefined;
  let tried: Tried = { subject: node.subject, rest: subjectType, facts };
  const counts = node.subject !== undefined && !isStore && !isAnswer(infer, node.subject);
  const groups = refusals(infer, node);
  const results: Type[] = [];
  /** By a condition that always holds. */
  let isTaken = false;
  for (const arm of node.arms) {
    if (arm.kind === "ConditionValueArm") {
      if (arm.condition) inferCondition(infer, arm.condition, tried.facts, false);
      const inside = arm.condition ? narrowBy(infer, arm.condition, true, tried.facts) : tried.facts;
      const result = inferApart(infer, arm.value, inside);
      const truth = arm.condition ? constantTruth(arm.condition) : true;
      if (!isTaken && truth !== false) results.push(result);
      isTaken ||= truth === true;
      if (arm.condition) tried = { ...tried, facts: narrowBy(infer, arm.condition, false, tried.facts) };
      continue;
    }
    const view = views?.(arm.pattern);
    tried = view?.tried ?? tried;
    const type = view?.type ?? subjectType;
    const known = knownOfBody(node, before, arm.pattern);
    if (!unreachable.has(arm)) checkFits(infer, arm.pattern, node.subject, known ?? type);
    const isCounted = counts || view?.isRecord === true;
    const isReached = !isCounted || unreachable.has(arm) || checkReached(infer, arm, tried, type);
    const fitted = (isReached ? whereFits : whereNothingFits)(infer, arm.pattern, tried).inside;
    const inside = groups.below(arm) ?? fitted;
    const endOfArm = lookAtArm(infer, arm, tried, isCounted ? type : never);
    if (arm.guard) inferCondition(infer, arm.guard, inside, true);
    const isRefused = noteRefused(infer, arm, isReached && contradicts(infer, arm, tried, known));
    const result = inferApart(infer, arm.value, arm.guard ? narrowBy(infer, arm.guard, true, inside) : inside);
    // An arm that never fits gives nothing.
    const isIdle = isAwaited(type) && tried.rest.kind === "never";
    const isLeftOut = endOfArm();
    if (
      !isRefused &&
      !isLeftOut &&
      type.kind !== "never" &&
      !isIdle &&
      (isStore || (isReached && mayFit(infer, arm.pattern, tried.rest)))
    )
      results.push(result);
    tried = leftBy(infer, arm, tried);
    groups.note(arm, inside, false);
    view?.leave(tried);
  }
  if (node.subject && counts)
    checkExhaustive(
      infer,
      node.subject,
      subjectType,
      node.arms.filter((each) => each.kind === "ValueArm"),
      tried,
      facts,
    );
  if (isExhausted(infer, tried)) infer.exhausted.add(node);
  if (results.length === 0) return isAwaited(subjectType) ? awaited : errorType;
  return eitherOf(...(isAwaited(subjectType) ? [awaited] : []), ...results);
}
