// Operations of a service at random. Must not know how a document describes them, missions, nor what is answered.
import fc from "fast-check";
import { type Schemas, typeOf } from "../schemas.js";
import * as t from "../types.js";
import type { Schema, Type } from "../types.js";

export interface Operation {
  readonly name: string;
  readonly method: "get" | "post" | "put" | "delete";
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly replies: readonly Reply[];
}

export interface Parameter {
  readonly name: string;
  readonly place: "path" | "query" | "header";
  readonly type: Type;
  readonly required: boolean;
}

/** What is documented of a status: without a type there is no body. */
export interface Reply {
  readonly status: Status;
  readonly type: Type | undefined;
}

/** One, or all of a kind, or all that fail and have no word of their own. */
export type Status = number | "4XX" | "5XX" | "default";

export interface Service {
  readonly schemas: Schemas;
  readonly parcel: TwoSided;
  readonly operations: readonly Operation[];
  readonly dialect: Dialect;
}

/** How a document says what others say in another way. */
export interface Dialect {
  readonly version: "2.0" | "3.0.3" | "3.1.0";
  /** What may be null, in 3.1: as one of the kinds, or beside another schema. */
  readonly nulls: "kind" | "schema";
  /** How records of a union are told apart: with `mapping` and `base` their tags are any text, by themselves. */
  readonly told: "literals" | "literals and mapping" | "mapping" | "base";
}

/** A schema whose records have other fields in answers than in bodies. */
export interface TwoSided {
  readonly answer: Schema;
  readonly body: Schema;
}

export const isSuccess = ({ status }: Pick<Reply, "status">): boolean => typeof status === "number" && status < 300;

/** What the document says of a status: by itself, else of its kind, else of all that fail. */
export function replyTo(replies: readonly Reply[], status: number): Reply | undefined {
  const find = (wanted: Status): Reply | undefined => replies.find((each) => each.status === wanted);
  if (isSuccess({ status })) return find(status);
  return find(status) ?? find(status < 500 ? "4XX" : "5XX") ?? find("default");
}

export function services(schemas: Schemas): fc.Arbitrary<Service> {
  return fc.tuple(dialects(schemas), parcels(schemas)).chain(([dialect, parcel]) =>
    fc.record({
      schemas: fc.constant(schemas),
      parcel: fc.constant(parcel),
      operations: fc
        .integer({ min: 1, max: 4 })
        .chain((count) =>
          fc.tuple(...Array.from({ length: count }, (_, at) => operation(`op${at + 1}`, schemas, parcel, dialect))),
        ),
      dialect: fc.constant(dialect),
    }),
  );
}

/** A discriminator is a text. */
function dialects({ variants }: Schemas): fc.Arbitrary<Dialect> {
  const isText = variants.flatMap(t.tagsOf).every((each) => typeof each === "string");
  const told: fc.Arbitrary<Dialect["told"]> = isText
    ? fc.constantFrom("literals", "literals and mapping", "mapping", "base")
    : fc.constant("literals");
  return fc.record({
    version: fc.constantFrom("2.0", "3.0.3", "3.1.0"),
    nulls: fc.constantFrom("kind", "schema"),
    told,
  });
}

/** Fields that only answers have, and such that only bodies have, beside a dictionary. */
function parcels(schemas: Schemas): fc.Arbitrary<TwoSided> {
  const type = typeOf(schemas);
  const plain = fc.constantFrom(t.string, t.int, t.nullable(t.string), t.list(t.string));
  const values = fc.constantFrom(t.int, t.string, t.nullable(t.number), t.list(t.string), ...schemas.all.map(t.record));
  return fc
    .record({ seen: type, secret: plain, sizes: values.map(t.dictionary), given: type })
    .map(({ seen, secret, sizes, given }) => {
      const shared = [
        { name: "sizes", type: sizes },
        { name: "given", type: given },
      ];
      return {
        answer: { name: "Parcel", fields: [...shared, { name: "seen", type: seen }] },
        body: { name: "Parcel", fields: [...shared, { name: "secret", type: secret }] },
      };
    });
}

function operation(name: string, schemas: Schemas, parcel: TwoSided, dialect: Dialect): fc.Arbitrary<Operation> {
  const bodies = fc.constantFrom(...schemas.all, parcel.body);
  return fc.constantFrom("get", "post", "put", "delete").chain((method) =>
    fc.record({
      name: fc.constant(name),
      method: fc.constant(method),
      parameters: parameters(),
      body: method === "post" || method === "put" ? bodies : fc.constant(undefined),
      replies: replies(schemas, parcel, dialect),
    }),
  );
}

/** A path needs a text, and not every text is a header. */
const parameterTypes = [t.string, t.int, t.boolean, t.union(t.literal("open"), t.literal("paid"))] as const;

function parameters(): fc.Arbitrary<readonly Parameter[]> {
  const one = (name: string, place: Parameter["place"]): fc.Arbitrary<Parameter> =>
    fc.record({
      name: fc.constant(name),
      place: fc.constant(place),
      type: fc.constantFrom(...(place === "query" ? parameterTypes : parameterTypes.slice(1))),
      required: place === "path" ? fc.constant(true) : fc.boolean(),
    });
  return fc
    .tuple(one("id", "path"), one("state", "query"), one("filter", "query"), one("X-Trace", "header"))
    .chain((all) => fc.subarray(all));
}

/** One or two that succeed, and up to two that fail; Swagger has no kinds of statuses. */
function replies(
  { all, variants }: Schemas,
  { answer }: TwoSided,
  { version }: Dialect,
): fc.Arbitrary<readonly Reply[]> {
  const records = [...all, answer].map(t.record);
  const variant = t.union(...variants.map(t.record));
  const type = fc.constantFrom(...records, ...records, ...records.map(t.list), variant, t.list(variant));
  const success = fc.constantFrom(200, 201, 202, 204).chain((status) => reply(status, type));
  const failure = fc.constantFrom<Status>(...failing, ...(version === "2.0" ? [] : kinds)).chain((status) =>
    reply(
      status,
      fc.constantFrom(...records, variant).filter((each) => !isHidden(each)),
    ),
  );
  const selector = ({ status }: Reply): Status => status;
  return fc
    .tuple(
      fc.uniqueArray(success, { minLength: 1, maxLength: 2, selector }),
      fc.uniqueArray(failure, { maxLength: 2, selector }),
    )
    .map(([succeed, fail]) => [...succeed, ...fail]);
}

const failing = [404, 409, 422, 500, "default"] as const;
const kinds = ["4XX", "5XX"] as const;

function reply(status: Status, type: fc.Arbitrary<Type>): fc.Arbitrary<Reply> {
  return status === 204 ? fc.constant({ status, type: undefined }) : type.map((each) => ({ status, type: each }));
}

/** Where a body lacks `status`, that of the record of a failure is the number (language.md 6.8). */
function isHidden(type: Type): boolean {
  return t.membersOf(type).some((each) => {
    const status = t.fieldOf(each, "status");
    return status === undefined ? t.membersOf(type).some((other) => t.fieldOf(other, "status")) : t.mayBeNull(status);
  });
}
