// Sample answers of operations: what the document gives as examples, else values made from its schemas, always the same.
// Must not know who asks for them.
import { child, type Documents, isRecord, itemsOf, keysOf, type Node, textOf } from "./documents.js";
import { discriminatorOf, extensionsOf } from "./discriminators.js";
import type { Api, OperationNode } from "./api.js";

export interface Sample {
  readonly status: number;
  /** Undefined: no body. */
  readonly body: unknown;
}

/** Inside more schemas than this only what is required is made. */
const deepest = 5;

/** The places of the schemas that a value is being made for, outermost first: one inside itself is left out. */
type Around = readonly string[];

/** The first 2xx answer of an operation, else 200 with what `default` says. */
export function sampleAnswer(api: Api, { node }: OperationNode): Sample {
  const responses = child(node, "responses");
  const statuses = keysOf(responses);
  const first = statuses.filter((each) => /^2/.test(each)).sort()[0] ?? statuses.find((each) => each === "default");
  if (first === undefined) return { status: 200, body: undefined };
  const status = /^\d{3}$/.test(first) ? Number(first) : 200;
  const response = api.documents.follow(child(responses, first));
  return { status, body: response && (api.isSwagger ? swaggerBody(api, response) : bodyOf(api, response)) };
}

function swaggerBody(api: Api, response: Node): unknown {
  const example = child(child(response, "examples"), "application/json").value;
  const schema = child(response, "schema");
  return example ?? (schema.value === undefined ? undefined : sampleOf(api.documents, schema, "value", []));
}

function bodyOf(api: Api, response: Node): unknown {
  const content = child(response, "content");
  const types = keysOf(content);
  const type = types.find((each) => /[/+]json\b/.test(each));
  if (type === undefined) return types.length === 0 ? undefined : "text";
  const media = child(content, type);
  const example = child(media, "example").value;
  if (example !== undefined) return example;
  for (const name of keysOf(child(media, "examples"))) {
    const found = api.documents.follow(child(child(media, "examples"), name));
    const value = found && child(found, "value").value;
    if (value !== undefined) return value;
  }
  const schema = child(media, "schema");
  return schema.value === undefined ? null : sampleOf(api.documents, schema, "value", []);
}

/** A value of the schema, undefined for none; `name` is the property that it stands for. */
function sampleOf(documents: Documents, written: Node, name: string, around: Around): unknown {
  const schema = documents.follow(written);
  const [extension] = schema === undefined ? [] : extensionsOf(documents, schema);
  if (schema === undefined || extension === undefined) return partOf(documents, written, name, around);
  return ofKind(schema, extension, partOf(documents, extension, name, around));
}

/** The same where a base, in the `allOf` of what extends it, is only itself. */
function partOf(documents: Documents, written: Node, name: string, around: Around): unknown {
  const schema = documents.follow(written);
  if (schema === undefined || !isRecord(schema.value)) return null;
  const place = `${schema.place.id}#${schema.pointer}`;
  return around.includes(place) ? undefined : madeOf(documents, schema, name, [...around, place]);
}

/** With the value of the discriminator that says which schema it was made of. */
function ofKind(schema: Node, chosen: Node, value: unknown): unknown {
  const discriminator = discriminatorOf(schema);
  const [kind] = discriminator?.valuesOf(textOf(chosen, "$ref") ?? "") ?? [];
  const { property = "" } = discriminator ?? {};
  return kind !== undefined && isRecord(value) && typeof (value[property] ?? "") === "string"
    ? { ...value, [property]: kind }
    : value;
}

function madeOf(documents: Documents, schema: Node, name: string, around: Around): unknown {
  for (const key of ["example", "const", "default"]) {
    const { value } = child(schema, key);
    if (value !== undefined) return value;
  }
  const given = [...itemsOf(child(schema, "examples")), ...itemsOf(child(schema, "enum"))][0];
  if (given !== undefined) return given.value;
  const parts = itemsOf(child(schema, "allOf"));
  const alternative = [...itemsOf(child(schema, "oneOf")), ...itemsOf(child(schema, "anyOf"))][0];
  const own = plainSample(documents, schema, name, around);
  const all = [
    ...parts.map((each) => partOf(documents, each, name, around)),
    ...(alternative ? [ofKind(schema, alternative, sampleOf(documents, alternative, name, around))] : []),
  ];
  if (all.length === 0) return own;
  const records = [...all, own].filter(isRecord);
  return records.length === 0 ? all[0] : Object.assign({}, ...records);
}

function plainSample(documents: Documents, schema: Node, name: string, around: Around): unknown {
  const { value } = child(schema, "type");
  const type: unknown = Array.isArray(value) ? value.find((each) => each !== "null") : value;
  switch (type) {
    case "string":
      return textSample(textOf(schema, "format"), name);
    case "integer":
    case "number": {
      const least = child(schema, "minimum").value;
      return typeof least === "number" && least > 1 ? least : 1;
    }
    case "boolean":
      return true;
    case "array": {
      const item = sampleOf(documents, child(schema, "items"), name, around);
      return item === undefined ? [] : [item];
    }
    default:
      return objectSample(documents, schema, around);
  }
}

function textSample(format: string | undefined, name: string): string {
  switch (format) {
    case "date":
      return "2024-01-20";
    case "date-time":
      return "2024-01-20T10:30:00Z";
    case "uuid":
      return "00000000-0000-4000-8000-000000000000";
    case "email":
      return "name@example.com";
    case "uri":
    case "url":
      return "https://example.com/";
    default:
      return name;
  }
}

/** Optional properties too, so that a mission finds what it reads. */
function objectSample(documents: Documents, schema: Node, around: Around): unknown {
  const properties = child(schema, "properties");
  const { value: required } = child(schema, "required");
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  const names = keysOf(properties).filter((name) => around.length <= deepest || isRequired(name));
  const found = names.flatMap((name) => {
    const value = sampleOf(documents, child(properties, name), name, around);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}
