// Fields that are read by a name that the mission writes: `order.by`, or `order["by"]` of what is no store, whose brackets
// hold a key (language.md 4.1). Must not know types.
import type * as ast from "../syntax/ast.js";
import type { Bindings } from "./model.js";

export interface FieldRead {
  readonly object: ast.Expression;
  readonly name: ast.Name;
}

/** Whether it is a field of something. */
export function isField(bindings: Pick<Bindings, "names">, node: ast.Expression | undefined): boolean {
  return node !== undefined && fieldRead(bindings, node) !== undefined;
}

export function fieldRead({ names }: Pick<Bindings, "names">, node: ast.Expression): FieldRead | undefined {
  if (node.kind === "FieldAccess") return node;
  if (node.kind !== "Index" || node.index.kind !== "String") return undefined;
  const isStore = node.object.kind === "NameExpression" && names.get(node.object)?.kind === "store";
  const { value, span } = node.index;
  return isStore ? undefined : { object: node.object, name: { kind: "Name", text: value, span } };
}

/** A name or fields as the mission writes them; nothing for the subject alone. */
export function readText(node: ast.Expression): string | undefined {
  if (node.kind === "NameExpression") return node.name;
  if (node.kind === "Subject") return "";
  const object = node.kind === "FieldAccess" ? readText(node.object) : undefined;
  return node.kind === "FieldAccess" && object !== undefined ? `${object}.${node.name.text}` : undefined;
}
