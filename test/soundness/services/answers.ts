// What a service answers: as its document says, with a body that it does not allow, or with a status that it does not name.
// Must not know missions.
import fc from "fast-check";
import { isList, isRecord } from "../json.js";
import * as t from "../types.js";
import type { Json, JsonObject, Type } from "../types.js";
import { valueOf } from "../values.js";
import { isSuccess, type Operation } from "./operations.js";

export interface Answer {
  readonly status: number;
  /** Left out: nothing is sent. */
  readonly body: Json | undefined;
  /** Its body is one that the document allows for its status, or, of a status without one, for success. */
  readonly isRight: boolean;
  /** The document names its status. */
  readonly isDocumented: boolean;
}

/** A failure that no document names, and what comes with it. */
export const undocumentedFailure = 418;
const undocumentedBody: JsonObject = { reason: "odd" };

export function answerOf({ replies }: Operation): fc.Arbitrary<Answer> {
  const documented = replies.flatMap(({ status, type }) => {
    const right = (body: Json | undefined): Answer => ({ status, body, isRight: true, isDocumented: true });
    if (!type) return [fc.constant(right(undefined))];
    const wrong = wrongValueOf(type).map((body): Answer => ({ status, body, isRight: false, isDocumented: true }));
    return [valueOf(type).map(right), valueOf(type).map(right), wrong];
  });
  const failure: Answer = {
    status: undocumentedFailure,
    body: undocumentedBody,
    isRight: true,
    isDocumented: false,
  };
  const types = replies.flatMap((each) => (isSuccess(each) && each.type ? [each.type] : []));
  const success = types.map((type) =>
    valueOf(type).map((body): Answer => ({ status: 206, body, isRight: true, isDocumented: false })),
  );
  return fc.oneof(
    ...documented.map((arbitrary) => ({ weight: 3, arbitrary })),
    { weight: 1, arbitrary: fc.constant(failure) },
    ...success.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

const oddValues: readonly Json[] = [true, "odd", 0.5, [[true]], { odd: 1 }, null];

/** A value that is not of the type: of another kind as a whole, or in one place. */
function wrongValueOf(type: Type): fc.Arbitrary<Json> {
  const odd = oddValues.filter((each) => !isOf(each, type));
  const whole = fc.constantFrom(...odd);
  const parts = t.membersOf(type).flatMap((each) => {
    if (each.kind === "list") return [wrongValueOf(each.element).map((wrong): Json => [wrong])];
    if (each.kind !== "record") return [];
    const { fields } = each.schema;
    const required = fields.filter((field) => !t.mayBeNull(field.type));
    const replaced = fields.map((field) =>
      fc.tuple(valueOf(each), wrongValueOf(field.type)).map(([right, wrong]): Json => ({
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
  return fc.oneof(whole, ...parts).filter((each) => !isOf(each, type));
}

/** Whether a schema of the type allows the value. */
export function isOf(value: Json, type: Type): boolean {
  switch (type.kind) {
    case "literal":
      return value === type.value;
    case "list":
      return isList(value) && value.every((each) => isOf(each, type.element));
    case "record":
      return isRecord(value) && type.schema.fields.every((each) => isOf(value[each.name] ?? null, each.type));
    case "union":
      return type.members.some((each) => isOf(value, each));
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
