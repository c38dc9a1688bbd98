// Expressions of a mission as TypeScript: plain operators where types are known, one small helper where they are not.
// Must not know steps; it asks the types of infer and decides nothing about them.
import type * as ast from "../syntax/ast.js";
import { type VariableSymbol } from "../semantics/model.js";
import { resolveType } from "../semantics/schemas.js";
import {
  boolean,
  dynamic,
  type Field,
  isDynamic,
  list,
  mayBeNull,
  literal as literalType,
  nullType,
  same,
  shapeOf,
  string,
  type Type,
  union,
  unionOf,
  widen,
} from "../semantics/types.js";
import { awaits, type Code, code, join, key, member, runtime, templateText } from "./code.js";
import { callValue } from "./calls.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";
import { matchValue } from "./match-values.js";
import { fieldAccess, indexValue } from "./members.js";
import { binaryValue, negation, unaryValue } from "./operators.js";
import { sharedRead } from "./shared.js";
import { typeTest } from "./types.js";

/** The expression as JSON: never `undefined`. */
export function valueCode(f: FunctionEmitter, node: ast.Expression): Code {
  return defined(emitExpression(f, node));
}

export function defined(value: Value): Code {
  return value.undefinable ? code`(${value.code} ?? null)` : value.code;
}

export function emitExpression(f: FunctionEmitter, node: ast.Expression): Value {
  switch (node.kind) {
    case "String":
      return { code: code`${node.value}`, type: literalType(node.value), truth: node.value !== "" };
    case "Template":
      return templateValue(f, node);
    case "Number":
      return { code: code`${node.value}`, type: literalType(node.value), truth: node.value !== 0 };
    case "Duration":
      return {
        code: code`${node.milliseconds}`,
        type: { kind: "number", is: "duration" },
        truth: node.milliseconds !== 0,
      };
    case "Boolean":
      return { code: code`${node.value}`, type: literalType(node.value), truth: node.value };
    case "Null":
      return { code: code`null`, type: nullType, truth: false };
    case "NameExpression":
      return nameValue(f, node);
    case "Subject":
      return subjectValue(f, node);
    case "FieldAccess":
      return fieldAccess(f, node);
    case "Index":
      return indexValue(f, node);
    case "Call":
      return callValue(f, node.callee.text, node.args, node);
    case "MethodCall":
      return callValue(f, node.name.text, [node.object, ...node.args], node);
    case "Unary":
      return unaryValue(f, node);
    case "Binary":
      return binaryValue(f, node);
    case "Is":
      return isValue(f, node);
    case "Conditional":
      return conditionalValue(f, node);
    case "Try":
      return tryValue(f, node);
    case "MatchExpression":
      return matchValue(f, node);
    case "Object":
      return objectValue(f, node);
    case "List":
      return listValue(f, node);
    case "Pipe":
    case "Filter":
    case "AnyOf":
    case "Lambda":
      throw new Error(`${node.kind} has been reported as not supported yet`);
  }
}

/**
 * What TypeScript knows of a reference: the narrowed type where a guard has proven one, else the type that its
 * declaration has in the emitted code, which can be of unknown shape where infer knows more.
 */
function known(f: FunctionEmitter, node: ast.Expression, emitted: Type, inferred: Type | undefined): Type {
  const type = f.module.types.types.get(node) ?? dynamic;
  if (type.kind === "never") return type;
  if (isDynamic(type) || (inferred && same(type, inferred))) return emitted;
  return type;
}

/** The value where it is known to be of `type`: `== null` leaves null or undefined of a value of unknown shape. */
export function narrowedTo(value: Value, type: Type): Value {
  if (isDynamic(type)) return { ...value, type };
  return { ...value, type, undefinable: (isDynamic(value.type) || (value.undefinable ?? false)) && mayBeNull(type) };
}

function nameValue(f: FunctionEmitter, node: ast.NameExpression): Value {
  const binding = f.module.bindings.names.get(node);
  switch (binding?.kind) {
    case "variable":
      return variableValue(f, binding, node);
    case "store":
      return {
        code: code`(await ${contextCode(f, "stores")}${member(binding.name)}.all())`,
        type: list(f.module.types.stores.get(binding) ?? dynamic),
      };
    case "env":
      return { code: code`${contextCode(f, "env")}(${binding.name})`, type: string };
    case "builtin":
      if (binding.name === "response") return responseValue(f, node);
      if (binding.name === "currentOperation") return { code: code`null`, type: nullType };
      return { code: code`${contextCode(f, "request")}()`, type: dynamic };
    default:
      throw new Error(`the name ${node.name} has not been resolved`);
  }
}

