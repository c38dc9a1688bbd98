// `match` steps as chains of `if` (language.md 7).
// Must not know expressions or patterns beyond asking for their code, nor the request around them.
import type * as ast from "../syntax/ast.js";
import { endsInDirective, goesOn, leaves, matchesResponse, stepsOf } from "../semantics/structure.js";
import { dynamic, isDynamic } from "../semantics/types.js";
import { fieldRead } from "../semantics/field-reads.js";
import { isSuccess } from "../semantics/openapi/answers.js";
import type { StoreSymbol } from "../semantics/model.js";
import { isTest } from "../semantics/infer-arms.js";
import { partsOf } from "../semantics/infer-parts.js";
import { provenArm, takesFailures } from "../semantics/openapi/proven-arms.js";
import { type Code, code, constant, empty, type Identifier, join, mentions, runtime } from "./code.js";
import { bindingCode, bodyConstant } from "./arm-constants.js";
import { type Arm, chain, inSequence } from "./arm-chains.js";
import { isPlain, isPlainType, isSingle, skipsFailure, writtenArms } from "./arm-shapes.js";
import { carrierDeclarations, carriersOf, carry, readCarriers } from "./carried-parts.js";
import { catchStatement } from "./catches.js";
import { addTest, defined, emitExpression } from "./expressions.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";
import { keptParts } from "./held-parts.js";
import { keepAhead } from "./held-tests.js";
import { listOfParts, neverFits, patternCondition } from "./patterns.js";
import { provenCondition } from "./proven-arms.js";
import { isHeldRead, narrowable } from "./reads.js";
import { resendCode, turnTest } from "./resends.js";
import { holdsReply, shareInArm } from "./shared.js";
import { leaveCode, mark, steps } from "./steps.js";
import { storeSubject } from "./store-subjects.js";
import { unmatchedValue } from "./unmatched.js";

/** The answer of the request that a match follows, or the failure that its `catch` is offered. */
export interface Answer {
  readonly reply: Identifier;
  /** It has failed: no arm asks whether it has. */
  readonly caught?: boolean;
  /** Arms that send again use up these counters. */
  readonly counters: ReadonlyMap<ast.Arm | ast.ConditionArm, Identifier>;
}

export function answerValue({ reply }: Pick<Answer, "reply">): Value {
  return { code: code`${reply}.body`, type: dynamic, simple: true, reply: code`${reply}` };
}

/** A match step of its own, or (with `answer`) the one after a request. */
export function matchStatement(f: FunctionEmitter, step: ast.Match, answer: Answer | undefined, isTail: boolean): Code {
  const head = mark(f, step);
  // Those of a loop stand before it.
  const carriers = isSentAgain(answer) ? [] : carriersOf(f, step);
  const subject = step.subject ? subjectValue(f, step, step.subject, answer) : undefined;
  const written = writtenArms(f, step.arms, matchesResponse(step));
  const parts = subject ? partConstants(f, written, subject.value) : [];
  const testedIn = keepAhead(f);
  const arms: Arm[] = [];
  let isClosed = !step.catch;
  const ofAnswer = answer && matchesResponse(step) ? answer : undefined;
  for (const arm of written) {
    const emitted = armCode(f, step, arm, seenBy(subject, arm), answer, ofAnswer, isTail);
    if (!emitted) continue; // never fits
    arms.push(emitted);
    isClosed &&= leaves(arm.body) || f.module.flow.endless.has(arm.body);
    if (emitted.tests.length === 0) break;
  }
  if (isClosed) f.module.closed.add(step);
  const hasElse = arms.at(-1)?.tests.length === 0;
  const otherwise = hasElse ? [] : [{ tests: [], isSingle: true, body: fallsThrough(f, step, subject, ofAnswer) }];
  const all = [...arms, ...otherwise];
  const body = isSentAgain(answer) ? inSequence(all) : chain(all);
  const whole = step.catch ? catchStatement(f, step, step.catch, body, answer, isTail) : body;
  readCarriers(f, carriers);
  const rest = code`${parts}${testedIn(whole)}${whole}`;
  return code`${head}${carrierDeclarations(f, carriers)}${(subject?.constants ?? []).reduceRight(withConstant, rest)}`;
}

/** Where no arm fits. */
function fallsThrough(
  f: FunctionEmitter,
  step: ast.Match,
  subject: Subject | undefined,
  ofAnswer: Answer | undefined,
): Code {
  const value = subject && !ofAnswer ? unmatchedValue(f, step, subject.value) : ([code`null`] as const);
  if (value.length === 2) return code`throw ${runtime("unmatchedField")}(${join(value, ", ")});\n`;
  const isPassedBy = (each: ast.Match["arms"][number]): boolean =>
    each.kind === "Arm" && isPlain(f, each) && !endsInDirective(each.body);
  const help = ofAnswer && step.arms.some(isPassedBy) ? [runtime("plainArm")] : [];
  return code`throw ${runtime("unmatched")}(${join([ofAnswer ? ofAnswer.reply : value[0], ...help], ", ")});\n`;
}

