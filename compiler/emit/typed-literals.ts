// Objects and lists that are written out where their type is declared: each value is converted or checked where it stands
// (language.md 5.4). Must not know steps.
import { literalShape } from "../semantics/functions/shapes.js";
import { meantMembers } from "../semantics/meant-member.js";
import { dynamic, list, membersOf, type ObjectShape, shapeOf, type Type, union, widen } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join, key } from "./code.js";
import { fitted } from "./conversions.js";
import { expectFields } from "./expected-fields.js";
import { defined, emitExpression } from "./expressions.js";
import { emittedType, type FunctionEmitter, type Value } from "./function.js";
import { itemValue, lasting, spreadValue } from "./literals.js";

interface RecordLiteral extends Value {
  /** The same, each member on a line of its own. */
  readonly lines: Code;
}

/**
 * An object literal of a declared type; `name` is that of the type, or the path to it: `Order.customer`. What is spread into
 * it is taken as it is.
 */
export function recordLiteral(
  f: FunctionEmitter,
  properties: ast.ObjectLiteral["properties"],
  target: ObjectShape | undefined,
  name: string,
): RecordLiteral {
  const values = properties.map((each) => ({
    name: each.kind === "Spread" ? undefined : each.name.text,
    value: each.kind === "Spread" ? emitExpression(f, each.value) : memberValue(f, each, target, name),
  }));
  const kept = lasting(values).map(({ name: property, value }) => {
    const field = property === undefined ? undefined : target?.fields.get(property);
    const given = emittedType(value);
    const type = property === undefined ? given : (field?.type ?? widen(given));
    if (property === undefined) return { name: property, type, code: spreadValue(value) };
    if (!field) {
      const member = code`${key(property, "literal")}: ${defined(value)}`;
      return { name: property, type, code: target?.open ? member : code`...{ ${member} }` };
    }
    const converted = fitted(f, value, field.type, `\`${property}\` of ${name}`);
    return { name: property, type, code: code`${key(property, "literal")}: ${converted}` };
  });
  const members = kept.map((each) => each.code);
  const lines = code`{\n${members.map((each) => code`${each},\n`)}}`;
  return { code: code`{ ${join(members, ", ")} }`, lines, type: literalShape(kept), truth: true };
}

export function hasSpread(node: ast.ObjectLiteral): boolean {
  return node.properties.some((each) => each.kind === "Spread");
}

function memberValue(f: FunctionEmitter, node: ast.Property, target: ObjectShape | undefined, name: string): Value {
  const { text } = node.name;
  const wanted = target?.fields.get(text)?.type ?? dynamic;
  return typedValue(f, node.value, wanted, `${name}.${text}`, `\`${text}\` of ${name}`);
}

/** An expression where its type is declared: `where` names the place in messages, `path` those inside it. */
export function typedCode(f: FunctionEmitter, node: ast.Expression, wanted: Type, path: string, where: string): Code {
  return fitted(f, typedValue(f, node, wanted, path, where), wanted, where);
}

function typedValue(f: FunctionEmitter, node: ast.Expression, wanted: Type, path: string, where: string): Value {
  expectFields(f.module, node, wanted);
  const typed =
    node.kind === "Object"
      ? objectOf(f, node, wanted, path)
      : node.kind === "List"
        ? typedList(f, node, wanted, `${path}[]`, `an element of ${where}`)
        : undefined;
  return typed ?? emitExpression(f, node);
}

/** A literal that gives all that its declared shape requires; with what is spread into it, it is checked as a whole, too. */
function objectOf(f: FunctionEmitter, node: ast.ObjectLiteral, wanted: Type, path: string): Value | undefined {
  const [type, ...others] = meantMembers(f.module.types.types, node, wanted);
  const shape = type && shapeOf(type);
  if (!shape || others.length > 0 || shape.open || isTaken(node, shape)) return undefined;
  if (hasSpread(node)) return recordLiteral(f, node.properties, shape, path);
  const given = node.properties.flatMap((each) => (each.kind === "Property" ? [each.name.text] : []));
  const isWhole = [...shape.fields].every(([field, { optional }]) => optional || given.includes(field));
  return isWhole ? { ...recordLiteral(f, node.properties, shape, path), type } : undefined;
}

/** `path` and `where` are those of its elements. */
export function typedList(
  f: FunctionEmitter,
  node: ast.ListLiteral,
  wanted: Type,
  path: string,
  where: string,
): Value | undefined {
  const [type, ...others] = membersOf(wanted).filter((each) => each.kind === "list");
  if (type?.kind !== "list" || others.length > 0 || node.items.every((each) => each.kind === "Spread"))
    return undefined;
  const items = node.items.map((each): Value => {
    if (each.kind === "Spread") return itemValue(f, each);
    const value = typedValue(f, each, type.element, path, where);
    return { code: fitted(f, value, type.element, where), type: type.element };
  });
  const elements = items.map((each) => each.code);
  return { code: code`[${join(elements, ", ")}]`, type: list(union(...items.map((each) => each.type))) };
}

/** Whether a field that is left out has the name of one that objects inherit, which TypeScript takes for it. */
export function isTaken({ properties }: ast.ObjectLiteral, target: ObjectShape | undefined): boolean {
  const given = properties.flatMap((each) => (each.kind === "Property" ? [each.name.text] : []));
  return [...(target?.fields.keys() ?? [])].some((name) => name in Object.prototype && !given.includes(name));
}
