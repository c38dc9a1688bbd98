// What the declarations of stores refer to: the subject and arms of a `match`, and the options of a kind.
// Must not know types, nor which kinds there are.
import type * as ast from "../syntax/ast.js";
import type { Binder } from "./bind.js";
import { bindExpression } from "./bind-expressions.js";
import { bindChoice } from "./bind-requests.js";
import type { Scope } from "./scope.js";

/** `outside`: neither stores nor what belongs to an action can be read where a store is declared. */
export function bindStoreKinds(binder: Binder, outside: Scope): void {
  for (const { node, kinds } of binder.mission.stores.values()) {
    if (node.type.kind !== "Name") bindChoice(binder, node.type, outside, () => undefined);
    for (const { options } of kinds) for (const each of optionValues(options)) bindExpression(binder, each, outside);
  }
}

/** A bare word among the options is a text (1.7). */
export function optionValues(options: ast.ObjectLiteral | undefined): readonly ast.Expression[] {
  return (options?.properties ?? []).flatMap((each) => (each.value.kind === "NameExpression" ? [] : [each.value]));
}
