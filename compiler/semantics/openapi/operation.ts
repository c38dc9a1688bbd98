// One operation of a document with everything that a call of it asks for: parameters, body, answers by status.
// Must not know the call.
import type { Method } from "../../syntax/ast.js";
import { dynamic, membersOf, nullType, string, type Type, union, withoutNull } from "../types.js";
import { type Api, type OperationNode } from "./api.js";
import { child, itemsOf, keysOf, type Node, textOf } from "./documents.js";

export interface Operation {
  readonly id: string;
  readonly method: Method;
  /** With `{name}` where a path parameter stands. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  /** Of the 2xx answers; null where they have no body. */
  readonly success: Type;
  /** Bodies of other answers: by status, `4XX`, `5XX`, `default`. */
  readonly failures: ReadonlyMap<string, Type>;
  /** Bodies of 2xx answers by status or `2XX`. */
  readonly successes: ReadonlyMap<string, Type>;
}

export type ParameterPlace = "path" | "query" | "header" | "cookie";

export interface Parameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly type: Type;
  readonly style: Style;
}

/** How a list or object is written; a scalar is always written as it is. */
export type Style = "repeated" | "," | " " | "|" | "deepObject" | "fields" | "json";

export interface Body {
  readonly required: boolean;
  readonly type: Type;
  /** Media type, where it is not plain JSON; `unsupported` has no text form. */
  readonly mediaType: string;
}

export function readOperation(api: Api, found: OperationNode, method: Method): Operation {
  const answers = answersOf(api, found);
  const successes = new Map([...answers].filter(([status]) => /^2/.test(status)));
  const fallback = answers.get("default");
  const success =
    successes.size > 0 ? union(...successes.values()) : fallback === undefined ? dynamic : withoutNull(fallback);
  return {
    id: found.id,
    method,
    path: found.path,
    parameters: parametersOf(api, found),
    body: bodyOf(api, found),
    success,
    successes,
    failures: new Map([...answers].filter(([status]) => !/^[123]/.test(status))),
  };
}

// ---- Parameters

/** Those of the operation over those of its path. */
function rawParameters({ documents }: Api, { item, node }: OperationNode): readonly Node[] {
  const byKey = new Map<string, Node>();
  for (const written of [...itemsOf(child(item, "parameters")), ...itemsOf(child(node, "parameters"))]) {
    const parameter = documents.follow(written);
    if (parameter) byKey.set(`${textOf(parameter, "in") ?? ""} ${textOf(parameter, "name") ?? ""}`, parameter);
  }
  return [...byKey.values()];
}

function parametersOf(api: Api, found: OperationNode): readonly Parameter[] {
  return rawParameters(api, found).flatMap((node) => {
    const name = textOf(node, "name");
    const place = textOf(node, "in");
    if (name === undefined || !isPlace(place)) return [];
    // Those three are ignored, since the request has its own (OpenAPI 3.1, 4.8.12.1).
    if (place === "header" && /^(?:accept|content-type|authorization)$/i.test(name)) return [];
    const required = place === "path" || child(node, "required").value === true;
    return [{ name, in: place, required, type: parameterType(api, node), style: styleOf(api, node, place) }];
  });
}

function isPlace(place: string | undefined): place is ParameterPlace {
  return place === "path" || place === "query" || place === "header" || place === "cookie";
}

function parameterType(api: Api, node: Node): Type {
  const [media] = keysOf(child(node, "content"));
  const schema = media === undefined ? child(node, "schema") : child(child(child(node, "content"), media), "schema");
  // Swagger 2.0 has the type in the parameter itself.
  return api.types.typeOf(api.isSwagger ? node : schema, "request");
}

function styleOf(api: Api, node: Node, place: ParameterPlace): Style {
  if (api.isSwagger) {
    const formats: Readonly<Record<string, Style>> = { multi: "repeated", ssv: " ", pipes: "|" };
    const format = textOf(node, "collectionFormat") ?? "csv";
    return formats[format] ?? ",";
  }
  if (child(node, "content").value !== undefined) return "json";
  const style = textOf(node, "style") ?? (place === "query" || place === "cookie" ? "form" : "simple");
  if (style === "deepObject") return "deepObject";
  const explode = child(node, "explode").value ?? style === "form";
  if (place !== "query") return ",";
  if (style === "spaceDelimited" && explode !== true) return " ";
  if (style === "pipeDelimited" && explode !== true) return "|";
  if (explode !== true) return ",";
  const isObject = membersOf(withoutNull(parameterType(api, node))).every(
    (each) => each.kind === "object" || each.kind === "schema",
  );
  return isObject ? "fields" : "repeated";
}

