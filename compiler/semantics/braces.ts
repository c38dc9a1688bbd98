// Texts that look as if they took values, such as `"total: {order.total}"`, which only the path of a request does (RQ4018).
// Must not know types, nor how the names of other expressions are found.
import type * as ast from "../syntax/ast.js";
import { resolve } from "./bind-expressions.js";
import type { Binder } from "./bind.js";
import { functionNames } from "./functions.js";
import type { Scope } from "./scope.js";

/** `{order.id}`, `${order.total + 1}`, `{length(rows)}`: a name that is in scope or a function, and what can stand behind it. */
const braced = /\$?\{\s*(([A-Za-z_]\w*)(?=(\()?)(?:\.\w+)*(?:(?:\s+[-+*/%]|\s*[[(?|])[^{}]*)?)\}/g;

/** Of a longer text a message shows only where a value goes. */
const longestShown = 100;

/** RQ4018: a text that looks as if it took a value. One with an escape, such as `\\{`, is meant as it is. */
export function checkBraces(binder: Binder, node: ast.StringLiteral, scope: Scope): void {
  const hasEscape = node.span.end - node.span.start !== node.value.length + 2;
  if (hasEscape) return;
  const found = [...node.value.matchAll(braced)].filter(([, , name = "", call]) =>
    call === undefined ? resolve(binder, name, scope).kind !== "unknown" : functionNames.includes(name),
  );
  const whole = joinedTexts(node.value, found);
  for (const { 0: written, 1: value = "", index } of found) {
    const joined = whole.length > longestShown ? `"…" + ${operandOf(value)}` : whole;
    const start = node.span.start + 1 + index;
    binder.reporter.report("RQ4018", { ...node.span, start, end: start + written.length }, { written, joined });
  }
}

function operandOf(value: string): string {
  return /[-+*/%?|]/.test(value) ? `(${value.trim()})` : value.trim();
}

/** `"total: " + order.total` for the text `total: {order.total}`. */
function joinedTexts(text: string, found: readonly RegExpExecArray[]): string {
  const parts: string[] = [];
  let end = 0;
  const addText = (to: number): unknown => to > end && parts.push(JSON.stringify(text.slice(end, to)));
  for (const { 0: written, 1: value = "", index } of found) {
    addText(index);
    parts.push(operandOf(value));
    end = index + written.length;
  }
  addText(text.length);
  // A text has to be among what is joined.
  return (found.length > 1 && parts.length === found.length ? [parts[0], '""', ...parts.slice(1)] : parts).join(" + ");
}
