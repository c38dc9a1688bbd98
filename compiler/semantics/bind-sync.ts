// What `lastSync` means in the options of a request (language.md 6.1, 6.14).
// Must not know types, nor how checkpoints are kept.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { bindExpression } from "./bind-expressions.js";
import type { Binder } from "./bind.js";
import type { VariableSymbol } from "./model.js";
import { optionOf } from "./paging.js";
import { lookUp, openScope, type Scope } from "./scope.js";

/** The scope of the options: `lastSync` is the checkpoint, unless a variable hides it. */
export function optionScope(step: ast.Request, scope: Scope): Scope {
  const inner = openScope(scope);
  if (lookUp(scope, "lastSync") === undefined)
    inner.variables.set("lastSync", {
      kind: "variable",
      name: "lastSync",
      origin: "sync",
      node: step,
      from: undefined,
    });
  return inner;
}

/** The value of `since`, and whether anything in the options reads the checkpoint; they are bound before. */
export function bindSync(binder: Binder, step: ast.Request, scope: Scope): void {
  const since = optionOf(step, "since")?.value;
  if (since?.kind === "Call" && since.callee.text === "lastSync")
    for (const each of since.args) bindExpression(binder, each, scope);
  else if (since) bindExpression(binder, since, scope);
  const variable = scope.variables.get("lastSync") ?? hidden(step);
  let isRead = false;
  const look = (node: ast.NameExpression): void => {
    isRead ||= binder.bindings.names.get(node) === variable;
  };
  if (step.options) walk(step.options, { enter: { NameExpression: look } });
  binder.bindings.lastSyncs.set(step, { variable, isRead });
}

function hidden(step: ast.Request): VariableSymbol {
  return { kind: "variable", name: "lastSync", origin: "sync", node: step, from: undefined };
}
