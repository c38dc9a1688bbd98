// RQ3021: cases of a union that no arm of a match is for, which would fall through all of them (language.md 5.4, 7.1), and
// RQ4004: arms for cases that are taken. Must not know what an arm does; arms that patterns alone rule out are in coverage.
import type * as ast from "../syntax/ast.js";
import { isAnything } from "./coverage.js";
import { declarationOf } from "./declared.js";
import { describe } from "./describe.js";
import type { Inferrer } from "./infer.js";
import { mayFit } from "./pattern-facts.js";
import { fieldRead } from "./field-reads.js";
import { isByParts, partsOf } from "./infer-parts.js";
import type { Facts } from "./narrow.js";
import { referenceKey } from "./reference-keys.js";
import { patternOf } from "./written-patterns.js";
import { dynamic, fieldType, isDynamic, membersOf, type Type, unitsOf } from "./types.js";

/**
 * Only a case that surely falls through is a mistake: where an arm has a guard, or asks for more than the type tells
 * apart, the run decides.
 */
export function checkExhaustive(
  infer: Inferrer,
  subject: ast.Expression,
  type: Type,
  arms: readonly (ast.Arm | ast.ValueArm)[],
  facts: Facts,
): void {
  const parts = partsOf(subject);
  if (parts) return areIndependent(infer, parts, facts) ? checkCombinations(infer, subject, parts, arms) : undefined;
  if (!isToldApart(type)) return;
  const missing = unitsOf(type).filter((each) => !arms.some(({ pattern }) => fits(infer, pattern, each)));
  if (missing.length === 0 || missing.length === unitsOf(type).length) return;
  const arrow = arms.some(({ kind }) => kind === "Arm") ? "->" : "=>";
  const patterns = missing.flatMap((each) => patternOf(infer.mission, each, type) ?? []);
  const found = { type: describe(type), missing: missing.map((each) => describe(each)), patterns, arrow } as const;
  infer.reporter.report("RQ3021", subject.span, found, { related: declarationOf(infer.types, subject) });
}

/** Combinations of more cases no one would look through. */
const mostCombinations = 64;

/** The same of a list that is written out, where each part may be any of its cases whatever the others are. */
function checkCombinations(
  infer: Inferrer,
  subject: ast.Expression,
  parts: readonly ast.Expression[],
  arms: readonly (ast.Arm | ast.ValueArm)[],
): void {
  const types = parts.map((each) => infer.types.get(each) ?? dynamic);
  if (!types.some(isToldApart)) return;
  if (types.reduce((product, each) => product * unitsOf(each).length, 1) > mostCombinations) return;
  const all = types.reduce<readonly (readonly Type[])[]>(
    (before, type) => before.flatMap((each) => unitsOf(type).map((unit) => [...each, unit])),
    [[]],
  );
  const takes = ({ pattern }: ast.Arm | ast.ValueArm, combination: readonly Type[]): boolean =>
    !isByParts(infer.bindings, pattern, parts.length) ||
    (pattern.elements.length === parts.length &&
      pattern.elements.every((each, at) => fits(infer, each, combination[at] ?? dynamic)));
  const missing = all.filter((each) => !arms.some((arm) => takes(arm, each)));
  if (missing.length === 0 || missing.length === all.length) return;
  const arrow = arms.some(({ kind }) => kind === "Arm") ? "->" : "=>";
  const written = (each: readonly Type[], write: (part: Type, whole: Type) => string): string =>
    `[${each.map((part, at) => write(part, types[at] ?? dynamic)).join(", ")}]`;
  infer.reporter.report("RQ3021", subject.span, {
    type: written(types, (each) => describe(each)),
    missing: missing.map((each) => written(each, (part) => describe(part))),
    patterns: missing.map((each) => written(each, (part, whole) => patternIn(infer, part, whole))),
    arrow,
  });
}

function patternIn(infer: Inferrer, part: Type, whole: Type): string {
  return (isToldApart(whole) && patternOf(infer.mission, part, whole)) || "_";
}

/**
 * Different fields of records of one kind, of which nothing is known: a tag says what is beside it, and what was computed or
 * tested may depend on each other.
 */
function areIndependent(infer: Inferrer, parts: readonly ast.Expression[], facts: Facts): boolean {
  const keys = parts.map((each) => referenceKey(infer, each));
  const isOfOneKind = parts.every((each) => {
    const read = fieldRead(infer.bindings, each);
    return read !== undefined && infer.types.get(read.object)?.kind === "schema";
  });
  return isOfOneKind && new Set(keys).size === keys.length && keys.every((each) => each !== undefined && !facts.has(each));
}

/** RQ4004: arms above have taken all cases that the pattern is for. `_` may stand for cases that are still to come. */
export function checkReached(infer: Inferrer, { pattern }: ast.Arm | ast.ValueArm, rest: Type, type: Type): boolean {
  if (isDynamic(rest) || isAnything(infer.bindings, pattern)) return true;
  const isFor = (each: Type): boolean => fits(infer, pattern, each);
  const isTaken = !unitsOf(rest).some(isFor) && unitsOf(type).some(isFor);
  if (isTaken) infer.reporter.report("RQ4004", pattern.span, {});
  return !isTaken;
}

/** Whether the cases of a type can be counted: single values, or several kinds of records. */
function isToldApart(type: Type): boolean {
  return !isDynamic(type) && (membersOf(type).length > 1 || type.kind === "boolean" || type.kind === "literal");
}

/** Whether some value of the type fits, as far as its kind and the fields it declares go. */
function fits(infer: Inferrer, pattern: ast.Pattern, type: Type): boolean {
  if (!mayFit(infer, pattern, type)) return false;
  return pattern.kind !== "ObjectPattern" || pattern.fields.every((field) => fitsField(infer, field, type));
}

function fitsField(infer: Inferrer, { name, pattern }: ast.PatternField, type: Type): boolean {
  const known = fieldType(type, name.text)?.type;
  return !known || !pattern || unitsOf(known).some((each) => fits(infer, pattern, each));
}
