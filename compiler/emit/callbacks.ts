// Element arguments as arrow functions: `.total` as `(order) => order.total`, lambdas with the names of the mission.
// Must not know what calls them.
import { bodyOf } from "../semantics/element-calls.js";
import { fieldRead } from "../semantics/field-reads.js";
import type { VariableSymbol } from "../semantics/model.js";
import { isSelectable } from "../semantics/selected-elements.js";
import { dynamic, isDynamic, membersOf, type Type, kindOf } from "../semantics/types.js";
import { walk } from "../syntax/walk.js";
import type * as ast from "../syntax/ast.js";
import { awaits, type Code, code, empty, type Identifier, join, mentions } from "./code.js";
import { defined, emitExpression, testedValue } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { keepAhead } from "./held-tests.js";
import { lowerCamel, type Names, upperCamel } from "./names.js";
import { isRead, narrowable } from "./reads.js";
import { typeCode } from "./types.js";

export interface Callback {
  readonly code: Code;
  /** What it gives. */
  readonly value: Value;
  readonly isAsync: boolean;
  readonly parameters: number;
  /** It gives what stands somewhere, and not one of several values of types that TypeScript may tell apart. */
  readonly reads: boolean;
  /** What the elements are for which it holds, where it is a type guard. */
  readonly selects?: Type | undefined;
}

export interface CallbackForm {
  readonly parameters: readonly VariableSymbol[];
  /** The types that TypeScript sees in them. */
  readonly types: readonly Type[];
  /** What a parameter without a name of its own is called. */
  readonly wanted: string;
  /** What is wanted of it: its value, whether it holds, or whether it is there. */
  readonly gives: "value" | "condition" | "presence";
  /** It is asked of all elements: what a type guard says of them TypeScript would take for what the list is. */
  readonly isOfAll?: boolean;
  /** Its parameter is read as the record of columns that combine. */
  readonly combines?: true;
  /** The types of parameters that are written out. */
  readonly annotations?: readonly Code[];
}

export function callback(f: FunctionEmitter, argument: ast.Expression, form: CallbackForm): Callback {
  const names = f.names.inner();
  const inner: FunctionEmitter = { ...f, names, variables: captured(f.variables) };
  const given = form.parameters.map((variable, at) => parameter(inner, variable, form, at));
  const constantsOf = keepAhead(inner);
  const value = (form.gives === "condition" ? testedValue : emitExpression)(inner, bodyOf(argument));
  const body = form.gives === "value" ? defined(value) : value.code;
  const constants = constantsOf(body);
  const isAsync = awaits(body);
  // What the mission reads can be left out of the code.
  const isRead = given.map((each) => each.isRead && mentions(code`${constants}${body}`, each.name));
  const needed = given.slice(0, isRead.lastIndexOf(true) + 1);
  const list = join(
    needed.map((each, at) => declaration(isRead[at] ? each.name : unread(names, each.name), each.annotation)),
    ", ",
  );
  const first = isRead[0] ? given[0] : undefined;
  const selects = first && !isAsync ? selectedType(f, argument, form) : undefined;
  const isHidden = form.gives === "condition" && !isAsync && mayNarrow(f, argument, form);
  const result =
    first && selects ? code`: ${first.name} is ${typeCode(f.module, selects)}` : isHidden ? code`: unknown` : empty;
  const holds = selects && !isBoolean(value) ? code`!!(${body})` : body;
  const returned = code`(${holds}${form.gives === "presence" ? code` != null` : empty})`;
  const block = constants === empty ? returned : code`{\n${constants}return ${returned};\n}`;
  const text = code`${isAsync ? code`async ` : empty}(${list})${result} => ${block}`;
  return { code: text, value, isAsync, parameters: form.parameters.length, reads: reads(f, bodyOf(argument)), selects };
}

/** What the elements are that a predicate selects, as a part of what is known of its parameter. */
function selectedType(f: FunctionEmitter, argument: ast.Expression, form: CallbackForm): Type | undefined {
  const selected = f.module.types.selected.get(argument);
  const [variable] = form.parameters;
  const [element = dynamic] = form.types;
  const inferred = (variable && f.module.types.variables.get(variable)) ?? dynamic;
  const isNamed = selected && !form.isOfAll && isSelectable(selected, isDynamic(element) ? inferred : element);
  return isNamed ? selected : undefined;
}

