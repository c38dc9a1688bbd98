// RQ3024: what is asked for though the type says that it is always there (language.md 5.4, 10.1).
// Must not know literals (constants does), nor comparisons (infer does).
import type * as ast from "../../syntax/ast.js";
import { type Span, within } from "../../source.js";
import { walkConditions } from "../conditions.js";
import { isConstant } from "../constants.js";
import { declarationOf } from "../declared.js";
import { readText } from "../field-reads.js";
import { describe } from "../describe.js";
import { callForm, type CallNode } from "../element-calls.js";
import { isDynamic, mayBeNull, membersOf, shapeOf, type Type } from "../types.js";
import type { Rule } from "./index.js";

/** What documents claim is no proof, so the types are those that are proven. */
export const sureConditions: Rule = ({ mission, bindings, types }, reporter) => {
  const typeOf = (node: ast.Expression): Type | undefined => (isConstant(node) ? undefined : types.types.get(node));
  const assumed: Span[] = [];
  const report = (node: ast.Expression, asked: "condition" | "exists", type: Type): void => {
    if (assumed.some((each) => within(node.span, each))) return;
    const isList = membersOf(type).some((each) => each.kind === "list");
    const related = declarationOf(types.types, node);
    reporter.report("RQ3024", node.span, { asked, type: describe(type), isList, read: readText(node) }, { related });
  };
  const condition = (node: ast.Expression): void => {
    // `any of` says whether there is one.
    const isAsked = node.kind === "AnyOf" && types.asked.has(node);
    const type = isAsked ? undefined : typeOf(node);
    if (type && isTruthy(type)) report(node, "condition", type);
    if (node.kind === "Binary" && (node.operator === "and" || node.operator === "or")) condition(node.right);
  };
  const existence = (node: ast.Expression): void => {
    const type = isSetting(node) ? undefined : typeOf(node);
    if (type && isNeverNull(type)) report(node, "exists", type);
  };
  /** What a `let` is written to be is a setting, which may be edited. */
  const isSetting = (node: ast.Expression): boolean => {
    const binding = node.kind === "NameExpression" ? bindings.names.get(node) : undefined;
    return binding?.kind === "variable" && binding.node.kind === "Let" && isScalar(binding.node.value);
  };
  const call = (node: CallNode): void => {
    const { name, args } = callForm(node);
    if (name.text === "exists" && args[0]) existence(args[0]);
  };
  const assumption = ({ span }: ast.Expression): void => void assumed.push(span);
  walkConditions(mission, { condition, predicate: condition, assumption, call });
};

function isScalar(node: ast.Expression): boolean {
  return isConstant(node) || node.kind === "Boolean";
}

/** Lists and objects are truthy, empty ones too. */
function isTruthy(type: Type): boolean {
  const members = membersOf(type);
  return members.length > 0 && members.every((each) => each.kind === "list" || shapeOf(each) !== undefined);
}

function isNeverNull(type: Type): boolean {
  return (
    !isDynamic(type) && type.kind !== "never" && !membersOf(type).some((each) => isDynamic(each)) && !mayBeNull(type)
  );
}
