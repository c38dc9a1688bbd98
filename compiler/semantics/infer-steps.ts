// Walks the steps of a mission in order, with what is known at each point, and types what they read and write.
// Must not know how steps are emitted; expressions are typed by infer-expressions.
import type * as ast from "../syntax/ast.js";
import { inferCondition, inferStoreKinds } from "./infer-choices.js";
import { inferCatch } from "./infer-catches.js";
import { hold, inBlock, inBlocks } from "./held-subjects.js";
import { unreachableArms } from "./coverage.js";
import { inferExpression } from "./infer-expressions.js";
import { answerType, offeredTo } from "./infer-answers.js";
import { inferWait } from "./infer-waits.js";
import { checkKey, keyFacts } from "./infer-keys.js";
import { inferMap, requireFit } from "./infer-map.js";
import { inferApply, inferTransform } from "./infer-transforms.js";
import { checkExhaustive } from "./exhaustive.js";
import { leftBy, type Tried, whereFits } from "./infer-arms.js";
import { checkPattern, isAnswer } from "./infer-patterns.js";
import type { Inferrer } from "./infer.js";
import { inferOptions } from "./infer-options.js";
import { inferPaging, inferSync } from "./infer-paging.js";
import { elementType, recordsOf } from "./infer-rows.js";
import type { StoreSymbol } from "./model.js";
import { type Facts, inClosure, joinFacts, narrowBy, renewed, withFact, without } from "./narrow.js";
import { withConstants } from "./pattern-names.js";
import { afterKept, noteKept } from "./shared-answers.js";
import { standFor } from "./reference-keys.js";
import { matchesResponse } from "./structure.js";
import { withTexts } from "./told-apart.js";
import { partOf, writeMode } from "./write-modes.js";
import { mayFit } from "./pattern-facts.js";
import { describe } from "./describe.js";
import {
  dynamic,
  isDynamic,
  mayBeNull,
  membersOf,
  shape,
  shapeOf,
  type Type,
  overlaps,
  string,
  widen,
  withoutNull,
} from "./types.js";
import { queueOptions, requestOptions, retryOptions, sourceOptions, storeStepOptions, waitOptions } from "./options.js";

const noFacts: Facts = new Map();

export function inferMission(infer: Inferrer): void {
  for (const source of infer.mission.sources.values()) {
    inferOptions(infer, source.node?.options, noFacts, sourceOptions);
  }
  inferStoreKinds(infer, noFacts);
  for (const transform of infer.mission.transforms.values()) inferTransform(infer, transform);
  for (const action of infer.mission.actions.values())
    inBlock(infer, () => inferSteps(infer, action.node.steps, noFacts));
  for (const stage of infer.mission.stages) if (stage.condition) inferCondition(infer, stage.condition, noFacts, false);
}

/** The facts after the steps, or undefined when their end is never reached. */
export function inferSteps(infer: Inferrer, steps: readonly ast.Step[], facts: Facts): Facts | undefined {
  let at: Facts | undefined = facts;
  for (const step of steps) {
    if (at === undefined) infer.unreached.add(step);
    at = inferStep(infer, step, at ?? noFacts);
  }
  return steps.some((each) => infer.flow.endless.has(each) || isEnd(each)) ? undefined : at;
}

function isEnd(step: ast.Step): boolean {
  return (
    step.kind === "Skip" ||
    step.kind === "Abort" ||
    step.kind === "Retry" ||
    (step.kind === "Jump" && step.then === "retry")
  );
}

function inferStep(infer: Inferrer, step: ast.Step, facts: Facts): Facts | undefined {
  switch (step.kind) {
    case "Request":
      checkPath(infer, step, inferExpression(infer, step.path, facts));
      inferSync(infer, step, facts);
      inferOptions(infer, step.options, facts, requestOptions);
      inferPaging(infer, step, facts);
      infer.responses.set(step, answerType(infer, step));
      return renewed(infer, facts);
    case "Apply":
      return inferApply(infer, step, facts);
    case "For":
      return inferFor(infer, step, facts);
    case "Wait":
      inferOptions(infer, step.options, facts, waitOptions);
      inferWait(infer, step, facts);
      return renewed(infer, facts);
    case "MapStep":
      return inferMap(infer, step, facts);
    case "Validate":
      return inBlocks(infer, () => inferValidate(infer, step, facts));
    case "StoreStep":
      return inferStore(infer, step, facts);
    case "Remove":
      inferExpression(infer, step.key, facts);
      return facts;
    case "Match":
      return inBlocks(infer, () => inferMatch(infer, step, facts));
    case "Let": {
      const type = inferExpression(infer, step.value, facts);
      const variable = infer.bindings.variables.get(step);
      if (variable) infer.variables.set(variable, isChoice(type) ? type : widen(type));
      return facts;
    }
    case "Authorize":
      inferExpression(infer, step.credentials, facts);
      return facts;
    case "Abort":
      if (step.message) inferExpression(infer, step.message, facts);
      return undefined;
    case "Queue":
      return inferQueue(infer, step, facts, dynamic);
    case "Retry":
      inferOptions(infer, step.options, facts, retryOptions);
      return undefined;
    case "Jump":
      return step.then === "retry" ? undefined : facts;
    case "Skip":
      return undefined;
    case "Clear":
    case "Run":
    case "Continue":
    case "OperationCall":
      return facts;
    case "Custom":
      for (const each of step.options.entries) inferExpression(infer, each.value, facts);
      return facts;
  }
}

