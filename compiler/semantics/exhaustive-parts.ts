// RQ3021 for a list that is written out as the subject of a match: combinations of its parts that no arm is for.
// Must not know how one value is covered.
import type * as ast from "../syntax/ast.js";
import { describe } from "./describe.js";
import { fieldRead } from "./field-reads.js";
import type { Inferrer } from "./infer.js";
import { isByParts } from "./infer-parts.js";
import type { Facts } from "./narrow.js";
import { referenceKey } from "./reference-keys.js";
import { isToldApart } from "./told-apart.js";
import { dynamic, type Type, unitsOf } from "./types.js";
import { isCovered } from "./uncovered.js";
import { patternOf } from "./written-patterns.js";

/** Combinations of more cases no one would look through. */
const mostCombinations = 64;

/** `sure`: the patterns of the arms without a guard. Each part may be any of its cases, whatever the others are. */
export function checkCombinations(
  infer: Inferrer,
  subject: ast.Expression,
  parts: readonly ast.Expression[],
  { sure, arrow, facts }: { readonly sure: readonly ast.Pattern[]; readonly arrow: "->" | "=>"; readonly facts: Facts },
): void {
  if (!areIndependent(infer, parts, facts)) return;
  const types = parts.map((each) => infer.types.get(each) ?? dynamic);
  if (!types.some(isToldApart)) return;
  if (types.reduce((product, each) => product * unitsOf(each).length, 1) > mostCombinations) return;
  const all = types.reduce<readonly (readonly Type[])[]>(
    (before, type) => before.flatMap((each) => unitsOf(type).map((unit) => [...each, unit])),
    [[]],
  );
  const rows = sure.flatMap((pattern) => rowOf(infer, pattern, parts.length));
  const missing = all.filter((combination) => {
    const columns = combination.map((type, at) => {
      const part = parts[at];
      return { type, whole: types[at] ?? type, place: { key: part && referenceKey(infer, part), facts } };
    });
    return !isCovered(infer, rows, columns);
  });
  if (missing.length === 0) return;
  const written = (each: readonly Type[], write: (part: Type, whole: Type) => string): string =>
    `[${each.map((part, at) => write(part, types[at] ?? dynamic)).join(", ")}]`;
  infer.reporter.report("RQ3021", subject.span, {
    type: written(types, (each) => describe(each)),
    none: missing.map((each) => written(each, (part) => describe(part))),
    some: [],
    patterns: missing.map((each) => written(each, (part, whole) => patternIn(infer, part, whole))),
    arrow,
  });
}

/** What a pattern asks of each part; none where it fits no list of so many. */
function rowOf(
  infer: Inferrer,
  pattern: ast.Pattern,
  length: number,
): readonly (readonly (ast.Pattern | undefined)[])[] {
  if (!isByParts(infer.bindings, pattern, length)) return [Array.from({ length }, () => undefined)];
  return pattern.elements.length === length ? [pattern.elements] : [];
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
  return (
    isOfOneKind && new Set(keys).size === keys.length && keys.every((each) => each !== undefined && !facts.has(each))
  );
}
