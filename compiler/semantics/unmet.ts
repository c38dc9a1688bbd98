// Conditions that never hold, by what is known of the values that they compare (language.md 5.4).
// Must not know what follows from them.
import type * as ast from "../syntax/ast.js";
import type { Inferrer } from "./infer.js";

/** Of a comparison, or a test of a type. */
export function noteUnmet({ unmet }: Inferrer, node: ast.Expression, isUnmet: boolean): void {
  if (isUnmet) unmet.add(node);
  else unmet.delete(node);
}

/** Notes an arm that the guard lets nothing into, or that nothing fits by what is known of the fields. */
export function noteRefused(infer: Inferrer, arm: ast.Arm | ast.ValueArm, isContradicted: boolean): boolean {
  const isRefused = isContradicted || (arm.guard !== undefined && isUnmet(infer, arm.guard));
  if (isRefused) infer.refused.add(arm);
  else infer.refused.delete(arm);
  return isRefused;
}

/** Whether a condition whose parts have been looked at never holds. */
function isUnmet(infer: Inferrer, node: ast.Expression): boolean {
  if (node.kind === "Binary" && node.operator === "and") return isUnmet(infer, node.left) || isUnmet(infer, node.right);
  if (node.kind === "Binary" && node.operator === "or") return isUnmet(infer, node.left) && isUnmet(infer, node.right);
  return infer.unmet.has(node);
}