function isBoolean({ type, undefinable }: Value): boolean {
  return !undefinable && membersOf(type).every((each) => kindOf(each) === "boolean");
}

function reads(f: FunctionEmitter, node: ast.Expression): boolean {
  const read = fieldRead(f.module.bindings, node);
  return read ? reads(f, read.object) : node.kind === "NameExpression" || node.kind === "Subject";
}

interface Parameter {
  readonly name: Identifier;
  readonly annotation: Code | undefined;
  readonly isRead: boolean;
}

function parameter(
  f: FunctionEmitter,
  variable: VariableSymbol,
  { types, wanted, annotations, combines }: CallbackForm,
  at: number,
): Parameter {
  const type = types[at] ?? dynamic;
  const read = combines || isRead(f, variable);
  const name = nameOf(f, variable, wanted, read);
  f.variables.set(variable, { code: code`${name}`, type, simple: true });
  const annotation = annotations?.[at] ?? narrowable(f, variable, type);
  return { name, annotation, isRead: read };
}

function declaration(name: Identifier, annotation: Code | undefined): Code {
  return annotation ? code`${name}: ${annotation}` : code`${name}`;
}

function unread(names: Names, name: Identifier): Identifier {
  return name.text.startsWith("_") ? name : names.take(`_${name.text}`);
}

/** An underscore says that nothing reads it; what has no name of its own is told apart from what is around it. */
function nameOf(f: FunctionEmitter, { name }: VariableSymbol, wanted: string, read: boolean): Identifier {
  if (name !== "") return f.names.take(read ? name : `_${name.replace(/^_+/, "")}`);
  const isFree = f.names.inner().take(wanted).text === wanted;
  return f.names.take(isFree ? wanted : `other${upperCamel(wanted)}`);
}

/** In a function of its own TypeScript forgets what was proven of a property: such a value is what it was declared. */
function captured(variables: FunctionEmitter["variables"]): FunctionEmitter["variables"] {
  return new Map([...variables].map(([variable, value]) => [variable, value.declared ?? value]));
}

/**
 * Whether TypeScript could take the condition for a type guard: it tests the element itself, or a field that tells the
 * members of its type apart, or infer has found what no type guard can name. The result would then be of a narrower type than
 * the language gives it.
 */
function mayNarrow(f: FunctionEmitter, argument: ast.Expression, { parameters, types }: CallbackForm): boolean {
  const [variable] = parameters;
  const [type] = types;
  if (f.module.types.selected.has(argument)) return true;
  if (!variable || !type || !(isDynamic(type) || ["union", "boolean", "literal"].includes(type.kind))) return false;
  const { names, subjects } = f.module.bindings;
  const isElement = (node: ast.Expression): boolean =>
    (node.kind === "NameExpression" && names.get(node) === variable) ||
    (node.kind === "Subject" && subjects.get(node) === variable);
  const tests = (node: ast.Expression): boolean => {
    const read = type.kind === "union" ? fieldRead(f.module.bindings, node) : undefined;
    return isElement(node) || (read !== undefined && isElement(read.object));
  };
  let found = tests(bodyOf(argument));
  const note = (...nodes: readonly ast.Expression[]): void => void (found ||= nodes.some(tests));
  walk(argument, {
    enter: {
      Is: (node) => note(node.value),
      Unary: (node) => note(node.operand),
      Conditional: (node) => note(node.test),
      Binary: (node) => (narrowing.includes(node.operator) ? note(node.left, node.right) : undefined),
    },
  });
  return found;
}

const narrowing: readonly ast.BinaryOperator[] = ["==", "!=", "and", "or"];

/** What one element of a collection is called: `orders` → `order`. */
export function elementName(node: ast.Expression): string {
  switch (node.kind) {
    case "NameExpression":
      return singular(node.name);
    case "FieldAccess":
      return singular(node.name.text);
    case "Filter":
      return elementName(node.collection);
    case "MethodCall":
      return ["map", "flatten", "keys"].includes(node.name.text) ? "item" : elementName(node.object);
    case "Pipe":
      return ["map", "flatten", "keys"].includes(node.call.callee.text) ? "item" : elementName(node.value);
    default:
      return "item";
  }
}

function singular(plural: string): string {
  const word = lowerCamel(plural);
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/xes$|(?:s|ch|sh)es$/.test(word) && word.length > (word.endsWith("xes") ? 4 : 5)) return word.slice(0, -2);
  return /[^sui]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : "item";
}
