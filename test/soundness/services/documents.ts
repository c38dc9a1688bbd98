// The document that describes a service, in each version of OpenAPI and in the ways in which they say one thing.
// Must not know missions, nor what is answered.
import * as t from "../types.js";
import type { Json, JsonObject, Schema, Type } from "../types.js";
import type { Dialect, Operation, Parameter, Reply, Service, TwoSided } from "./operations.js";

export function documentOf({ schemas, parcel, operations, dialect }: Service, origin: string): JsonObject {
  const isSwagger = dialect.version === "2.0";
  const { components, say } = componentsOf(dialect, schemas.all, schemas.variants, parcel);
  const { host } = new URL(origin);
  const head = isSwagger
    ? { swagger: "2.0", host, schemes: [new URL(origin).protocol.slice(0, -1)], produces: [json], consumes: [json] }
    : { openapi: dialect.version, servers: [{ url: origin }] };
  const describe = isSwagger ? swaggerOperation : operationObject;
  return {
    ...head,
    info: { title: "Service", version: "1" },
    paths: Object.fromEntries(operations.map((each) => [pathOf(each), { [each.method]: describe(each, say) }])),
    ...(isSwagger ? { definitions: components } : { components: { schemas: components } }),
  };
}

const json = "application/json";

/** The schemas of a document by name, and how it says a type that is made of them. */
export function componentsOf(
  dialect: Dialect,
  all: readonly Schema[],
  variants: readonly Schema[] = [],
  parcel?: TwoSided,
): { readonly components: JsonObject; readonly say: Sayer } {
  const say = schemaSayer(dialect, variants);
  const isVariant = ({ name }: Schema): boolean => variants.some((each) => each.name === name);
  const components = all.map((each) => [each.name, componentOf(each, say, isVariant(each) ? dialect : undefined)]);
  const base = {
    type: "object",
    required: [t.tag],
    properties: { [t.tag]: { type: "string" } },
    discriminator: discriminatorOf(variants),
  };
  return {
    components: Object.fromEntries([
      ...components,
      ...(isTagged(dialect) !== "base" ? [] : [[baseName, base]]),
      ...(parcel ? [[parcel.answer.name, twoSided(parcel, say)]] : []),
    ]),
    say,
  };
}

/** What all variants extend. */
const baseName = "Payment";

/** Swagger has no mapping, and what reads it takes `oneOf` as well. */
function isTagged({ version, told }: Dialect): Dialect["told"] {
  return version === "2.0" ? "literals" : told;
}

/** Whether only the union says which text a tag of a variant holds. */
export function isToldByUnion(dialect: Dialect): boolean {
  return ["mapping", "base"].includes(isTagged(dialect));
}

function pathOf({ name, parameters }: Operation): string {
  return `/${name}${parameters
    .filter(({ place }) => place === "path")
    .map((each) => `/{${each.name}}`)
    .join("")}`;
}

type Sayer = (type: Type) => JsonObject;

function operationObject({ name, parameters, body, replies }: Operation, say: Sayer): JsonObject {
  const content = (type: Type): JsonObject => ({ content: { [json]: { schema: say(type) } } });
  return {
    operationId: name,
    parameters: parameters.map((each) => ({ ...parameterHead(each), schema: say(each.type) })),
    ...(body ? { requestBody: { required: true, ...content(t.record(body)) } } : {}),
    responses: responsesOf(replies, content),
  };
}

function swaggerOperation({ name, parameters, body, replies }: Operation, say: Sayer): JsonObject {
  const inBody = { name: "body", in: "body", required: true };
  return {
    operationId: name,
    parameters: [
      ...parameters.map((each) => ({ ...parameterHead(each), ...say(each.type) })),
      ...(body ? [{ ...inBody, schema: say(t.record(body)) }] : []),
    ],
    responses: responsesOf(replies, (type) => ({ schema: say(type) })),
  };
}

function parameterHead({ name, place, required }: Parameter): JsonObject {
  return { name, in: place, required };
}

function responsesOf(replies: readonly Reply[], content: Sayer): JsonObject {
  return Object.fromEntries(
    replies.map(({ status, type }) => [String(status), { description: "It is.", ...(type ? content(type) : {}) }]),
  );
}

