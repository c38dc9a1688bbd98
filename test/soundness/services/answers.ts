// What a service answers: as its document says, with a body that it does not allow, or with a status that it does not name.
// Must not know missions.
import fc from "fast-check";
import { isList, isRecord, read } from "../json.js";
import * as t from "../types.js";
import type { Field, Json, JsonObject, Type } from "../types.js";
import { valueOf } from "../values.js";
import { isSuccess, type Operation, replyTo } from "./operations.js";

export interface Answer {
  readonly status: number;
  /** Left out: nothing is sent. */
  readonly body: Json | undefined;
  /** Its body is one that the document allows for its status, or, of a status without one, for success. */
  readonly isRight: boolean;
}

/** Failures that no document names, and what comes with them where it says nothing of their kind either. */
export const unnamedFailures: readonly number[] = [418, 507];
const undocumentedBody: JsonObject = { reason: "odd" };

/** `isLoose`: the tag of a record that is of no union may be any text. */
export function answerOf({ replies }: Operation, isLoose: boolean): fc.Arbitrary<Answer> {
  const named = replies.flatMap(({ status, type }) => (typeof status === "number" ? [{ status, type }] : []));
  const unnamed = unnamedFailures.flatMap((status) => {
    const reply = replyTo(replies, status);
    return reply ? [{ status, type: reply.type }] : [];
  });
  const silent = unnamedFailures.filter((status) => !replyTo(replies, status));
  const documented = [...named, ...unnamed].flatMap(({ status, type }) => {
    const right = (body: Json | undefined): Answer => ({ status, body, isRight: true });
    if (!type) return [fc.constant(right(undefined))];
    const wrong = wrongValueOf(type, isLoose).map((body): Answer => ({ status, body, isRight: false }));
    return [valueOf(type).map(right), valueOf(type).map(right), wrong];
  });
  const types = replies.flatMap((each) => (isSuccess(each) && each.type ? [each.type] : []));
  const success = types.map((type) => valueOf(type).map((body): Answer => ({ status: 206, body, isRight: true })));
  return fc.oneof(
    ...documented.map((arbitrary) => ({ weight: 3, arbitrary })),
    ...silent.map((status) => ({
      weight: 1,
      arbitrary: fc.constant<Answer>({ status, body: undocumentedBody, isRight: true }),
    })),
    ...success.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

const oddValues: readonly Json[] = [true, "odd", 0.5, [[true]], { odd: 1 }, null];

/** A value that is not of the type: of another kind as a whole, or in one place. */
function wrongValueOf(type: Type, isLoose: boolean): fc.Arbitrary<Json> {
  const odd = oddValues.filter((each) => !isOf(each, type, isLoose));
  const whole = fc.constantFrom(...odd);
  const parts = t.membersOf(type).flatMap((each) => {
    if (each.kind === "list") return [wrongValueOf(each.element, isLoose).map((wrong): Json => [wrong])];
    if (each.kind === "dictionary")
      return [wrongValueOf(each.value, isLoose).map((wrong): Json => ({ [t.dictionaryNames[0]]: wrong }))];
    if (each.kind !== "record") return [];
    const { fields } = each.schema;
    const required = fields.filter((field) => !t.mayBeNull(field.type));
    const replaced = fields.map((field) =>
      fc.tuple(valueOf(each), wrongValueOf(field.type, isLoose)).map(([right, wrong]): Json => ({
        ...(isRecord(right) ? right : {}),
        [field.name]: wrong,
      })),
    );
    const without = required.map(({ name }) =>
      valueOf(each).map((right): Json =>
        Object.fromEntries(Object.entries(isRecord(right) ? right : {}).filter(([other]) => other !== name)),
      ),
    );
    return [...replaced, ...without];
  });
  return fc.oneof(whole, ...parts).filter((each) => !isOf(each, type, isLoose));
}

/** Whether a schema of the type allows the value. */
export function isOf(value: Json, type: Type, isLoose = false): boolean {
  switch (type.kind) {
    case "literal":
      return value === type.value;
    case "list":
      return isList(value) && value.every((each) => isOf(each, type.element, isLoose));
    case "record":
      return (
        isRecord(value) &&
        type.schema.fields.every((each) => isOf(read(value, each.name), ofField(each, isLoose), isLoose))
      );
    case "dictionary":
      return isRecord(value) && Object.values(value).every((each) => isOf(each, type.value, isLoose));
    case "union":
      return type.members.some((each) => isMember(value, each, isLoose));
    case "null":
      return value === null;
    case "int":
      return typeof value === "number" && Number.isInteger(value);
    case "date":
      return typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value);
    default:
      return typeof value === type.kind;
  }
}

function ofField({ name, type }: Field, isLoose: boolean): Type {
  return isLoose && name === t.tag && isLiterals(type) ? t.string : type;
}

/** In a union of records the tag counts, whoever says it. */
function isMember(value: Json, member: Type, isLoose: boolean): boolean {
  const tagged = t.fieldOf(member, t.tag);
  const hasTag = !tagged || (isRecord(value) && isOf(read(value, t.tag), tagged));
  return hasTag && isOf(value, member, isLoose);
}

function isLiterals(type: Type): boolean {
  return t.membersOf(type).every(({ kind }) => kind === "literal");
}
