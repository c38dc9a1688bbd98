// RQ3021 and RQ3023: 2xx answers that a document describes and that no arm of the match behind their call is for
// (language.md 6.9, 7.2), and RQ4004: arms whose answers others have taken. Must not know failures: one that no arm takes
// fails its action, which is legal.
import type * as ast from "../syntax/ast.js";
import type { Related } from "../diagnostics.js";
import { describe } from "./describe.js";
import { isFor, isUnguarded, mostReasons, whyMissing } from "./exhaustive.js";
import type { Inferrer } from "./infer.js";
import { isSuccess, mayHoldStatus, numbersOf, statusNames } from "./openapi/answers.js";
import type { Operation } from "./openapi/operation.js";
import { strictValidation } from "./openapi/validation.js";
import { nowhere } from "./pattern-facts.js";
import { sendsAgain } from "./structure.js";
import { isToldApart } from "./told-apart.js";
import { fieldType, isDynamic, membersOf, type Type, unitsOf } from "./types.js";
import { type Example, uncovered } from "./uncovered.js";
import { exampleText, patternOf } from "./written-patterns.js";

/** An answer that a document describes: of a status, or `2XX`. */
interface Answer {
  readonly status: string;
  readonly body: Type;
}

/** What falls through, as it is called, and a pattern that takes it. */
interface Missing {
  readonly text: string;
  readonly pattern: string | undefined;
}

interface Fallen {
  readonly none: readonly Missing[];
  readonly some: readonly Missing[];
  readonly reasons: readonly Related[];
}

export function checkAnswers(infer: Inferrer, match: ast.Match, subject: ast.Expression): void {
  const request = infer.flow.offered.get(match);
  const operation = request && infer.mission.documents.operations.get(request)?.operation;
  if (!operation || !infer.trusting) return;
  const arms = match.arms.filter((each) => each.kind === "Arm");
  const answers = [...operation.successes].map(([status, body]) => ({ status, body }));
  const none = answers.filter((each) => !arms.some((arm) => mayTake(infer, operation, arm, each)));
  const isStrict = strictValidation(infer.mission, request) !== undefined;
  if (isStrict) checkReachedAnswers(infer, operation, arms, answers);
  // What is not checked may be of another shape, and fit.
  const others = isStrict ? answers.filter((each) => !none.includes(each)) : [];
  const fallen = others.map((each) => fallenOf(infer, operation, arms, each));
  const missing = [...none.map(wholeAnswer), ...fallen.flatMap((each) => each.none)];
  const some = fallen.flatMap((each) => each.some);
  if (missing.length + some.length === 0) return;
  const facts = {
    type: answers.map(textOf).join(" | "),
    none: missing.map(({ text }) => text),
    some: some.map(({ text }) => text),
    patterns: [...missing, ...some].flatMap(({ pattern }) => pattern ?? []),
    arrow: "->",
  } as const;
  const unknown = arms.flatMap(({ pattern }) =>
    unknownIn(operation, pattern).map((each) => ({
      span: pattern.span,
      message: `the document has no answer ${each}`,
    })),
  );
  const reasons = fallen.flatMap((each) => each.reasons).slice(0, mostReasons);
  infer.reporter.report(isStrict ? "RQ3021" : "RQ3023", subject.span, facts, { related: [...unknown, ...reasons] });
}

/** RQ4004: an arm that names 2xx statuses of which arms above have taken all answers. */
function checkReachedAnswers(
  infer: Inferrer,
  operation: Operation,
  arms: readonly ast.Arm[],
  answers: readonly Answer[],
): void {
  // What sends again is used up some time.
  const sure = arms.filter((each) => !sendsAgain(each));
  const ends = answers.map((answer) => ({ answer, end: endOfAnswer(infer, operation, sure, answer) }));
  for (const arm of arms) {
    const { pattern } = arm;
    if (pattern.kind !== "ObjectPattern" || !pattern.fields.some(namesSuccess)) continue;
    const asked = ends.filter(({ answer }) => mayTake(infer, operation, arm, answer));
    const isTaken = ({ end }: (typeof ends)[number]): boolean => end !== undefined && isBefore(end, arm);
    if (asked.length === 0 || !asked.every(isTaken)) continue;
    const above = sure.filter((each) => isBefore(each, arm));
    const takers = above.filter((each) => asked.some(({ answer }) => mayTake(infer, operation, each, answer)));
    const related = takers
      .slice(0, mostReasons)
      .map((each) => ({ span: each.pattern.span, message: "takes these answers" }));
    infer.reporter.report("RQ4004", pattern.span, { isSeveral: takers.length > 1 }, { related });
  }
}

function isBefore(arm: ast.Arm, other: ast.Arm): boolean {
  return arm.span.start < other.span.start;
}

/** The arm behind which no body of the status is left: the more arms, the more they take. */
function endOfAnswer(
  infer: Inferrer,
  operation: Operation,
  arms: readonly ast.Arm[],
  answer: Answer,
): ast.Arm | undefined {
  const takers = arms.filter((each) => mayTake(infer, operation, each, answer));
  const isEnough = (count: number): boolean => isTaken(infer, operation, takers.slice(0, count), answer);
  if (!isEnough(takers.length)) return undefined;
  let [few, enough] = [0, takers.length];
  while (enough - few > 1) {
    const half = Math.floor((few + enough) / 2);
    if (isEnough(half)) enough = half;
    else few = half;
  }
  return takers[enough - 1];
}

