// The static type of what is read: names, subjects, fields and elements, with what is not there reported.
// Must not know any other expression.
import type * as ast from "../syntax/ast.js";
import type { Details } from "../diagnostics.js";
import { functionEntry } from "./functions.js";
import { type FieldRead, fieldRead } from "./field-reads.js";
import { memberType } from "./functions/shapes.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import type { Builtin, NameBinding } from "./model.js";
import { type Facts } from "./narrow.js";
import { validationErrorType } from "./openapi/answers.js";
import { isResponseKey, recordRead, referenceKey } from "./reference-keys.js";
import { declarationOf, fieldPlaces, quoted } from "./declared.js";
import { describe } from "./describe.js";
import { foreignValues } from "./foreign-words.js";
import { overlaps } from "./overlaps.js";
import {
  boolean,
  dynamic,
  errorType,
  fieldNames,
  fieldType,
  integer,
  isAwaited,
  isDynamic,
  kindOf,
  list,
  mayBeNull,
  membersOf,
  nullType,
  optional,
  shapeOf,
  string,
  type Type,
  union,
  withoutNull,
} from "./types.js";
import { nearest } from "../suggest.js";
import { type Candidates, candidates, nearestDetails, reportUnknown } from "./unknown.js";
import { isNoEvent } from "./waits.js";

type UnknownName = Extract<NameBinding, { readonly kind: "unknown" }>;

export function nameType(infer: Inferrer, node: ast.NameExpression): Type {
  const binding = infer.bindings.names.get(node);
  switch (binding?.kind) {
    case "variable":
      return infer.variables.get(binding) ?? dynamic;
    case "store":
      return list(infer.storeType(binding));
    case "env":
      return string;
    case "builtin":
      return builtinType(infer, node, binding.name);
    case "unknown":
      reportUnknownName(infer, node, binding);
      return errorType;
    case undefined:
      return errorType;
  }
}

function builtinType(infer: Inferrer, node: ast.NameExpression, name: Builtin): Type {
  switch (name) {
    case "response":
      // What is no event is reported by a rule.
      return isNoEvent(infer.flow, node) ? errorType : infer.responseType(node);
    case "request":
    case "currentRequest":
      return dynamic;
    case "currentOperation":
      return infer.mission.documents.operations.size === 0 ? nullType : optional(string);
  }
}

/** With the text that is meant, the nearest name, or `.name` where the record at hand has, or may have, that field. */
function reportUnknownName(
  infer: Inferrer,
  { name, span }: ast.NameExpression,
  { candidates: known, subject, words = [] }: UnknownName,
): void {
  const word = words.includes(name) ? name : nearest(name, words);
  if (word !== undefined)
    return reportUnknown(infer.reporter, "name", { text: name, span }, candidates(words), undefined, quoted(word));
  const among = candidates(known);
  const near = nearestDetails(name, span, among);
  const record = subject?.kind === "variable" ? (infer.variables.get(subject) ?? dynamic) : dynamic;
  const mayHave = subject !== undefined && isDynamic(record) && near.fix === undefined;
  const has = !isDynamic(record) && fieldType(record, name) !== undefined;
  if (!has && !mayHave)
    return reportUnknown(
      infer.reporter,
      "name",
      { text: name, span },
      among,
      undefined,
      foreignValues.get(name.toLowerCase()),
    );
  const fix = has ? { fix: { title: `replace with \`.${name}\``, span, text: `.${name}`, safe: false } } : {};
  infer.reporter.report("RQ2007", span, { name, known, of: name }, fix);
}

export function subjectType(infer: Inferrer, node: ast.Subject): Type {
  const binding = infer.bindings.subjects.get(node);
  if (binding?.kind === "variable") return infer.variables.get(binding) ?? dynamic;
  return infer.responseType(node);
}

export function fieldAccess(infer: Inferrer, node: ast.FieldAccess, facts: Facts): Type {
  const element = infer.bindings.columns.get(node);
  if (element) return fieldOf(infer, infer.variables.get(element) ?? dynamic, node.name);
  if (infer.bindings.addresses.has(node)) return string;
  const object = inferExpression(infer, node.object, facts);
  const name = node.name.text;
  const store = node.object.kind === "NameExpression" ? infer.bindings.names.get(node.object) : undefined;
  if (store?.kind === "store") return name === "length" ? integer : storeFields(infer, node, infer.storeType(store));
  if (isResponseKey(referenceKey(infer, node.object) ?? "")) {
    if (name === "validationErrors" && infer.trusting) return optional(validationErrorType);
    // The answer has them, whatever its body is (6.8).
    if (name === "headers" && fieldType(object, name) === undefined) return dynamic;
  }
  if (node.object.kind === "Filter" && name !== "length") {
    const column = storeFields(infer, node, elementOf(object));
    return mayBeNull(object) ? union(column, nullType) : column;
  }
  return recordField(infer, node, object);
}

