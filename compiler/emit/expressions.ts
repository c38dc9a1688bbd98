// Expressions of a mission as TypeScript: plain operators where types are known, one small helper where they are not.
// Must not know steps; it asks the types of infer and decides nothing about them.
import type * as ast from "../syntax/ast.js";
import { constantTruth } from "../semantics/constants.js";
import { callForm, elementFunction } from "../semantics/element-calls.js";
import { isPart } from "../semantics/reference-keys.js";
import { type VariableSymbol } from "../semantics/model.js";
import { sureAttempt } from "../semantics/structure.js";
import {
  boolean,
  dynamic,
  isDynamic,
  list,
  mayBeNull,
  literal as literalType,
  nullType,
  same,
  string,
  type Type,
  union,
  withoutNull,
} from "../semantics/types.js";
import { eitherOf } from "../semantics/alternatives.js";
import { alternative } from "./alternatives.js";
import { awaits, type Code, code, join, member, runtime, templateText } from "./code.js";
import { callValue } from "./calls.js";
import { anyOfValue, collectionValue, filterValue } from "./collections.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";
import { isValue } from "./is-tests.js";
import { listValue, objectValue } from "./literals.js";
import { matchValue } from "./match-values.js";
import { membershipValue } from "./memberships.js";
import { fieldAccess, indexValue } from "./members.js";
import { binaryValue, negation, unaryValue } from "./operators.js";
import { styled } from "./parameter-styles.js";
import { sharedRead } from "./shared.js";
import { typeCode } from "./types.js";

/** The expression as JSON: never `undefined`. */
export function valueCode(f: FunctionEmitter, node: ast.Expression): Code {
  return defined(emitExpression(f, node));
}

export function defined(value: Value): Code {
  return value.undefinable ? code`(${value.code} ?? null)` : value.code;
}

export function emitExpression(f: FunctionEmitter, node: ast.Expression): Value {
  const style = f.module.mission.documents.styles.get(node);
  const value = membershipValue(f, node) ?? plainExpression(f, node);
  return style === undefined ? value : styled(value, style);
}

function plainExpression(f: FunctionEmitter, node: ast.Expression): Value {
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
      if (elementFunction(node.callee.text)) return collectionValue(f, node);
      return callValue(f, node.callee.text, node.args, node);
    case "MethodCall":
      if (elementFunction(node.name.text)) return collectionValue(f, node);
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
    case "Pipe": {
      const { name, args } = callForm(node);
      return elementFunction(name.text) ? collectionValue(f, node) : callValue(f, name.text, args, node.call);
    }
    case "Filter":
      return filterValue(f, node);
    case "AnyOf":
      return anyOfValue(f, node);
    case "Lambda":
      throw new Error("a lambda that nothing calls has been reported");
  }
}

/**
 * What TypeScript knows of a reference: the narrowed type where a guard has proven one, else the type that its
 * declaration has in the emitted code, which can be of unknown shape where infer knows more.
 */
function known(f: FunctionEmitter, node: ast.Expression, emitted: Type, inferred: Type | undefined): Type {
  const type = f.module.types.types.get(node) ?? dynamic;
  if (type.kind === "never" || type.kind === "error") return type;
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
      if (binding.name === "currentOperation") return operationValue(f);
      return { code: code`${contextCode(f, "request")}()`, type: dynamic };
    default:
      throw new Error(`the name ${node.name} has not been resolved`);
  }
}

/** Only a `call` has an operation. */
function operationValue(f: FunctionEmitter): Value {
  if (f.module.mission.documents.operations.size === 0) return { code: code`null`, type: nullType };
  return { code: code`${runtime("field")}(${contextCode(f, "request")}(), "operation")`, type: dynamic };
}

function variableValue(f: FunctionEmitter, variable: VariableSymbol, node: ast.Expression): Value {
  const value = f.variables.get(variable);
  if (!value) throw new Error(`the variable ${variable.name} has no place`);
  // TypeScript lets nothing be read out of nothing, which never comes here.
  if (f.module.types.exhausted.has(node)) return { code: code`${runtime("noArm")}(null)`, type: dynamic };
  const inferred = f.module.types.variables.get(variable);
  // Where infer knows more of an element than TypeScript, what follows from that is not proven.
  const isUnproven = variable.origin === "element" && isDynamic(value.type) && inferred && !isDynamic(inferred);
  return isUnproven ? value : narrowedTo(value, known(f, node, value.type, inferred));
}

