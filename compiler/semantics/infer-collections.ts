// Types of calls of the collection functions, of `where` filters and of `any of` (language.md 10.4 to 10.6).
// Must not know any other expression; the type of each function's result is in collection-results.
import type * as ast from "../syntax/ast.js";
import { inferApart } from "./awaited.js";
import { collectionResult, type Given } from "./collection-results.js";
import { describe } from "./describe.js";
import {
  bodyOf,
  callForm,
  type CallForm,
  type CallNode,
  comparesValues,
  elementArgument,
  elementFunction,
  readsSubject,
} from "./element-calls.js";
import { arity, functionEntry, signatureHelp } from "./functions.js";
import { inFrame } from "./held-tests.js";
import { inBlock } from "./held-subjects.js";
import { inferExpression } from "./infer-expressions.js";
import { reduceType } from "./infer-reduce.js";
import type { Inferrer } from "./infer.js";
import { writtenElement } from "./infer-rows.js";
import type { VariableSymbol } from "./model.js";
import { type Facts, inClosure } from "./narrow.js";
import { selectedElement } from "./selected-elements.js";
import { postponing } from "./reporter.js";
import { overlaps } from "./overlaps.js";
import {
  boolean,
  dynamic,
  errorType,
  fieldNames,
  isAwaited,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  optional,
  shapeOf,
  type Type,
  union,
  withoutNull,
} from "./types.js";

/** The elements of a collection, null apart. */
export interface Elements {
  readonly element: Type;
  readonly nullable: boolean;
}

export function collectionCall(infer: Inferrer, node: CallNode, facts: Facts): Type {
  const form = callForm(node);
  const { args } = form;
  const [collection] = args;
  if (!hasArguments(infer, node, form) || !collection) {
    if (collection && collection.kind !== "Lambda") inferExpression(infer, collection, facts);
    return errorType;
  }
  if (comparesValues(infer.bindings, form)) return valuesType(infer, form, facts);
  const combined = infer.bindings.combined.get(collection);
  if (combined) {
    const elements = elementsOf(infer, form.name.text, combined.collection, facts);
    infer.variables.set(combined.element, elements.element);
    const each = inferApart(infer, collection, inClosure(infer, facts));
    return resultOf(infer, form, elements, { node: collection, type: each });
  }
  const elements = elementsOf(infer, form.name.text, collection, facts);
  if (form.name.text === "reduce") return reduceType(infer, form, elements, facts);
  const argument = elementArgument(form);
  const each = argument && argumentType(infer, form, argument, elements, facts);
  const others = args.slice(1).filter((each) => each !== argument);
  if (!others.map((each) => isDirection(infer, form, each, facts)).every(Boolean)) return errorType;
  const element =
    argument && guarded.includes(form.name.text) ? selectedBy(infer, argument, elements, facts) : elements.element;
  const given = argument && each ? { node: argument, type: each } : undefined;
  return resultOf(infer, form, { ...elements, element }, given);
}

/** Where TypeScript takes what the predicate says of an element for what the elements are. */
const guarded = ["filter", "find", "every"];

function selectedBy(infer: Inferrer, predicate: ast.Expression, { element }: Elements, facts: Facts): Type {
  return selectedElement(infer, predicate, element, inClosure(infer, facts));
}

function hasArguments(infer: Inferrer, node: CallNode, form: CallForm): boolean {
  const { name, args } = form;
  const entry = functionEntry(name.text);
  const { least, most: written } = entry ? arity(entry) : { least: 1, most: 1 };
  // `min` and `max` take any number of values, or a list and what to take of its elements.
  const isOfElements = args.length > 1 && !comparesValues(infer.bindings, form);
  const most = written === Number.POSITIVE_INFINITY && isOfElements ? 2 : written;
  if (args.length >= least && args.length <= most) return true;
  const span = node.kind === "Pipe" ? node.call.span : node.span;
  const facts = { name: name.text, least, most, found: args.length };
  infer.reporter.report("RQ3002", span, facts, entry && signatureHelp(entry.entry));
  return false;
}

function resultOf(infer: Inferrer, form: CallForm, elements: Elements, each: Given | undefined): Type {
  const collection = form.args[0];
  const own = collection && { node: collection, type: elements.element };
  if (elements.element.kind === "error") return errorType;
  const type = own ? collectionResult(infer, form, own, each) : errorType;
  return !elements.nullable || isDynamic(type) || form.name.text === "count" || form.name.text === "sum"
    ? type
    : optional(type);
}

