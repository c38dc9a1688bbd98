// `call S.op` as the request it is: method and path of the document, parameters where it wants them (language.md 6.9).
// Must not know types of values, nor how requests are sent.
import type * as ast from "../../syntax/ast.js";
import type { Span } from "../../source.js";
import type { Reporter } from "../reporter.js";
import { addedParameters } from "../added-parameters.js";
import { candidates, nearestDetails } from "../unknown.js";
import { membersOf, isDynamic, withoutNull } from "../types.js";
import type { Operation, Parameter, ParameterPlace, Style } from "./operation.js";

/** How the value of an expression is written where it is sent. */
export type ValueStyle =
  | { readonly kind: "delimited"; readonly by: "," | " " | "|" }
  | { readonly kind: "deepObject"; readonly name: string }
  | { readonly kind: "json" | "cookies" };

export interface LoweredCall {
  readonly request: ast.Request;
  /** Values by the parameter they fill. */
  readonly filled: ReadonlyMap<Parameter, ast.Expression>;
  readonly styles: ReadonlyMap<ast.Expression, ValueStyle>;
}

/** A request with the options of the call and an empty path: what follows a mistake in a call. */
export function emptyRequest(call: ast.OperationCall): ast.Request {
  const entries = (call.options?.entries ?? []).filter((each) => !isParams(each) && each.name.text !== "source");
  const path: ast.StringLiteral = { kind: "String", span: call.operation.span, value: "/" };
  return requestOf(call, "POST", path, entries);
}

export function lowerCall(call: ast.OperationCall, operation: Operation, reporter: Reporter): LoweredCall {
  const entries = call.options?.entries ?? [];
  const given = readParams(entries.filter(isParams), reporter);
  const filled = new Map<Parameter, ast.Expression>();
  const styles = new Map<ast.Expression, ValueStyle>();
  const properties: Record<ParameterPlace, (ast.Property | ast.Spread)[]> = {
    path: [],
    query: [],
    header: [],
    cookie: [],
  };
  const values = new Map<string, ast.Expression>();
  const meant: (string | undefined)[] = [];
  for (const property of given ?? []) {
    const targets = operation.parameters.filter((each) => isNamed(each, property.name.text));
    if (targets.length === 0) meant.push(reportUnknownParameter(reporter, operation, property.name));
    targets.forEach((target, index) => {
      // A name in two places is sent in both: the tables by node need a node for each.
      const value = index === 0 ? property.value : { ...property.value };
      filled.set(target, value);
      if (target.in === "path") values.set(target.name, value);
      properties[target.in].push(...sentAs(target, { ...property, value }, styles));
    });
  }
  const added = addedParameters(entries);
  const missing = operation.parameters
    .filter((each) => each.required && !filled.has(each) && ![...added, ...meant].includes(each.name))
    .map(({ name }) => name);
  if (given !== undefined && missing.length > 0)
    reporter.report("RQ5017", call.operation.span, { operation: operation.id, missing });
  const request = requestOf(
    call,
    operation.method,
    pathOf(call.operation.span, operation.path, values),
    optionsOf(call, operation, properties, styles, reporter),
  );
  return { request, filled, styles };
}

function isParams(option: ast.Option): boolean {
  return option.name.text === "params" || option.name.text === "query";
}

function isNamed(parameter: Parameter, name: string): boolean {
  if (parameter.name === name) return true;
  return parameter.in === "header" && parameter.name.toLowerCase() === name.toLowerCase();
}

/** Undefined where the parameters are not written out. */
function readParams(options: readonly ast.Option[], reporter: Reporter): readonly ast.Property[] | undefined {
  const found: ast.Property[] = [];
  for (const { value } of options) {
    const hidden = value.kind === "Object" ? value.properties.find((each) => each.kind === "Spread") : value;
    if (hidden !== undefined) {
      reporter.report("RQ5024", hidden.span, {});
      return undefined;
    }
    if (value.kind === "Object")
      found.push(...value.properties.flatMap((each) => (each.kind === "Property" ? [each] : [])));
  }
  return found;
}

/** Gives the one that was probably meant. */
function reportUnknownParameter(reporter: Reporter, operation: Operation, name: ast.Name): string | undefined {
  const known = operation.parameters.map((each) => each.name);
  const details = nearestDetails(name.text, name.span, candidates(known));
  reporter.report("RQ5016", name.span, { name: name.text, operation: operation.id, known }, details);
  return details.fix?.text;
}

/** The property, or the spread, that sends a parameter in its style. */
function sentAs(
  { name, style, type }: Parameter,
  property: ast.Property,
  styles: Map<ast.Expression, ValueStyle>,
): readonly (ast.Property | ast.Spread)[] {
  const { value } = property;
  if (style === "fields") return [{ kind: "Spread", span: property.span, value }];
  if (style === "deepObject") {
    styles.set(value, { kind: "deepObject", name });
    return [{ kind: "Spread", span: property.span, value }];
  }
  if (style === "json") styles.set(value, { kind: "json" });
  else if (isDelimiter(style) && mayBeList(type)) styles.set(value, { kind: "delimited", by: style });
  return [{ ...property, name: { ...property.name, text: name } }];
}

