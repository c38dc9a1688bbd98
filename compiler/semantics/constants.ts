// Literals, which are the same whatever a mission does.
// Must not know where they stand.
import type * as ast from "../syntax/ast.js";

/** A text, number, list, object or null as it is written; `true` and `false` say what they mean. */
export function isConstant(node: ast.Expression): boolean {
  switch (node.kind) {
    case "String":
    case "Number":
    case "Duration":
    case "Null":
    case "Object":
    case "List":
      return true;
    case "Unary":
      return isConstant(node.operand);
    default:
      return false;
  }
}

/** Whether a constant is truthy. */
export function truthOf(node: ast.Expression): boolean {
  switch (node.kind) {
    case "String":
    case "Number":
      return Boolean(node.value);
    case "Duration":
      return node.milliseconds !== 0;
    case "Unary":
      return node.operator === "not" ? !truthOf(node.operand) : truthOf(node.operand);
    default:
      return node.kind !== "Null";
  }
}

/** Whether a condition that is written out always holds, or never: literals, `true` and `false`, and what they settle. */
export function constantTruth(node: ast.Expression | undefined): boolean | undefined {
  if (node?.kind === "Boolean") return node.value;
  if (node?.kind === "Unary" && node.operator === "not") {
    const truth = constantTruth(node.operand);
    return truth === undefined ? undefined : !truth;
  }
  if (node?.kind === "Binary" && (node.operator === "and" || node.operator === "or")) {
    const sides = [constantTruth(node.left), constantTruth(node.right)];
    const settling = node.operator === "or";
    return sides.includes(settling) ? settling : sides.includes(undefined) ? undefined : !settling;
  }
  return node && isConstant(node) ? truthOf(node) : undefined;
}

/** Whether a condition never holds: by its literals, or because it wants a length below zero. */
export function neverHolds(node: ast.Expression): boolean {
  if (node.kind !== "Binary") return constantTruth(node) === false;
  const { operator, left, right } = node;
  if (operator === "and") return neverHolds(left) || neverHolds(right);
  if (operator === "or") return neverHolds(left) && neverHolds(right);
  const bound = numberOf(right);
  if (!isLength(left) || bound === undefined) return false;
  return operator === "<" ? bound <= 0 : (operator === "<=" || operator === "==") && bound < 0;
}

function numberOf(node: ast.Expression): number | undefined {
  if (node.kind === "Unary" && node.operator === "-" && node.operand.kind === "Number") return -node.operand.value;
  return node.kind === "Number" ? node.value : undefined;
}

function isLength(node: ast.Expression): boolean {
  const name =
    node.kind === "Call"
      ? node.callee
      : node.kind === "MethodCall" || node.kind === "FieldAccess"
        ? node.name
        : undefined;
  return name?.text === "length";
}