// ---- Bodies

function bodyOf(api: Api, found: OperationNode): Body | undefined {
  if (api.isSwagger) return swaggerBody(api, found);
  const body = api.documents.follow(child(found.node, "requestBody"));
  if (body?.value === undefined) return undefined;
  const content = child(body, "content");
  const mediaType = chosenMedia(keysOf(content));
  if (mediaType === undefined) return undefined;
  const schema = child(child(content, mediaType), "schema");
  const type = isText(mediaType) ? string : schema.value === undefined ? dynamic : api.types.typeOf(schema, "request");
  return { required: child(body, "required").value === true, type, mediaType: plainMedia(mediaType) };
}

function swaggerBody(api: Api, found: OperationNode): Body | undefined {
  const parameters = rawParameters(api, found);
  const body = parameters.find((each) => textOf(each, "in") === "body");
  const consumes = itemsOf(
    child(found.node, "consumes").value === undefined ? child(api.root, "consumes") : child(found.node, "consumes"),
  );
  const media = consumes.flatMap(({ value }) => (typeof value === "string" ? [value] : []));
  if (body) {
    const type = api.types.typeOf(child(body, "schema"), "request");
    return {
      required: child(body, "required").value === true,
      type,
      mediaType: plainMedia(chosenMedia(media) ?? json),
    };
  }
  const form = parameters.filter((each) => textOf(each, "in") === "formData");
  if (form.length === 0) return undefined;
  const fields = form.map((node) => {
    const isRequired = child(node, "required").value === true;
    const type = api.types.typeOf(node, "request");
    return [
      textOf(node, "name") ?? "",
      { type: isRequired ? type : union(type, nullType), optional: !isRequired },
    ] as const;
  });
  const isFile = form.some((each) => textOf(each, "type") === "file");
  return {
    required: fields.some(([, { optional }]) => !optional),
    type: { kind: "object", fields: new Map(fields), open: false },
    mediaType: isFile ? "multipart/form-data" : formMedia,
  };
}

const json = "application/json";
const formMedia = "application/x-www-form-urlencoded";

/** JSON before a form before anything else. */
function chosenMedia(types: readonly string[]): string | undefined {
  return (
    types.find((each) => plainMedia(each) === json) ??
    types.find(isJson) ??
    types.find((each) => plainMedia(each) === formMedia) ??
    types.find(isText) ??
    types[0]
  );
}

function plainMedia(type: string): string {
  const plain = (type.split(";")[0] ?? "").trim().toLowerCase();
  return plain === "*/*" || plain === "application/*" ? json : plain;
}

function isJson(type: string): boolean {
  return /[/+]json$/.test(plainMedia(type));
}

function isText(type: string): boolean {
  return plainMedia(type).startsWith("text/");
}

// ---- Answers

function answersOf(api: Api, { id, node }: OperationNode): ReadonlyMap<string, Type> {
  const responses = child(node, "responses");
  return new Map(
    keysOf(responses).map((status) => [
      status.toUpperCase().replace("DEFAULT", "default"),
      answerType(api, child(responses, status), `${id} ${status}`),
    ]),
  );
}

function answerType(api: Api, written: Node, name: string): Type {
  const response = api.documents.follow(written);
  if (response === undefined) return dynamic;
  if (api.isSwagger) {
    const schema = child(response, "schema");
    return schema.value === undefined ? nullType : api.types.typeOf(schema, "response", name);
  }
  const content = child(response, "content");
  const types = keysOf(content);
  if (types.length === 0) return nullType;
  const media = types.find((each) => isJson(each)) ?? chosenMedia(types) ?? json;
  if (isText(media)) return string;
  const schema = child(child(content, media), "schema");
  return isJson(media) && schema.value !== undefined ? api.types.typeOf(schema, "response", name) : dynamic;
}