function variableValue(f: FunctionEmitter, variable: VariableSymbol, node: ast.Expression): Value {
  const value = f.variables.get(variable);
  if (!value) throw new Error(`the variable ${variable.name} has no place`);
  return narrowedTo(value, known(f, node, value.type, f.module.types.variables.get(variable)));
}

function subjectValue(f: FunctionEmitter, node: ast.Subject): Value {
  const binding = f.module.bindings.subjects.get(node);
  return binding?.kind === "variable" ? variableValue(f, binding, node) : responseValue(f, node);
}

/** Where the response that reaches this read is. */
export function responseValue(f: FunctionEmitter, read: ast.NameExpression | ast.Subject): Value {
  const place = responsePlace(f, read);
  return { ...place, type: known(f, read, place.type, isDynamic(place.type) ? dynamic : place.type) };
}

/** The same for a step that reads it without a word. */
export function responsePlace(f: FunctionEmitter, read: ast.Node): Value {
  if (f.module.flow.sharedReads.has(read) && f.shared) return sharedRead(f, f.shared, read);
  const [only] = f.module.flow.reads.get(read) ?? [];
  const value = only === undefined ? undefined : f.responses.get(only);
  return value ?? { code: code`null`, type: nullType, simple: true };
}

function templateValue(f: FunctionEmitter, node: ast.Template): Value {
  const [only] = node.parts;
  if (node.parts.length === 1 && only?.kind === "TemplateEnv")
    return {
      code: environmentCode(f, only),
      type: only.fallback === undefined && f.module.environment.optional.has(only) ? union(string, nullType) : string,
    };
  const parts = node.parts.map((part) => {
    if (part.kind === "TemplateText") return templateText(part.text);
    return code`\${${part.kind === "TemplateEnv" ? environmentCode(f, part) : code`${runtime("text")}(${valueCode(f, part.value)})`}}`;
  });
  return { code: code`\`${parts}\``, type: string };
}

function environmentCode(f: FunctionEmitter, part: ast.TemplateEnv): Code {
  if (part.fallback !== undefined) return code`(${contextCode(f, "optionalEnv")}(${part.name}) ?? ${part.fallback})`;
  return code`${contextCode(f, f.module.environment.optional.has(part) ? "optionalEnv" : "env")}(${part.name})`;
}

function isValue(f: FunctionEmitter, node: ast.Is): Value {
  const value = emitExpression(f, node.value);
  const tested = resolveType(node.type, f.module.mission);
  const test = value.simple ? typeTest(f.module, tested, value.code) : undefined;
  if (test) return { code: code`(${test})`, type: boolean };
  if (isDynamic(tested)) return { code: code`(${value.code} != null)`, type: boolean };
  const parameter = f.names.inner().take("value");
  return {
    code: code`((${parameter}: unknown): boolean => ${typeTest(f.module, tested, code`${parameter}`) ?? code`true`})(${value.code})`,
    type: boolean,
  };
}

function conditionalValue(f: FunctionEmitter, node: ast.Conditional): Value {
  const test = emitExpression(f, node.test);
  if (test.truth !== undefined) return emitExpression(f, test.truth ? node.then : node.else);
  const then = emitExpression(f, node.then);
  const otherwise = emitExpression(f, node.else);
  return {
    code: code`(${test.code} ? ${then.code} : ${otherwise.code})`,
    type: union(then.type, otherwise.type),
    undefinable: (then.undefinable ?? false) || (otherwise.undefinable ?? false),
    ...(then.truth === undefined || then.truth !== otherwise.truth ? {} : { truth: then.truth }),
  };
}

/** Truthiness is JavaScript's, so a condition is its value; one that never changes is `true` or `false`. */
export function conditionValue(f: FunctionEmitter, node: ast.Expression): Value {
  const value = emitExpression(f, node);
  return value.truth === undefined ? value : { ...value, code: code`${value.truth}` };
}

export function conditionCode(f: FunctionEmitter, node: ast.Expression): Code {
  return conditionValue(f, node).code;
}