function withConstant(rest: Code, { name, declaration }: Subject["constants"][number]): Code {
  return name && !mentions(rest, name) ? rest : code`${declaration}${rest}`;
}

/** What an arm is tried on. */
function seenBy(subject: Subject | undefined, arm: ast.Arm | ast.ConditionArm): Value | undefined {
  return (arm.kind === "Arm" ? subject?.seenBy?.(arm.pattern) : undefined) ?? subject?.value;
}

/** Whether the match stands in the loop of its own request; an arm of another may be around it. */
function isSentAgain(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.counters.size > 0;
}

/** What is matched, with the constants that it is kept in: one with a name may be left out where nothing reads it. */
interface Subject {
  readonly value: Value;
  readonly constants: readonly { readonly name?: Identifier; readonly declaration: Code }[];
  /** A store is a list to one pattern, and a record to another. */
  readonly seenBy?: (pattern: ast.Pattern) => Value;
}

function subjectValue(
  f: FunctionEmitter,
  step: ast.Match,
  subject: ast.Expression,
  answer: Answer | undefined,
): Subject {
  const binding = subject.kind === "NameExpression" ? f.module.bindings.names.get(subject) : undefined;
  if (binding?.kind === "store") return storeValue(f, step, binding);
  const parts = partsOf(subject);
  if (parts) return partsValue(f, parts);
  const value = answer && matchesResponse(step) ? answerValue(answer) : emitExpression(f, subject);
  // What arms find of its fields is read from it.
  if (answer && matchesResponse(step)) f.held.set(subject, { code: value.code, type: value.type, simple: true });
  const annotation = narrowable(f, f.module.bindings.subjectOf.get(step), value.type);
  return keptValue(
    f,
    subject,
    value,
    annotation ?? (isDynamic(value.type) && isTestedTwice(f, step) ? code`unknown` : undefined),
  );
}

/** Whether an arm for single values stands below one for a type, which TypeScript would take all values for that it may be. */
function isTestedTwice({ module }: FunctionEmitter, { arms }: ast.Match): boolean {
  const patterns = arms.flatMap((each) => (each.kind === "Arm" ? [each.pattern] : []));
  const first = patterns.findIndex((each) => isTest(module, each));
  return first >= 0 && patterns.slice(first).some((each) => each.kind === "LiteralPattern");
}

function storeValue(f: FunctionEmitter, { arms }: ast.Match, store: StoreSymbol): Subject {
  const subject = storeSubject(f, arms, store);
  const constants = subject.constants.map(({ name, type, value }) => ({
    name,
    declaration: constant(name, value, isDynamic(type) ? code`unknown` : undefined),
  }));
  return { ...subject, constants };
}

/** What is matched, in a constant if it is not there already. */
function keptValue(f: FunctionEmitter, subject: ast.Expression, value: Value, annotation: Code | undefined): Subject {
  // TypeScript narrows a chain of properties where it stands, also one with `?.`.
  if (value.simple) return { value, constants: [] };
  const name = f.names.take(fieldRead(f.module.bindings, subject)?.name.text ?? "subject");
  const isHeld = isHeldRead(f, subject);
  const constantValue: Value = { code: code`${name}`, type: value.type, simple: true };
  f.held.set(subject, constantValue);
  const declaration = constant(name, defined(value), isHeld && isDynamic(value.type) ? code`unknown` : annotation);
  return { value: constantValue, constants: [isHeld ? { declaration } : { name, declaration }] };
}

/** What patterns test of the value, in constants of which TypeScript sees what is found. */
export function partConstants(f: FunctionEmitter, arms: ast.Match["arms"], { code: subject }: Value): readonly Code[] {
  return keptParts(f, arms, subject).map(({ name, read }) => constant(name, read, code`unknown`));
}

/** The parts of a list that is written out, each where TypeScript sees what is tested of it. */
function partsValue(f: FunctionEmitter, parts: readonly ast.Expression[]): Subject {
  const kept = parts.map((each) => keptValue(f, each, emitExpression(f, each), undefined));
  return { value: listOfParts(kept.map((each) => each.value)), constants: kept.flatMap((each) => each.constants) };
}

