// A match over a list that is written out, `match [order.status, order.paid]`: it has a type for each place, and each of its
// parts is matched by itself (language.md 5.4, 7.1). Must not know what an arm does.
import type * as ast from "../syntax/ast.js";
import { isAnything, isTestOfAll } from "./coverage.js";
import { describe } from "./describe.js";
import { isField } from "./field-reads.js";
import { possibleType } from "./group-names.js";
import type { Inferrer } from "./infer.js";
import { readsNothing } from "./flow.js";
import { leftBy, type Tried, whereFits, whereNothingFits } from "./infer-arms.js";
import { checkPattern, isAnswer } from "./infer-patterns.js";
import { type Facts, joinFacts, narrowBy } from "./narrow.js";
import { fitsAll, mayFit } from "./pattern-facts.js";
import { referenceKey } from "./reference-keys.js";
import { isResponseName } from "./structure.js";
import { dynamic, never, type Type, withoutNull } from "./types.js";
import type { Bindings } from "./model.js";

/** The parts of what is matched. */
export function partsOf(subject: ast.Expression | undefined): readonly ast.Expression[] | undefined {
  if (subject?.kind !== "List" || subject.items.length === 0) return undefined;
  const parts = subject.items.flatMap((each) => (each.kind === "Spread" ? [] : [each]));
  return parts.length === subject.items.length ? parts : undefined;
}

/** What a match keeps in constants, if it is not there already: its subject, or the parts of it. */
export function subjectsOf({ subject }: ast.Match | ast.MatchExpression): readonly ast.Expression[] {
  return partsOf(subject) ?? (subject ? [subject] : []);
}

/** Whether a pattern looks at each part by itself; `[Order]` is one of all elements, however many there are. */
export function isByParts(bindings: Bindings, pattern: ast.Pattern, parts: number): pattern is ast.ListPattern {
  return pattern.kind === "ListPattern" && (parts === 1 || !isTestOfAll(bindings, pattern));
}

/** RQ4017 and RQ3001: what no value of the subject, or of a part of it, fits. */
export function checkFits(
  infer: Inferrer,
  pattern: ast.Pattern,
  subject: ast.Expression | undefined,
  type: Type,
): void {
  const parts = partsOf(subject);
  const unset = unsetName(infer, subject);
  if (parts && isByParts(infer.bindings, pattern, parts.length)) checkParts(infer, pattern, parts);
  else if (unset !== undefined && !mayFit(infer, pattern, type))
    infer.reporter.report("RQ4017", pattern.span, { type: "null", unset });
  else checkPattern(infer, pattern, subject ? possibleType(infer, subject, type) : type, isAnswer(infer, subject));
}

/** `response` where nothing has set it. */
function unsetName({ flow }: Inferrer, subject: ast.Expression | undefined): string | undefined {
  const isUnset = subject?.kind === "NameExpression" && isResponseName(subject) && readsNothing(flow, subject);
  return isUnset ? subject.name : undefined;
}

function checkParts(infer: Inferrer, pattern: ast.ListPattern, parts: readonly ast.Expression[]): void {
  const types = parts.map((each) => possibleType(infer, each, infer.types.get(each) ?? dynamic));
  if (pattern.elements.length === parts.length)
    pattern.elements.forEach((each, at) => checkPattern(infer, each, types[at] ?? dynamic));
  else infer.reporter.report("RQ4017", pattern.span, { type: `[${types.map((each) => describe(each)).join(", ")}]` });
}

/** Where every part fits its pattern. */
export function wherePartsFit(
  infer: Inferrer,
  pattern: ast.ListPattern,
  parts: readonly ast.Expression[],
  tried: Tried,
): ReturnType<typeof whereFits> {
  if (pattern.elements.length !== parts.length)
    return whereNothingFits(infer, pattern, { ...tried, subject: undefined });
  infer.patterns.set(pattern, tried.rest);
  let inside = tried.facts;
  for (const [at, part] of parts.entries()) {
    const element = pattern.elements[at];
    if (element) inside = whereFits(infer, element, partTried(infer, part, at, tried, inside)).inside;
  }
  return { matched: tried.rest, inside };
}

/** What is left for the arms below: where one part alone is tested, it is what its pattern does not fit. */
export function leftByParts(
  infer: Inferrer,
  pattern: ast.ListPattern,
  guard: ast.Expression | undefined,
  parts: readonly ast.Expression[],
  tried: Tried,
): Tried {
  if (pattern.elements.length !== parts.length) return tried;
  const tested = parts.flatMap((part, at) => {
    const element = pattern.elements[at];
    const own = partTried(infer, part, at, tried, tried.facts);
    return element && !isAnything(infer.bindings, element) && !fitsAll(infer, element, own.rest)
      ? [{ at, left: leftBy(infer, { pattern: element, guard: undefined }, own) }]
      : [];
  });
  const [only, ...others] = tested;
  const isOne = only !== undefined && others.length === 0;
  const unfitted = isOne ? only.left.facts : tried.facts;
  if (!guard) {
    const left = isOne ? { parts: new Map([...(tried.parts ?? []), [only.at, only.left] as const]) } : {};
    return { ...tried, ...left, rest: only ? tried.rest : never, facts: unfitted };
  }
  const refused = narrowBy(infer, guard, false, wherePartsFit(infer, pattern, parts, tried).inside);
  return { ...tried, facts: only ? (joinFacts(infer, unfitted, refused) ?? tried.facts) : refused };
}

/** A part as the arms above have left it. Status and headers fit only where the answer itself is matched (7.2). */
function partTried(infer: Inferrer, part: ast.Expression, at: number, tried: Tried, facts: Facts): Tried {
  const key = referenceKey(infer, part);
  const left = tried.parts?.get(at);
  const known = key === undefined ? left?.rest : facts.get(key);
  return { ...left, subject: part, rest: known ?? infer.types.get(part) ?? dynamic, facts, offered: true };
}

/** Whether nothing is left for a field of something: to TypeScript, the object may be nothing then. */
export function isExhausted(infer: Inferrer, { subject, rest, facts }: Tried): boolean {
  if (isField(infer.bindings, subject)) return withoutNull(rest).kind === "never";
  return (partsOf(subject) ?? []).some((each) => {
    const key = isField(infer.bindings, each) ? referenceKey(infer, each) : undefined;
    return key !== undefined && withoutNull(facts.get(key) ?? dynamic).kind === "never";
  });
}
