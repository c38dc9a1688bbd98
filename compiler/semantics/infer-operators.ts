// Types of operators and the operands they take (language.md 10.1-10.3).
// Must not know steps, nor how an operator is emitted.
import type * as ast from "../syntax/ast.js";
import { bothOf, eitherOf, mayBeStructure } from "./alternatives.js";
import { isDateText } from "./date-text.js";
import { equalityType } from "./infer-equality.js";
import { holdTested, inFrame } from "./held-tests.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import { checkMembership } from "./infer-membership.js";
import { type Facts, narrowBy } from "./narrow.js";
import { inferApart } from "./awaited.js";
import type { Details } from "../diagnostics.js";
import { noteUnmet } from "./unmet.js";
import { branchesOf } from "./written-parts.js";
import { constantTruth, isConstant } from "./constants.js";
import { narrowTo } from "./narrow-to.js";
import { resolveType } from "./schemas.js";
import { declarationOf } from "./declared.js";
import { describe } from "./describe.js";
import { overlaps } from "./overlaps.js";
import {
  boolean,
  date,
  duration,
  dynamic,
  integer,
  isDynamic,
  list,
  literal,
  mayBeNull,
  membersOf,
  nullType,
  number,
  string,
  type Type,
  union,
  kindOf,
  withoutNull,
} from "./types.js";

export function inferBinary(infer: Inferrer, node: ast.Binary, facts: Facts): Type {
  if (node.operator === "==" || node.operator === "!=") return equalityType(infer, node, facts);
  // What is behind a condition that never holds is as if it could.
  const leftOf = (): Type => inferExpression(infer, node.left, facts);
  const left = node.operator === "or" ? whereWritten(infer, node, node.right, leftOf) : leftOf();
  if (node.operator === "and") {
    const whereLeft = narrowBy(infer, node.left, true, facts);
    return bothOf(
      left,
      whereWritten(infer, node, node.left, () => inferApart(infer, node.right, whereLeft)),
    );
  }
  if (node.operator === "or") return orType(infer, node, left, facts);
  if (node.operator === "??") {
    const whereNull = isDynamic(left) || mayBeNull(left) ? narrowTo(infer, node.left, facts, nullType) : facts;
    return eitherOf(withoutNull(left), inferApart(infer, node.right, whereNull));
  }
  const right = inferExpression(infer, node.right, facts);
  switch (node.operator) {
    case "<":
    case "<=":
    case ">":
    case ">=":
      checkOrder(infer, node, left, right);
      return boolean;
    case "in":
      checkMembership(infer, { item: node.left, collection: node.right, operator: "in" });
      return boolean;
    case "contains":
      checkMembership(infer, { item: node.right, collection: node.left, operator: "contains" });
      return boolean;
    case "startsWith":
    case "endsWith":
      for (const [side, type] of [
        [node.left, left],
        [node.right, right],
      ] as const)
        requireKind(infer, node.operator, side, type, string, "text");
      return boolean;
    case "..":
      for (const [side, type] of [
        [node.left, left],
        [node.right, right],
      ] as const)
        requireKind(infer, "..", side, type, number, "a whole number");
      return list(integer);
    case "+":
      return plusType(infer, node, left, right);
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmeticType(infer, node, left, right);
  }
}

/** One side of `and` and `or`, which is not written where the other alone says what they give: it keeps nothing. */
function whereWritten(infer: Inferrer, { operator }: ast.Binary, other: ast.Expression, walk: () => Type): Type {
  return constantTruth(other) === (operator === "or") ? inFrame(infer, undefined, walk) : walk();
}

function orType(infer: Inferrer, node: ast.Binary, left: Type, facts: Facts): Type {
  const whereNotLeft = narrowBy(infer, node.left, false, facts);
  const right = whereWritten(infer, node, node.left, () => inferApart(infer, node.right, whereNotLeft));
  const known = withoutNull(left);
  const losesValue = membersOf(known).some((each) => kindOf(each) === "number");
  const isFlag =
    membersOf(known).every((each) => kindOf(each) === "boolean") &&
    membersOf(withoutNull(right)).some((each) => kindOf(each) !== "boolean" && !isDynamic(each));
  // A literal never changes, which is said of it where it stands (RQ4019).
  const isOpen = !isDynamic(known) && known.kind !== "never" && !isConstant(node.left);
  if (isOpen && (losesValue || (isFlag && !infer.condition))) {
    infer.reporter.report(
      "RQ4013",
      node.span,
      { type: describe(known) },
      {
        help: "use `??`, which keeps 0 and false",
      },
    );
  }
  return eitherOf(withoutNull(left), right);
}

