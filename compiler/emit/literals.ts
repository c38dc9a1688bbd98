// Objects and lists of a mission as literals of TypeScript, with what is spread into them.
// Must not know other expressions.
import type * as ast from "../syntax/ast.js";
import { bounded } from "../semantics/bounded.js";
import { unionOf, widenElements } from "../semantics/list-elements.js";
import { isKnownSpread, literalShape } from "../semantics/functions/shapes.js";
import { declared, dynamic, list, membersOf, shapeOf, type Type, union, widen } from "../semantics/types.js";
import { type Code, code, join, key, runtime } from "./code.js";
import { defined, emitExpression } from "./expressions.js";
import { emittedType, type FunctionEmitter, type Value } from "./function.js";

const none: ReadonlySet<string> = new Set();

/** `constants`: fields whose texts keep their literal types. */
export function objectValue(f: FunctionEmitter, node: ast.ObjectLiteral, constants = none): Value {
  const isConstant = (each: ast.Property | ast.Spread): boolean =>
    each.kind === "Property" && each.value.kind === "String" && constants.has(each.name.text);
  const properties = lasting(
    node.properties.map((each) => {
      const property = propertyValue(f, each);
      return isConstant(each) ? { ...property, code: code`${property.code} as const`, isConstant: true } : property;
    }),
  );
  const members = properties.map(({ name, value, isConstant = false }) => {
    const type = emittedType(value);
    return { name, type: name === undefined ? type : isConstant ? declared(type) : widen(type) };
  });
  return {
    code: code`{ ${join(
      properties.map((each) => each.code),
      ", ",
    )} }`,
    type: literalShape(members),
    truth: true,
  };
}

interface PropertyValue {
  /** Undefined for a spread. */
  readonly name: string | undefined;
  readonly value: Value;
  readonly code: Code;
  readonly isConstant?: boolean;
}

/** Without properties that a spread behind them surely overwrites, which TypeScript takes for a mistake. */
export function lasting<P extends { readonly name: string | undefined; readonly value: Value }>(
  properties: readonly P[],
): readonly P[] {
  const overwrites = ({ name, value }: P, property: string): boolean =>
    name === undefined && !value.undefinable && surelyHas(value.type, property);
  return properties.filter(
    ({ name }, index) => name === undefined || !properties.slice(index + 1).some((each) => overwrites(each, name)),
  );
}

function surelyHas(type: Type, property: string): boolean {
  return (
    isKnownSpread(type) && membersOf(type).every((each) => shapeOf(each)?.fields.get(property)?.optional === false)
  );
}

function propertyValue(f: FunctionEmitter, node: ast.Property | ast.Spread): PropertyValue {
  const value = emitExpression(f, node.value);
  if (node.kind === "Spread") return { name: undefined, value, code: spreadValue(value) };
  const name = node.name.text;
  const property = code`${key(name, "literal")}: ${defined(value)}`;
  // Where several literals meet TypeScript takes what the others inherit for such a property, unless it is spread.
  const isInherited = name in Object.prototype && name !== "__proto__";
  return { name, value, code: isInherited || f.module.unexpected.has(node) ? code`...{ ${property} }` : property };
}

export function propertyCodes(f: FunctionEmitter, node: ast.ObjectLiteral): readonly Code[] {
  return lasting(node.properties.map((each) => propertyValue(f, each))).map((each) => each.code);
}

/** TypeScript, too, spreads nothing where null stands. */
export function spreadValue(value: Value): Code {
  // Nothing but an empty object beside records of one kind has no field, which TypeScript sees in a spread by itself.
  if (value.orEmpty && membersOf(value.type).length === 1) {
    const { code: plain, present } = value.orEmpty;
    return present ? spreadValue(present) : code`...${plain}`;
  }
  return isKnownSpread(value.type) ? code`...${value.code}` : code`...${runtime("spread")}(${value.code})`;
}

export function listValue(f: FunctionEmitter, node: ast.ListLiteral): Value {
  const items = node.items.map((each) => itemValue(f, each));
  const text = code`[${join(
    items.map((each) => each.code),
    ", ",
  )}]`;
  const element = bounded(unionOf(items.map((each) => each.type)));
  return f.module.types.constants.has(node)
    ? { code: code`${text} as const`, type: list(declared(element)), truth: true }
    : { code: text, type: list(widenElements(element)), truth: true };
}

/** An item with the type that TypeScript sees in it: of a spread, that of its elements. */
export function itemValue(f: FunctionEmitter, node: ast.Expression | ast.Spread): Value {
  if (node.kind !== "Spread") {
    const value = emitExpression(f, node);
    return { code: defined(value), type: emittedType(value) };
  }
  const value = emitExpression(f, node.value);
  const elements = membersOf(value.type).map((each) => (each.kind === "list" ? each.element : undefined));
  if (!value.undefinable && !elements.includes(undefined))
    return { code: code`...${value.code}`, type: union(...elements.flatMap((each) => each ?? [])) };
  return { code: code`...${runtime("itemsOf")}(${value.code})`, type: dynamic };
}
