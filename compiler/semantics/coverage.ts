// Arms of a match that can never be reached, because arms above them take all that they fit (language.md 7.1).
// Must not know types; those that types rule out are in infer.
import type * as ast from "../syntax/ast.js";
import type { Bindings } from "./model.js";
import { constantTruth } from "./constants.js";
import { endsInDirective, sendsAgain } from "./structure.js";

/** Types that take all values of a kind; `int` and `date` do not. */
const kindsOfTests: ReadonlyMap<string, string> = new Map([
  ["string", "string"],
  ["number", "number"],
  ["decimal", "number"],
  ["float", "number"],
  ["boolean", "boolean"],
  ["bool", "boolean"],
]);

export type AnyArm = ast.Arm | ast.ConditionArm | ast.ValueArm | ast.ConditionValueArm;

/** The arms that can never be reached; with the arm above it that fits all that it fits, or those that do together. */
export function unreachableArms(
  bindings: Bindings,
  arms: readonly AnyArm[],
  ofResponse: boolean,
): ReadonlyMap<AnyArm, readonly AnyArm[]> {
  const found = new Map<AnyArm, readonly AnyArm[]>();
  const above = new Map<ast.Pattern, AnyArm>();
  let whole: AnyArm | undefined;
  let plain: AnyArm | undefined;
  for (const arm of arms) {
    const pattern = "pattern" in arm ? arm.pattern : undefined;
    const isRefused = constantTruth("condition" in arm ? arm.condition : undefined) === false;
    const patterns = [...above.keys()];
    const isSecond = plain !== undefined && takesOnlyOk(bindings, arm, ofResponse);
    if (whole || isRefused || isSecond || (pattern && isTaken(bindings, pattern, patterns))) {
      const by = pattern ? takenBy(bindings, pattern, patterns) : [];
      const all = whole ?? (isSecond ? plain : undefined);
      found.set(arm, all ? [all] : by.flatMap((each) => above.get(each) ?? []));
    }
    if (takesOnlyOk(bindings, arm, ofResponse)) plain ??= arm;
    if (fitsEverything(bindings, arm, ofResponse)) whole ??= arm;
    // An arm that sends again is used up at some point, and then the next one is asked.
    const isUsedUp = arm.kind === "Arm" && sendsAgain(arm);
    if (pattern && !("guard" in arm && arm.guard) && !isUsedUp && !isAnything(bindings, pattern))
      above.set(pattern, arm);
  }
  return found;
}

export function reachableArms<A extends AnyArm>(
  bindings: Bindings,
  arms: readonly A[],
  ofResponse: boolean,
): readonly A[] {
  const unreachable = unreachableArms(bindings, arms, ofResponse);
  return arms.filter((each) => !unreachable.has(each));
}

/** Whether what an expression matches over decides nothing: the only arm that is tried takes all of it. */
export function ignoresSubject(bindings: Bindings, { arms }: ast.MatchExpression): boolean {
  const [only, ...others] = reachableArms(bindings, arms, false);
  return others.length === 0 && only?.kind === "ValueArm" && only.pattern.kind === "Wildcard";
}

function isTaken(bindings: Bindings, pattern: ast.Pattern, above: readonly ast.Pattern[]): boolean {
  if (pattern.kind !== "LiteralPattern") return above.some((each) => covers(bindings, each, pattern));
  return pattern.values.every((value) => above.some((each) => takes(bindings, each, value)));
}

/** The one that takes all of the pattern, or those that take some of it. */
function takenBy(bindings: Bindings, pattern: ast.Pattern, above: readonly ast.Pattern[]): readonly ast.Pattern[] {
  const wide = above.find((each) => isTaken(bindings, pattern, [each]));
  if (wide) return [wide];
  const values = pattern.kind === "LiteralPattern" ? pattern.values : [];
  return above.filter((each) => values.some((value) => takes(bindings, each, value)));
}

/** Whether a pattern fits the value of a literal. */
function takes(bindings: Bindings, pattern: ast.Pattern, value: ast.LiteralPattern["values"][number]): boolean {
  if (pattern.kind === "LiteralPattern") return pattern.values.includes(value);
  const tested = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  return tested?.kind === "test" && !tested.schema && kindsOfTests.get(tested.type) === typeof value;
}

/** `_`, or a new name. */
export function isAnything(bindings: Bindings, pattern: ast.Pattern): boolean {
  return (
    pattern.kind === "Wildcard" ||
    (pattern.kind === "NamePattern" && bindings.patterns.get(pattern)?.kind === "variable")
  );
}

