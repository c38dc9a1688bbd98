// Types of the answers to calls: as the document claims them, or as a check proves them (language.md 6.9).
// Must not know other steps.
import type * as ast from "../syntax/ast.js";
import type { Inferrer } from "./infer.js";
import { type Facts, withFact } from "./narrow.js";
import { patternType } from "./pattern-types.js";
import { answerWithErrors, armType, offeredType } from "./openapi/answers.js";
import type { Operation } from "./openapi/operation.js";
import { provenArm, takesFailures } from "./openapi/proven-arms.js";
import { provenAnswer, provenType } from "./openapi/validation.js";
import { hidden } from "./pattern-facts.js";
import { goesOn } from "./structure.js";
import { dynamic, isDynamic, membersOf, same, type Type } from "./types.js";

export function answerType(infer: Inferrer, step: ast.Request): Type {
  const called = infer.mission.documents.operations.get(step);
  if (called === undefined) return dynamic;
  return infer.trusting ? called.operation.success : (provenType(infer.mission, infer.flow, step) ?? dynamic);
}

/** What a `match` right behind a call is over: answers and failures. */
export interface Offered {
  readonly type: Type;
  /** What an arm sees of it; undefined where its pattern does not tell. */
  readonly armType: (arm: ast.Arm) => Type | undefined;
  /** Gives names of the arm the type of what they hold of the answer, and not of its body. */
  readonly bind: (arm: ast.Arm) => void;
  /** What is known behind an arm: a failed response ends it, unless it ends in `continue` or `jump` (7.5). */
  readonly after: (arm: ast.Arm, matched: Type, facts: Facts | undefined) => Facts | undefined;
}

export function offeredTo(infer: Inferrer, match: ast.Match): Offered | undefined {
  const request = infer.flow.offered.get(match);
  const operation = request && infer.mission.documents.operations.get(request)?.operation;
  if (request === undefined || operation === undefined) return undefined;
  if (!infer.trusting) return { type: dynamic, ...provenBy(infer, match, request) };
  return {
    type: offeredType(operation),
    armType: (arm) => provenSuccessOf(infer, match, arm) ?? armType(operation, arm, isNewName(infer, arm.pattern)),
    bind: () => undefined,
    after: (arm, matched, facts) => afterArm(operation, arm, matched, facts),
  };
}

/** Of an arm that takes 2xx answers only, since they are checked. */
function provenSuccessOf(infer: Inferrer, match: ast.Match, arm: ast.Arm): Type | undefined {
  const proven = provenArm(infer, match, arm);
  return proven?.proof === "ok" && arm.pattern.kind === "ObjectPattern" ? proven.type : undefined;
}

/** What the check of the request proves, in an arm and behind it. */
function provenBy(infer: Inferrer, match: ast.Match, request: ast.Request): Omit<Offered, "type"> {
  const success = provenAnswer(infer.mission, request) ?? dynamic;
  const armType = (arm: ast.Arm): Type | undefined => {
    const type = provenArm(infer, match, arm)?.type;
    return type && isDynamic(type) ? undefined : type;
  };
  return {
    armType,
    bind(arm) {
      if (provenArm(infer, match, arm)?.proof === "errors") patternType(infer, arm.pattern, answerWithErrors, hidden);
    },
    after(arm, _matched, facts) {
      if (facts === undefined || isDynamic(success) || infer.flow.renewed.has(arm) || goesOn(arm)) return facts;
      const proven = provenArm(infer, match, arm);
      if (proven && takesFailures(proven)) return undefined;
      return isDynamic(facts.get("response") ?? dynamic) ? withFact(facts, "response", armType(arm) ?? success) : facts;
    },
  };
}

function isNewName(infer: Inferrer, pattern: ast.Pattern): boolean {
  return pattern.kind === "NamePattern" && infer.bindings.patterns.get(pattern)?.kind === "variable";
}

function afterArm({ success }: Operation, arm: ast.Arm, matched: Type, facts: Facts | undefined): Facts | undefined {
  // A request in the arm has a response of its own.
  if (!facts?.has("response") || goesOn(arm)) return facts;
  const mayBeGood = membersOf(matched).some((each) => membersOf(success).some((other) => same(each, other)));
  return mayBeGood ? withFact(facts, "response", success) : undefined;
}