/** What may be null may be missing, too. */
function objectOf({ fields }: Schema, say: Sayer): JsonObject {
  return {
    type: "object",
    required: fields.filter((each) => !t.mayBeNull(each.type)).map(({ name }) => name),
    properties: Object.fromEntries(fields.map((each) => [each.name, say(each.type)])),
  };
}

/** `dialect`: of one that is a member of a union. */
function componentOf(schema: Schema, say: Sayer, dialect: Dialect | undefined): JsonObject {
  if (!dialect || !isToldByUnion(dialect)) return objectOf(schema, say);
  const others = schema.fields.filter(({ name }) => name !== t.tag);
  if (dialect.told === "mapping") {
    return objectOf({ ...schema, fields: [{ name: t.tag, type: t.string }, ...others] }, say);
  }
  return { allOf: [referenceTo(baseName), objectOf({ ...schema, fields: others }, say)] };
}

function twoSided({ answer, body }: TwoSided, say: Sayer): JsonObject {
  const isIn = (schema: Schema, name: string): boolean => schema.fields.some((each) => each.name === name);
  const fields = [...answer.fields, ...body.fields.filter(({ name }) => !isIn(answer, name))];
  const properties = fields.map(({ name, type }) => {
    const said = say(type);
    const side = !isIn(body, name) ? { readOnly: true } : !isIn(answer, name) ? { writeOnly: true } : {};
    // What stands beside a reference is not looked at before 3.1.
    return [name, "$ref" in said ? { allOf: [said], ...side } : { ...said, ...side }];
  });
  return { ...objectOf({ name: answer.name, fields }, say), properties: Object.fromEntries(properties) };
}

const referenceTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

function discriminatorOf(variants: readonly Schema[]): JsonObject {
  const mapping = variants.flatMap((each) =>
    t.tagsOf(each).map((tag) => [String(tag), `#/components/schemas/${each.name}`]),
  );
  return { propertyName: t.tag, mapping: Object.fromEntries(mapping) };
}

/** A type as a schema of JSON. */
function schemaSayer(dialect: Dialect, variants: readonly Schema[]): Sayer {
  const isNew = dialect.version === "3.1.0";
  const place = dialect.version === "2.0" ? "#/definitions/" : "#/components/schemas/";
  const say: Sayer = (type) => {
    if (t.mayBeNull(type)) return orNull(say(t.withoutNull(type)), dialect);
    switch (type.kind) {
      case "literal":
        return isNew ? { const: type.value } : { type: kindOf(type.value), enum: [type.value] };
      case "list":
        return { type: "array", items: say(type.element) };
      case "record":
        return { $ref: `${place}${type.schema.name}` };
      case "dictionary":
        return { type: "object", additionalProperties: say(type.value) };
      case "union":
        return unionOf(type.members, say, dialect, variants);
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

function orNull(present: JsonObject, { version, nulls }: Dialect): JsonObject {
  if (version === "3.1.0") {
    const { type } = present;
    if (nulls === "kind" && typeof type === "string") return { ...present, type: [type, "null"] };
    return { anyOf: [present, { type: "null" }] };
  }
  const word = version === "2.0" ? "x-nullable" : "nullable";
  return "$ref" in present ? { allOf: [present], [word]: true } : { ...present, [word]: true };
}

function unionOf(members: readonly Type[], say: Sayer, dialect: Dialect, variants: readonly Schema[]): JsonObject {
  const values = members.flatMap((each): readonly Json[] => (each.kind === "literal" ? [each.value] : []));
  if (values.length === members.length) return { enum: values };
  const isOfVariants = members.length === variants.length && members.every(({ kind }) => kind === "record");
  const told = isTagged(dialect);
  if (!isOfVariants || told === "literals") return { oneOf: members.map(say) };
  return told === "base"
    ? referenceTo(baseName)
    : { oneOf: members.map(say), discriminator: discriminatorOf(variants) };
}

function kindOf(value: string | number | boolean): string {
  return typeof value === "number" ? "number" : typeof value;
}