/** Whether `wide` surely fits all that `pattern` fits. */
function covers(bindings: Bindings, wide: ast.Pattern, pattern: ast.Pattern): boolean {
  if (isAnything(bindings, wide)) return true;
  switch (wide.kind) {
    case "LiteralPattern":
      return pattern.kind === "LiteralPattern" && pattern.values.every((each) => wide.values.includes(each));
    case "NamePattern": {
      if (pattern.kind === "LiteralPattern") return pattern.values.every((each) => takes(bindings, wide, each));
      const tested = bindings.patterns.get(wide);
      const other = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
      return tested?.kind === "test" && other?.kind === "test" && tested.type === other.type;
    }
    case "ListPattern":
      return (
        pattern.kind === "ListPattern" &&
        pattern.elements.length === wide.elements.length &&
        // A test alone in a list is one of all elements, however many there are.
        isTestOfAll(bindings, wide) === isTestOfAll(bindings, pattern) &&
        wide.elements.every((each, at) => coversPart(bindings, each, pattern.elements[at]))
      );
    case "ObjectPattern":
      return (
        pattern.kind === "ObjectPattern" &&
        wide.fields.every((field) => {
          const other = pattern.fields.find((each) => each.name.text === field.name.text);
          return other !== undefined && coversField(bindings, field, other);
        })
      );
    case "Wildcard":
      return true;
  }
}

/** Whether each fits just what the other fits. */
export function asksTheSame(bindings: Bindings, one: ast.Pattern, other: ast.Pattern): boolean {
  return covers(bindings, one, other) && covers(bindings, other, one);
}

function coversPart(bindings: Bindings, wide: ast.Pattern, part: ast.Pattern | undefined): boolean {
  return part !== undefined && covers(bindings, wide, part);
}

/** A field that only has to be there does not fit null, which a literal may. */
function coversField(bindings: Bindings, wide: ast.PatternField, { pattern }: ast.PatternField): boolean {
  const mayBeNull = pattern?.kind === "LiteralPattern" && pattern.values.includes(null);
  if (!wide.pattern || isAnything(bindings, wide.pattern)) return !mayBeNull;
  return pattern !== undefined && covers(bindings, wide.pattern, pattern);
}

/** `[Schema]`: a list all of whose elements fit. */
export function isTestOfAll(bindings: Bindings, { elements }: ast.ListPattern): boolean {
  const [only] = elements;
  return elements.length === 1 && only?.kind === "NamePattern" && bindings.patterns.get(only)?.kind === "test";
}

/** A plain arm, which leaves failed answers to those below (7.4). */
export function takesOnlyOk(bindings: Bindings, arm: AnyArm, ofResponse: boolean): boolean {
  return (
    ofResponse && arm.kind === "Arm" && !arm.guard && isAnything(bindings, arm.pattern) && !endsInDirective(arm.body)
  );
}

/** Whether the arm may take a failed answer, which is a record (6.8, 7.4). */
export function mayTakeFailure(bindings: Bindings, arm: ast.Arm): boolean {
  const { pattern } = arm;
  if (pattern.kind === "LiteralPattern" || pattern.kind === "ListPattern") return false;
  const tested = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  // `any` and `object` fit a record, which a guard lets through.
  if (tested?.kind === "test" && !tested.schema) return arm.guard !== undefined;
  return !takesOnlyOk(bindings, arm, true);
}

/** The arms of a `catch` that can take a failure: plain ones take none (7.4, 7.6). */
export function armsOfCatch(bindings: Bindings, arms: readonly ast.Arm[]): readonly ast.Arm[] {
  const taking = arms.filter((each) => !takesOnlyOk(bindings, each, true));
  return reachableArms(bindings, taking, true);
}

/** An arm behind which none is tried. */
export function fitsEverything(bindings: Bindings, arm: AnyArm, ofResponse: boolean): boolean {
  if (arm.kind === "ConditionArm" || arm.kind === "ConditionValueArm")
    return arm.condition === undefined || constantTruth(arm.condition) === true;
  if (arm.guard || !isAnything(bindings, arm.pattern)) return false;
  if (arm.kind === "ValueArm" || !ofResponse) return true;
  // A plain arm without a directive leaves failed responses to those below; one that sends again gets used up.
  return endsInDirective(arm.body) && !sendsAgain(arm);
}
