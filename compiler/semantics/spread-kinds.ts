// What an object literal spreads where that is a record of several kinds of which none can go there (language.md 5.4).
// Must not know choices that are written out, nor what is said of it.
import type * as ast from "../syntax/ast.js";
import { canFit } from "./can-fit.js";
import { literalShape } from "./functions/shapes.js";
import { objectsOf } from "./meant-member.js";
import { dynamic, type Field, membersOf, type ObjectShape, shapeOf, type Type, unionOfAll } from "./types.js";

type Types = ReadonlyMap<ast.Expression, Type>;

export interface Unfit {
  readonly spread: ast.Expression;
  /** The field that is wrong in each kind, and what it is there; undefined where each has another mistake. */
  readonly field: { readonly name: string; readonly wanted: Field; readonly type: Type } | undefined;
}

function isOfKinds(types: Types, node: ast.Expression): boolean {
  return objectsOf(types.get(node) ?? dynamic).length > 1;
}

/** Undefined where the literal is right with one of the kinds, or all of them lack the same. */
export function unfitKinds(types: Types, node: ast.ObjectLiteral, target: ObjectShape): Unfit | undefined {
  const spread = node.properties.find((each) => each.kind === "Spread" && isOfKinds(types, each.value));
  const kinds = membersOf(typeOf(types, node)).flatMap((each) => shapeOf(each) ?? []);
  // What is written beside the spread is looked at by itself.
  const written = node.properties.flatMap((each) => (each.kind === "Property" ? [each.name.text] : []));
  const asked = [...target.fields].filter(([name]) => !written.includes(name));
  const wrong = kinds.map((kind) => asked.find(([name, field]) => !fits(kind, name, field)));
  const [first] = wrong;
  if (!spread || !first || wrong.some((each) => each === undefined)) return undefined;
  const [name, wanted] = first;
  const given = kinds.flatMap((each) => each.fields.get(name) ?? []);
  if (given.length === 0) return undefined;
  const isOne = given.length === kinds.length && wrong.every((each) => each?.[0] === name);
  const type = unionOfAll(given.map((each) => each.type));
  return { spread: spread.value, field: isOne ? { name, wanted, type } : undefined };
}

function typeOf(types: Types, { properties }: ast.ObjectLiteral): Type {
  return literalShape(
    properties.map((each) => ({
      name: each.kind === "Property" ? each.name.text : undefined,
      type: types.get(each.value) ?? dynamic,
    })),
  );
}

function fits({ fields, open }: ObjectShape, name: string, wanted: Field): boolean {
  const given = fields.get(name);
  if (!given) return wanted.optional || open;
  return given.optional || canFit(given.type, wanted.type, "none");
}
