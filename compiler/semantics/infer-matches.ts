// `match` as a step: its arms one after another, and what is known behind them (language.md 7).
// Must not know what an arm's steps do; `match` as an expression is in infer-expressions.
import type * as ast from "../syntax/ast.js";
import { type ArmEnd, armEnd, carryParts } from "./carried-parts.js";
import { unreachableArms } from "./coverage.js";
import { keepInArm, keepInGuard, knownOfBody, knownToMatch } from "./enclosed-answers.js";
import { checkAnswers } from "./exhaustive-answers.js";
import { checkExhaustive, checkReached } from "./exhaustive.js";
import { holdParts } from "./held-parts.js";
import { hold } from "./held-subjects.js";
import { offeredTo } from "./infer-answers.js";
import { contradicts, leftBy, refusals, type Tried, whereFits, whereNothingFits, withAbove } from "./infer-arms.js";
import { inferCatch } from "./infer-catches.js";
import { inferCondition } from "./infer-choices.js";
import { inferExpression } from "./infer-expressions.js";
import { checkFits, isExhausted } from "./infer-parts.js";
import { isAnswer } from "./infer-patterns.js";
import { inferBody } from "./infer-steps.js";
import type { Inferrer } from "./infer.js";
import { type Facts, joinFacts, narrowBy, withFact } from "./narrow.js";
import { lookAtArm } from "./left-over.js";
import { mayFit } from "./pattern-facts.js";
import { withConstants, withoutConstants } from "./pattern-names.js";
import { referenceKey, standFor } from "./reference-keys.js";
import { noteKept } from "./shared-answers.js";
import { isAboutAnswer, matchesResponse, sendsAgain } from "./structure.js";
import { storeArms } from "./store-arms.js";
import { dynamic, isAwaited, never } from "./types.js";
import { noteRefused } from "./unmet.js";

export function inferMatch(infer: Inferrer, step: ast.Match, facts: Facts): Facts | undefined {
  return carryParts(infer, step, (ends, start) => inferArms(infer, step, facts, { ends, start }));
}

/** `start`: how many constants had been changed before the loop of the match; undefined where there is none. */
interface Noted {
  readonly ends: ArmEnd[];
  readonly start: number | undefined;
}

