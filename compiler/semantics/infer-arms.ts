// The arms of a match one after another: what each is tried on, and what those above it have left (language.md 7.1, 7.3).
// Must not know what an arm does.
import type * as ast from "../syntax/ast.js";
import { armGroups, type ArmGroup } from "./arm-groups.js";
import { isAnything } from "./coverage.js";
import type { Inferrer } from "./infer.js";
import { contradictsFacts } from "./infer-patterns.js";
import { isByParts, leftByParts, partsOf, wherePartsFit } from "./infer-parts.js";
import { type Facts, joinFacts, narrowBy } from "./narrow.js";
import { overlaps } from "./overlaps.js";
import { patternType, testedType, unmatchedType } from "./pattern-types.js";
import { referenceKey } from "./reference-keys.js";
import { type Leaves, narrowTo } from "./narrow-to.js";
import { isAboutAnswer, isResponseName } from "./structure.js";
import { fitsAll, fittedFacts, literalType, mayFit, unfittedFacts } from "./pattern-facts.js";
import { fitting } from "./tested-parts.js";
import { awaited, dynamic, isAwaited, isDynamic, never, type Type, union } from "./types.js";

export type TriedArm = Pick<ast.Arm, "pattern" | "guard">;

/** What is known where an arm is tried. */
export interface Tried {
  readonly subject: ast.Expression | undefined;
  readonly rest: Type;
  readonly facts: Facts;
  /** The arms above. */
  readonly above?: readonly TriedArm[];
  /** An arm above has tested its type: TypeScript takes such a test for more than it is. */
  readonly tested?: boolean;
  /** Right behind a request, where it is known which answers each arm sees. */
  readonly offered?: boolean;
  /** What arms above have left of the parts of a list that is written out. */
  readonly parts?: ReadonlyMap<number, Tried>;
  /** Single values that arms above have taken of a value of unknown shape. */
  readonly taken?: readonly ast.LiteralPattern["values"][number][];
}

/** An arm that nothing is left for: it is not written, and nothing is wrong in it. */
export function whereNothingFits(
  infer: Inferrer,
  pattern: ast.Pattern,
  { subject, facts }: Tried,
): ReturnType<typeof whereFits> {
  patternType(infer, pattern, never);
  return { matched: never, inside: narrowed(infer, subject, facts, never) };
}

/** Where the pattern fits: the type of the subject, and the facts. */
export function whereFits(
  infer: Inferrer,
  pattern: ast.Pattern,
  tried: Tried,
): { readonly matched: Type; readonly inside: Facts } {
  const { subject, rest, facts, tested = false, taken = [] } = tried;
  const parts = partsOf(subject);
  if (parts && isByParts(infer.bindings, pattern, parts.length)) return wherePartsFit(infer, pattern, parts, tried);
  if (asksAnswer(tried, pattern)) {
    patternType(infer, pattern, dynamic);
    return { matched: rest, inside: facts };
  }
  const place = { key: subject && referenceKey(infer, subject), facts };
  const matched = patternType(infer, pattern, rest, place);
  if (pattern.kind === "LiteralPattern" && isDynamic(rest)) {
    // TypeScript does not see the test, but of an answer and where the subject is kept in a constant of unknown type.
    if (tested && !isResponseName(subject) && !infer.held.holders.has(place.key ?? "")) {
      infer.patterns.set(pattern, never);
      return { matched: rest, inside: facts };
    }
    const left = pattern.values.filter((each) => !taken.includes(each));
    if (left.length < pattern.values.length) infer.patterns.set(pattern, literalType({ values: left }, dynamic));
  }
  // What is found of the whole makes what was known of its fields out of date, and not what the pattern says of them.
  const inside = narrowed(infer, subject, facts, matched, (each) => testedPart(infer, pattern, each));
  return { matched, inside: fittedFacts(infer, pattern, rest, { ...place, facts: inside }) };
}

export function withAbove(tried: Tried, arm: TriedArm): Tried {
  return { ...tried, above: [...(tried.above ?? []), arm] };
}

/** Whether arms above have found out of the fields of a known subject that none fits the pattern; or `known` says so. */
export function contradicts(
  infer: Inferrer,
  { pattern }: TriedArm,
  { subject, facts, rest }: Tried,
  known: Type = dynamic,
): boolean {
  if (!mayFit(infer, pattern, known)) return true;
  const key = subject && referenceKey(infer, subject);
  return !isDynamic(rest) && mayFit(infer, pattern, rest) && contradictsFacts(infer, pattern, { key, facts });
}

