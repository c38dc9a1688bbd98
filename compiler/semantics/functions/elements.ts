// The types of elements, fields and characters that the results of functions are made of.
// Must not know any function.
import {
  dynamic,
  fieldType,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  never,
  optional,
  shapeOf,
  string,
  type Type,
  union,
  kindOf,
  widen,
  withoutNull,
} from "../types.js";

/** The type of the elements of a list; of what is known to be none, `never`. */
export function elementOf(type: Type | undefined): Type {
  const members = type ? membersOf(withoutNull(type)) : [];
  return union(...members.map((each) => (each.kind === "list" ? each.element : isDynamic(each) ? dynamic : never)));
}

/** The type of the elements of a list or the characters of text. */
export function elementOrCharacter(type: Type | undefined): Type {
  if (!type || isDynamic(type)) return dynamic;
  const hasText = membersOf(withoutNull(type)).some((each) => kindOf(each) === "string");
  return union(elementOf(type), ...(hasText ? [string] : []));
}

/** `concat`: a text of scalars, or a list of lists. */
export function concatenated(args: readonly Type[]): Type {
  const areAll = (...kinds: readonly string[]): boolean =>
    args.every((each) => membersOf(each).every((member) => kinds.includes(kindOf(member))));
  if (areAll("string", "number", "boolean", "null")) return string;
  return areAll("list", "null") ? list(union(...args.map(elementOf))) : dynamic;
}

/** `toArray`. */
export function arrayOf(value: Type): Type {
  const elements = membersOf(withoutNull(value)).map((each) => (each.kind === "list" ? each.element : widen(each)));
  return mayBeNull(value) ? optional(list(union(...elements))) : list(union(...elements));
}

/** `get`: an element of a list at an index, or a field of a known shape; what a path leads to is not known. */
export function reached([collection, path, otherwise]: readonly Type[]): Type {
  const value = collection ? withoutNull(collection) : dynamic;
  const found = collection && path && reachedIn(value, path);
  if (!found || isDynamic(found)) return dynamic;
  const result = otherwise ? union(withoutNull(found), otherwise) : optional(found);
  return mayBeNull(collection) ? optional(result) : result;
}

function reachedIn(value: Type, path: Type): Type | undefined {
  if (value.kind === "list") return kindOf(path) === "number" ? value.element : undefined;
  const name = path.kind === "literal" && typeof path.value === "string" ? path.value : undefined;
  if (name === undefined || shapeOf(value)?.fields.has(name) !== true) return undefined;
  return fieldType(value, name)?.type;
}
