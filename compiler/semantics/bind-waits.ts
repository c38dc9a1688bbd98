// What `wait` steps refer to, and which of them a request means by `response.webhookUrl` (language.md 6.21).
// Must not know types, nor how events come.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { bindExpression } from "./bind-expressions.js";
import { bindOptions } from "./bind-requests.js";
import { type Binder, bindStore, subjectVariable } from "./bind.js";
import type { MissionModel } from "./model.js";
import { waitOptions } from "./options.js";
import { bodiesOf } from "./recovery.js";
import { openScope, type Scope } from "./scope.js";
import { stepsOf } from "./structure.js";
import { storageOf, waitOption } from "./waits.js";

export function bindWait(binder: Binder, step: ast.Wait, scope: Scope): void {
  const subject = subjectVariable(binder, step);
  bindOptions(binder, step.options, waitOptions, scope);
  const filter = waitOption(step, "eventFilter");
  if (filter) bindExpression(binder, filter, openScope(scope, subject));
  const storage = storageOf(step);
  if (!storage) return;
  bindStore(binder, step, storage.target);
  if (storage.key) bindExpression(binder, storage.key, openScope(scope, subject));
}

/** Reads in requests, by the next wait behind the request: in its block, else in a block around it. */
export function webhookAddresses(mission: MissionModel): ReadonlyMap<ast.Node, ast.Wait> {
  const addresses = new Map<ast.Node, ast.Wait>();
  const visit = (steps: readonly ast.Step[], behind: ast.Wait | undefined): void => {
    let next = behind;
    for (const step of [...steps].reverse()) {
      const wait = next;
      if (step.kind === "Request" && wait)
        walk(step, { enter: { FieldAccess: (node) => void (isAddress(node) && addresses.set(node, wait)) } });
      for (const body of bodiesOf(step)) visit(stepsOf(body), wait);
      if (step.kind === "Wait") next = step;
    }
  };
  for (const action of mission.actions.values()) visit(action.node.steps, undefined);
  return addresses;
}

function isAddress({ object, name }: ast.FieldAccess): boolean {
  return name.text === "webhookUrl" && object.kind === "NameExpression" && object.name === "response";
}
