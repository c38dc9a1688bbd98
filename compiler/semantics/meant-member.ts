// Which member of a union an object literal is meant to be: the texts, numbers and flags that are written in it say so.
// Must not know where the literal goes.
import type * as ast from "../syntax/ast.js";
import { canFit } from "./can-fit.js";
import { membersOf, shapeOf, type Type, withoutNull } from "./types.js";

type Types = ReadonlyMap<ast.Expression, Type>;

/** The objects among the members of the type that nothing in the literal speaks against. */
export function meantMembers(types: Types, node: ast.ObjectLiteral, type: Type): readonly Type[] {
  const objects = objectsOf(type);
  if (objects.length < 2) return objects;
  return objects.filter((each) => !node.properties.some((one) => contradicts(types, one, each)));
}

export function objectsOf(type: Type): readonly Type[] {
  return membersOf(type).filter((each) => shapeOf(each) !== undefined);
}

/** Whether what is written out is none of those that the shape has under its name. */
export function contradicts(types: Types, property: ast.Property | ast.Spread, target: Type): boolean {
  if (property.kind === "Spread") return false;
  const given = types.get(property.value);
  const wanted = shapeOf(target)?.fields.get(property.name.text)?.type;
  const isTag = wanted !== undefined && membersOf(withoutNull(wanted)).every((each) => each.kind === "literal");
  return given?.kind === "literal" && isTag && !canFit(given, wanted, "none");
}