/** What a collection holds; RQ3003 where it is none. */
export function elementsOf(infer: Inferrer, name: string, node: ast.Expression, facts: Facts): Elements {
  const type = inferExpression(infer, node, facts);
  if (isDynamic(type)) return { element: type, nullable: true };
  if (isAwaited(type)) return { element: type, nullable: true };
  const members = membersOf(withoutNull(type));
  const lists = members.flatMap((each) => (each.kind === "list" ? [each.element] : isDynamic(each) ? [dynamic] : []));
  if (type.kind !== "null" && type.kind !== "never" && lists.length < members.length) {
    const fields = fieldNames(type).filter(
      (field) => shapeOf(withoutNull(type))?.fields.get(field)?.type.kind === "list",
    );
    const help =
      fields.length === 0 ? {} : { help: `its lists are ${fields.map((each) => `\`.${each}\``).join(", ")}` };
    const facts = { name, parameter: "list", expected: "a list or a store", found: describe(type) };
    infer.reporter.report("RQ3003", node.span, facts, help);
    return { element: errorType, nullable: false };
  }
  // Of what is known to hold nothing, nothing is known.
  const element = writtenElement(infer, node, union(...lists));
  return { element: element.kind === "never" && !isAwaited(element) ? dynamic : element, nullable: mayBeNull(type) };
}

/** The type of an element argument's value; RQ3018 where its lambda has the wrong number of parameters. */
function argumentType(
  infer: Inferrer,
  form: CallForm,
  argument: ast.Expression,
  elements: Elements,
  facts: Facts,
): Type {
  if (!hasParameters(infer, form, argument)) return errorType;
  if (argument.kind === "String") return reportConstant(infer, form, argument);
  const types = (infer.bindings.elements.get(argument) ?? []).map(() => elements.element);
  return elementType(infer, argument, types, facts, elementFunction(form.name.text)?.asks);
}

function reportConstant(infer: Inferrer, { name }: CallForm, { value, span }: ast.StringLiteral): Type {
  const text = `.${value}`;
  const isName = /^[A-Za-z_]\w*$/.test(value);
  const details = isName
    ? { help: `write \`${text}\``, fix: { title: `replace with \`${text}\``, span, text, safe: true } }
    : {};
  infer.reporter.report("RQ3019", span, { name: name.text, reason: "constant" }, details);
  return errorType;
}

/** `reduce` needs its lambda: nothing else names what it gathers. */
export function hasParameters(infer: Inferrer, { name }: CallForm, argument: ast.Expression): boolean {
  const allowed = elementFunction(name.text)?.lambda ?? [];
  const found = argument.kind === "Lambda" ? argument.parameters.length : undefined;
  if (allowed.includes(found ?? 1)) return true;
  infer.reporter.report("RQ3018", argument.span, { name: name.text, allowed, found });
  return false;
}

/** The type of an element argument or predicate, whose parameters have these types. */
export function elementType(
  infer: Inferrer,
  argument: ast.Expression,
  types: readonly Type[],
  facts: Facts,
  asks = false,
): Type {
  const parameters = infer.bindings.elements.get(argument) ?? [];
  parameters.forEach((each, at) => infer.variables.set(each, types[at] ?? dynamic));
  const before = infer.condition;
  infer.condition = asks;
  const type = inFunction(infer, argument, parameters, facts);
  infer.condition = before;
  return type;
}

function inFunction(infer: Inferrer, argument: ast.Expression, own: readonly VariableSymbol[], facts: Facts): Type {
  let type: Type = dynamic;
  inBlock(infer, () => {
    type = inFrame(infer, { span: argument.span, own }, () =>
      inferApart(infer, bodyOf(argument), inClosure(infer, facts)),
    );
    return facts;
  });
  return type;
}

const directions = ["asc", "desc"];

/** RQ3019 where the argument behind the element argument, or in its place, is no direction. */
function isDirection(infer: Inferrer, form: CallForm, node: ast.Expression, facts: Facts): boolean {
  if (node.kind === "Lambda") {
    infer.reporter.report("RQ3017", node.span, { name: form.name.text });
    return false;
  }
  // What is no direction was most likely meant for the elements, and is not looked at as what it says here.
  const reporter = postponing(infer.reporter);
  const type = inferExpression({ ...infer, reporter }, node, facts);
  const isOrder = form.name.text === "sort" || form.name.text === "sortBy";
  const isText = membersOf(type).every((each) => each.kind === "string" && each.is === undefined);
  const fits = membersOf(type).every(
    (each) => each.kind === "literal" && directions.some((word) => word === each.value),
  );
  const mayFit = isDynamic(type) && !readsSubject(node);
  if (isOrder && (isText || fits || mayFit)) {
    reporter.deliver();
    return true;
  }
  infer.reporter.report("RQ3019", node.span, { name: form.name.text, reason: isOrder ? "direction" : "lambda" });
  return false;
}

/** `min(a, b)`: the least of values, nulls left out. */
function valuesType(infer: Inferrer, form: CallForm, facts: Facts): Type {
  const given = form.args.map((node) => {
    if (node.kind === "Lambda") infer.reporter.report("RQ3017", node.span, { name: form.name.text });
    return { node, type: node.kind === "Lambda" ? errorType : inferExpression(infer, node, facts) };
  });
  const [first, ...others] = given;
  if (!first) return errorType;
  const odd = others.find((each) => !overlaps(withoutNull(each.type), withoutNull(first.type))) ?? first;
  const type = union(...given.map((each) => each.type));
  const result = collectionResult(infer, form, { node: odd.node, type }, undefined);
  return given.some((each) => !mayBeNull(each.type)) ? withoutNull(result) : result;
}

export function filterType(infer: Inferrer, node: ast.Filter, facts: Facts): Type {
  const elements = elementsOf(infer, "where", node.collection, facts);
  elementType(infer, node.predicate, [elements.element], facts, true);
  if (elements.element.kind === "error") return errorType;
  const type = list(selectedBy(infer, node.predicate, elements, facts));
  return elements.nullable ? optional(type) : type;
}

export function anyOfType(infer: Inferrer, node: ast.AnyOf, facts: Facts): Type {
  const elements = elementsOf(infer, "any of", node.collection, facts);
  if (node.predicate) elementType(infer, node.predicate, [elements.element], facts, true);
  if (infer.asked.has(node)) return boolean;
  return optional(node.predicate ? selectedBy(infer, node.predicate, elements, facts) : elements.element);
}
