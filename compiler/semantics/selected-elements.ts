// What the elements are that the predicate of `filter`, `find`, `where` or `any of` selects (language.md 5.4, 10.4, 10.5).
// Must not know how such a call is written, nor what else is done with elements.
import { bodyOf, callForm, type CallNode } from "./element-calls.js";
import { givenFunction } from "./given.js";
import type { Inferrer } from "./infer.js";
import { type Facts, narrowBy } from "./narrow.js";
import { variableKey } from "./reference-keys.js";
import { declared, isDynamic, kindOf, membersOf, same, type Type } from "./types.js";
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";

/** The type of the elements for which a predicate of typed parts holds; noted where it says more than the list does. */
export function selectedElement(infer: Inferrer, predicate: ast.Expression, element: Type, facts: Facts): Type {
  const [variable] = infer.bindings.elements.get(predicate) ?? [];
  infer.selected.delete(predicate);
  if (!variable || element.kind === "error" || awaits(infer, predicate)) return element;
  const narrowed = narrowBy(infer, bodyOf(predicate), true, facts).get(variableKey(infer, variable));
  if (!narrowed || same(narrowed, element)) return element;
  // What is made of them keeps the literals, as with a type guard.
  const found = declared(narrowed);
  infer.selected.set(predicate, found);
  return isSelectable(found, element) ? found : element;
}

/** Whether a type guard can name it: a part of the elements, or what a test has found one of unknown shape to be. */
export function isSelectable(found: Type, element: Type): boolean {
  const members = membersOf(found);
  if (members.length === 0 || isDynamic(found)) return false;
  if (isDynamic(element)) return members.every((each) => each.kind !== "literal" && each.kind !== "null");
  const all = membersOf(element);
  const isLiteralOf = (each: Type, kind: Type): boolean => each.kind === "literal" && kindOf(each) === kind.kind;
  return members.every((each) => all.some((other) => same(each, other) || isLiteralOf(each, other)));
}

/** Whether the predicate reads a store or calls a function of the program: a function that awaits is no type guard. */
function awaits({ bindings, mission }: Inferrer, predicate: ast.Expression): boolean {
  let found = false;
  const call = (node: CallNode): void =>
    void (found ||= givenFunction(mission, callForm(node).name.text) !== undefined);
  walk(predicate, {
    enter: {
      NameExpression: (node) => void (found ||= bindings.names.get(node)?.kind === "store"),
      Call: call,
      MethodCall: call,
      Pipe: call,
    },
  });
  return found;
}
