// Names in calls, lambdas and element arguments: what `.field`, `item` and parameters are there (language.md 6.1, 10.4).
// Must not know types, nor what the functions do.
import type * as ast from "../syntax/ast.js";
import { bindExpression } from "./bind-expressions.js";
import type { Binder } from "./bind.js";
import { callForm, type CallNode, columnsIn, combiningArgument, elementArgument, isSameText } from "./element-calls.js";
import type { VariableSymbol } from "./model.js";
import { openElementScope, type Scope } from "./scope.js";

export function bindCall(binder: Binder, node: CallNode, scope: Scope): void {
  const form = callForm(node);
  const element = elementArgument(form);
  for (const arg of form.args) {
    if (arg !== element) bindExpression(binder, arg, scope);
    // `reduce` gives what the elements before came to as the first parameter.
    else bindElement(binder, arg, scope, form.args[0], form.name.text === "reduce" ? 1 : 0);
  }
  const combining = combiningArgument(form);
  if (combining) bindColumns(binder, combining);
}

/**
 * An element argument, or the predicate of `where` or `any of`; `at` is the lambda's parameter that is the element, and so is
 * one behind it.
 */
export function bindElement(
  binder: Binder,
  node: ast.Expression,
  scope: Scope,
  of: ast.Expression | undefined,
  at = 0,
): void {
  if (node.kind !== "Lambda") {
    const element = variable("", node, of);
    binder.bindings.elements.set(node, [element]);
    return bindExpression(binder, node, openElementScope(scope, element));
  }
  const parameters = node.parameters.map((each, index) => variable(each.text, each, index < at ? undefined : of));
  binder.bindings.elements.set(node, parameters);
  const inner = openElementScope(scope, parameters[at] ?? variable("", node, of));
  node.parameters.forEach((name, index) => {
    const parameter = parameters[index];
    if (parameter) binder.declare(inner, parameter, name);
  });
  bindExpression(binder, node.body, inner);
}

function variable(name: string, node: ast.Node, of?: ast.Expression): VariableSymbol {
  return { kind: "variable", name, origin: "element", node, from: undefined, of };
}

/** Columns of one collection stand for the fields of one of its records (10.5). */
function bindColumns(binder: Binder, argument: ast.Expression): void {
  const columns = columnsIn(argument, binder.bindings);
  const [first] = columns;
  if (!first || !columns.every((each) => isSameText(each.object, first.object))) return;
  const element = variable("", argument);
  binder.bindings.combined.set(argument, { collection: first.object, element });
  for (const each of columns) binder.bindings.columns.set(each, element);
}
