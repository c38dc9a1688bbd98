// Literals that go where a type is declared, also inside of choices, lists and merges: of a field that the type does not name
// TypeScript takes there only what is spread (language.md 5.1). Must not know how literals are written.
import { meantMembers } from "../semantics/meant-member.js";
import { dynamic, fieldType, membersOf, shapeOf, type Type, union } from "../semantics/types.js";
import { branchesOf, elementsIn, merged } from "../semantics/written-parts.js";
import type * as ast from "../syntax/ast.js";
import type { ModuleEmitter } from "./module.js";

/** From here on, fields of literals in `node` that `wanted` does not name are spread. */
export function expectFields(module: ModuleEmitter, node: ast.Expression, wanted: Type): void {
  const object = node.kind === "Object" ? node : merged(node);
  if (object) return expectObject(module, object, wanted);
  for (const each of branchesOf(node)) expectFields(module, each.node, wanted);
  const elements = union(...membersOf(wanted).flatMap((each) => (each.kind === "list" ? [each.element] : [])));
  for (const each of elementsIn(node)?.elements ?? []) expectFields(module, each, elements);
}

function expectObject(module: ModuleEmitter, node: ast.ObjectLiteral, wanted: Type): void {
  const meant = meantMembers(module.types.types, node, wanted);
  const shapes = meant.flatMap((each) => shapeOf(each) ?? []);
  if (shapes.length === 0 || shapes.some(({ open }) => open)) return;
  for (const each of node.properties) {
    if (each.kind === "Spread") continue;
    const name = each.name.text;
    if (shapes.every(({ fields }) => !fields.has(name))) module.unexpected.add(each);
    else expectFields(module, each.value, fieldType(union(...meant), name)?.type ?? dynamic);
  }
}
