// Expressions of a mission as a tree of an own making, between their generator, their text and their value.
// Must not know the compiler, nor how an expression is written.
import type { Json, Type } from "./types.js";

export type Operator =
  | "??"
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  /** Dates: a date and a duration, a date and a duration or number, two dates (language.md 10.2). */
  | "later"
  | "earlier"
  | "between";

type Shape =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** A length of time, such as `90m`. */
  | { readonly kind: "duration"; readonly count: number; readonly unit: "ms" | "s" | "m" | "h" | "d" }
  /** True; each reading says it in its way. */
  | { readonly kind: "yes" }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "field"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly at: Expression }
  | { readonly kind: "unary"; readonly operator: "not" | "-"; readonly of: Expression }
  | { readonly kind: "binary"; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "choice";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly members: readonly Member[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly (Expression | Lambda)[] }
  /** `asked`: it stands where only whether there is one counts. */
  | { readonly kind: "anyOf"; readonly list: Expression; readonly which: Lambda | undefined; readonly asked: boolean }
  /** `.name` of `list where which`. */
  | { readonly kind: "column"; readonly list: Expression; readonly which: Lambda; readonly name: string }
  | { readonly kind: "attempt"; readonly options: readonly Expression[] }
  | { readonly kind: "match"; readonly subject: Expression; readonly arms: readonly Arm[] }
  | { readonly kind: "is"; readonly value: Expression; readonly type: Type };

/** `style` is a number at random that chooses between the ways to write the node. */
export type Expression = Shape & { readonly style: number };

/** A field, or all fields of an object. */
export type Member =
  { readonly name: string; readonly value: Expression } | { readonly name: undefined; readonly value: Expression };

/** What is done with each element. */
export interface Lambda {
  readonly kind: "lambda";
  readonly parameters: readonly string[];
  readonly body: Expression;
  readonly style: number;
}

export interface Arm {
  readonly pattern: Pattern;
  readonly guard: Expression | undefined;
  readonly value: Expression;
}

export type Pattern =
  | { readonly kind: "any" }
  | { readonly kind: "bind"; readonly name: string }
  | { readonly kind: "literals"; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly kind: "type"; readonly type: Type }
  | { readonly kind: "object"; readonly fields: readonly (readonly [name: string, pattern: Pattern])[] }
  | { readonly kind: "list"; readonly items: readonly Pattern[] };

/** A value of JSON, or what a function is given for each element. */
export type Argument = Json | ((...items: readonly Json[]) => Json);

/** What stands directly in an expression, lambdas by their bodies. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "literal":
    case "duration":
    case "yes":
    case "variable":
      return [];
    case "field":
    case "unary":
      return [node.of];
    case "index":
      return [node.of, node.at];
    case "binary":
      return [node.left, node.right];
    case "choice":
      return [node.condition, node.then, node.otherwise];
    case "list":
      return node.items;
    case "object":
      return node.members.map(({ value }) => value);
    case "call":
      return node.args.map((each) => (each.kind === "lambda" ? each.body : each));
    case "anyOf":
      return node.which ? [node.list, node.which.body] : [node.list];
    case "column":
      return [node.list, node.which.body];
    case "attempt":
      return node.options;
    case "match":
      return [node.subject, ...node.arms.flatMap(({ guard, value }) => (guard ? [guard, value] : [value]))];
    case "is":
      return [node.value];
  }
}

/** Whether something in the expression, or it itself, is so. */
export function holds(node: Expression, test: (node: Expression) => boolean): boolean {
  return test(node) || partsOf(node).some((each) => holds(each, test));
}

/** The functions that are called in the expression. */
export function namesOfCalls(node: Expression): readonly string[] {
  const inner = partsOf(node).flatMap(namesOfCalls);
  return node.kind === "call" ? [node.name, ...inner] : inner;
}

export function mentions(node: Expression, variable: string): boolean {
  return holds(node, (each) => each.kind === "variable" && each.name === variable);
}

/** `d.order.total` as text for comparing; undefined for anything but fields of a variable. */
export function pathOf(node: Expression): string | undefined {
  if (node.kind === "variable") return node.name;
  const of = node.kind === "field" ? pathOf(node.of) : undefined;
  return of !== undefined && node.kind === "field" ? `${of}.${node.name}` : undefined;
}

/** Functions behind whose dot or pipe all arguments are of the element (language.md 10.4). */
export const elementFunctions: readonly string[] =
  "map filter reduce find findIndex some every sortBy groupBy flatten count sum avg min max unique sort".split(" ");

/** Whether the parameter can be left unnamed: an element argument inside would speak of its own element. */
export function canBeElement({ parameters, body }: Lambda): boolean {
  const [name = "", ...others] = parameters;
  return others.length === 0 && !holds(body, (each) => innerArguments(each).some((inner) => mentions(inner, name)));
}

/** What stands in the element arguments of a node, in whichever notation. */
function innerArguments(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "call": {
      const bodies = node.args.flatMap((each) => (each.kind === "lambda" ? [each.body] : []));
      const values = node.args.slice(1).flatMap((each) => (each.kind === "lambda" ? [] : [each]));
      return elementFunctions.includes(node.name) ? [...bodies, ...values] : bodies;
    }
    case "anyOf":
    case "column":
      return node.which ? [node.which.body] : [];
    default:
      return [];
  }
}
