// RQ3007: objects and lists where a request or `abort` takes text, numbers, true or false (language.md 6.4, 6.5, 7.5).
// Must not know how they are sent; parameters that a document describes are checked by the rule of calls.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { describe } from "../describe.js";
import type { Reporter } from "../reporter.js";
import { anyObject, dynamic, isDynamic, membersOf, shapeOf, type Type, withoutNull } from "../types.js";
import { waitOption } from "../waits.js";
import type { Rule } from "./index.js";

interface Sent {
  readonly reporter: Reporter;
  readonly typeOf: (node: ast.Expression) => Type;
}

const scalar = "text, a number, true or false";

export const scalars: Rule = ({ mission, claims }, reporter) => {
  const { styles, operations } = mission.documents;
  // What is written in a style of a document is a text by then.
  const typeOf = (node: ast.Expression): Type => (styles.has(node) ? dynamic : (claims.types.get(node) ?? dynamic));
  const sent: Sent = { reporter, typeOf };
  for (const { node } of mission.sources.values()) {
    checkHeaders(sent, optionOf(node?.options, "headers"));
    checkHeaders(sent, optionOf(node?.options, "additionalHeaders"));
  }
  for (const action of mission.actions.values())
    walk(action.node, {
      enter: {
        Request: (step) => checkRequest(sent, step, operations.has(step)),
        Wait: (step) => checkScalar(sent, waitOption(step, "path"), "`path`", "text"),
        Abort: ({ message }) => checkScalar(sent, message, "the message of `abort`"),
      },
    });
};

function checkRequest(sent: Sent, step: ast.Request, isDescribed: boolean): void {
  const headers = optionOf(step.options, "headers");
  checkHeaders(sent, headers);
  checkScalar(sent, optionOf(step.options, "idempotencyKey"), "`idempotencyKey`");
  checkScalar(sent, optionOf(step.options, "syncKey"), "`syncKey`", "text");
  const since = optionOf(step.options, "since");
  if (since?.kind === "Call" && since.callee.text === "lastSync")
    checkScalar(sent, since.args[0], "the key of `lastSync`", "text");
  if (isDescribed) return;
  checkPath(sent, step.path);
  for (const name of ["params", "query"])
    eachValue(sent, optionOf(step.options, name), (node, type, key) =>
      checkScalars(sent, node, type, `\`${key}\` of \`${name}\``),
    );
  if (isForm(headers))
    eachValue(sent, optionOf(step.options, "body"), (node, type, key) =>
      checkScalars(sent, node, type, `\`${key}\` of a form`),
    );
}

function checkHeaders(sent: Sent, headers: ast.Expression | undefined): void {
  eachValue(sent, headers, (node, type, key) => {
    if (!hasScalar(type)) reportSent(sent, node, type, `the header \`${key}\``, scalar);
  });
}

function checkScalar(sent: Sent, node: ast.Expression | undefined, where: string, expected = scalar): void {
  // An object that an option holds is no value of its own.
  const type = node && (node.kind === "Object" ? anyObject : sent.typeOf(node));
  if (type && !hasScalar(type)) reportSent(sent, node, type, where, expected);
}

/** A list is repeated, element by element. */
function checkScalars(sent: Sent, node: ast.Expression, type: Type, where: string): void {
  const members = membersOf(withoutNull(type));
  const fits = members.some((each) => hasScalar(each.kind === "list" ? each.element : each));
  if (members.length > 0 && !fits) reportSent(sent, node, type, where, `${scalar}, or a list of them`);
}

function checkPath(sent: Sent, path: ast.Expression): void {
  for (const part of path.kind === "Template" ? path.parts : []) {
    if (part.kind !== "Interpolation") continue;
    const type = sent.typeOf(part.value);
    if (!hasScalar(type)) reportSent(sent, part.value, type, "a part of a path", scalar);
  }
}

/** The values of an object, written out or by what its type requires. */
function eachValue(
  { typeOf }: Sent,
  node: ast.Expression | undefined,
  visit: (node: ast.Expression, type: Type, name: string) => void,
): void {
  if (node?.kind === "Object") {
    for (const each of node.properties) {
      if (each.kind === "Property") visit(each.value, typeOf(each.value), each.name.text);
      else eachField(typeOf(each.value), (type, name) => visit(each.value, type, name));
    }
  } else if (node) eachField(typeOf(node), (type, name) => visit(node, type, name));
}

function eachField(object: Type, visit: (type: Type, name: string) => void): void {
  for (const [name, field] of shapeOf(withoutNull(object))?.fields ?? []) if (!field.optional) visit(field.type, name);
}

/** Whether some value of the type is a scalar; what is always null is left out. */
function hasScalar(type: Type): boolean {
  const present = withoutNull(type);
  if (isDynamic(present) || present.kind === "never") return true;
  return membersOf(present).some((each) => each.kind !== "list" && shapeOf(each) === undefined);
}

function isForm(headers: ast.Expression | undefined): boolean {
  return (
    headers?.kind === "Object" &&
    headers.properties.some(
      (each) =>
        each.kind === "Property" &&
        each.name.text.toLowerCase() === "content-type" &&
        each.value.kind === "String" &&
        /^application\/x-www-form-urlencoded\s*(;|$)/i.test(each.value.value),
    )
  );
}

function optionOf(options: ast.Options | undefined, name: string): ast.Expression | undefined {
  return options?.entries.find((each) => each.name.text === name)?.value;
}

function reportSent({ reporter }: Sent, node: ast.Expression, type: Type, where: string, expected: string): void {
  reporter.report("RQ3007", node.span, { where, expected, inWords: true, found: describe(type) });
}
