// The names of the groups that `groupBy` makes, where its key is one of some literals (language.md 5.4, 10.6).
// Must not know what is reported of a name.
import type * as ast from "../syntax/ast.js";
import { bodyOf, elementArgument } from "./element-calls.js";
import { fieldRead } from "./field-reads.js";
import type { Bindings } from "./model.js";
import { dynamic, literal, membersOf, type Type, unionOfAll, unitsOf } from "./types.js";
import { formOf, keptFrom, pickedFrom } from "./written-parts.js";

interface Known {
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly bindings: Pick<Bindings, "names" | "subjects">;
}

/** The names of all groups that there may be, where they are known. */
export function groupNames(known: Known, node: ast.Expression): readonly string[] | undefined {
  const value = writtenFor(known, node);
  const form = formOf(value);
  const by = form?.name.text === "groupBy" ? elementArgument(form) : undefined;
  const keys = by ? unitsOf(known.types.get(bodyOf(by)) ?? dynamic) : [];
  const names = keys.flatMap(nameOf);
  return names.length > 0 && names.length === keys.length ? names : undefined;
}

/** A key is kept as its text, null too. */
function nameOf(type: Type): readonly string[] {
  if (type.kind === "literal") return [String(type.value)];
  return type.kind === "null" ? ["null"] : [];
}

/** The type of a value as far as it can come: the name of a group is a text, but not any. */
export function possibleType(known: Known, node: ast.Expression, type: Type): Type {
  return ofNames(type, () => nameIn(known, node));
}

/** The same of the elements of a list. */
export function possibleElement(known: Known, list: ast.Expression, element: Type): Type {
  return ofNames(element, () => namesIn(known, list, "keys"));
}

function ofNames(type: Type, find: () => readonly string[] | undefined): Type {
  const isText = (each: Type): boolean => each.kind === "string";
  const names = membersOf(type).some(isText) ? find() : undefined;
  return names ? unionOfAll(membersOf(type).flatMap((each) => (isText(each) ? names.map(literal) : [each]))) : type;
}

/** Of an element of `keys`, and of the `key` of one of `entries`. */
function nameIn(known: Known, node: ast.Expression): readonly string[] | undefined {
  const value = writtenFor(known, node);
  const read = fieldRead(known.bindings, value);
  if (read) return read.name.text === "key" ? namesOf(known, read.object, "entries") : undefined;
  return namesOf(known, value, "keys");
}

type Lister = "keys" | "entries";

function namesOf(known: Known, element: ast.Expression, lister: Lister): readonly string[] | undefined {
  const list = listOf(known, writtenFor(known, element));
  return list && namesIn(known, list, lister);
}

function namesIn(known: Known, list: ast.Expression, lister: Lister): readonly string[] | undefined {
  const value = writtenFor(known, list);
  const kept = keptFrom(value);
  if (kept) return namesIn(known, kept.list, lister);
  const form = formOf(value);
  return form?.name.text === lister && form.args[0] ? groupNames(known, form.args[0]) : undefined;
}

/** The list that the value is an element of. */
function listOf({ bindings }: Known, node: ast.Expression): ast.Expression | undefined {
  const binding =
    node.kind === "NameExpression"
      ? bindings.names.get(node)
      : node.kind === "Subject"
        ? bindings.subjects.get(node)
        : undefined;
  return binding?.kind === "variable" ? binding.of : pickedFrom(node)?.list;
}

/** `let` never changes what it names (6.3). */
function writtenFor(known: Known, node: ast.Expression): ast.Expression {
  const binding = node.kind === "NameExpression" ? known.bindings.names.get(node) : undefined;
  const isLet = binding?.kind === "variable" && binding.node.kind === "Let";
  return isLet ? writtenFor(known, binding.node.value) : node;
}
