// Walks the steps of a mission in order, with what is known at each point, and types what they read and write.
// Must not know how steps are emitted; expressions are typed by infer-expressions.
import type * as ast from "../syntax/ast.js";
import { kept } from "./awaited.js";
import { inferCondition, inferStoreKinds } from "./infer-choices.js";
import { inBlock, inBlocks } from "./held-subjects.js";
import { frameOf, inFrame } from "./held-tests.js";
import { inferExpression } from "./infer-expressions.js";
import { inKeepersBlock, keepBehind } from "./enclosed-answers.js";
import { answerType } from "./infer-answers.js";
import { inferWait } from "./infer-waits.js";
import { checkKey, checkKeyType, keyFacts } from "./infer-keys.js";
import { inferMap } from "./infer-map.js";
import { checkQueued, checkRecords } from "./infer-records.js";
import { inferApply, inferTransform } from "./infer-transforms.js";
import type { Inferrer } from "./infer.js";
import { inferMatch } from "./infer-matches.js";
import { inferOptions } from "./infer-options.js";
import { inferPaging, inferSync } from "./infer-paging.js";
import { elementType, recordsOf } from "./infer-rows.js";
import type { ActionSymbol, StoreSymbol } from "./model.js";
import { type Facts, inClosure, joinFacts, narrowBy, renewed } from "./narrow.js";
import { standFor } from "./reference-keys.js";
import { isResponseName } from "./structure.js";
import { withTexts } from "./told-apart.js";
import { writeMode, type WriteMode } from "./write-modes.js";
import { describe } from "./describe.js";
import { overlaps } from "./overlaps.js";
import {
  awaited,
  dynamic,
  isAwaited,
  isDynamic,
  mayBeNull,
  membersOf,
  shape,
  shapeOf,
  type Type,
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
  for (const action of inOrderOfRun(infer.mission)) inBlock(infer, () => inferSteps(infer, action.node.steps, noFacts));
  for (const stage of infer.mission.stages) if (stage.condition) inferCondition(infer, stage.condition, noFacts, false);
}

/** In which file an action stands changes nothing: those of the pipeline come as they run, others by their names (2.2). */
function inOrderOfRun({ stages, actions }: Inferrer["mission"]): readonly ActionSymbol[] {
  if (stages.length === 0) return [...actions.values()];
  const run = stages.flatMap((stage) => stage.actions.flatMap((each) => actions.get(each.text) ?? []));
  const others = [...actions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...new Set([...run, ...others])];
}

/** The facts after the steps, or undefined when their end is never reached. */
export function inferSteps(infer: Inferrer, steps: readonly ast.Step[], facts: Facts): Facts | undefined {
  const end = inSequence(infer, steps, facts, (step, at) => inferStep(infer, step, at));
  return steps.some((each) => infer.flow.endless.has(each) || isEnd(each)) ? undefined : end;
}

function inSequence(
  infer: Inferrer,
  steps: readonly ast.Step[],
  facts: Facts,
  inferOne: (step: ast.Step, facts: Facts) => Facts | undefined,
): Facts | undefined {
  return inKeepersBlock(infer, () => {
    let at: Facts | undefined = facts;
    let isReached = true;
    for (const step of steps) {
      if (at === undefined && isReached) {
        infer.unreached.add(step);
        isReached = false;
      }
      if (!isReached) infer.unwritten.add(step);
      const before: Facts = at ?? noFacts;
      at = keepBehind(infer, step, before, inferOne(step, before));
    }
    return isReached ? at : undefined;
  });
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
  return inFrame(infer, frameOf(infer, step), () => inferOwn(infer, step, facts));
}

function inferOwn(infer: Inferrer, step: ast.Step, facts: Facts): Facts | undefined {
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
      checkKeyType(infer, step.key, inferExpression(infer, step.key, facts));
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
  const item = isAwaited(collection) ? awaited : elementType(infer, step, collection);
  const variable = infer.bindings.variables.get(step);
  if (variable) infer.variables.set(variable, item);
  const around = step.parallel ? inClosure(infer, facts) : facts;
  const isRenewing = infer.flow.renewing.has(step);
  const { idle } = infer;
  infer.idle = idle || isAwaited(item);
  const start = isRenewing ? renewed(infer, around) : around;
  inBlock(infer, () => inferSteps(infer, step.body.steps, guardedBy(infer, step.guard, start)));
  infer.idle = idle;
  return isRenewing ? renewed(infer, facts) : facts;
}

