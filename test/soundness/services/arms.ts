// Calls of a generated mission with the arms that match their answers, and what the language says comes of each: which arm
// takes the answer, and what it stores (language.md 6.8, 6.9, 7.4). Must not know the compiler.
import fc from "fast-check";
import { condition } from "../conditions.js";
import { type Environment, evaluate } from "../evaluate.js";
import { type Expression, mentions } from "../expression.js";
import { Fault } from "../fault.js";
import { expression } from "../generate.js";
import { isRecord, isTrue } from "../json.js";
import { type Scope, withVariable } from "../reads.js";
import * as t from "../types.js";
import type { Json, JsonObject, Type } from "../types.js";
import { valueOf } from "../values.js";
import { type Answer, answerOf, unnamedFailures } from "./answers.js";
import { isToldByUnion } from "./documents.js";
import { isSuccess, type Operation, type Reply, replyTo, type Service } from "./operations.js";

export interface Call {
  readonly operation: Operation;
  readonly given: ReadonlyMap<string, Json>;
  readonly body: Json | undefined;
  readonly arms: readonly Arm[];
  readonly answer: Answer;
  readonly form: Form;
}

/** What is around the call and its match, behind which the answer is read: an arm may send again, at a status that never comes. */
export const callForms = ["plain", "retry", "jump then retry", "block", "catch"] as const;
export type Form = (typeof callForms)[number];

/** What an arm is for: a status, what the check has found, any failure, or all. */
export type Head = "status" | "validationErrors" | "error" | "any";

export interface Arm {
  readonly head: Head;
  readonly status: number | undefined;
  /** The word for the status. */
  readonly word: "status" | "code";
  /** A field that must not be null, and is `bound` in guard and value. */
  readonly field: string | undefined;
  readonly guard: Expression | undefined;
  readonly value: Expression;
  /** Its body ends in `skip`. */
  readonly skips: boolean;
}

export const bound = "given";

/** `scope` is what there is beside the answers. */
export function calls(service: Service, scope: Scope): fc.Arbitrary<readonly Call[]> {
  const isLoose = isToldByUnion(service.dialect);
  return fc.tuple(...service.operations.map((each) => call(each, scope, isLoose)));
}

function call(operation: Operation, scope: Scope, isLoose: boolean): fc.Arbitrary<Call> {
  const values = operation.parameters.map(({ name, type, required }) => {
    const value = valueOf(type).map((each): readonly [string, Json][] => [[name, each]]);
    return required ? value : fc.oneof(value, fc.constant([]));
  });
  return fc.record({
    operation: fc.constant(operation),
    given: fc.tuple(...values).map((all) => new Map(all.flat())),
    body: operation.body ? valueOf(t.record(operation.body)) : fc.constant(undefined),
    arms: arms(operation, scope),
    answer: answerOf(operation, isLoose),
    form: fc.constantFrom(...callForms),
  });
}

const depth = 2;

/** Some of the statuses, then what is wrong in any way, then the rest. */
function arms({ replies }: Operation, scope: Scope): fc.Arbitrary<readonly Arm[]> {
  const unnamed = unnamedFailures.map((status) => ({ status, type: replyTo(replies, status)?.type }));
  const ofStatuses = [...replies, ...unnamed].flatMap(({ status, type }) =>
    typeof status === "number" ? [statusArm(status, type, scope, wordsOf(replies))] : [],
  );
  const plain = (head: Head, inside = scope, skips?: boolean): fc.Arbitrary<Arm> =>
    armIn(inside, { head, status: undefined, ...(skips === undefined ? {} : { skips }) });
  return fc
    .tuple(
      fc.shuffledSubarray(ofStatuses).chain((some) => fc.tuple(...some)),
      fc.subarray([plain("validationErrors"), plain("error")]).chain((some) => fc.tuple(...some)),
      // One that ends in a directive takes failures, too.
      fc.oneof(plain("any", scope, true), plain("any", withAnswer(scope, typeOfAny(replies)), false)),
    )
    .map(([some, wrong, any]) => [...some, ...wrong, any]);
}

function withAnswer(scope: Scope, type: Type | undefined): Scope {
  return type ? withVariable(scope, "response", type, true) : scope;
}

/** What every answer that succeeds is, if it can be told. */
function typeOfAny(replies: readonly Reply[]): Type | undefined {
  const [only, ...others] = replies.filter(isSuccess);
  return others.length === 0 ? only?.type : undefined;
}

/** Where a body has a number of its own under a word, that fits as well as the status of the answer (language.md 7.2). */
function wordsOf(replies: readonly Reply[]): readonly Arm["word"][] {
  const hasStatus = replies.some(({ type }) => type && t.membersOf(type).some((each) => t.fieldOf(each, "status")));
  return hasStatus ? ["code"] : ["code", "status"];
}

function statusArm(
  status: number,
  type: Type | undefined,
  scope: Scope,
  words: readonly Arm["word"][],
): fc.Arbitrary<Arm> {
  const head = { head: "status" as const, status, words };
  const plain = armIn(withAnswer(scope, type), head);
  if (!type) return plain;
  const fields = t.membersOf(type).flatMap((each) => (each.kind === "record" ? each.schema.fields : []));
  const named = fields.filter(({ name }) => name !== "status");
  if (named.length === 0) return plain;
  // What is bound is not null: of the answer itself no more is said, as its types may be more than the reference knows.
  const binding = fc.constantFrom(...named).chain(({ name }) => {
    const types = fields.filter((each) => each.name === name).map((each) => each.type);
    return armIn(withVariable(scope, bound, t.withoutNull(t.union(...types)), true), { ...head, field: name });
  });
  return fc.oneof({ weight: 2, arbitrary: plain }, { weight: 1, arbitrary: binding });
}

