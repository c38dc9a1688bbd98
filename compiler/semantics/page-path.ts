// Paths into a page (language.md 6.10): names, positions, and `length(path) - n`, as a text or as an expression.
// Must not know what a path is used for.
import type * as ast from "../syntax/ast.js";

/** From the page on; a negative position counts from the end. */
export type Steps = readonly (string | number)[];

/** The steps of `data[-1].id` or `data[length(data) - 1].id`; undefined when it is no path. */
export function stepsOfText(text: string): Steps | undefined {
  const steps: (string | number)[] = [];
  for (let rest = text.trim(); rest !== "" || steps.length === 0;) {
    const name = (steps.length === 0 ? /^[^.[\]\s]+/ : /^\.[^.[\]\s]+/).exec(rest)?.[0];
    const bracket = name === undefined ? closing(rest) : undefined;
    const position = bracket === undefined ? undefined : positionOf(bracket, steps);
    if (name === undefined && position === undefined) return undefined;
    steps.push(name?.replace(/^\./, "") ?? position ?? 0);
    rest = rest.slice(name?.length ?? (bracket?.length ?? 0) + 2);
  }
  return steps;
}

/** What stands between the bracket at the start of `text` and its closing one. */
function closing(text: string): string | undefined {
  if (!text.startsWith("[")) return undefined;
  for (let at = 0, depth = 0; at < text.length; at++) {
    if (text[at] === "[") depth++;
    else if (text[at] === "]" && --depth === 0) return text.slice(1, at);
  }
  return undefined;
}

function positionOf(text: string, list: Steps): number | undefined {
  if (/^\s*-?\d+\s*$/.test(text)) return Number(text);
  const counted = /^\s*length\(\s*(.+?)\s*\)\s*-\s*([1-9]\d*)\s*$/.exec(text);
  const [, path = "", count = ""] = counted ?? [];
  return counted && isSame(stepsOfText(path.replace(/^(?:response)?\./, "")), list) ? -Number(count) : undefined;
}

/** The steps of `.data[-1].id`, `response.data[-1].id` or `data.next`; undefined when it is no path. */
export function stepsOfExpression(node: ast.Expression): Steps | undefined {
  switch (node.kind) {
    case "Subject":
      return [];
    case "NameExpression":
      return node.name === "response" ? [] : [node.name];
    case "FieldAccess": {
      const before = stepsOfExpression(node.object);
      return before && [...before, node.name.text];
    }
    case "Index": {
      const before = stepsOfExpression(node.object);
      const step = before && indexStep(node.index, before);
      return before && step !== undefined ? [...before, step] : undefined;
    }
    default:
      return undefined;
  }
}

/** The same for a path that begins with the page itself: `.items` or `response.items`. */
export function stepsFromPage(node: ast.Expression): Steps | undefined {
  return rootOf(node) === undefined ? undefined : stepsOfExpression(node);
}

/** The leading dot or `response` that a path begins with. */
export function rootOf(node: ast.Expression): ast.Subject | ast.NameExpression | undefined {
  switch (node.kind) {
    case "Subject":
      return node;
    case "NameExpression":
      return node.name === "response" ? node : undefined;
    case "FieldAccess":
    case "Index":
      return rootOf(node.object);
    default:
      return undefined;
  }
}

function indexStep(node: ast.Expression, list: Steps): string | number | undefined {
  if (node.kind === "String") return node.value;
  if (node.kind === "Number") return Number.isInteger(node.value) ? node.value : undefined;
  if (node.kind === "Unary" && node.operator === "-" && node.operand.kind === "Number") {
    return Number.isInteger(node.operand.value) ? -node.operand.value : undefined;
  }
  if (node.kind !== "Binary" || node.operator !== "-" || node.right.kind !== "Number") return undefined;
  const measured = measuredPath(node.left);
  const isWhole = Number.isInteger(node.right.value) && node.right.value >= 1;
  return measured && isWhole && isSame(stepsOfExpression(measured), list) ? -node.right.value : undefined;
}

/** The path in `length(path)` or `path.length`. */
export function measuredPath(node: ast.Expression): ast.Expression | undefined {
  if (node.kind === "Call" && node.callee.text === "length" && node.args.length === 1) return node.args[0];
  if (node.kind === "MethodCall" && node.name.text === "length" && node.args.length === 0) return node.object;
  return node.kind === "FieldAccess" && node.name.text === "length" ? node.object : undefined;
}

export function isSame(a: Steps | undefined, b: Steps | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((step, at) => step === b[at]);
}