/** What is known where the guard of a loop has let an element through. */
function guardedBy(infer: Inferrer, guard: ast.Expression | undefined, facts: Facts): Facts {
  if (!guard) return facts;
  inFrame(infer, { span: guard.span, own: [] }, () => inferCondition(infer, guard, facts, true));
  return narrowBy(infer, guard, true, facts);
}

function inferValidate(infer: Inferrer, step: ast.Validate, facts: Facts): Facts {
  const subject = infer.bindings.subjectOf.get(step);
  const type = step.target ? inferExpression(infer, step.target, facts) : infer.responseType(step);
  if (subject) infer.variables.set(subject, type);
  // What may be null is looked at as a constant of its own, which `response` is already.
  standFor(infer, subject, mayBeNull(type) && !isResponseName(step.target) ? undefined : step.target);
  const held = step.assumptions.reduce((at, { condition }) => {
    inferCondition(infer, condition, at, true);
    // Without another way all are tested, also behind one that does not hold.
    return step.otherwise ? narrowBy(infer, condition, true, at) : at;
  }, facts);
  if (!step.otherwise) return facts;
  const [only] = step.assumptions;
  const failed = only && step.assumptions.length === 1 ? narrowBy(infer, only.condition, false, facts) : facts;
  return joinFacts(infer, inferBody(infer, step.otherwise, failed, type), held) ?? facts;
}

/** `atEnd` sees what is known where the body ends, with its constants. */
export function inferBody(
  infer: Inferrer,
  body: ast.Block | ast.Step,
  facts: Facts,
  matched: Type,
  atEnd?: (facts: Facts) => void,
): Facts | undefined {
  return inBlock(infer, () => {
    const end = bodyFacts(infer, body, facts, matched);
    if (end) atEnd?.(end);
    return end;
  });
}

function bodyFacts(infer: Inferrer, body: ast.Block | ast.Step, facts: Facts, matched: Type): Facts | undefined {
  const inferOne = (step: ast.Step, at: Facts): Facts | undefined =>
    step.kind === "Queue" ? inferQueue(infer, step, at, matched) : inferStep(infer, step, at);
  const end = body.kind === "Block" ? inSequence(infer, body.steps, facts, inferOne) : inferOne(body, facts);
  return infer.flow.endless.has(body) ? undefined : end;
}

function inferQueue(infer: Inferrer, step: ast.Queue, facts: Facts, matched: Type): Facts {
  inferOptions(infer, step.options, facts, queueOptions);
  checkKey(infer, step);
  const item = step.options?.entries.find((each) => each.name.text === "item")?.value;
  const type = queuedType(item ? inferExpression(infer, item, facts) : matched);
  const store = infer.bindings.stores.get(step);
  write(infer, store, type);
  if (store) checkQueued(infer, store, item ?? step.store, type);
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
  const given =
    step.value.kind === "NameExpression" && infer.bindings.names.get(step.value)?.kind === "store"
      ? infer.types.get(step.value)
      : value;
  const stored = recordsOf(infer, step, given ?? value);
  const subject = infer.bindings.subjectOf.get(step);
  if (subject) infer.variables.set(subject, stored);
  inferOptions(infer, step.options, keyFacts(infer, step.value, subject, facts), storeStepOptions);
  checkKey(infer, step);
  const store = infer.bindings.stores.get(step);
  const record = step.value.kind === "Object" ? withTexts(step.value, stored) : stored;
  write(infer, store, record, writeMode(step));
  if (store) checkRecords(infer, store, step, stored);
  return facts;
}

export function write(infer: Inferrer, store: StoreSymbol | undefined, type: Type, mode: WriteMode = "put"): void {
  if (!store) return;
  if (infer.idle || isAwaited(type)) {
    infer.postponed.add(store);
    return;
  }
  const before = infer.written.get(store);
  const written = { type: kept(type), mode };
  if (before) before.push(written);
  else infer.written.set(store, [written]);
}
