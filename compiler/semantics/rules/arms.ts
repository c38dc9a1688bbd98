// RQ4004: arms behind one that fits everything, and literals that an arm above has already taken (language.md 7.1).
// Must not know types.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Bindings } from "../model.js";
import type { Reporter } from "../reporter.js";
import { endsInDirective, matchesResponse } from "../structure.js";
import type { Rule } from "./index.js";

export const arms: Rule = ({ mission, bindings }, reporter) => {
  const visitor = {
    enter: {
      Match: (node: ast.Match) => {
        checkArms(bindings, reporter, node.arms, matchesResponse(node));
        checkArms(bindings, reporter, node.catch ?? [], true);
      },
      MatchExpression: (node: ast.MatchExpression) => checkArms(bindings, reporter, node.arms, false),
    },
  };
  for (const action of mission.actions.values()) walk(action.node, visitor);
  for (const transform of mission.transforms.values()) walk(transform, visitor);
  for (const source of mission.sources.values()) if (source.node) walk(source.node, visitor);
};

type AnyArm = ast.Arm | ast.ConditionArm | ast.ValueArm | ast.ConditionValueArm;

function checkArms(bindings: Bindings, reporter: Reporter, all: readonly AnyArm[], ofResponse: boolean): void {
  let covered: AnyArm | undefined;
  const taken = new Set<string | number | boolean | null>();
  const schemas = new Set<string>();
  for (const arm of all) {
    const related = covered ? [{ span: headOf(covered), message: "fits everything" }] : [];
    const name = arm.kind === "Arm" || arm.kind === "ValueArm" ? testedSchema(bindings, arm.pattern) : undefined;
    const values =
      (arm.kind === "Arm" || arm.kind === "ValueArm") && arm.pattern.kind === "LiteralPattern"
        ? arm.pattern.values
        : [];
    const isTaken =
      (values.length > 0 && values.every((each) => taken.has(each))) || (name !== undefined && schemas.has(name));
    if (covered || isTaken) reporter.report("RQ4004", headOf(arm), {}, { related });
    if (fitsEverything(bindings, arm, ofResponse)) covered ??= arm;
    if ("guard" in arm && arm.guard) continue;
    for (const each of values) taken.add(each);
    // An arm that sends again is used up at some point, and then the next one is asked.
    if (name !== undefined && !(arm.kind === "Arm" && endsInDirective(arm.body))) schemas.add(name);
  }
}

function headOf(arm: AnyArm): ast.Name["span"] {
  if (arm.kind === "Arm" || arm.kind === "ValueArm") return arm.pattern.span;
  return arm.condition?.span ?? { ...arm.span, end: arm.span.start + 1 };
}

function testedSchema(bindings: Bindings, pattern: ast.Pattern): string | undefined {
  const binding = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  return binding?.kind === "test" ? binding.type : undefined;
}

function fitsEverything(bindings: Bindings, arm: AnyArm, ofResponse: boolean): boolean {
  if (arm.kind === "ConditionArm" || arm.kind === "ConditionValueArm") return arm.condition === undefined;
  const isName = arm.pattern.kind === "NamePattern" && bindings.patterns.get(arm.pattern)?.kind === "variable";
  if (arm.guard || !(arm.pattern.kind === "Wildcard" || isName)) return false;
  if (arm.kind === "ValueArm" || !ofResponse) return true;
  // A plain arm without a directive leaves failed responses to those below; one that sends again gets used up.
  const last = arm.body.kind === "Block" ? arm.body.steps.at(-1) : arm.body;
  const isUsedUp = last?.kind === "Retry" || (last?.kind === "Jump" && last.then === "retry");
  return endsInDirective(arm.body) && !isUsedUp;
}
