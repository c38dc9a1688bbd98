// The parts of an expression that give its value: branches of a choice, elements of a list, objects that are merged.
// Must not know types, nor what is asked of the parts.
import type * as ast from "../syntax/ast.js";
import { bodyOf, callForm, type CallForm, elementArgument } from "./element-calls.js";

interface Branch {
  readonly node: ast.Expression;
  /** Null is not what it gives then. */
  readonly mayMiss: boolean;
}

/** What an `if`, a `match`, `??` or `try` may give; none of an expression that does not choose. */
export function branchesOf(node: ast.Node): readonly Branch[] {
  switch (node.kind) {
    case "Conditional":
      return [node.then, node.else].flatMap(leaves);
    case "MatchExpression":
      return node.arms.flatMap(({ value }) => leaves(value));
    case "Binary":
      return node.operator === "??" || node.operator === "or" ? [...attempted(node.left), ...leaves(node.right)] : [];
    case "Try":
      return node.attempts.flatMap(attempted);
    default:
      return [];
  }
}

function leaves(node: ast.Expression): readonly Branch[] {
  const branches = branchesOf(node);
  return branches.length > 0 ? branches : [{ node, mayMiss: false }];
}

/** Where it gives null, something else is given. */
function attempted(node: ast.Expression): readonly Branch[] {
  return leaves(node).map((each) => ({ ...each, mayMiss: true }));
}

interface Elements {
  readonly elements: readonly ast.Expression[];
  /** Lists whose elements are among them, too. */
  readonly lists: readonly ast.Expression[];
}

/** Functions that give all elements of their first argument. */
const keeping = ["unique", "reverse", "sort", "sortBy"];

/** The elements of a list literal, what a `map` makes of each, and those of lists that are put together or in order. */
export function elementsIn(node: ast.Node): Elements | undefined {
  if (node.kind === "List")
    return {
      elements: node.items.flatMap((each) => (each.kind === "Spread" ? [] : [each])),
      lists: node.items.flatMap((each) => (each.kind === "Spread" ? [each.value] : [])),
    };
  const form = formOf(node);
  const [first] = form?.args ?? [];
  if (!form || !first) return undefined;
  if (keeping.includes(form.name.text)) return elementsIn(first);
  if (form.name.text === "concat") {
    const parts = form.args.map((each) => elementsIn(each) ?? { elements: [], lists: [each] });
    return { elements: parts.flatMap((each) => each.elements), lists: parts.flatMap((each) => each.lists) };
  }
  const argument = form.name.text === "map" ? elementArgument(form) : undefined;
  return argument && { elements: [bodyOf(argument)], lists: [] };
}

/** `merge(a, { b: 1 })` as the literal that it is like. */
export function merged(node: ast.Node): ast.ObjectLiteral | undefined {
  const form = formOf(node);
  if (form?.name.text !== "merge") return undefined;
  const properties = form.args.flatMap((each): readonly (ast.Property | ast.Spread)[] =>
    each.kind === "Object" ? each.properties : [{ kind: "Spread", value: each, span: each.span }],
  );
  return { kind: "Object", properties, span: node.span };
}

function formOf(node: ast.Node): CallForm | undefined {
  return node.kind === "Call" || node.kind === "MethodCall" || node.kind === "Pipe" ? callForm(node) : undefined;
}
