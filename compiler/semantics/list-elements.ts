// The type of the elements of a list literal, which can be long.
// Must not know the syntax tree, nor what else is made of types.
import { integer, membersOf, type Type, union, unionOfAll, widen } from "./types.js";

/** Literals of a list that are told apart by its type; a longer list is a list of their kind. */
const mostLiterals = 64;

/** The union of the items. */
export function unionOf(types: readonly Type[]): Type {
  const all = types.length > mostLiterals ? types.map(widen) : types;
  return unionOfAll(all);
}

/** The elements as TypeScript takes them: literals are of their kinds, whole numbers stay whole. */
export function widenElements(type: Type): Type {
  const isWhole = (each: Type): boolean =>
    each.kind === "literal" && !each.declared && Number.isSafeInteger(each.value);
  return union(...membersOf(type).map((each) => (isWhole(each) ? integer : widen(each))));
}