/** A test that can never hold is a slip, as a comparison is, but legal: it may state what the types already say. */
export function inferIs(infer: Inferrer, node: ast.Is, facts: Facts): Type {
  const value = inferExpression(infer, node.value, facts);
  holdTested(infer, node.value);
  const tested = resolveType(node.type, infer.mission);
  // Who tests what an answer is does not trust what a document claims.
  const isUnmet = !infer.claims && isResolved(tested) && !overlaps(value, tested);
  noteUnmet(infer, node, isUnmet);
  if (isUnmet)
    infer.reporter.report(
      "RQ3011",
      node.span,
      { left: describe(value), right: describe(tested), operator: "is" },
      { related: declarationOf(infer.types, node.value) },
    );
  return boolean;
}

/** A type that has no name nobody knows (RQ2005). */
function isResolved(type: Type): boolean {
  return type.kind === "list" ? isResolved(type.element) : membersOf(type).every((each) => each.kind !== "error");
}

const orderKinds = ["number", "string"];

function checkOrder(infer: Inferrer, node: ast.Binary, left: Type, right: Type): void {
  const kinds = (type: Type): readonly string[] => membersOf(withoutNull(type)).map((each) => kindOf(each));
  const wrong = [left, right].some(
    (type) => !isDynamic(type) && kinds(type).some((each) => !orderKinds.includes(each)),
  );
  const mixed =
    !isDynamic(left) &&
    !isDynamic(right) &&
    kinds(left).length > 0 &&
    kinds(right).length > 0 &&
    !kinds(left).some((each) => kinds(right).includes(each));
  const words = [left, right].some(isDeclaredDate) && [left, right].some(isWord);
  if (wrong || mixed || words)
    infer.reporter.report("RQ3010", node.span, {
      operator: node.operator,
      left: describe(left),
      right: describe(right),
    });
}

function isDeclaredDate(type: Type): boolean {
  const members = membersOf(withoutNull(type));
  return members.length > 0 && members.every((each) => each.kind === "string" && each.is === "date");
}

/** A text that is neither a date nor the beginning of one, such as `"2026-11"`. */
function isWord(type: Type): boolean {
  return type.kind === "literal" && typeof type.value === "string" && !/^\d{4}(?:-\d\d(?:-\d\d.*)?)?$/.test(type.value);
}

function requireKind(
  infer: Inferrer,
  operator: string,
  side: ast.Expression,
  type: Type,
  wanted: Type,
  expected: string,
): void {
  if (type.kind !== "null" && !overlaps(withoutNull(type), wanted))
    infer.reporter.report("RQ3008", side.span, { operator, expected, found: describe(type) });
}

const isDate = (type: Type): boolean =>
  membersOf(withoutNull(type)).every(
    (each) => (each.kind === "string" && each.is === "date") || (each.kind === "literal" && isDateText(each.value)),
  );
/** Text that may turn out to be a date: all but literals that are none. */
const mayBeDate = (type: Type): boolean => {
  const members = membersOf(withoutNull(type));
  const isOpen = members.some((each) => each.kind === "string");
  return isDate(type) || (isOpen && members.every((each) => kindOf(each) === "string"));
};
/** Of what may be null, too: null is an error of the run then. */
const isDuration = (type: Type): boolean => {
  const value = withoutNull(type);
  return value.kind === "number" && value.is === "duration";
};
const isText = (type: Type): boolean =>
  type.kind !== "null" && membersOf(withoutNull(type)).every((each) => kindOf(each) === "string");
const isNumber = (type: Type): boolean => membersOf(withoutNull(type)).every((each) => kindOf(each) === "number");

function plusType(infer: Inferrer, node: ast.Binary, left: Type, right: Type): Type {
  if (isDuration(right) && (isDynamic(left) || (left.kind !== "null" && mayBeDate(left))))
    return isDynamic(left) ? dynamic : date;
  if ((!isDynamic(left) && isText(left)) || (!isDynamic(right) && isText(right))) {
    warnOfJoin(infer, node, left, right);
    for (const [side, type] of [
      [node.left, left],
      [node.right, right],
    ] as const)
      rejectStructure(infer, node, side, type, "text or a number");
    return string;
  }
  for (const [side, type] of [
    [node.left, left],
    [node.right, right],
  ] as const)
    if (type.kind === "null")
      infer.reporter.report("RQ3008", side.span, { operator: "+", expected: "text or a number", found: "null" });
    else rejectStructure(infer, node, side, type, "text or a number");
  if (isDynamic(left) || isDynamic(right)) return dynamic;
  if (isDuration(left) && isDuration(right)) return duration;
  return isNumber(left) && isNumber(right) ? number : union(string, number);
}

