// What is proven of the answers that one variable keeps for several steps: arms set it, to what their tests have found
// (language.md 6.2, 7.2). Must not know how a test is written, nor which reads the variable has (flow and shares do).
import type * as ast from "../syntax/ast.js";
import type { ResponseFlow } from "./flow.js";
import type { Definition } from "./reaching.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { provenArm, takesFailures } from "./openapi/proven-arms.js";
import { provenAlone } from "./openapi/validation.js";
import { within } from "../source.js";
import type { EnteredArm, Setter, Share } from "./shares.js";
import { goesOn, leaves } from "./structure.js";
import { dynamic, isDynamic, nullType, same, type Type, unionOfAll } from "./types.js";

/** An arm that has found what an answer is. */
export interface Found extends EnteredArm {
  /** It takes failures alone. */
  readonly hasFailed: boolean;
}

/**
 * Whether the variable is set where the arm begins: something behind it or in it reads the answer there. Behind an arm that
 * takes failures alone nothing does, unless it goes on (7.5), or the answer of an iteration is read behind its end.
 */
export function keepsAnswer(
  { renewed, skipping }: ResponseFlow,
  { definitions, arms, direct, skipped }: Share,
  { definition, arm, hasFailed }: Found,
): boolean {
  if (!definitions.has(definition)) return false;
  const own = arms.get(definition);
  if (own) return own === arm;
  if (skipped.has(definition) && skipping.has(arm)) return true;
  const comesToEnd = !leaves(arm.body) && !renewed.has(arm) && (goesOn(arm) || !hasFailed);
  return comesToEnd && direct.has(definition);
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

function note({ kept }: Inferrer, definition: Setter, arm: ast.Arm, facts: Facts, hasFailed: boolean): void {
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
    const type = unionOfAll(read(infer, share).map((each) => typeOf(infer, share, each)));
    if (isDynamic(type) || type.kind === "never") continue;
    const isNew = (each: Definition): boolean => !byStep.get(each)?.some((known) => same(known, type));
    const added = [...share.definitions].filter((each) => each !== "start" && isNew(each));
    if (added.some((each) => (byStep.get(each)?.length ?? 0) >= mostTypes)) continue;
    for (const each of added) byStep.set(each, [...(byStep.get(each) ?? []), type]);
    found.set(share, type);
  }
  return found;
}

/** Those of the definitions that a read sees: what is set where nothing comes is read there alone. */
function read({ unwritten }: Inferrer, { definitions }: Share): readonly Definition[] {
  const all = [...definitions];
  const isWritten = (each: Definition): boolean =>
    each === "start" || ![...unwritten].some((outer) => within(each.span, outer.span));
  const written = all.filter(isWritten);
  return written.length > 0 ? written : all;
}

function typeOf({ mission, flow, kept, responses }: Inferrer, share: Share, definition: Definition): Type {
  if (definition === "start") return nullType;
  if (definition.kind === "MapStep" || definition.kind === "Apply") return responses.get(definition) ?? dynamic;
  if (definition.kind !== "Request" && definition.kind !== "Match") return dynamic;
  const arms = kept.get(definition);
  if (!arms) return (definition.kind === "Request" && provenAlone(mission, flow, definition)) || dynamic;
  const all = [...arms].filter(([arm, { hasFailed }]) => keepsAnswer(flow, share, { definition, arm, hasFailed }));
  return unionOfAll(all.map(([, { type }]) => type));
}
