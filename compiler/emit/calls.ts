// Calls of the language's functions: as plain TypeScript where the types are known, else the runtime's function.
// Must not know steps, nor which functions exist (semantics/functions does).
import type * as ast from "../syntax/ast.js";
import { functionEntry } from "../semantics/functions.js";
import {
  date,
  dynamic,
  integer,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  nullType,
  number,
  string,
  type Type,
  union,
  widen,
} from "../semantics/types.js";
import { type Code, code, join, member, runtime } from "./code.js";
import { defined, emitExpression } from "./expressions.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";
import { type RuntimeSymbol, runtimeSymbols } from "./runtime-symbols.js";

export function callValue(
  f: FunctionEmitter,
  name: string,
  args: readonly ast.Expression[],
  node: ast.Call | ast.MethodCall,
): Value {
  if (name === "env") return environmentValue(f, args, node);
  if (name === "now") return { code: code`${contextCode(f, "now")}()`, type: date };
  const [first] = args;
  const store = name === "length" && first?.kind === "NameExpression" ? f.module.bindings.names.get(first) : undefined;
  if (store?.kind === "store")
    return { code: code`(await ${contextCode(f, "stores")}${member(store.name)}.size())`, type: integer };
  const values = args.map((each) => emitExpression(f, each));
  return plainCall(name, values) ?? runtimeCall(name, values);
}

function environmentValue(f: FunctionEmitter, args: readonly ast.Expression[], node: ast.Call | ast.MethodCall): Value {
  const [name, fallback] = args;
  const text = name?.kind === "String" ? name.value : "";
  if (fallback) {
    const value = emitExpression(f, fallback);
    return {
      code: code`(${contextCode(f, "optionalEnv")}(${text}) ?? ${value.code})`,
      type: union(string, value.type),
    };
  }
  const isOptional = f.module.environment.optional.has(node);
  return {
    code: code`${contextCode(f, isOptional ? "optionalEnv" : "env")}(${text})`,
    type: isOptional ? union(string, nullType) : string,
  };
}

const kindIs = (value: Value | undefined, ...kinds: readonly string[]): boolean => {
  const members = value && !value.undefinable ? membersOf(value.type) : [];
  return members.length > 0 && members.every((each) => kinds.includes(widen(each).kind));
};

/** The call without the runtime, where the first argument is known to be of the one right kind. */
function plainCall(name: string, values: readonly Value[]): Value | undefined {
  const [first, second] = values;
  if (!first) return undefined;
  switch (name) {
    case "length":
      return kindIs(first, "string", "list") ? { code: code`${first.code}.length`, type: integer } : undefined;
    case "lowercase":
      return kindIs(first, "string") ? { code: code`${first.code}.toLowerCase()`, type: string } : undefined;
    case "uppercase":
      return kindIs(first, "string") ? { code: code`${first.code}.toUpperCase()`, type: string } : undefined;
    case "toString":
      return kindIs(first, "string", "number", "boolean")
        ? { code: code`String(${first.code})`, type: string }
        : undefined;
    case "includes":
      return kindIs(first, "string") && kindIs(second, "string") && second
        ? { code: code`${first.code}.includes(${second.code})`, type: { kind: "boolean" } }
        : undefined;
    case "concat":
      return second && values.every((each) => kindIs(each, "string", "number")) && kindIs(first, "string")
        ? { code: code`(${joinPlus(values)})`, type: string }
        : undefined;
    default:
      return undefined;
  }
}

function joinPlus(values: readonly Value[]): Code {
  return values.map((each) => each.code).reduce((left, right) => code`${left} + ${right}`);
}

function runtimeCall(name: string, values: readonly Value[]): Value {
  const entry = functionEntry(name);
  const symbol = runtimeSymbols.find((each): each is RuntimeSymbol => each === entry?.runtime);
  if (!entry || symbol === undefined) throw new Error(`the function ${name} is not in the runtime`);
  return { code: code`${runtime(symbol)}(${join(values.map(defined), ", ")})`, type: resultType(name, values) };
}

/** What TypeScript sees as the result of the runtime's function: its overload for these arguments. */
function resultType(name: string, values: readonly Value[]): Type {
  const [first] = values;
  const isNullable = first === undefined || mayBeNull(first.type) || (first.undefinable ?? false);
  switch (name) {
    case "length":
      return integer;
    case "lowercase":
    case "uppercase":
    case "toString":
      return isNullable ? union(string, nullType) : string;
    case "toNumber":
      return isNullable || !kindIs(first, "string", "number") ? union(number, nullType) : number;
    case "includes":
      return { kind: "boolean" };
    case "keys":
      return isNullable ? union(list(string), nullType) : list(string);
    case "concat":
      return values.every((each) => kindIs(each, "string", "number", "boolean", "null")) ? string : dynamic;
    case "first":
    case "last":
      return first && !isDynamic(first.type) && first.type.kind === "list" && !isDynamic(first.type.element)
        ? union(first.type.element, nullType)
        : dynamic;
    default:
      return dynamic;
  }
}
