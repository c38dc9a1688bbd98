// The types of elements, fields and characters that the results of functions are made of.
// Must not know any function.
import { dynamic, isDynamic, membersOf, never, string, type Type, union, widen, withoutNull } from "../types.js";

/** The type of the elements of a list; of what is known to be none, `never`. */
export function elementOf(type: Type | undefined): Type {
  const members = type ? membersOf(withoutNull(type)) : [];
  return union(...members.map((each) => (each.kind === "list" ? each.element : isDynamic(each) ? dynamic : never)));
}

/** The type of the elements of a list or the characters of text. */
export function elementOrCharacter(type: Type | undefined): Type {
  if (!type || isDynamic(type)) return dynamic;
  const hasText = membersOf(withoutNull(type)).some((each) => widen(each).kind === "string");
  return union(elementOf(type), ...(hasText ? [string] : []));
}
