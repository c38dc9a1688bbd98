// RQ3001, RQ3006, RQ3007, RQ3012, RQ5021, RQ5023: values of a `call` that its operation does not take (language.md 6.9).
// Must not know how parameters are sent.
import type * as ast from "../../syntax/ast.js";
import { lackingIn } from "../lacking.js";
import type { CalledOperation } from "../openapi/use-documents.js";
import { wordOf } from "../options.js";
import type { Reporter } from "../reporter.js";
import type { Checking } from "../misfits.js";
import { requireFit } from "../require-fit.js";
import { sinceParameter } from "../sync.js";
import {
  anyObject,
  list,
  literal,
  membersOf,
  type ObjectShape,
  optional,
  shapeOf,
  type Type,
  union,
  withoutNull,
} from "../types.js";
import { candidates, nearestDetails } from "../unknown.js";
import { writtenValues } from "../written-values.js";
import type { Rule } from "./index.js";

export const calls: Rule = ({ mission, bindings, claims: { types } }, reporter) => {
  const checking: Checking = { types, writtenValues: writtenValues(mission, bindings), reporter };
  for (const called of mission.documents.operations.values()) {
    const { operation, filled } = called;
    for (const [parameter, node] of filled) {
      // A literal of the path is a part of it and no expression any more.
      const type =
        types.get(node) ?? (node.kind === "String" || node.kind === "Number" ? literal(node.value) : undefined);
      const wanted = parameter.required ? accepted(parameter.type) : optional(accepted(parameter.type));
      const where = `\`${parameter.name}\` of \`${operation.id}\``;
      if (type) requireFit(checking, node, type, wanted, where, { converts: "text" });
    }
    checkBody(called, checking);
    checkAdded(called, reporter);
  }
};

/** One value may stand for a list of one; null is left out of a list. */
function accepted(type: Type): Type {
  const members = membersOf(type).flatMap((each) =>
    each.kind === "list" ? [list(optional(each.element)), each.element] : [each],
  );
  return union(...members);
}

function checkBody({ call, operation }: CalledOperation, checking: Checking): void {
  const { types, reporter } = checking;
  const given = call.options?.entries.find((each) => each.name.text === "body");
  const { body } = operation;
  if (given === undefined) {
    if (body?.required === true)
      reporter.report("RQ5021", call.operation.span, { operation: operation.id, problem: "missing" });
    return;
  }
  if (body === undefined)
    return reporter.report("RQ5021", given.name.span, { operation: operation.id, problem: "unwanted" });
  if (body.mediaType.startsWith("multipart/"))
    return reporter.report("RQ4001", given.name.span, { what: `a body of \`${body.mediaType}\`` });
  const type = given.value.kind === "Object" ? anyObject : types.get(given.value);
  const wanted = body.required ? body.type : optional(body.type);
  // In a form all is text.
  const converts = /\bjson\b/.test(body.mediaType) ? "none" : "text";
  if (type) requireFit(checking, given.value, type, wanted, `the body of \`${operation.id}\``, { converts });
  if (given.value.kind === "Object")
    checkFields(given.value, withoutNull(body.type), `body of ${operation.id}`, checking);
}

/** Fields that the operation does not know, most likely misspelt. */
function checkFields(node: ast.ObjectLiteral, wanted: Type, target: string, checking: Checking): void {
  const shapes = membersOf(wanted).flatMap((each) => shapeOf(each) ?? []);
  if (shapes.length === 0 || shapes.some((each) => each.open)) return;
  // Those that were meant for a field that is missing have been reported with it.
  const misspelt = shapes.flatMap((each) => lackingIn(checking.types, node, each).misspelt.map(({ name }) => name));
  for (const property of node.properties) {
    if (property.kind === "Spread") continue;
    const { name, value } = property;
    const fields = shapes.flatMap((each) => each.fields.get(name.text) ?? []);
    if (fields.length > 0) {
      const type = union(...fields.map((each) => withoutNull(each.type)));
      if (value.kind === "Object") checkFields(value, type, `${target}.${name.text}`, checking);
      continue;
    }
    if (misspelt.includes(name)) continue;
    reportUnknownField(checking.reporter, name, target, shapes);
  }
}

/** An error where the document takes no other fields. */
function reportUnknownField(reporter: Reporter, name: ast.Name, target: string, shapes: readonly ObjectShape[]): void {
  const known = [...new Set(shapes.flatMap((each) => [...each.fields.keys()]))];
  const details = nearestDetails(name.text, name.span, candidates(known));
  if (shapes.every(({ exact }) => exact))
    reporter.report("RQ3001", name.span, { name: name.text, type: target, known }, details);
  else reporter.report("RQ3006", name.span, { name: name.text, target, isSent: true }, details);
}

/** Parameters that `paginate` and `since` add; they need not be in the document. */
function checkAdded({ call, operation }: CalledOperation, reporter: Reporter): void {
  const known = operation.parameters.map(({ name }) => name);
  const entries = call.options?.entries ?? [];
  for (const node of entries.flatMap(addedNames)) {
    const name = wordOf(node);
    if (name !== undefined && !known.includes(name))
      reporter.report(
        "RQ5023",
        node.span,
        { name, operation: operation.id },
        nearestDetails(name, node.span, candidates(known)),
      );
  }
  const since = entries.find(({ name }) => name.text === "since");
  const isNamed = entries.some((each) => sinceNames(each).length > 0);
  if (since && !isNamed && !known.includes(sinceParameter))
    reporter.report(
      "RQ5023",
      since.name.span,
      { name: sinceParameter, operation: operation.id },
      { help: "name the parameter that it has: `sinceParam: …`" },
    );
}

function addedNames(option: ast.Option): readonly ast.Expression[] {
  return option.name.text === "paginate" ? pagingNames(option.value) : sinceNames(option);
}

/** `sinceParam: name`, or `since: lastSync { param: name }`. */
function sinceNames({ name, value, options }: ast.Option): readonly ast.Expression[] {
  if (name.text === "sinceParam") return [value];
  const named = name.text === "since" ? options?.entries.find((each) => each.name.text === "param") : undefined;
  return named ? [named.value] : [];
}

/** Which arguments name parameters. */
const namedArguments: ReadonlyMap<string, readonly number[]> = new Map([
  ["offset", [0, 2]],
  ["page", [0, 2]],
  ["cursor", [0, 3]],
  ["link", [1]],
  ["next", [2]],
]);

/** `offset(param, size, sizeParam)`, or `{ type, param, … }`. */
function pagingNames(value: ast.Expression): readonly ast.Expression[] {
  if (value.kind === "Object")
    return value.properties.flatMap((each) =>
      each.kind === "Property" && (each.name.text === "param" || each.name.text === "sizeParam") ? [each.value] : [],
    );
  if (value.kind !== "Call") return [];
  return (namedArguments.get(value.callee.text) ?? []).flatMap((at) => value.args[at] ?? []);
}