/** One of several literals stays that: one alone may be meant to be edited, and is of its kind. */
function isChoice(type: Type): boolean {
  const values = membersOf(withoutNull(type));
  return values.length > 1 && values.every((each) => each.kind === "literal");
}

/** A path is a text; `delete orders` most likely meant a record of the store. */
function checkPath(infer: Inferrer, step: ast.Request, type: Type): void {
  if (isDynamic(type) || overlaps(type, string)) return;
  const binding = step.path.kind === "NameExpression" ? infer.bindings.names.get(step.path) : undefined;
  const isRemoval = step.method === "DELETE" && binding?.kind === "store";
  const help = isRemoval
    ? `write \`delete ${binding.name}[key]\` for one record, or \`clear ${binding.name}\``
    : undefined;
  const facts = { where: "the path of a request", expected: "string", found: describe(type) };
  infer.reporter.report("RQ3007", step.path.span, facts, help === undefined ? {} : { help });
}

function inferFor(infer: Inferrer, step: ast.For, facts: Facts): Facts {
  const collection = inferExpression(infer, step.collection, facts);
  const item = elementType(infer, step, collection);
  const variable = infer.bindings.variables.get(step);
  if (variable) infer.variables.set(variable, item);
  const around = step.parallel ? inClosure(infer, facts) : facts;
  const isRenewing = infer.flow.renewing.has(step);
  let inside = isRenewing ? renewed(infer, around) : around;
  if (step.guard) {
    inferCondition(infer, step.guard, inside, true);
    inside = narrowBy(infer, step.guard, true, inside);
  }
  inBlock(infer, () => inferSteps(infer, step.body.steps, inside));
  return isRenewing ? renewed(infer, facts) : facts;
}

function inferValidate(infer: Inferrer, step: ast.Validate, facts: Facts): Facts {
  const subject = infer.bindings.subjectOf.get(step);
  const type = step.target ? inferExpression(infer, step.target, facts) : infer.responseType(step);
  if (subject) infer.variables.set(subject, type);
  // What may be null is looked at as a constant of its own.
  standFor(infer, subject, mayBeNull(type) ? undefined : step.target);
  for (const each of step.assumptions) inferCondition(infer, each.condition, facts, true);
  if (!step.otherwise) return without(facts, "response");
  const [only] = step.assumptions;
  const failed = only && step.assumptions.length === 1 ? narrowBy(infer, only.condition, false, facts) : facts;
  const held = step.assumptions.reduce((at, each) => narrowBy(infer, each.condition, true, at), facts);
  return without(joinFacts(inferBody(infer, step.otherwise, failed, type), held) ?? facts, "response");
}

export function inferBody(infer: Inferrer, body: ast.Block | ast.Step, facts: Facts, matched: Type): Facts | undefined {
  return inBlock(infer, () => bodyFacts(infer, body, facts, matched));
}

function bodyFacts(infer: Inferrer, body: ast.Block | ast.Step, facts: Facts, matched: Type): Facts | undefined {
  if (body.kind === "Queue") return inferQueue(infer, body, facts, matched);
  if (body.kind !== "Block") return inferStep(infer, body, facts);
  let at: Facts | undefined = facts;
  for (const step of body.steps) {
    if (at === undefined) infer.unreached.add(step);
    at =
      step.kind === "Queue" ? inferQueue(infer, step, at ?? noFacts, matched) : inferStep(infer, step, at ?? noFacts);
  }
  return infer.flow.endless.has(body) ? undefined : at;
}

function inferQueue(infer: Inferrer, step: ast.Queue, facts: Facts, matched: Type): Facts {
  inferOptions(infer, step.options, facts, queueOptions);
  checkKey(infer, step);
  const item = step.options?.entries.find((each) => each.name.text === "item")?.value;
  const type = item ? inferExpression(infer, item, facts) : matched;
  write(infer, infer.bindings.stores.get(step), queuedType(type));
  return facts;
}

