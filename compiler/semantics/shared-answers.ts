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

/** An arm that has found what an answer is. */
export interface Found {
  /** The request, or the match whose `catch` it is in. */
  readonly definition: ast.Request | ast.Match;
  readonly arm: ast.Arm;
  /** It takes failures alone. */
  readonly hasFailed: boolean;
}

/**
 * Whether the variable is set where the arm begins: something behind it or in it reads the answer there. Behind an arm that
 * takes failures alone nothing does, unless it goes on (7.5), or the answer of an iteration is read behind its end. `arms`: the
 * arm with those beside it, none of which leads to another.
 */
export function keepsAnswer(
  { renewed }: ResponseFlow,
  share: Share,
  { definition, arm, hasFailed }: Found,
  arms: readonly ast.Arm[],
): boolean {
  if (!share.definitions.has(definition)) return false;
  const isIn = (read: ast.Node, each: ast.Arm): boolean => within(read.span, each.span);
  if (share.reads.some((each) => isIn(each, arm))) return true;
  if (share.reads.every((read) => arms.some((each) => isIn(read, each)))) return false;
  const comesToEnd = !leaves(arm.body) && !renewed.has(arm);
  if (comesToEnd && share.direct.has(definition) && (goesOn(arm) || !hasFailed)) return true;
  return share.skipped.has(definition) && (skips(arm.body) || (comesToEnd && !goesOn(arm)));
}

function skips(body: ast.Block | ast.Step): boolean {
  let found = false;
  walk(body, { enter: { Skip: () => void (found = true) } });
  return found;
}

/** What an arm has found an answer to be, which variables keep. */
export interface Kept {
  readonly type: Type;
  /** It takes failures alone. */
  readonly hasFailed: boolean;
}

/** What variables hold behind an arm that has found the answer to be of a type. */
export function noteKept(infer: Inferrer, match: ast.Match, arm: ast.Arm, facts: Facts): void {
  const request = infer.flow.offered.get(match);
  if (!request || infer.claims || !infer.flow.merged.has(request)) return;
  const proven = provenArm(infer, match, arm);
  note(infer, request, arm, facts, proven !== undefined && takesFailures(proven));
}

/** The same behind an arm of `catch`: the failure is `response` there. */
export function noteCaught(infer: Inferrer, match: ast.Match, arm: ast.Arm, facts: Facts): void {
  if (!infer.claims && infer.flow.merged.has(match)) note(infer, match, arm, facts, true);
}

function note(
  { kept }: Inferrer,
  definition: ast.Request | ast.Match,
  arm: ast.Arm,
  facts: Facts,
  hasFailed: boolean,
): void {
  const known = kept.get(definition) ?? new Map<ast.Arm, Kept>();
  kept.set(definition, known.set(arm, { type: facts.get("response") ?? dynamic, hasFailed }));
}

/** Variables of different types that one step sets: where ever more answers are mixed up, each would set a further one. */
const mostTypes = 8;

/** The types of variables of which it is known what they always hold. */
export function sharedTypes(infer: Inferrer): Map<Share, Type> {
  const found = new Map<Share, Type>();
  const byStep = new Map<Definition, Type[]>();
  for (const share of [...infer.flow.shares.values()].flat()) {
    if (share.holds === "answers") continue;
    const types = [...share.definitions].map((each) => typeOf(infer, share, each));
    const type = unionOfAll(types);
    if (isDynamic(type) || type.kind === "never") continue;
    const isNew = (each: Definition): boolean => !byStep.get(each)?.some((known) => same(known, type));
    const added = [...share.definitions].filter((each) => each !== "start" && isNew(each));
    if (added.some((each) => (byStep.get(each)?.length ?? 0) >= mostTypes)) continue;
    for (const each of added) byStep.set(each, [...(byStep.get(each) ?? []), type]);
    found.set(share, type);
  }
  return found;
}

function typeOf({ mission, flow, kept, responses }: Inferrer, share: Share, definition: Definition): Type {
  if (definition === "start") return nullType;
  if (definition.kind === "MapStep" || definition.kind === "Apply") return responses.get(definition) ?? dynamic;
  if (definition.kind !== "Request" && definition.kind !== "Match") return dynamic;
  const arms = kept.get(definition);
  if (!arms) return (definition.kind === "Request" && provenAlone(mission, flow, definition)) || dynamic;
  const beside = [...arms.keys()];
  const all = [...arms].filter(([arm, { hasFailed }]) =>
    keepsAnswer(flow, share, { definition, arm, hasFailed }, beside),
  );
  return unionOfAll(all.map(([, { type }]) => type));
}