/** Whether each body of the status surely fits one of the arms. */
function isTaken(infer: Inferrer, operation: Operation, arms: readonly ast.Arm[], answer: Answer): boolean {
  const sure = surePatterns(operation, arms, answer);
  const { body } = answer;
  return unitsOf(body).every(
    (type) => !isDynamic(type) && uncovered(infer, sure, { type, whole: body, place: nowhere }, false) === undefined,
  );
}

function namesSuccess(field: ast.PatternField): boolean {
  const numbers = numbersOfStatus(field);
  return numbers.length > 0 && numbers.every(isSuccess);
}

function textOf({ status, body }: Answer): string {
  return isDynamic(body) ? status : `${status}: ${describe(body)}`;
}

function mayTake(infer: Inferrer, operation: Operation, { pattern }: ast.Arm, answer: Answer): boolean {
  const asked = askedOfBody(operation, pattern, answer);
  return asked !== undefined && isFor(infer, asked, answer.body);
}

/** Bodies of the status that fit no arm for sure. */
function fallenOf(infer: Inferrer, operation: Operation, arms: readonly ast.Arm[], answer: Answer): Fallen {
  const { body } = answer;
  const isTold = operation.successes.size > 1 || isToldApart(body);
  const sure = isDynamic(body) ? [] : surePatterns(operation, arms, answer);
  const subjects = isDynamic(body) ? [] : isTold ? unitsOf(body) : [body];
  const examples = subjects
    .flatMap((type) => uncovered(infer, sure, { type, whole: body, place: nowhere }, !isTold) ?? [])
    .filter(({ fields }) => isTold || fields.size > 0);
  const asked = arms.flatMap((arm) => {
    const pattern = askedOfBody(operation, arm.pattern, answer);
    return pattern ? [{ arm, pattern }] : [];
  });
  const { none, some, reasons } = whyMissing(infer, asked, examples, isTold);
  const missing = (each: Example): Missing =>
    isTold ? missingCase(infer, operation, answer, each.type) : missingState(answer, each);
  return { none: none.map(missing), some: some.map(missing), reasons };
}

function wholeAnswer(answer: Answer): Missing {
  const { status } = answer;
  return { text: textOf(answer), pattern: status === "2XX" ? undefined : `{ status: ${status} }` };
}

/** Of a body of one kind the status says all. */
function missingCase(infer: Inferrer, { successes }: Operation, answer: Answer, type: Type): Missing {
  const { status, body } = answer;
  if (unitsOf(body).length === 1) return wholeAnswer(answer);
  const pattern = patternOf(infer.mission, type, body);
  const isBeside = successes.size > 1 && status !== "2XX";
  const name = pattern?.startsWith("{ status:") ? "code" : "status";
  return {
    text: `${status}: ${describe(type)}`,
    pattern: isBeside ? pattern?.replace(/^\{ /, `{ ${name}: ${status}, `) : pattern,
  };
}

function missingState({ status }: Answer, example: Example): Missing {
  const text = exampleText(example);
  return { text: `${status}: ${text}`, pattern: text };
}

/** What arms that fit whatever else is true ask of the body. */
function surePatterns(operation: Operation, arms: readonly ast.Arm[], answer: Answer): readonly ast.Pattern[] {
  const sure = arms.filter((each) => isUnguarded(each) && !asksOfHeaders(each));
  const asked = sure.flatMap(({ pattern }) => askedOfBody(operation, pattern, answer) ?? []);
  return asked.filter((each) => !asksForOthers(each, answer.body));
}

/** `{ error: _ }`: a body may have fields that the document does not name, but none has for sure. */
function asksForOthers(pattern: ast.Pattern, body: Type): boolean {
  if (pattern.kind !== "ObjectPattern" || isDynamic(body)) return false;
  const members = membersOf(body);
  return pattern.fields.some(({ name }) => members.every((each) => fieldType(each, name.text) === undefined));
}

/** What a pattern asks of the body of such an answer: its status and its headers are no part of it (7.2). */
function askedOfBody(operation: Operation, pattern: ast.Pattern, { status, body }: Answer): ast.Pattern | undefined {
  if (pattern.kind !== "ObjectPattern" || pattern.fields.length === 0) return pattern;
  const ofBody = pattern.fields.filter(
    (field) => field.name.text !== "headers" && !numbersOfStatus(field).some((each) => isOf(operation, status, each)),
  );
  const isOther = ofBody.some((each) => numbersOfStatus(each).length > 0 && !mayHoldStatus(body, each.name.text));
  if (isOther) return undefined;
  return ofBody.length === 0 ? { kind: "Wildcard", span: pattern.span } : { ...pattern, fields: ofBody };
}

function numbersOfStatus(field: ast.PatternField): readonly number[] {
  return statusNames.includes(field.name.text) ? numbersOf(field) : [];
}

function isOf({ successes }: Operation, status: string, named: number): boolean {
  if (status !== "2XX") return status === String(named);
  return isSuccess(named) && !successes.has(String(named));
}

/** 2xx statuses of an arm that the document does not know. */
function unknownIn({ successes }: Operation, pattern: ast.Pattern): readonly number[] {
  const fields = pattern.kind === "ObjectPattern" ? pattern.fields : [];
  const named = fields.flatMap(numbersOfStatus).filter(isSuccess);
  return successes.has("2XX") ? [] : named.filter((each) => !successes.has(String(each)));
}

/** What an arm asks of headers is left to the run. */
function asksOfHeaders({ pattern }: ast.Arm): boolean {
  const fields = pattern.kind === "ObjectPattern" ? pattern.fields : [];
  return fields.some(({ name, pattern: wanted }) => name.text === "headers" && wanted?.kind === "ObjectPattern");
}