/** The part of a type that the test of a pattern leaves; what has none leaves all, whatever arms above have taken. */
function testedPart(infer: Inferrer, pattern: ast.Pattern, type: Type): Type {
  if (pattern.kind === "LiteralPattern") return literalType(pattern, type);
  const binding = pattern.kind === "NamePattern" ? infer.bindings.patterns.get(pattern) : undefined;
  if (binding?.kind !== "test") return type;
  const tested = testedType(infer, binding.type);
  return overlaps(type, tested) ? fitting(type, tested) : never;
}

/** What is left for the arms below: what the pattern does not fit, and what its guard refuses. */
export function leftBy(infer: Inferrer, arm: TriedArm, before: Tried): Tried {
  const tried = withAbove(before, arm);
  const { subject, rest, facts } = tried;
  const parts = partsOf(subject);
  if (parts && isByParts(infer.bindings, arm.pattern, parts.length))
    return leftByParts(infer, arm.pattern, arm.guard, parts, tried);
  if (asksAnswer(tried, arm.pattern)) return tried;
  const tested = (tried.tested ?? false) || (!arm.guard && isTest(infer, arm.pattern));
  const key = subject && referenceKey(infer, subject);
  const unmatched = unmatchedType(infer, arm.pattern, rest);
  const left = unmatched.kind === "never" && isAwaited(rest) ? awaited : unmatched;
  const unfitted = narrowed(infer, subject, unfittedFacts(infer, arm.pattern, rest, { key, facts }), left, (each) =>
    unmatchedType(infer, arm.pattern, each),
  );
  const taken = tried.taken ?? [];
  if (!arm.guard || !mayFit(infer, arm.pattern, rest))
    return { ...tried, rest: left, facts: unfitted, tested, taken: [...taken, ...unitsTaken(arm.pattern)] };
  const { matched, inside } = whereFits(infer, arm.pattern, tried);
  const refused = narrowBy(infer, arm.guard, false, inside);
  const refusedType = (key !== undefined && refused.get(key)) || matched;
  // TypeScript follows the way of a test also where nothing can take it, and there it knows nothing of fields.
  const isOnlyGuard = fitsAll(infer, arm.pattern, rest);
  return {
    ...tried,
    rest: isAnything(infer.bindings, arm.pattern) ? refusedType : isDynamic(rest) ? rest : union(left, refusedType),
    facts: isOnlyGuard ? refused : (joinFacts(infer, unfitted, refused) ?? facts),
    tested,
    taken,
  };
}

/** What the guards of arms have refused, for those below them that ask for the same. */
export interface Refusals {
  /** What is known where the arm fits; undefined for the first of its kind. */
  readonly below: (arm: ast.Arm | ast.ValueArm) => Facts | undefined;
  /** `asked`: what is known where the pattern fits. A guard that `isUsedUp` at some point refuses nothing for good. */
  readonly note: (arm: ast.Arm | ast.ValueArm, asked: Facts, isUsedUp: boolean) => void;
}

export function refusals(infer: Inferrer, node: ast.Match | ast.MatchExpression): Refusals {
  const groups = armGroups(infer, node);
  for (const [arm, group] of groups) infer.groups.set(arm, group);
  const refused = new Map<ArmGroup, Facts>();
  return {
    below(arm) {
      const group = groups.get(arm);
      return group && refused.get(group);
    },
    note(arm, asked, isUsedUp) {
      const group = groups.get(arm);
      if (group) refused.set(group, arm.guard && !isUsedUp ? narrowBy(infer, arm.guard, false, asked) : asked);
    },
  };
}

/** Of a body whose type is known such a pattern says nothing: it may be the answer that fits it (7.2). */
function asksAnswer({ subject, rest, offered = false }: Tried, pattern: ast.Pattern): boolean {
  return !offered && !isDynamic(rest) && isResponseName(subject) && isAboutAnswer(pattern);
}

/** Of all texts and numbers TypeScript never finds one to be missing. */
function unitsTaken(pattern: ast.Pattern): readonly ast.LiteralPattern["values"][number][] {
  if (pattern.kind !== "LiteralPattern") return [];
  return pattern.values.filter((each) => each === null || typeof each === "boolean");
}

export function isTest({ bindings }: Pick<Inferrer, "bindings">, pattern: ast.Pattern): boolean {
  return pattern.kind === "NamePattern" && bindings.patterns.get(pattern)?.kind === "test";
}

function narrowed(
  infer: Inferrer,
  subject: ast.Expression | undefined,
  facts: Facts,
  type: Type,
  leaves?: Leaves,
): Facts {
  return subject ? narrowTo(infer, subject, facts, type, leaves) : facts;
}