/** Undefined for an arm whose condition never holds. */
export function armCode(
  f: FunctionEmitter,
  step: ast.Match,
  arm: ast.Arm | ast.ConditionArm,
  subject: Value | undefined,
  answer: Answer | undefined,
  ofAnswer: Answer | undefined,
  isTail: boolean,
): Arm | undefined {
  const inner: FunctionEmitter = { ...f, names: f.names.inner() };
  const counter = answer?.counters.get(arm);
  const turn = counter ? [turnTest(f, arm, counter)] : [];
  const tests: Code[] = [...turn];
  let asked: readonly Code[] = [];
  let declarations = empty;
  let matched = subject;
  let hasFailed = ofAnswer?.caught ?? false;
  let takesOnlyOk = arm.kind === "Arm" && isPlain(f, arm) && !endsInDirective(arm.body);
  if (arm.kind === "ConditionArm") {
    if (!addTest(inner, arm.condition, tests)) return undefined;
  } else if (subject) {
    const reply = ofAnswer ? code`${ofAnswer.reply}` : matchesResponse(step) ? subject.reply : undefined;
    const proven = ofAnswer && !ofAnswer.caught ? provenArm(f.module, step, arm) : undefined;
    const value = proven ? { ...subject, type: proven.type } : subject;
    const isOfBody = proven?.rest === arm.pattern;
    if (neverFits(f, arm.pattern, { value, reply: isOfBody ? undefined : reply })) return undefined;
    matched = value;
    hasFailed ||= proven !== undefined && takesFailures(proven);
    takesOnlyOk ||= proven !== undefined && !isDynamic(proven.type) && proven.statuses.every(isSuccess);
    const condition =
      proven && reply
        ? provenCondition(inner, arm, proven, { value, reply })
        : patternCondition(inner, arm.pattern, { value, reply });
    const variable = f.module.bindings.subjectOf.get(step);
    if (variable) inner.variables.set(variable, value);
    for (const [bound, value] of condition.bindings) inner.variables.set(bound, value);
    asked = condition.tests;
    tests.push(...asked);
    if (!addTest(inner, arm.guard, tests)) return undefined;
    declarations = code`${condition.bindings.map(([bound, value]) => bindingCode(inner, arm, bound, value))}`;
    if (ofAnswer && !proven && isPlainType(f, arm)) tests.unshift(code`${ofAnswer.reply}.ok`);
    const isTested = condition.tests.length > 0;
    if (ofAnswer && !ofAnswer.caught && isPlain(f, arm) && !isTested && !endsInDirective(arm.body))
      tests.push(code`${ofAnswer.reply}.ok`);
  }
  if (ofAnswer && arm.kind === "Arm")
    declarations = code`${declarations}${shareInArm(f, step, arm, ofAnswer, hasFailed)}`;
  if (arm.kind === "Arm" && matched) declarations = code`${declarations}${bodyConstant(inner, arm, matched)}`;
  const ended = takesOnlyOk ? undefined : ofAnswer && { ...ofAnswer, caught: hasFailed };
  const body = armBody(inner, step, arm, matched, answer, ofAnswer, isTail, ended);
  const own = [...turn, ...tests.slice(turn.length + asked.length)];
  return {
    tests,
    apart: { asked, own, group: f.module.types.groups.get(arm) },
    body: code`${declarations}${body}`,
    isSingle: isSingle(arm.body) && declarations === empty && !(ofAnswer && skipsFailure(f, arm)),
  };
}

function armBody(
  f: FunctionEmitter,
  step: ast.Match,
  arm: ast.Arm | ast.ConditionArm,
  subject: Value | undefined,
  answer: Answer | undefined,
  ofAnswer: Answer | undefined,
  isTail: boolean,
  ended: Answer | undefined,
): Code {
  const all = stepsOf(arm.body);
  const last = all.at(-1);
  const counter = answer?.counters.get(arm);
  const matched = { subject, reply: ofAnswer?.reply };
  if (counter && answer && last) {
    return code`${steps(f, all.slice(0, -1), false, matched)}${resendCode(f, last, answer.reply, counter)}`;
  }
  const skips = ofAnswer && skipsFailure(f, arm);
  const end = (): Code => {
    if (!skips) return endOfArm(f, step, arm, answer, ended, isTail);
    const skipped = code`${contextCode(f, "skipped")}(${ofAnswer.reply});\n`;
    return code`${ofAnswer.caught ? skipped : code`if (!${ofAnswer.reply}.ok) ${skipped}`}${leaveCode(f, "skip")}`;
  };
  return steps(f, skips ? all.slice(0, -1) : all, isTail && !f.sending, matched, end);
}

/** Behind an arm: an answer that failed ends the iteration as `skip` does (7.5), and the loop of a request is left. */
function endOfArm(
  f: FunctionEmitter,
  step: ast.Match,
  arm: ast.Arm | ast.ConditionArm,
  answer: Answer | undefined,
  ofAnswer: Answer | undefined,
  isTail: boolean,
): Code {
  if (leaves(arm.body)) return empty;
  const carried = carry(f, step, arm);
  const out = isSentAgain(answer) ? (isTail ? leaveCode(f) : code`${carried}break;\n`) : code`${carried}`;
  if (!ofAnswer || goesOn(arm) || f.module.flow.renewed.has(arm) || isTail) return out;
  const { reply } = ofAnswer;
  const isSame = holdsReply(f, arm, reply);
  if (ofAnswer.caught) return isSame ? code`if (${isSame}) ${leaveCode(f)}${out}` : leaveCode(f);
  return code`if (!${reply}.ok${isSame ? code` && ${isSame}` : empty}) ${leaveCode(f)}${out}`;
}
