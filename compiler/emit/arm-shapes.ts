// What kind of arm stands in a match: plain ones leave failed responses to others (language.md 7.4).
// Must not know how arms are written.
import { type AnyArm, reachableArms } from "../semantics/coverage.js";
import { lastStep, stepsOf } from "../semantics/structure.js";
import type * as ast from "../syntax/ast.js";
import type { FunctionEmitter } from "./function.js";

/** The arms that are written: those that something can fit, and get past the guard of. */
export function writtenArms<A extends AnyArm>(
  f: FunctionEmitter,
  arms: readonly A[],
  ofResponse: boolean,
): readonly A[] {
  const { bindings, types } = f.module;
  return reachableArms(bindings, arms, ofResponse).filter((each) => !types.refused.has(each));
}

/** A lone `skip` or `abort`. */
export function isSingle(body: ast.Block | ast.Step): boolean {
  const all = stepsOf(body);
  return all.length === 1 && (all[0]?.kind === "Skip" || all[0]?.kind === "Abort");
}

/** `_`, or a new name, without a guard. */
export function isPlain(f: FunctionEmitter, { guard, pattern }: ast.Arm): boolean {
  const isName = pattern.kind === "NamePattern" && f.module.bindings.patterns.get(pattern)?.kind === "variable";
  return guard === undefined && (pattern.kind === "Wildcard" || isName);
}

/** Whether the pattern is the name of a type that is no schema: it takes a failed response by its guard only (7.4). */
export function isPlainType(f: FunctionEmitter, { guard, pattern }: ast.Arm): boolean {
  const binding = pattern.kind === "NamePattern" ? f.module.bindings.patterns.get(pattern) : undefined;
  return guard === undefined && binding?.kind === "test" && binding.schema === undefined;
}

/** A plain `_ -> skip` that may take a failed response: the run goes on and is no success (7.4). */
export function skipsFailure(f: FunctionEmitter, arm: ast.Arm | ast.ConditionArm): arm is ast.Arm {
  return arm.kind === "Arm" && isPlain(f, arm) && lastStep(arm.body)?.kind === "Skip";
}