/** Whether a duration results: from two by `-` and `%`, from one by `*` with a number and `/` by one. */
function isDurationOf(operator: ast.Binary["operator"], left: Type, right: Type): boolean {
  if (operator === "*") return isDuration(left) !== isDuration(right);
  if (operator === "/") return isDuration(left) && !isDuration(right);
  return isDuration(left) && isDuration(right);
}

/** A date and a plain number, or a duration in quotes, are joined as text, which hardly anyone means. */
function warnOfJoin(infer: Inferrer, node: ast.Binary, left: Type, right: Type): void {
  if (!isDeclaredDate(left) || isDynamic(right)) return;
  const written = writtenDuration(node.right);
  if (written) infer.reporter.report("RQ3016", node.span, { with: "text" }, written);
  else if (right.kind !== "null" && isNumber(right)) infer.reporter.report("RQ3016", node.span, { with: "number" });
}

/** `"7d"`, which is no duration but a text. */
function writtenDuration(node: ast.Expression): Details | undefined {
  if (node.kind !== "String" || !/^\d+(?:\.\d+)?(?:ms|[smhd])$/.test(node.value)) return undefined;
  const title = `replace with \`${node.value}\``;
  return { help: `${title}: a duration has no quotes`, fix: { title, span: node.span, text: node.value, safe: false } };
}

/** Branches of a choice that are no number: they fail as soon as they are taken. A text that may be a date is left to the run. */
function rejectTexts(infer: Inferrer, operator: string, side: ast.Expression): void {
  for (const { node } of branchesOf(side)) {
    if (node.kind !== "String" || isDateText(node.value) || /^\s*[-+]?\d+(?:\.\d+)?\s*$/.test(node.value)) continue;
    const found = describe(literal(node.value));
    infer.reporter.report("RQ3008", node.span, { operator, expected: "a number", found });
  }
}

function rejectStructure(infer: Inferrer, node: ast.Binary, side: ast.Expression, type: Type, expected: string): void {
  const wrong = (each: Type): boolean => mayBeStructure(each) || (kindOf(each) === "boolean" && !isDynamic(each));
  const other = side === node.left ? node.right : node.left;
  const otherType = infer.types.get(other) ?? dynamic;
  const joinsText = (each: Type): boolean => !isDynamic(otherType) && isText(otherType) && kindOf(each) === "boolean";
  if (membersOf(type).some((each) => wrong(each) && !joinsText(each)))
    infer.reporter.report("RQ3008", side.span, { operator: "+", expected, found: describe(type) });
}

function arithmeticType(infer: Inferrer, node: ast.Binary, left: Type, right: Type): Type {
  if (node.operator === "-" && !isDynamic(left) && mayBeDate(left) && withoutNull(left).kind !== "never") {
    if (isDynamic(right)) return dynamic;
    if (mayBeDate(right) && withoutNull(right).kind !== "never") return duration;
    if (isNumber(right) && withoutNull(right).kind !== "never") return date;
    const expected = "a duration or a date";
    const facts = { operator: "-", expected, found: describe(right) };
    infer.reporter.report("RQ3008", node.right.span, facts, writtenDuration(node.right));
    return dynamic;
  }
  // What is not known may be a date, and then the right side may be one.
  if (node.operator === "-" && isDynamic(left) && mayBeDate(right) && right.kind !== "null") return dynamic;
  for (const [side, type] of [
    [node.left, left],
    [node.right, right],
  ] as const) {
    if (type.kind === "null" || mayBeStructure(type) || !overlaps(withoutNull(type), number)) {
      infer.reporter.report("RQ3008", side.span, {
        operator: node.operator,
        expected: "a number",
        found: describe(type),
      });
    } else rejectTexts(infer, node.operator, side);
  }
  if (node.operator === "-" && (isDynamic(left) || isDynamic(right))) return isDynamic(left) ? dynamic : number;
  return isDurationOf(node.operator, left, right) ? duration : number;
}
