// How calls of the collection functions are written: as a function, a method or a pipe, with which element arguments
// (language.md 10.4). Must not know names in scope, types, or what the functions do.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { Bindings, VariableSymbol } from "./model.js";

/** `f(a, b)`, `a.f(b)` and `a | f(b)` are one thing. */
export interface CallForm {
  readonly name: ast.Name;
  readonly args: readonly ast.Expression[];
  /** A method call or a pipe. */
  readonly chained: boolean;
}

export type CallNode = ast.Call | ast.MethodCall | ast.Pipe;

export function callForm(node: CallNode): CallForm {
  switch (node.kind) {
    case "Call":
      return { name: node.callee, args: node.args, chained: false };
    case "MethodCall":
      return { name: node.name, args: [node.object, ...node.args], chained: true };
    case "Pipe":
      return { name: node.call.callee, args: [node.value, ...node.call.args], chained: true };
  }
}

interface ElementFunction {
  /** Parameters that its lambda may have. */
  readonly lambda: readonly number[];
  /** Its second argument is an element argument in a plain call, too. */
  readonly plain: boolean;
  /** The argument is asked whether it holds. */
  readonly asks?: true;
}

const one = [1];

const functions: ReadonlyMap<string, ElementFunction> = new Map<string, ElementFunction>([
  ["map", { lambda: one, plain: true }],
  ["filter", { lambda: one, plain: true, asks: true }],
  ["reduce", { lambda: [2], plain: true }],
  ["find", { lambda: one, plain: true, asks: true }],
  ["findIndex", { lambda: one, plain: true, asks: true }],
  ["some", { lambda: one, plain: true, asks: true }],
  ["every", { lambda: one, plain: true, asks: true }],
  ["sort", { lambda: [1, 2], plain: false }],
  ["sortBy", { lambda: one, plain: true }],
  ["groupBy", { lambda: one, plain: true }],
  ["unique", { lambda: one, plain: false }],
  ["flatten", { lambda: one, plain: true }],
  ["count", { lambda: one, plain: true, asks: true }],
  ["sum", { lambda: one, plain: true }],
  ["avg", { lambda: one, plain: true }],
  ["min", { lambda: one, plain: false }],
  ["max", { lambda: one, plain: false }],
]);

export function elementFunction(name: string): ElementFunction | undefined {
  return functions.get(name);
}

/** The element argument of a call, if it has one: always the argument behind the collection. */
export function elementArgument({ name, args, chained }: CallForm): ast.Expression | undefined {
  const entry = functions.get(name.text);
  const [, second] = args;
  if (!entry || !second) return undefined;
  if (second.kind === "Lambda") return second;
  if (name.text === "sort" && second.kind === "String") return undefined; // its direction
  return chained || entry.plain ? second : undefined;
}

/** What the predicate of a collection function asks, without the lambda around it. */
export function bodyOf(argument: ast.Expression): ast.Expression {
  return argument.kind === "Lambda" ? argument.body : argument;
}

/** Whether there is a `.field` in it, which was most likely meant for the elements. */
export function readsSubject(node: ast.Expression): boolean {
  let found = false;
  walk(node, { enter: { Subject: () => void (found = true) } });
  return found;
}

/** Whether the expression reads the variable. */
export function reads(bindings: Bindings, node: ast.Expression, variable: VariableSymbol | undefined): boolean {
  let found = false;
  const note = (binding: object | undefined): void => void (found ||= variable !== undefined && binding === variable);
  walk(node, {
    enter: {
      Subject: (each) => note(bindings.subjects.get(each)),
      NameExpression: (each) => note(bindings.names.get(each)),
    },
  });
  return found;
}

/**
 * `min(a, b)` and `max`: their arguments are values, not a collection and what to take of its elements. So is
 * `a.min(10)`, where the argument does not read the element.
 */
export function comparesValues(bindings: Bindings, form: CallForm): boolean {
  if ((form.name.text !== "min" && form.name.text !== "max") || form.args.length < 2) return false;
  const argument = elementArgument(form);
  if (!argument) return true;
  return argument.kind !== "Lambda" && !reads(bindings, argument, bindings.elements.get(argument)?.[0]);
}

const aggregates = ["sum", "avg", "min", "max", "count"];

/** The one argument of `sum avg min max count`, in which columns of one collection combine (10.5). */
export function combiningArgument({ name, args }: CallForm): ast.Expression | undefined {
  const [only] = args;
  return aggregates.includes(name.text) && args.length === 1 && only?.kind !== "FieldAccess" ? only : undefined;
}

/** Functions that take lists: what stands in their arguments is not of one record. */
const takeLists = new Set([
  ...functions.keys(),
  ...["length", "first", "last", "includes", "contains", "isEmpty", "concat", "join", "chunks", "slice", "reverse"],
  ...["get", "toJson", "toArray", "exists"],
]);

/** The columns in an argument: `.f` of a store or of a `where` filter, where it stands for the `f` of one record. */
export function columnsIn(argument: ast.Expression, bindings: Bindings): readonly ast.FieldAccess[] {
  const found: ast.FieldAccess[] = [];
  const skipLists = (node: CallNode): void | false => {
    if (takeLists.has(callForm(node).name.text)) return false;
  };
  const inside = (): false => false;
  walk(argument, {
    enter: {
      FieldAccess: (node) => {
        if (!isColumn(node, bindings)) return;
        found.push(node);
        return false;
      },
      Call: skipLists,
      MethodCall: skipLists,
      Pipe: skipLists,
      Lambda: inside,
      Filter: inside,
      AnyOf: inside,
      Object: inside,
      List: inside,
    },
  });
  return found;
}

/** Whether `.name` is the list of the records' `name`, and not their number. */
export function isColumn({ object, name }: ast.FieldAccess, bindings: Bindings): boolean {
  if (name.text === "length") return false;
  return object.kind === "Filter" || (object.kind === "NameExpression" && bindings.names.get(object)?.kind === "store");
}

/** Whether two expressions are written alike. */
export function isSameText(a: ast.Expression, b: ast.Expression): boolean {
  const text = (node: ast.Expression): string =>
    JSON.stringify(node, (key: string, value: unknown) => (key === "span" ? undefined : value));
  return text(a) === text(b);
}