function isDelimiter(style: Style): style is "," | " " | "|" {
  return style === "," || style === " " || style === "|";
}

function mayBeList(type: Parameter["type"]): boolean {
  return isDynamic(type) || membersOf(withoutNull(type)).some((each) => each.kind === "list");
}

/** The path with a value for each `{name}`; one without a value has been reported. */
function pathOf(span: Span, path: string, values: ReadonlyMap<string, ast.Expression>): ast.Expression {
  const parts = path.split(/(\{[^{}]*\})/).flatMap((text): ast.Template["parts"] => {
    const value = /^\{.*\}$/s.test(text) ? values.get(text.slice(1, -1)) : undefined;
    if (value !== undefined) return [pathPart(value)];
    return text === "" ? [] : [{ kind: "TemplateText", span, text }];
  });
  if (parts.some((each) => each.kind !== "TemplateText")) return { kind: "Template", span, parts };
  return { kind: "String", span, value: parts.map((each) => (each.kind === "TemplateText" ? each.text : "")).join("") };
}

/** A literal that needs no encoding is a part of the path. */
function pathPart(value: ast.Expression): ast.Template["parts"][number] {
  const isPlain = value.kind === "Number" || (value.kind === "String" && /^[\w~-]+$/.test(value.value));
  if (isPlain) return { kind: "TemplateText", span: value.span, text: String(value.value) };
  return { kind: "Interpolation", span: value.span, value };
}

// ---- Options of the request

function optionsOf(
  call: ast.OperationCall,
  operation: Operation,
  properties: Readonly<Record<ParameterPlace, readonly (ast.Property | ast.Spread)[]>>,
  styles: Map<ast.Expression, ValueStyle>,
  reporter: Reporter,
): readonly ast.Option[] {
  const entries = call.options?.entries ?? [];
  const params = entries.find(isParams);
  const ownHeaders = entries.find((each) => each.name.text === "headers");
  const headers: (ast.Property | ast.Spread)[] = [...properties.header];
  if (properties.cookie.length > 0) {
    const value: ast.ObjectLiteral = { kind: "Object", span: call.operation.span, properties: properties.cookie };
    styles.set(value, { kind: "cookies" });
    headers.push(propertyOf(call.operation.span, "cookie", value));
  }
  const body = entries.find((each) => each.name.text === "body");
  if (body) headers.push(...mediaHeader(body, operation, ownHeaders));
  const source = entries.find((each) => each.name.text === "source");
  if (source)
    reporter.report("RQ4009", source.name.span, {
      option: "source",
      expected: "left out: `call` names the source itself",
    });
  // A body that the operation does not take is reported where bodies are.
  const dropped: readonly (ast.Option | undefined)[] = [source, ownHeaders, operation.body ? undefined : body];
  const others = entries.filter((each) => !isParams(each) && !dropped.includes(each));
  const query =
    properties.query.length === 0 ? [] : [optionOf(params?.name.span ?? call.span, "params", properties.query)];
  if (headers.length === 0) return [...query, ...(ownHeaders ? [ownHeaders] : []), ...others];
  const all = [...headers, ...(ownHeaders ? headersOf(ownHeaders) : [])];
  return [
    ...query,
    optionOf(ownHeaders?.name.span ?? params?.name.span ?? call.operation.span, "headers", all),
    ...others,
  ];
}

/** The header that says what the body is, where it is not plain JSON and the mission does not say so itself. */
function mediaHeader(
  body: ast.Option,
  { body: wanted }: Operation,
  headers: ast.Option | undefined,
): readonly ast.Property[] {
  if (wanted === undefined || wanted.mediaType === "application/json") return [];
  const isGiven =
    headers && headersOf(headers).some((each) => each.kind === "Property" && /^content-type$/i.test(each.name.text));
  if (isGiven === true) return [];
  const value: ast.StringLiteral = { kind: "String", span: body.name.span, value: wanted.mediaType };
  return [propertyOf(body.name.span, "content-type", value)];
}

function headersOf({ value }: ast.Option): readonly (ast.Property | ast.Spread)[] {
  return value.kind === "Object" ? value.properties : [{ kind: "Spread", span: value.span, value }];
}

function propertyOf(span: Span, text: string, value: ast.Expression): ast.Property {
  return { kind: "Property", span, name: { kind: "Name", span, text }, value };
}

function optionOf(span: Span, text: string, properties: readonly (ast.Property | ast.Spread)[]): ast.Option {
  const value: ast.ObjectLiteral = { kind: "Object", span, properties };
  return { kind: "Option", span, name: { kind: "Name", span, text }, value, unit: undefined, options: undefined };
}

function requestOf(
  call: ast.OperationCall,
  method: ast.Method,
  path: ast.Expression,
  entries: readonly ast.Option[],
): ast.Request {
  const { span, source } = call;
  const options: ast.Options | undefined =
    entries.length === 0 ? undefined : { kind: "Options", span: call.options?.span ?? span, entries };
  return { kind: "Request", span, method, source, again: undefined, path, options };
}
