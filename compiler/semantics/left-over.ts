// RQ4004: arms with a name for what is left, where the arms above have left nothing (language.md 7.1).
// Must not know what an arm does.
import type * as ast from "../syntax/ast.js";
import { isAnything } from "./coverage.js";
import { isUnguarded, mostReasons } from "./exhaustive.js";
import type { Inferrer } from "./infer.js";
import type { Tried } from "./infer-arms.js";
import { postponing } from "./reporter.js";
import { isAwaited, type Type } from "./types.js";

/**
 * To be called before an arm is looked at; the function that it gives behind it. Such an arm may be there for cases that are
 * still to come. One that asks something of what it is given cannot be right: it is left out, and that is said instead.
 */
export function lookAtArm(
  infer: Inferrer,
  arm: ast.Arm | ast.ValueArm,
  { rest, above = [] }: Pick<Tried, "rest" | "above">,
  type: Type,
): () => boolean {
  const { pattern } = arm;
  const isName = pattern.kind === "NamePattern" && isAnything(infer.bindings, pattern);
  if (!isName || rest.kind !== "never" || isAwaited(rest) || type.kind === "never") return () => false;
  const outer = infer.reporter;
  const reporter = postponing(outer);
  infer.reporter = reporter;
  return () => {
    infer.reporter = outer;
    if (!reporter.hasErrors()) {
      reporter.deliver();
      return false;
    }
    const by = above.filter(isUnguarded);
    const isSeveral = by.length !== 1;
    const message = isSeveral ? "fits some of it" : "fits all of it";
    const related = by.slice(0, mostReasons).map((each) => ({ span: each.pattern.span, message }));
    outer.report("RQ4004", pattern.span, { isSeveral }, { related });
    infer.refused.add(arm);
    return true;
  };
}
