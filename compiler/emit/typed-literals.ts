// Objects and lists that are written out where their type is declared: each value is converted or checked where it stands
// (language.md 5.4). Must not know steps.
import { meantMembers } from "../semantics/meant-member.js";
import { dynamic, list, membersOf, type ObjectShape, shapeOf, type Type } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, join, key } from "./code.js";
import { fitted } from "./conversions.js";
import { defined, emitExpression } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { lasting, spreadValue } from "./literals.js";

/** An object literal of a declared type; `name` is that of the type, or the path to it: `Order.customer`. */
export function recordLiteral(
  f: FunctionEmitter,
  properties: ast.ObjectLiteral["properties"],
  target: ObjectShape | undefined,
  name: string,
): Code {
  const values = properties.map((each) => ({
    name: each.kind === "Spread" ? undefined : each.name.text,
    value: each.kind === "Spread" ? emitExpression(f, each.value) : memberValue(f, each, target, name),
  }));
  const members = lasting(values).map(({ name: property, value }) => {
    if (property === undefined) return spreadValue(value);
    const field = target?.fields.get(property);
    if (!field) return code`...{ ${key(property, "literal")}: ${defined(value)} }`;
    return code`${key(property, "literal")}: ${fitted(f, value, field.type, `\`${property}\` of ${name}`)}`;
  });
  return code`{\n${members.map((each) => code`${each},\n`)}}`;
}

function memberValue(f: FunctionEmitter, node: ast.Property, target: ObjectShape | undefined, name: string): Value {
  const { text } = node.name;
  const wanted = target?.fields.get(text)?.type ?? dynamic;
  return typedValue(f, node.value, wanted, `${name}.${text}`, `\`${text}\` of ${name}`);
}

/** `where` names the place in messages, `path` those inside it. */
function typedValue(f: FunctionEmitter, node: ast.Expression, wanted: Type, path: string, where: string): Value {
  const typed =
    node.kind === "Object"
      ? objectOf(f, node, wanted, path)
      : node.kind === "List"
        ? listOf(f, node, wanted, path, where)
        : undefined;
  return typed ?? emitExpression(f, node);
}

/** A literal that gives all that its declared shape requires; what else there is, is checked as a whole. */
function objectOf(f: FunctionEmitter, node: ast.ObjectLiteral, wanted: Type, path: string): Value | undefined {
  const [type, ...others] = meantMembers(f.module.types.types, node, wanted);
  const shape = type && shapeOf(type);
  if (!shape || others.length > 0 || shape.open || isTaken(node, shape)) return undefined;
  const given = node.properties.flatMap((each) => (each.kind === "Property" ? [each.name.text] : []));
  const isWhole = [...shape.fields].every(([field, { optional }]) => optional || given.includes(field));
  if (!isWhole || given.length < node.properties.length) return undefined;
  return { code: recordLiteral(f, node.properties, shape, path), type };
}

function listOf(
  f: FunctionEmitter,
  node: ast.ListLiteral,
  wanted: Type,
  path: string,
  where: string,
): Value | undefined {
  const [type, ...others] = membersOf(wanted).filter((each) => each.kind === "list");
  const items = node.items.flatMap((each) => (each.kind === "Spread" ? [] : [each]));
  if (type?.kind !== "list" || others.length > 0 || items.length < node.items.length || items.length === 0)
    return undefined;
  const elements = items.map((each) => {
    const value = typedValue(f, each, type.element, `${path}[]`, `an element of ${where}`);
    return fitted(f, value, type.element, `an element of ${where}`);
  });
  return { code: code`[${join(elements, ", ")}]`, type: list(type.element) };
}

/** Whether a field that is left out has the name of one that objects inherit, which TypeScript takes for it. */
export function isTaken({ properties }: ast.ObjectLiteral, target: ObjectShape | undefined): boolean {
  const given = properties.flatMap((each) => (each.kind === "Property" ? [each.name.text] : []));
  return [...(target?.fields.keys() ?? [])].some((name) => name in Object.prototype && !given.includes(name));
}
