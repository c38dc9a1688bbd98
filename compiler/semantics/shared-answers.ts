// What is proven of the answers that one variable keeps for several steps: arms set it, to what their tests have found
// (language.md 6.2, 7.2). Must not know how a test is written, nor which reads the variable has (flow and shares do).
import type * as ast from "../syntax/ast.js";
import type { Definition, ResponseFlow } from "./flow.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { provenArm, takesFailures } from "./openapi/proven-arms.js";
import { provenAlone } from "./openapi/validation.js";
import type { Share } from "./shares.js";
import { within } from "../source.js";
import { goesOn, leaves } from "./structure.js";
import { dynamic, isDynamic, same, type Type, unionOfAll } from "./types.js";

/**
 * Whether the variable is set where the arm begins: something behind it or in it reads the answer there. Behind an arm that
 * takes failures alone nothing does, unless it goes on (7.5).
 */
export function keepsAnswer(flow: ResponseFlow, request: ast.Request, arm: ast.Arm, hasFailed: boolean): boolean {
  const isLeft = leaves(arm.body) || (hasFailed && !goesOn(arm));
  if (!isLeft && !flow.renewed.has(arm)) return true;
  return (sharedReadsOf(flow).get(request) ?? []).some(({ span }) => within(span, arm.span));
}

const known = new WeakMap<ResponseFlow, ReadonlyMap<Definition, readonly ast.Node[]>>();

/** Made once: a search through all of them for each arm would be quadratic. */
function sharedReadsOf(flow: ResponseFlow): ReadonlyMap<Definition, readonly ast.Node[]> {
  const found = known.get(flow);
  if (found) return found;
  const nodes = new Map<Definition, ast.Node[]>();
  for (const node of flow.sharedReads)
    for (const each of flow.reads.get(node) ?? []) nodes.set(each, [...(nodes.get(each) ?? []), node]);
  known.set(flow, nodes);
  return nodes;
}

/** What the variable holds behind an arm that has found the answer to be of a type. */
export function noteKept(infer: Inferrer, match: ast.Match, arm: ast.Arm, facts: Facts): void {
  const request = infer.flow.offered.get(match);
  if (!request || infer.claims || !infer.flow.merged.has(request)) return;
  const proven = provenArm(infer, match, arm);
  if (!keepsAnswer(infer.flow, request, arm, proven !== undefined && takesFailures(proven))) return;
  infer.kept.set(request, [...(infer.kept.get(request) ?? []), facts.get("response") ?? dynamic]);
}

/** The types of variables that always hold what is of one type. */
export function sharedTypes(infer: Inferrer): Map<Share, Type> {
  const found = new Map<Share, Type>();
  for (const share of new Set(infer.flow.shares.values())) {
    if (share.holds !== "bodies") continue;
    const [first, ...others] = [...share.definitions].map((each) => typeOf(infer, each));
    if (first && !isDynamic(first) && others.every((each) => same(each, first))) found.set(share, first);
  }
  return found;
}

function typeOf(infer: Inferrer, definition: Definition): Type {
  if (definition === "start") return dynamic;
  if (definition.kind === "MapStep") return infer.responses.get(definition) ?? dynamic;
  if (definition.kind !== "Request") return dynamic;
  const kept = infer.kept.get(definition);
  return kept ? unionOfAll(kept) : (provenAlone(infer.mission, infer.flow, definition) ?? dynamic);
}