function recordField(infer: Inferrer, { object, name }: FieldRead, type: Type, write?: (near: string) => string): Type {
  const read = recordRead(infer, object, name.text);
  // What was mapped has the type that it had where the map stands.
  return fieldOf(infer, read === object ? type : (infer.types.get(read) ?? dynamic), name, write);
}

/** `.f` of a store is the list of its records' `f`, nulls left out (10.5). */
function storeFields(infer: Inferrer, node: ast.FieldAccess, record: Type): Type {
  return list(withoutNull(fieldOf(infer, record, node.name)));
}

function elementOf(type: Type): Type {
  return isDynamic(type)
    ? type
    : union(...membersOf(type).map((each) => (each.kind === "list" ? each.element : withoutNull(each))));
}

function fieldOf(infer: Inferrer, object: Type, name: ast.Name, write?: (near: string) => string): Type {
  if (name.text === "_partial") return boolean;
  if (isAwaited(object)) return object;
  const value = withoutNull(object);
  if (name.text === "length" && !isDynamic(object) && membersOf(value).some((each) => isTextOrList(each)))
    return union(...membersOf(object).map(lengthOf));
  const field = fieldType(object, name.text);
  if (field) return field.type;
  if (object.kind === "null" || object.kind === "never") return object.kind === "null" ? nullType : dynamic;
  const isList = membersOf(value).every((each) => each.kind === "list");
  const details = isList
    ? listDetails(name, elementOf(value))
    : nearestDetails(name.text, name.span, knownFields(value), write);
  if (isList) infer.reporter.report("RQ3009", name.span, { name: name.text, type: describe(object) }, details);
  else
    infer.reporter.report(
      "RQ3001",
      name.span,
      { name: name.text, type: describe(value), known: fieldNames(value) },
      details,
    );
  return errorType;
}

/** Fields by name; a text has a length. */
function knownFields(value: Type): Candidates {
  return membersOf(value).some(isTextOrList) ? candidates([...fieldNames(value), "length"]) : fieldPlaces(value);
}

/** What may have been meant by a field of a list: a function, the length, or a field of its elements. */
function listDetails(name: ast.Name, element: Type): Details {
  if (isDynamic(element) || fieldType(element, name.text)) return {};
  const called = functionEntry(name.text) && `${name.text}()`;
  if (called) {
    const fix = { title: `replace with \`${called}\``, span: name.span, text: called, safe: false };
    return { help: `\`${name.text}\` is a function: write \`.${called}\``, fix };
  }
  const near = nearestDetails(name.text, name.span, candidates(["length"]));
  return near.fix ? near : { help: `its elements are \`${describe(element)}\`, which has no such field` };
}

/** Of a text or a list; a record may have a field of that name. */
function lengthOf(type: Type): Type {
  return isTextOrList(type) ? integer : (fieldType(type, "length")?.type ?? nullType);
}

function isTextOrList(type: Type): boolean {
  return type.kind === "list" || type.kind === "string" || (type.kind === "literal" && typeof type.value === "string");
}

export function indexType(infer: Inferrer, node: ast.Index, facts: Facts): Type {
  const object = inferExpression(infer, node.object, facts);
  const index = inferExpression(infer, node.index, facts);
  const store = node.object.kind === "NameExpression" ? infer.bindings.names.get(node.object) : undefined;
  if (store?.kind === "store") {
    // Null is no key, and reads null.
    const keys = membersOf(withoutNull(index));
    if (keys.some((each) => each.kind === "list" || shapeOf(each)))
      infer.reporter.report("RQ3007", node.index.span, {
        where: "a store's key",
        expected: "a text, a number or a boolean",
        inWords: true,
        found: describe(index),
      });
    return union(infer.storeType(store), nullType);
  }
  if (isDynamic(object)) return dynamic;
  if (isAwaited(object)) return object;
  const members = membersOf(withoutNull(object));
  const field = fieldRead(infer.bindings, node);
  if (field && members.length > 0 && members.every((each) => each.kind !== "list"))
    return recordField(infer, field, object, quoted);
  if (members.length > 0 && members.every((each) => each.kind === "list") && !overlaps(withoutNull(index), integer))
    infer.reporter.report("RQ3007", node.index.span, {
      where: "the index of a list",
      expected: "int",
      found: describe(index),
    });
  if (members.length > 0 && members.every(hasNoElements) && isNumber(index))
    infer.reporter.report(
      "RQ3007",
      node.object.span,
      { where: "what `[…]` is read from", expected: "a list", inWords: true, found: describe(object) },
      { related: declarationOf(infer.types, node.object) },
    );
  const isList = members.every((each) => each.kind === "list");
  return union(isList ? elementOf(withoutNull(object)) : (memberType(object) ?? dynamic), nullType);
}

/** A number, a flag, or a record none of whose fields is named by digits. */
function hasNoElements(type: Type): boolean {
  const shape = shapeOf(type);
  if (!shape) return ["number", "boolean"].includes(kindOf(type));
  return !shape.open && ![...shape.fields.keys()].some((name) => /^\d+$/.test(name));
}

function isNumber(index: Type): boolean {
  return membersOf(withoutNull(index)).every((each) => kindOf(each) === "number");
}
