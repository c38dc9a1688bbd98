// RQ3021: values of a known type that would fall through all arms of a match (language.md 5.4, 7.1), and RQ4004: arms for
// cases that are taken. Must not know what an arm does; arms that patterns alone rule out are in coverage.
import type * as ast from "../syntax/ast.js";
import type { Related } from "../diagnostics.js";
import { constantTruth } from "./constants.js";
import { isAnything } from "./coverage.js";
import { declarationOf } from "./declared.js";
import { describe } from "./describe.js";
import { checkCombinations } from "./exhaustive-parts.js";
import type { Inferrer } from "./infer.js";
import type { Tried, TriedArm } from "./infer-arms.js";
import { partsOf } from "./infer-parts.js";
import type { Facts } from "./narrow.js";
import { mayFit } from "./pattern-facts.js";
import { referenceKey } from "./reference-keys.js";
import { isToldApart } from "./told-apart.js";
import { fieldType, isDynamic, type Type, unitsOf } from "./types.js";
import { type Example, uncovered, unfitted } from "./uncovered.js";
import { exampleText, keyOf, patternOf } from "./written-patterns.js";

type PatternArm = ast.Arm | ast.ValueArm;

/** `before`: what was known before the first arm. Where each value of each case surely fits an arm, or narrowing has left nothing, no value falls through. */
export function checkExhaustive(
  infer: Inferrer,
  subject: ast.Expression,
  type: Type,
  arms: readonly PatternArm[],
  { rest, facts }: Tried,
  before: Facts,
): void {
  const parts = partsOf(subject);
  const sure = arms.filter(isUnguarded).map(({ pattern }) => pattern);
  if (parts) return checkCombinations(infer, subject, parts, { sure, arrow: arrowOf(arms), facts: before });
  if (isDynamic(type)) return;
  const place = { key: referenceKey(infer, subject), facts };
  const isTold = isToldApart(type);
  // Of records of one kind only what can be counted is asked for: their states, not their names.
  const missing = (isTold ? unitsOf(rest) : [rest]).flatMap(
    (each) => uncovered(infer, sure, { type: each, whole: type, place }, !isTold) ?? [],
  );
  const found = missing.filter(({ fields }) => isTold || fields.size > 0);
  if (found.length > 0) reportMissing(infer, subject, type, arms, found);
}

export function isUnguarded({ guard }: TriedArm): boolean {
  return guard === undefined || constantTruth(guard) === true;
}

function arrowOf(arms: readonly PatternArm[]): "->" | "=>" {
  return arms.some(({ kind }) => kind === "Arm") ? "->" : "=>";
}

function reportMissing(
  infer: Inferrer,
  subject: ast.Expression,
  type: Type,
  arms: readonly PatternArm[],
  missing: readonly Example[],
): void {
  const isTold = isToldApart(type);
  const asked = arms.map((arm) => ({ arm, pattern: arm.pattern }));
  const { none, some, reasons } = whyMissing(infer, asked, missing, isTold);
  const nameOf = (each: Example): string => (isTold ? describe(each.type) : exampleText(each));
  const facts = {
    type: describe(type),
    none: none.map(nameOf),
    some: some.map(nameOf),
    patterns: missing.flatMap((each) => (isTold ? (patternOf(infer.mission, each.type, type) ?? []) : nameOf(each))),
    arrow: arrowOf(arms),
  } as const;
  infer.reporter.report("RQ3021", subject.span, facts, {
    related: [...reasons.slice(0, mostReasons), ...declarationOf(infer.types, subject)],
  });
}

/** More arms than these would hide the mistake. */
export const mostReasons = 3;

/** An arm, and what its pattern asks of the values that may fall through. */
export interface Asked {
  readonly arm: PatternArm;
  readonly pattern: ast.Pattern;
}

/** Cases that no arm is for, cases that some arm is for, and why these arms do not take them. */
export function whyMissing(
  infer: Inferrer,
  arms: readonly Asked[],
  missing: readonly Example[],
  isTold: boolean,
): { readonly none: readonly Example[]; readonly some: readonly Example[]; readonly reasons: readonly Related[] } {
  const some: Example[] = [];
  const reasons = new Map<PatternArm, string>();
  for (const example of missing) {
    const partial = arms.filter(({ pattern }) => isFor(infer, pattern, example.type));
    for (const each of partial) {
      const reason = reasonOf(infer, each, example, isTold);
      if (reason !== undefined && !reasons.has(each.arm)) reasons.set(each.arm, reason);
    }
    if (isTold && partial.length > 0) some.push(example);
  }
  const none = missing.filter((each) => !some.includes(each));
  return { none, some, reasons: [...reasons].map(([{ pattern }, message]) => ({ span: pattern.span, message })) };
}

/** Why an arm that may fit some values of the case does not fit this one. That one state is not another says itself. */
function reasonOf(infer: Inferrer, { arm, pattern }: Asked, example: Example, isTold: boolean): string | undefined {
  const part = unfitted(infer, pattern, example);
  if (part === undefined) return isUnguarded(arm) ? undefined : "has a guard";
  const name = part.path.map(keyOf).join(".");
  if (name !== "" && part.type.kind === "null") return `asks for \`${name}\`, which may be null`;
  if (!isTold) return undefined;
  if (part.type.kind === "literal") return `does not fit where \`${name}\` is \`${describe(part.type)}\``;
  return `fits only some of \`${name === "" ? describe(part.type) : name}\``;
}

/** Whether some value of the case fits, and the case has the fields that are asked for. */
export function isFor(infer: Inferrer, pattern: ast.Pattern, type: Type): boolean {
  const hasField = ({ name }: ast.PatternField): boolean => fieldType(type, name.text) !== undefined;
  return mayFit(infer, pattern, type) && (pattern.kind !== "ObjectPattern" || pattern.fields.every(hasField));
}

/** RQ4004: arms above have taken all cases that the pattern is for. `_` may stand for cases that are still to come. */
export function checkReached(
  infer: Inferrer,
  arm: PatternArm,
  { rest, above = [] }: Pick<Tried, "rest" | "above">,
  type: Type,
): boolean {
  const { pattern } = arm;
  if (isDynamic(rest) || isAnything(infer.bindings, pattern) || !mayFit(infer, pattern, type)) return true;
  const mayTake = (each: Type): boolean => mayFit(infer, pattern, each);
  const cases = unitsOf(type).filter(mayTake);
  if (cases.length === 0 || unitsOf(rest).some(mayTake)) return true;
  const by = above.filter((each) => isUnguarded(each) && cases.some((one) => mayFit(infer, each.pattern, one)));
  const isSeveral = by.length !== 1;
  const message = isSeveral ? "fits some of it" : "fits all of it";
  const related = by.slice(0, mostReasons).map((each) => ({ span: each.pattern.span, message }));
  infer.reporter.report("RQ4004", pattern.span, { isSeveral }, { related });
  return false;
}