const wants = [t.string, t.number, t.int, t.boolean, t.nullable(t.string), t.list(t.string), t.list(t.number)];

function armIn(
  scope: Scope,
  {
    head,
    status,
    words = ["status"],
    field,
    skips,
  }: Pick<Arm, "head" | "status"> & Partial<Pick<Arm, "field" | "skips">> & { readonly words?: readonly Arm["word"][] },
): fc.Arbitrary<Arm> {
  const guard = head === "status" ? condition(scope, 1) : fc.constant(undefined);
  return fc
    .record({
      head: fc.constant(head),
      status: fc.constant(status),
      word: fc.constantFrom(...words),
      field: fc.constant(field),
      guard: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: guard }),
      value: fc.constantFrom(...wants).chain((want) => expression(want, scope, depth)),
      skips: skips === undefined ? fc.constantFrom(false, false, false, true) : fc.constant(skips),
    })
    .map(apart);
}

/** A guard that a field of some kinds of records is there tells more of the data than the reference knows. */
function apart(arm: Arm): Arm {
  const isToldOf = arm.guard !== undefined && mentions(arm.guard, "d") && mentions(arm.value, "d");
  return isToldOf ? { ...arm, value: { kind: "yes", style: 0 } } : arm;
}

export type Outcome =
  | {
      readonly kind: "taken";
      readonly arm: number;
      readonly value: Json;
      /** Nothing behind the match is done. */
      readonly ends: boolean;
      /** A failure that a plain `_` took: the run is no success. */
      readonly isReported: boolean;
    }
  /** The failed answer that nobody took, or an error of the arm that took it. */
  | { readonly kind: "failure" | "fault" };

/** Whether answers are held against the document, and whether a wrong one is a failed one. */
export type Mode = "strict" | "warn" | "unchecked";

export function outcomeOf({ arms, answer }: Call, data: Json, mode: Mode): Outcome {
  const isFailed = !isSuccess(answer) || (mode === "strict" && !answer.isRight);
  const response = isFailed ? failureOf(answer) : (answer.body ?? null);
  for (const [at, arm] of arms.entries()) {
    if (!takes(arm, answer, mode)) continue;
    const field = arm.field === undefined ? null : isRecord(answer.body ?? null) ? fieldOf(response, arm.field) : null;
    if (arm.field !== undefined && field === null) continue;
    const environment: Environment = new Map([
      ["d", data],
      ["response", response],
      [bound, field],
    ]);
    try {
      if (arm.guard && !isTrue(evaluate(arm.guard, environment))) continue;
      const value = evaluate(arm.value, environment);
      const isReported = isFailed && arm.head === "any";
      return { kind: "taken", arm: at, value, ends: isFailed || arm.skips, isReported };
    } catch (error) {
      if (error instanceof Fault) return { kind: "fault" };
      throw error;
    }
  }
  return { kind: "failure" };
}

function takes(arm: Arm, answer: Answer, mode: Mode): boolean {
  const isWrong = mode === "strict" && !answer.isRight;
  switch (arm.head) {
    case "status":
      // One that reads nothing of a failed answer takes whatever it brings.
      return answer.status === arm.status && (!isWrong || (!isSuccess(answer) && !readsAnswer(arm)));
    case "validationErrors":
      return mode !== "unchecked" && !answer.isRight;
    case "error":
      return isWrong || !isSuccess(answer);
    case "any":
      return arm.skips || (!isWrong && isSuccess(answer));
  }
}

/** The call with arms that look at nothing of the answer but what it is for. */
export function unread(call: Call): Call {
  const value: Expression = { kind: "yes", style: 0 };
  const arms = call.arms.map((each) =>
    readsAnswer(each) ? { ...each, field: undefined, guard: undefined, value } : each,
  );
  return { ...call, arms };
}

function readsAnswer({ field, guard, value }: Arm): boolean {
  return field !== undefined || [guard, value].some((each) => each !== undefined && mentions(each, "response"));
}

/** The call whose answer also brings what means something of the answer itself alone, where the document says nothing of it. */
export function withStrays(call: Call): Call {
  const { operation, answer } = call;
  const areRecords = operation.replies.every(
    ({ type }) => !type || t.membersOf(type).every((each) => each.kind === "record"),
  );
  const other = operation.replies.find(({ status }) => typeof status === "number" && status !== answer.status);
  if (!areRecords || !other || !isSuccess(answer) || answer.body === undefined || !isRecord(answer.body)) return call;
  const strays = [
    ...wordsOf(operation.replies).map((word) => [word, other.status] as const),
    ["validationErrors", []] as const,
  ];
  return { ...call, answer: { ...answer, body: { ...Object.fromEntries(strays), ...answer.body } } };
}

/** As far as generated missions read it: with the fields of its body. */
function failureOf({ body }: Answer): JsonObject {
  return body !== undefined && isRecord(body) ? body : {};
}

function fieldOf(value: Json, name: string): Json {
  return isRecord(value) ? (value[name] ?? null) : null;
}
