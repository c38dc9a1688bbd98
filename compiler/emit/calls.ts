// Calls of the language's functions: as plain TypeScript where the types are known, else the runtime's function.
// Must not know steps, nor which functions exist (semantics/functions does).
import type * as ast from "../syntax/ast.js";
import { functionEntry } from "../semantics/functions.js";
import { isKnownMerge, memberType, merged } from "../semantics/functions/shapes.js";
import { withWrittenNames } from "../semantics/written-names.js";
import { boolean, date, integer, nullType, string, union } from "../semantics/types.js";
import { type Code, code, join, member, runtime } from "./code.js";
import { emitExpression } from "./expressions.js";
import { propertyCodes, spreadValue } from "./literals.js";
import { emittedType, contextCode, type FunctionEmitter, type Value } from "./function.js";
import { givenCall } from "./given.js";
import { patternCode, plainCall } from "./plain-calls.js";
import { type RuntimeSymbol, runtimeSymbols } from "./runtime-symbols.js";

export function callValue(
  f: FunctionEmitter,
  name: string,
  args: readonly ast.Expression[],
  node: ast.Call | ast.MethodCall,
): Value {
  if (name === "env") return environmentValue(f, args, node);
  const ofProgram = givenCall(f, name, args);
  if (ofProgram) return ofProgram;
  const [first] = args;
  const store = first?.kind === "NameExpression" ? f.module.bindings.names.get(first) : undefined;
  if (store?.kind === "store" && (name === "length" || name === "isEmpty")) {
    const size = code`(await ${contextCode(f, "stores")}${member(store.name)}.size())`;
    return name === "length" ? { code: size, type: integer } : { code: code`(${size} === 0)`, type: boolean };
  }
  const values = withWrittenNames(name, args).map((each) => emitExpression(f, each));
  if (name === "merge") return mergedValue(f, args, values) ?? runtimeCall(name, values);
  if (name === "entries" || name === "values") return plainCall(name, values) ?? membersValue(name, values);
  return contextCall(f, name) ?? plainCall(name, values) ?? runtimeCall(name, values);
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

/** The functions that have the time or randomness of the run. */
function contextCall(f: FunctionEmitter, name: string): Value | undefined {
  switch (name) {
    case "now":
      return { code: code`${contextCode(f, "now")}()`, type: date };
    case "today":
      return { code: code`${contextCode(f, "now")}().slice(0, 10)`, type: date };
    case "uuid":
      return { code: code`${runtime("newUuid")}(${contextCode(f, "clock")})`, type: string };
    case "generateId":
      return { code: code`${runtime("newId")}(${contextCode(f, "clock")})`, type: string };
    default:
      return undefined;
  }
}

/** Objects of known shapes are spread into one. */
function mergedValue(f: FunctionEmitter, args: readonly ast.Expression[], values: readonly Value[]): Value | undefined {
  const types = values.map(emittedType);
  if (!isKnownMerge(types)) return undefined;
  const parts = values.map((each, at): readonly Code[] => {
    const node = args[at];
    const isLast = at === values.length - 1;
    return node?.kind === "Object" && isLast ? propertyCodes(f, node) : [spreadValue(each)];
  });
  return { code: code`{ ${join(parts.flat(), ", ")} }`, type: merged(types) };
}

/** Where all members are of one type, so are those of the result. */
function membersValue(name: "entries" | "values", values: readonly Value[]): Value {
  const value = runtimeCall(name, values);
  const [object] = values;
  if (!object || !memberType(object.type)) return value;
  return { ...value, code: code`${runtime(name === "entries" ? "groupEntries" : "groupValues")}(${object.code})` };
}

function runtimeCall(name: string, values: readonly Value[]): Value {
  const called = functionEntry(name);
  const symbol = runtimeSymbols.find((each): each is RuntimeSymbol => each === called?.runtime);
  if (!called || symbol === undefined) throw new Error(`the function ${name} is not in the runtime`);
  // The runtime's functions take undefined for null.
  const args = values.map((each) => each.code);
  const type = called.result(values.map(emittedType));
  if (symbol === "durationOf") return { code: code`${runtime(symbol)}(${name}, ${join(args, ", ")})`, type };
  const pattern = name === "matches" ? patternCode(values[1]) : undefined;
  return { code: code`${runtime(symbol)}(${join(pattern ? [args[0] ?? "", pattern] : args, ", ")})`, type };
}
