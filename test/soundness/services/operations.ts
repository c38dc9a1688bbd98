// Operations of a service at random, and the OpenAPI document that describes them. Must not know missions, nor what is
// answered.
import fc from "fast-check";
import type { Schemas } from "../schemas.js";
import * as t from "../types.js";
import type { Json, JsonObject, Schema, Type } from "../types.js";

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
  readonly status: number;
  readonly type: Type | undefined;
}

export interface Service {
  readonly schemas: Schemas;
  readonly operations: readonly Operation[];
  readonly version: "3.0.3" | "3.1.0";
}

export const isSuccess = ({ status }: Pick<Reply, "status">): boolean => status < 300;

export function services(schemas: Schemas): fc.Arbitrary<Service> {
  const numbered = fc
    .integer({ min: 1, max: 4 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => operation(`op${at + 1}`, schemas))));
  return fc.record({
    schemas: fc.constant(schemas),
    operations: numbered,
    version: fc.constantFrom("3.0.3" as const, "3.1.0" as const),
  });
}

function operation(name: string, schemas: Schemas): fc.Arbitrary<Operation> {
  return fc.constantFrom("get", "post", "put", "delete").chain((method) =>
    fc.record({
      name: fc.constant(name),
      method: fc.constant(method),
      parameters: parameters(),
      body: method === "post" || method === "put" ? fc.constantFrom(...schemas.all) : fc.constant(undefined),
      replies: replies(schemas),
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

/** One or two that succeed, and up to two that fail. */
function replies({ all, variants }: Schemas): fc.Arbitrary<readonly Reply[]> {
  const records = all.map(t.record);
  const variant = t.union(...variants.map(t.record));
  const type = fc.constantFrom(...records, ...records, ...records.map(t.list), variant, t.list(variant));
  const success = fc.constantFrom(200, 201, 202, 204).chain((status) => reply(status, type));
  const failure = fc.constantFrom(404, 409, 422, 500).chain((status) =>
    reply(
      status,
      fc.constantFrom(...records, variant).filter((each) => !isHidden(each)),
    ),
  );
  const selector = ({ status }: Reply): number => status;
  return fc
    .tuple(
      fc.uniqueArray(success, { minLength: 1, maxLength: 2, selector }),
      fc.uniqueArray(failure, { maxLength: 2, selector }),
    )
    .map(([succeed, fail]) => [...succeed, ...fail]);
}

function reply(status: number, type: fc.Arbitrary<Type>): fc.Arbitrary<Reply> {
  return status === 204 ? fc.constant({ status, type: undefined }) : type.map((each) => ({ status, type: each }));
}

/** Where a body lacks `status`, that of the record of a failure is the number (language.md 6.8). */
function isHidden(type: Type): boolean {
  return t.membersOf(type).some((each) => {
    const status = t.fieldOf(each, "status");
    return status === undefined ? t.membersOf(type).some((other) => t.fieldOf(other, "status")) : t.mayBeNull(status);
  });
}

export function documentOf({ schemas, operations, version }: Service, origin: string): JsonObject {
  const { components, say } = componentsOf(version, schemas.all);
  return {
    openapi: version,
    info: { title: "Service", version: "1" },
    servers: [{ url: origin }],
    paths: Object.fromEntries(operations.map((each) => [pathOf(each), { [each.method]: operationObject(each, say) }])),
    components,
  };
}

/** The schemas of a document, and how it says a type that is made of them. */
export function componentsOf(
  version: Service["version"],
  all: readonly Schema[],
): { readonly components: JsonObject; readonly say: Sayer } {
  const say = schemaSayer(version);
  return { components: { schemas: Object.fromEntries(all.map((each) => [each.name, componentOf(each, say)])) }, say };
}

export function pathOf({ name, parameters }: Operation): string {
  return `/${name}${parameters
    .filter(({ place }) => place === "path")
    .map((each) => `/{${each.name}}`)
    .join("")}`;
}

type Sayer = (type: Type) => JsonObject;

function operationObject({ name, parameters, body, replies }: Operation, say: Sayer): JsonObject {
  const content = (type: Type): JsonObject => ({ content: { "application/json": { schema: say(type) } } });
  return {
    operationId: name,
    parameters: parameters.map((each) => ({
      name: each.name,
      in: each.place,
      required: each.required,
      schema: say(each.type),
    })),
    ...(body ? { requestBody: { required: true, ...content(t.record(body)) } } : {}),
    responses: Object.fromEntries(
      replies.map(({ status, type }) => [String(status), { description: "It is.", ...(type ? content(type) : {}) }]),
    ),
  };
}

/** What may be null may be missing, too. */
function componentOf({ fields }: Schema, say: Sayer): JsonObject {
  return {
    type: "object",
    required: fields.filter((each) => !t.mayBeNull(each.type)).map(({ name }) => name),
    properties: Object.fromEntries(fields.map((each) => [each.name, say(each.type)])),
  };
}

/** A type as a schema of JSON, in the words of either version. */
function schemaSayer(version: Service["version"]): Sayer {
  const isNew = version === "3.1.0";
  const orNull = (present: JsonObject): JsonObject => {
    if (isNew) return { anyOf: [present, { type: "null" }] };
    return "$ref" in present ? { allOf: [present], nullable: true } : { ...present, nullable: true };
  };
  const say: Sayer = (type) => {
    if (t.mayBeNull(type)) return orNull(say(t.withoutNull(type)));
    switch (type.kind) {
      case "literal":
        return isNew ? { const: type.value } : { type: kindOf(type.value), enum: [type.value] };
      case "list":
        return { type: "array", items: say(type.element) };
      case "record":
        return { $ref: `#/components/schemas/${type.schema.name}` };
      case "union":
        return ofUnion(type.members, say);
      case "date":
        return { type: "string", format: "date-time" };
      case "int":
        return { type: "integer" };
      default:
        return { type: type.kind };
    }
  };
  return say;
}

function ofUnion(members: readonly Type[], say: Sayer): JsonObject {
  const values = members.flatMap((each): readonly Json[] => (each.kind === "literal" ? [each.value] : []));
  if (values.length === members.length) return { enum: values };
  return { oneOf: members.map(say) };
}

function kindOf(value: string | number | boolean): string {
  return typeof value === "number" ? "number" : typeof value;
}