function subjectValue(f: FunctionEmitter, node: ast.Subject): Value {
  const binding = f.module.bindings.subjects.get(node);
  return binding?.kind === "variable" ? variableValue(f, binding, node) : responseValue(f, node);
}

/** Where the response that reaches this read is. */
export function responseValue(f: FunctionEmitter, read: ast.NameExpression | ast.Subject): Value {
  const place = answerPlace(f, read);
  return { ...place, type: known(f, read, place.type, isDynamic(place.type) ? dynamic : place.type) };
}

/** The same without what has been found of it. */
export function answerPlace(f: FunctionEmitter, read: ast.NameExpression | ast.Subject): Value {
  const arm = f.module.types.enclosed.get(read);
  return (arm && f.bodies.get(arm)) ?? responsePlace(f, read);
}

/** The same for a step that reads it without a word. */
export function responsePlace(f: FunctionEmitter, read: ast.Node): Value {
  const [only] = f.module.flow.reads.get(read) ?? [];
  const value = only === undefined ? undefined : f.responses.get(only);
  return sharedRead(f, read) ?? value ?? { code: code`null`, type: nullType, simple: true };
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

function conditionalValue(f: FunctionEmitter, node: ast.Conditional): Value {
  const test = testedValue(f, node.test);
  if (test.truth !== undefined) return emitExpression(f, test.truth ? node.then : node.else);
  const then = emitExpression(f, node.then);
  const otherwise = emitExpression(f, node.else);
  return {
    ...alternative(f, code`(${test.code} ? ${then.code} : ${otherwise.code})`, [then.type, otherwise.type]),
    undefinable: (then.undefinable ?? false) || (otherwise.undefinable ?? false),
    ...(then.truth === undefined || then.truth !== otherwise.truth ? {} : { truth: then.truth }),
  };
}

/** Truthiness is JavaScript's, so a condition is its value; one that never changes is `true` or `false`. */
export function conditionValue(f: FunctionEmitter, node: ast.Expression): Value {
  const value = testedValue(f, node);
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
  return negation(testedValue(f, node));
}

/** What is only asked whether it is truthy: TypeScript sees of which kind a record is that has a field of some kinds. */
export function testedValue(f: FunctionEmitter, node: ast.Expression): Value {
  if (node.kind === "Unary" && node.operator === "not") return negation(testedValue(f, node.operand));
  if (node.kind === "Binary" && (node.operator === "and" || node.operator === "or")) {
    const settling = node.operator === "or";
    if (constantTruth(node.right) !== settling) return binaryValue(f, node, testedValue);
    return { code: code`${settling}`, type: boolean, truth: settling };
  }
  const { part, ...value } = emitExpression(f, node);
  return part ? { ...value, code: code`(${part.test} && ${part.value.code})` } : value;
}

/** Whether it asks for a field that only some kinds of records have. */
export function testsPart(f: FunctionEmitter, node: ast.Expression): boolean {
  if (node.kind === "Unary") return testsPart(f, node.operand);
  if (node.kind === "Binary" && (node.operator === "and" || node.operator === "or"))
    return testsPart(f, node.left) || testsPart(f, node.right);
  const { types, heldReads } = f.module.types;
  return !heldReads.has(node) && isPart({ bindings: f.module.bindings, types }, node);
}

function tryValue(f: FunctionEmitter, node: ast.Try): Value {
  const sure = sureAttempt(node);
  if (sure) {
    const before = { ...node, attempts: node.attempts.slice(0, -1) };
    const tried = tryValue(f, before);
    // What is surely there already leaves nothing to try.
    if (sureAttempt(before)) return tried;
    const last = emitExpression(f, sure);
    return alternative(f, code`(${tried.code} ?? ${last.code})`, [withoutNull(tried.type), last.type]);
  }
  const attempts = node.attempts.map((each) => emitExpression(f, each));
  const values = attempts.map(defined);
  const isAsync = values.some(awaits);
  const thunks = values.map((each) => (isAsync ? code`async () => (${each})` : code`() => (${each})`));
  const type = eitherOf(...attempts.map((each) => withoutNull(each.type)), nullType);
  // Left to infer, TypeScript takes the type of the first for that of all.
  const call = code`${runtime(isAsync ? "attemptAsync" : "attempt")}<${typeCode(f.module, type)}>(${join(thunks, ", ")})`;
  return { code: isAsync ? code`(await ${call})` : call, type };
}