/** Adds the condition of an arm to its tests, unless it always holds; false when it never does. */
export function addTest(f: FunctionEmitter, condition: ast.Expression | undefined, tests: Code[]): boolean {
  const value = condition && conditionValue(f, condition);
  if (value && value.truth === undefined) tests.push(value.code);
  return value?.truth !== false;
}

/** The opposite of a condition, without a double negation. */
export function negatedValue(f: FunctionEmitter, node: ast.Expression): Value {
  if (node.kind === "Unary" && node.operator === "not") return conditionValue(f, node.operand);
  if (node.kind === "Binary" && (node.operator === "==" || node.operator === "!=")) {
    return conditionValue(f, { ...node, operator: node.operator === "==" ? "!=" : "==" });
  }
  return negation(emitExpression(f, node));
}

function tryValue(f: FunctionEmitter, node: ast.Try): Value {
  const values = node.attempts.map((each) => defined(emitExpression(f, each)));
  const isAsync = values.some(awaits);
  const thunks = values.map((each) => (isAsync ? code`async () => (${each})` : code`() => (${each})`));
  // Left to infer, TypeScript takes the type of the first for that of all.
  const call = code`${runtime(isAsync ? "attemptAsync" : "attempt")}<unknown>(${join(thunks, ", ")})`;
  return { code: isAsync ? code`(await ${call})` : call, type: dynamic };
}

function objectValue(f: FunctionEmitter, node: ast.ObjectLiteral): Value {
  const properties = lasting(node.properties.map((each) => propertyValue(f, each)));
  const fields = new Map<string, Field>();
  let open = false;
  for (const { name, value } of properties) {
    if (name !== undefined)
      fields.set(name, { type: widen(value.undefinable ? union(value.type, nullType) : value.type), optional: false });
    else for (const [each, field] of shapeOf(value.type)?.fields ?? []) fields.set(each, field);
    if (name === undefined) open ||= shapeOf(value.type)?.open ?? true;
  }
  return {
    code: code`{ ${join(
      properties.map((each) => each.code),
      ", ",
    )} }`,
    type: { kind: "object", fields, open },
    truth: true,
  };
}

interface PropertyValue {
  /** Undefined for a spread. */
  readonly name: string | undefined;
  readonly value: Value;
  readonly code: Code;
}

/** Without properties that a spread behind them surely overwrites, which TypeScript takes for a mistake. */
export function lasting<P extends { readonly name: string | undefined; readonly value: Value }>(
  properties: readonly P[],
): readonly P[] {
  const overwrites = ({ name, value }: P, property: string): boolean =>
    name === undefined && !value.undefinable && shapeOf(value.type)?.fields.get(property)?.optional === false;
  return properties.filter(
    ({ name }, index) => name === undefined || !properties.slice(index + 1).some((each) => overwrites(each, name)),
  );
}

function propertyValue(f: FunctionEmitter, node: ast.Property | ast.Spread): PropertyValue {
  const value = emitExpression(f, node.value);
  if (node.kind === "Spread") return { name: undefined, value, code: spreadValue(value) };
  return { name: node.name.text, value, code: code`${key(node.name.text, "literal")}: ${defined(value)}` };
}

export function propertyCodes(f: FunctionEmitter, node: ast.ObjectLiteral): readonly Code[] {
  return lasting(node.properties.map((each) => propertyValue(f, each))).map((each) => each.code);
}

export function spreadValue(value: Value): Code {
  return shapeOf(value.type) && !value.undefinable
    ? code`...${value.code}`
    : code`...${runtime("spread")}(${value.code})`;
}

function listValue(f: FunctionEmitter, node: ast.ListLiteral): Value {
  const items = node.items.map((each) => itemValue(f, each));
  return {
    code: code`[${join(
      items.map((each) => each.code),
      ", ",
    )}]`,
    type: list(unionOf(items.map((each) => each.type))),
    truth: true,
  };
}

/** An item with the type that TypeScript sees in it: of a spread, that of its elements. */
function itemValue(f: FunctionEmitter, node: ast.Expression | ast.Spread): Value {
  if (node.kind !== "Spread") {
    const value = emitExpression(f, node);
    return { code: defined(value), type: value.undefinable ? union(value.type, nullType) : value.type };
  }
  const value = emitExpression(f, node.value);
  if (value.type.kind === "list" && !value.undefinable)
    return { code: code`...${value.code}`, type: value.type.element };
  return { code: code`...${runtime("itemsOf")}(${value.code})`, type: dynamic };
}