function inferArms(infer: Inferrer, step: ast.Match, before: Facts, noted: Noted): Facts | undefined {
  const facts = knownToMatch(step, before);
  const offered = offeredTo(infer, step);
  const ownType = step.subject ? inferExpression(infer, step.subject, facts) : dynamic;
  hold(infer, step);
  const subjectType = offered?.type ?? ownType;
  const subject = infer.bindings.subjectOf.get(step);
  const isStore = step.subject?.kind === "NameExpression" && infer.bindings.names.get(step.subject)?.kind === "store";
  const views = isStore ? storeArms(infer.bindings, step.arms, ownType, facts) : undefined;
  const rest = isStore ? dynamic : subjectType;
  // Which answers an arm of a documented operation sees, its document says.
  if (!isStore && !infer.claims) holdParts(infer, step.arms, step.subject && referenceKey(infer, step.subject), rest);
  let tried: Tried = { subject: step.subject, rest, facts, offered: offered !== undefined };
  const unreachable = unreachableArms(infer.bindings, step.arms, matchesResponse(step));
  /** Whether the cases of the subject's type are counted: an answer can be a failure. */
  const counts = step.subject !== undefined && !isStore && !offered && !isAnswer(infer, step.subject);
  const groups = refusals(infer, step);
  const ends: (Facts | undefined)[] = [];
  for (const arm of step.arms) {
    if (arm.kind === "ConditionArm") {
      if (arm.condition) inferCondition(infer, arm.condition, tried.facts, false);
      const inside = arm.condition ? narrowBy(infer, arm.condition, true, tried.facts) : tried.facts;
      ends.push(inferBody(infer, arm.body, inside, dynamic, noteEnd(infer, step, arm, noted)));
      if (arm.condition && !sendsAgain(arm))
        tried = { ...tried, facts: narrowBy(infer, arm.condition, false, tried.facts) };
      continue;
    }
    const view = views?.(arm.pattern);
    tried = view?.tried ?? tried;
    const only = offered?.armType(arm);
    const type = view?.type ?? only ?? subjectType;
    const known = knownOfBody(step, before, arm.pattern);
    if (!unreachable.has(arm)) checkFits(infer, arm.pattern, step.subject, known ?? type);
    const isCounted = counts || view?.isRecord === true;
    const isReached = !isCounted || unreachable.has(arm) || checkReached(infer, arm, tried, type);
    const { matched, inside: fitted } = isReached
      ? whereFits(infer, arm.pattern, only ? { ...tried, rest: only } : tried)
      : whereNothingFits(infer, arm.pattern, tried);
    offered?.bind(arm);
    const asked = groups.below(arm) ?? (only ? withFact(fitted, "response", matched) : fitted);
    let inside = asked;
    if (subject) infer.variables.set(subject, matched);
    standFor(infer, subject, step.subject);
    const endOfArm = lookAtArm(infer, arm, tried, isCounted ? type : never);
    if (arm.guard) {
      inferGuard(infer, step, arm, arm.guard, inside);
      inside = narrowBy(infer, arm.guard, true, inside);
    }
    const isTaken =
      !noteRefused(infer, arm, isReached && contradicts(infer, arm, tried, known)) && !unreachable.has(arm);
    inside = withConstants(infer, arm.pattern, inside);
    if (isTaken) noteKept(infer, step, arm, inside);
    const { idle } = infer;
    const isNothing = tried.rest.kind === "never" || !mayFit(infer, arm.pattern, tried.rest);
    infer.idle ||= view?.type.kind === "never" || (isAwaited(subjectType) && isNothing);
    const atEnd = isTaken ? noteEnd(infer, step, arm, noted) : undefined;
    const inArm = matchesResponse(step)
      ? keepInArm(infer, arm, inside, (known) => inferBody(infer, arm.body, known, matched, atEnd))
      : inferBody(infer, arm.body, inside, matched, atEnd);
    const end = withoutConstants(infer, arm.pattern, inArm);
    infer.idle = idle;
    const isLeftOut = endOfArm();
    const mayBeTaken =
      (isAnswer(infer, step.subject) && isAboutAnswer(arm.pattern)) ||
      (isReached && mayFit(infer, arm.pattern, tried.rest));
    // An arm that never fits is not written (RQ4017).
    if (isTaken && !isLeftOut && mayBeTaken) ends.push(offered ? offered.after(arm, matched, end) : end);
    else infer.unwritten.add(arm);
    standFor(infer, subject, step.subject);
    // One that is used up no longer fits: what it has taken comes to the arms below (7.5).
    tried = sendsAgain(arm) ? withAbove(tried, arm) : leftBy(infer, arm, tried);
    groups.note(arm, asked, sendsAgain(arm));
    view?.leave(tried);
  }
  if (step.subject && counts)
    checkExhaustive(
      infer,
      step.subject,
      subjectType,
      step.arms.filter((each) => each.kind === "Arm"),
      tried,
      facts,
    );
  if (matchesResponse(step)) checkAnswers(infer, step, step.subject);
  // What an arm has proven is more than the declaration says.
  if (subject) infer.variables.set(subject, subjectType);
  if (isExhausted(infer, tried)) infer.exhausted.add(step);
  const caught = inferCatch(infer, step, facts);
  // What is caught proves nothing of them.
  if (caught) noted.ends.splice(0);
  return joinFacts(infer, ...ends, caught);
}

function noteEnd(infer: Inferrer, step: ast.Match, arm: ast.Node, { ends, start = infer.held.changes.length }: Noted) {
  return (facts: Facts): void => void ends.push(armEnd(infer, step, arm, facts, start));
}

function inferGuard(infer: Inferrer, step: ast.Match, arm: ast.Arm, guard: ast.Expression, facts: Facts): void {
  if (matchesResponse(step)) keepInGuard(infer, arm, facts, (known) => inferCondition(infer, guard, known, true));
  else inferCondition(infer, guard, facts, true);
}
