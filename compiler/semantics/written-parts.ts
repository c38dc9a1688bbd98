// The parts of an expression that give its value: branches of a choice, elements of a list, objects that are merged.
// Must not know types, nor what is asked of the parts.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
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
  if (!form || !first) return onlyMade(node);
  if (keeping.includes(form.name.text)) return elementsIn(first);
  if (form.name.text === "concat") {
    const parts = form.args.map((each) => elementsIn(each) ?? { elements: [], lists: [each] });
    return { elements: parts.flatMap((each) => each.elements), lists: parts.flatMap((each) => each.lists) };
  }
  return onlyMade(node);
}

function onlyMade(node: ast.Node): Elements | undefined {
  const made = madeBy(node);
  return made && { elements: [made], lists: [] };
}

/** What makes every element of a list: the body of a `map`, whatever of it is selected. */
export function madeBy(node: ast.Node): ast.Expression | undefined {
  const kept = keptFrom(node);
  if (kept) return kept.asks ? unlessItChooses(madeBy(kept.list)) : madeBy(kept.list);
  const form = formOf(node);
  const argument = form?.name.text === "map" ? elementArgument(form) : undefined;
  return argument && bodyOf(argument);
}

/** The list some of whose elements the value holds, or all in another order; `asks`: those of which something holds. */
export function keptFrom(node: ast.Node): { readonly list: ast.Expression; readonly asks: boolean } | undefined {
  if (node.kind === "Filter") return { list: node.collection, asks: true };
  const form = formOf(node);
  const [list] = form?.args ?? [];
  const name = form?.name.text ?? "";
  return list && (keeping.includes(name) || name === "slice" || name === "filter")
    ? { list, asks: name === "filter" }
    : undefined;
}

/** The list of which the expression gives one element; `asks`: one that is asked for. */
export function pickedFrom(node: ast.Node): { readonly list: ast.Expression; readonly asks: boolean } | undefined {
  if (node.kind === "AnyOf") return { list: node.collection, asks: node.predicate !== undefined };
  if (node.kind === "Index") {
    const position = node.index.kind === "Unary" ? node.index.operand : node.index;
    return position.kind === "Number" ? { list: node.object, asks: false } : undefined;
  }
  const form = formOf(node);
  const [list] = form?.args ?? [];
  const name = form?.name.text;
  return list && (name === "first" || name === "last" || name === "find") ? { list, asks: name === "find" } : undefined;
}

/** Of what chooses, some branches may not be what is asked for. */
export function unlessItChooses(node: ast.Expression | undefined): ast.Expression | undefined {
  const choices: ast.Node[] = [];
  const note = (each: ast.Node): void => void (branchesOf(each).length > 0 && choices.push(each));
  if (node) walk(node, { enter: { Conditional: note, MatchExpression: note, Try: note, Binary: note } });
  return choices.length > 0 ? undefined : node;
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

/** The call that it is, in whichever notation. */
export function formOf(node: ast.Node): CallForm | undefined {
  return node.kind === "Call" || node.kind === "MethodCall" || node.kind === "Pipe" ? callForm(node) : undefined;
}