/** A value that is no object is wrapped as `{ value }` (7.5). */
function queuedType(type: Type): Type {
  const isRecord = (each: Type): boolean => shapeOf(each) !== undefined;
  if (isDynamic(type) || membersOf(type).every(isRecord)) return type;
  return membersOf(type).some(isRecord) ? dynamic : shape([["value", { type: widen(type), optional: false }]]);
}

function inferStore(infer: Inferrer, step: ast.StoreStep, facts: Facts): Facts {
  const value = inferExpression(infer, step.value, facts);
  const record =
    step.value.kind === "NameExpression" && infer.bindings.names.get(step.value)?.kind === "store"
      ? infer.types.get(step.value)
      : value;
  const stored = recordsOf(infer, step, record ?? value);
  const subject = infer.bindings.subjectOf.get(step);
  if (subject) infer.variables.set(subject, stored);
  inferOptions(infer, step.options, keyFacts(infer, step.value, subject, facts), storeStepOptions);
  checkKey(infer, step);
  const partial = writeMode(step) !== "put";
  const store = infer.bindings.stores.get(step);
  const kept = step.value.kind === "Object" ? withTexts(step.value, stored) : stored;
  write(infer, store, partial ? dynamic : kept);
  if (store?.of) {
    const related = store.node.of ? [{ span: store.node.of.span, message: "declared here" }] : [];
    const record: Type = { kind: "schema", schema: store.of.type };
    const where =
      partial && step.value.kind === "Object" ? `\`${record.schema.name}\`` : `a record of \`${store.name}\``;
    requireFit(infer, step.value, stored, partial ? partOf(record) : record, where, related);
  }
  return facts;
}

export function write(infer: Inferrer, store: StoreSymbol | undefined, type: Type): void {
  if (!store) return;
  const before = infer.written.get(store);
  if (before) before.push(type);
  else infer.written.set(store, [type]);
}

function inferMatch(infer: Inferrer, step: ast.Match, facts: Facts): Facts | undefined {
  const offered = offeredTo(infer, step);
  const ownType = step.subject ? inferExpression(infer, step.subject, facts) : dynamic;
  hold(infer, step);
  const subjectType = offered?.type ?? ownType;
  const subject = infer.bindings.subjectOf.get(step);
  const isStore = step.subject?.kind === "NameExpression" && infer.bindings.names.get(step.subject)?.kind === "store";
  const rest = isStore ? dynamic : subjectType;
  let tried: Tried = { subject: step.subject, rest, facts, offered: offered !== undefined };
  const unreachable = unreachableArms(infer.bindings, step.arms, matchesResponse(step));
  const ends: (Facts | undefined)[] = [];
  for (const arm of step.arms) {
    if (arm.kind === "ConditionArm") {
      if (arm.condition) inferCondition(infer, arm.condition, tried.facts, false);
      const inside = arm.condition ? narrowBy(infer, arm.condition, true, tried.facts) : tried.facts;
      ends.push(inferBody(infer, arm.body, inside, dynamic));
      if (arm.condition) tried = { ...tried, facts: narrowBy(infer, arm.condition, false, tried.facts) };
      continue;
    }
    // A store that holds one record is that record for an object pattern (4.1).
    const only = offered?.armType(arm);
    if (!isStore && !unreachable.has(arm))
      checkPattern(infer, arm.pattern, only ?? subjectType, isAnswer(infer, step.subject));
    const { matched, inside: fitted } = whereFits(infer, arm.pattern, only ? { ...tried, rest: only } : tried);
    offered?.bind(arm);
    let inside = only ? withFact(fitted, "response", matched) : fitted;
    if (subject) infer.variables.set(subject, matched);
    standFor(infer, subject, step.subject);
    if (arm.guard) {
      inferCondition(infer, arm.guard, inside, true);
      inside = narrowBy(infer, arm.guard, true, inside);
    }
    inside = withConstants(infer, arm.pattern, inside);
    if (!unreachable.has(arm)) noteKept(infer, step, arm, inside);
    const end = inferBody(infer, arm.body, inside, matched);
    // An arm that never fits is not written (RQ4017).
    if (isAnswer(infer, step.subject) || mayFit(infer, arm.pattern, tried.rest))
      ends.push(offered ? offered.after(arm, matched, end) : end);
    standFor(infer, subject, step.subject);
    tried = leftBy(infer, arm, tried);
  }
  if (step.subject && !isStore && !offered && !isAnswer(infer, step.subject))
    checkExhaustive(
      infer,
      step.subject,
      subjectType,
      step.arms.filter((each) => each.kind === "Arm"),
    );
  // What an arm has proven is more than the declaration says.
  if (subject) infer.variables.set(subject, subjectType);
  if (withoutNull(tried.rest).kind === "never" && step.subject?.kind === "FieldAccess") infer.exhausted.add(step);
  const end = joinFacts(...ends, inferCatch(infer, step, without(facts, "response")));
  return afterKept(infer, step, end);
}
