// What is proven of the answers that one variable keeps for several steps: arms set it, to what their tests have found
// (language.md 6.2, 7.2). Must not know how a test is written, nor which reads the variable has (flow and shares do).
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { ResponseFlow } from "./flow.js";
import type { Definition } from "./reaching.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { provenArm, takesFailures } from "./openapi/proven-arms.js";
import { provenAlone } from "./openapi/validation.js";
import type { Share } from "./shares.js";
import { within } from "../source.js";
import { goesOn, leaves } from "./structure.js";
import { dynamic, isDynamic, nullType, same, type Type, unionOfAll } from "./types.js";

/**
 * Whether the variable is set where the arm begins: something behind it or in it reads the answer there. Behind an arm that
 * takes failures alone nothing does, unless it goes on (7.5), or the answer of an iteration is read behind its end.
 */
export function keepsAnswer(flow: ResponseFlow, request: ast.Request, arm: ast.Arm, hasFailed: boolean): boolean {
  const isLeft = leaves(arm.body) || (hasFailed && !goesOn(arm));
  if (!isLeft && !flow.renewed.has(arm)) return true;
  if (isLeft && flow.readBehindSkips.has(request) && (hasFailed || skips(arm.body))) return true;
  return (sharedReadsOf(flow).get(request) ?? []).some(({ span }) => within(span, arm.span));
}

function skips(body: ast.Block | ast.Step): boolean {
  let found = false;
  walk(body, { enter: { Skip: () => void (found = true) } });
  return found;
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
  const known = infer.kept.get(request) ?? new Map<ast.Arm, Type>();
  infer.kept.set(request, known.set(arm, facts.get("response") ?? dynamic));
}

/** The types of variables of which it is known what they always hold. */
export function sharedTypes(infer: Inferrer): Map<Share, Type> {
  const found = new Map<Share, Type>();
  for (const share of [...infer.flow.shares.values()].flat()) {
    if (share.holds !== "bodies") continue;
    const types = [...share.definitions].map((each) => typeOf(infer, each));
    const [first, ...others] = types;
    if (!first || types.some(isDynamic)) continue;
    if (others.every((each) => same(each, first))) found.set(share, first);
    else if (seesAll(share)) found.set(share, unionOfAll(types));
  }
  return found;
}

/** Whether each read may find what any of the steps has set: where one cannot, TypeScript knows it, too. */
function seesAll({ reads, definitions }: Share): boolean {
  return reads.every((each) => each.definitions.size === definitions.size);
}

function typeOf(infer: Inferrer, definition: Definition): Type {
  if (definition === "start") return nullType;
  if (definition.kind === "MapStep" || definition.kind === "Apply") return infer.responses.get(definition) ?? dynamic;
  if (definition.kind !== "Request") return dynamic;
  const kept = infer.kept.get(definition);
  return kept ? unionOfAll([...kept.values()]) : (provenAlone(infer.mission, infer.flow, definition) ?? dynamic);
}
