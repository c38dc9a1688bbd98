// What a page must have for `until` to hold: comparisons with null are false (language.md 6.11, 10.3).
// Must not know types, nor how pages are read.
import type * as ast from "../syntax/ast.js";
import { isSame, type Steps, stepsFromPage } from "./page-path.js";

const orders: ReadonlySet<ast.Binary["operator"]> = new Set<ast.Binary["operator"]>(["<", "<=", ">", ">="]);

/** The parts of a page that it compares with one another or orders, where no other way leads to an end. */
export function untilNeeds(until: ast.Expression): readonly Steps[] {
  if (until.kind !== "Binary") return [];
  const { operator, left, right } = until;
  if (operator === "and") return distinct([...untilNeeds(left), ...untilNeeds(right)]);
  const parts = [left, right].map(partOfPage).filter((each) => each !== undefined);
  // `.next == null` holds of what is missing, and so may `.last == true` of a page that is still to come.
  const isComparison = orders.has(operator) || (operator === "==" && [left, right].every(isNamed));
  return isComparison ? distinct(parts) : [];
}

function partOfPage(node: ast.Expression): Steps | undefined {
  const steps = stepsFromPage(node);
  return steps && steps.length > 0 ? steps : undefined;
}

/** A part of the page, or the parameter of the paging. */
function isNamed(node: ast.Expression): boolean {
  return partOfPage(node) !== undefined || (node.kind === "NameExpression" && node.name !== "response");
}

function distinct(all: readonly Steps[]): readonly Steps[] {
  return all.filter((each, at) => all.findIndex((other) => isSame(other, each)) === at);
}
