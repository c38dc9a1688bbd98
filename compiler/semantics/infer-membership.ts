// `in`, `contains` and `includes`: what is looked for must be among what can be found (language.md 5.4, 10.1).
// Must not know other operators.
import type { Details } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { declarationOf, nearestTextOf } from "./declared.js";
import { describe } from "./describe.js";
import { possibleElement, possibleType } from "./group-names.js";
import type { Inferrer } from "./infer.js";
import { writtenLiterals } from "./membership.js";
import { overlaps } from "./overlaps.js";
import { literalType } from "./pattern-facts.js";
import { dynamic, isDynamic, membersOf, shapeOf, type Type, unionOfAll, kindOf, withoutNull } from "./types.js";

/** `operator` is what the mission writes. */
export function checkMembership(
  infer: Inferrer,
  { item, collection, operator }: { item: ast.Expression; collection: ast.Expression; operator: string },
): void {
  const [value, type] = [item, collection].map((each) => infer.types.get(each) ?? dynamic);
  // Where no value is left nothing can be wrong with it.
  if (!value || !type || value.kind === "never" || type.kind === "never") return;
  if (!membersOf(type).some(isCollection))
    infer.reporter.report("RQ3008", collection.span, {
      operator,
      expected: "a text, a list or an object",
      found: describe(type),
    });
  else if (isOfParts(value) && !membersOf(type).some((each) => isDynamic(each) || kindOf(each) === "list"))
    infer.reporter.report("RQ3008", item.span, { operator, expected: "a text", found: describe(value) });
  else if (collection.kind === "List") checkItems(infer, item, possibleType(infer, item, value), collection);
  else checkElements(infer, item, possibleType(infer, item, value), collection, type);
}

function isCollection(type: Type): boolean {
  const kind = kindOf(type);
  return isDynamic(type) || kind === "list" || kind === "string" || kind === "null" || shapeOf(type) !== undefined;
}

/** Only a list can hold a list or an object. */
function isOfParts(type: Type): boolean {
  const members = membersOf(withoutNull(type));
  return members.length > 0 && members.every((each) => each.kind === "list" || shapeOf(each) !== undefined);
}

/** Of a list that is written down every literal must be one that is looked for; of a constant, one must be it. */
function checkItems(infer: Inferrer, item: ast.Expression, value: Type, { items }: ast.ListLiteral): void {
  const typeOf = (each: ast.Expression | ast.Spread): Type =>
    each.kind === "Spread" ? dynamic : (infer.types.get(each) ?? dynamic);
  const odd = items.filter((each) => !overlaps(value, typeOf(each)));
  const isOneEnough = value.kind === "literal" || value.kind === "list" || value.kind === "null";
  if (isOneEnough && odd.length < items.length) return;
  for (const each of odd) {
    if (each.kind === "Spread") continue;
    report(infer, each, value, typeOf(each), nearestTextOf(each, value), item);
  }
}

function checkElements(
  infer: Inferrer,
  item: ast.Expression,
  value: Type,
  collection: ast.Expression,
  type: Type,
): void {
  const lists = membersOf(withoutNull(type)).map((each) => (each.kind === "list" ? each.element : dynamic));
  const values = writtenLiterals(infer.bindings, collection);
  const element = values ? literalType({ values }, dynamic) : possibleElement(infer, collection, unionOfAll(lists));
  if (lists.length === 0 || element.kind === "never" || overlaps(value, element)) return;
  report(infer, item, value, element, nearestTextOf(item, element), collection);
}

function report(
  infer: Inferrer,
  place: ast.Expression,
  left: Type,
  right: Type,
  near: Details,
  declared: ast.Expression,
): void {
  const facts = { left: describe(left), right: describe(right), operator: "in" };
  const related = declarationOf(infer.types, declared);
  infer.reporter.report(infer.soft ? "RQ3011" : "RQ3004", place.span, facts, { ...near, related });
}
