// What a `match response` behind a call can meet: the operation's answer by status, and its failures (language.md 6.8, 6.9).
// Must not know how arms are walked.
import type * as ast from "../../syntax/ast.js";
import { overlaps } from "../overlaps.js";
import { isPlainArm } from "../structure.js";
import {
  dynamic,
  fieldType,
  integer,
  isDynamic,
  list,
  membersOf,
  never,
  number,
  optional,
  shape,
  shapeOf,
  string,
  type Field,
  type Type,
  union,
  withoutNull,
} from "../types.js";
import type { Operation } from "./operation.js";

/** Entries of `validationErrors`. */
export const validationErrorType: Type = list(
  shape(["path", "expected", "found"].map((name) => [name, { type: string, optional: false }] as const)),
);

/** Of an answer, what a pattern of them alone is tried on. */
export const answerWithErrors: Type = shape([
  ["validationErrors", { type: optional(validationErrorType), optional: true }],
]);

/** Everything that the arms may see. */
export function offeredType(operation: Operation): Type {
  return union(operation.success, failureType(operation, [...operation.failures.values()]));
}

/** What an arm sees: only answers of the statuses that its pattern names, and only failures that it can take. */
export function armType(operation: Operation, arm: ast.Arm, isName: boolean): Type | undefined {
  const { pattern } = arm;
  if (isPlainArm(arm, isName)) return operation.success;
  if (pattern.kind !== "ObjectPattern") return undefined;
  // These two are of the answer, whatever its body is.
  const ofAnswer = ["headers", "validationErrors"];
  const names = pattern.fields.map(({ name }) => name.text).filter((each) => !ofAnswer.includes(each));
  const fitting = membersOf(operation.success).filter(
    (each) => isDynamic(each) || names.every((name) => mayHave(each, name)),
  );
  const statuses = pattern.fields.filter(({ name }) => statusNames.includes(name.text)).flatMap(numbersOf);
  if (statuses.length === 0) {
    const failure = failureType(operation, [...operation.failures.values()]);
    // What failures are not said to have is asked of the answer.
    const isOfAnswer = fitting.length > 0 && names.some((name) => shapeOf(failure)?.fields.has(name) === false);
    return isOfAnswer ? union(...fitting) : union(...fitting, failure);
  }
  const ownNames = statusNames.filter((name) => names.includes(name));
  if (fitting.some((each) => ownNames.some((name) => mayHoldStatus(each, name)))) return undefined;
  return union(...statuses.map((each) => typeOfStatus(operation, each)));
}

/** Under these a number fits the HTTP status (7.2). */
export const statusNames: readonly string[] = ["code", "status"];

export function numbersOf({ pattern }: ast.PatternField): readonly number[] {
  if (pattern?.kind !== "LiteralPattern") return [];
  return pattern.values.flatMap((each) => (typeof each === "number" ? [each] : []));
}

/** A body with a number of its own under this name would fit whatever its status is. */
export function mayHoldStatus(body: Type, name: string): boolean {
  return membersOf(body).some((each) => {
    const own = shapeOf(each)?.fields.get(name);
    return own !== undefined && overlaps(withoutNull(own.type), integer);
  });
}

function mayHave(type: Type, name: string): boolean {
  return fieldType(type, name) !== undefined && type.kind !== "null";
}

function typeOfStatus(operation: Operation, status: number): Type {
  const body = bodyOfStatus(operation, status);
  if (isSuccess(status)) return body ?? dynamic;
  return failureType(operation, body === undefined ? [] : [body], true);
}

/** What the document says that an answer of this status brings. */
export function bodyOfStatus({ successes, failures }: Operation, status: number): Type | undefined {
  const bodies = isSuccess(status) ? successes : failures;
  const body = bodies.get(String(status)) ?? bodies.get(`${Math.trunc(status / 100)}XX`);
  return body ?? (bodies === failures || successes.size === 0 ? failures.get("default") : undefined);
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * The record of a failed response: what it always has, and the fields of the bodies. Others may be there too, unless
 * `isDescribed`: the document says of all answers meant which fields they bring.
 */
function failureType({ failures }: Operation, bodies: readonly Type[], isDescribed = false): Type {
  const fields = new Map<string, Field>([
    ["error", { type: string, optional: false }],
    ["code", { type: number, optional: false }],
    ["status", { type: number, optional: false }],
    ["message", { type: string, optional: false }],
    ["retryAfter", { type: optional(number), optional: true }],
    ["validationErrors", { type: optional(validationErrorType), optional: true }],
  ]);
  const members = bodies.flatMap((each) => membersOf(withoutNull(each)));
  for (const body of members) {
    for (const [name, field] of shapeOf(body)?.fields ?? []) {
      const before = fields.get(name)?.type ?? never;
      const isCertain = members.length === 1 && failures.size === 1 && !field.optional;
      fields.set(name, { type: union(isCertain ? never : before, optional(field.type)), optional: true });
    }
  }
  if (!isDescribed || members.length === 0 || !members.every(isClosed)) return { kind: "object", fields, open: true };
  const own = members.flatMap((each) => [...(shapeOf(each)?.fields.keys() ?? [])]);
  // Its own first, for who reads of them; what is no JSON object is kept as it is (6.8).
  const all = [...fields, ["body", fields.get("body") ?? anyBody] as const];
  const sorted = [...all.filter(([name]) => own.includes(name)), ...all.filter(([name]) => !own.includes(name))];
  return { kind: "object", fields: new Map(sorted), open: false };
}

const anyBody: Field = { type: dynamic, optional: true };

function isClosed(body: Type): boolean {
  return shapeOf(body)?.open === false;
}
