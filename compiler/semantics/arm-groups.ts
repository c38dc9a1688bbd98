// Arms of a match that ask for the same, one below the other: the code asks once, and below a guard it is known what it has
// refused (language.md 7.3). Must not know what a guard says, nor what an arm does.
import type * as ast from "../syntax/ast.js";
import { type AnyArm, asksTheSame, isTestOfAll, reachableArms } from "./coverage.js";
import type { ResponseFlow } from "./flow.js";
import type { Bindings, MissionModel } from "./model.js";
import { type ProvenArm, provenArm } from "./openapi/proven-arms.js";
import { matchesResponse, sendsAgain } from "./structure.js";
import { same } from "./types.js";

interface Tables {
  readonly mission: MissionModel;
  readonly bindings: Bindings;
  readonly flow: ResponseFlow;
}

type PatternArm = ast.Arm | ast.ValueArm;

/** Two arms or more, from top to bottom. */
export type ArmGroup = readonly PatternArm[];

/** The group that an arm is of. Behind its last arm is no way out, but where every arm leaves the loop of its request. */
export function armGroups(tables: Tables, node: ast.Match | ast.MatchExpression): ReadonlyMap<AnyArm, ArmGroup> {
  const groups = new Map<AnyArm, ArmGroup>();
  const isLoop = node.kind === "Match" && node.arms.some(sendsAgain);
  for (const group of runs(tables, node)) {
    const last = group.at(-1);
    const isClosed = isLoop || (last !== undefined && last.guard === undefined);
    if (group.length > 1 && isClosed) for (const arm of group) groups.set(arm, group);
  }
  return groups;
}

/** Arms in a row whose tests are the same. */
function runs(tables: Tables, node: ast.Match | ast.MatchExpression): readonly ArmGroup[] {
  if (isOfStoreOrParts(tables, node)) return [];
  const found: PatternArm[][] = [];
  let before: AnyArm | undefined;
  for (const arm of reachableArms<AnyArm>(tables.bindings, node.arms, node.kind === "Match" && matchesResponse(node))) {
    const isNext = before !== undefined && isSameTest(tables, node, before, arm);
    before = arm;
    if (!("pattern" in arm)) continue;
    if (isNext) found.at(-1)?.push(arm);
    else found.push([arm]);
  }
  return found;
}

/** A store is a list to one pattern and a record to another, and the parts of a list that is written out are tested one by one. */
function isOfStoreOrParts({ bindings }: Tables, { subject }: ast.Match | ast.MatchExpression): boolean {
  if (subject?.kind === "NameExpression") return bindings.names.get(subject)?.kind === "store";
  return subject === undefined || subject.kind === "List";
}

function isSameTest(tables: Tables, node: ast.Match | ast.MatchExpression, above: AnyArm, arm: AnyArm): boolean {
  if (!("pattern" in above) || !("pattern" in arm)) return false;
  if (!saysTypes(tables.bindings, arm.pattern) || !asksTheSame(tables.bindings, above.pattern, arm.pattern))
    return false;
  if (node.kind !== "Match" || above.kind !== "Arm" || arm.kind !== "Arm") return true;
  return isSameProof(provenArm(tables, node, above), provenArm(tables, node, arm));
}

/** Of a kind, such as a text, a failed response is none without a guard (7.4). */
function saysTypes(bindings: Bindings, pattern: ast.Pattern): boolean {
  if (pattern.kind === "ListPattern") return isTestOfAll(bindings, pattern);
  const binding = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  return pattern.kind === "ObjectPattern" || (binding?.kind === "test" && binding.schema !== undefined);
}

function isSameProof(above: ProvenArm | undefined, arm: ProvenArm | undefined): boolean {
  if (above === undefined || arm === undefined) return above === arm;
  const isOfSame = above.statuses.join() === arm.statuses.join() && same(above.type, arm.type);
  return above.proof === arm.proof && isOfSame;
}
