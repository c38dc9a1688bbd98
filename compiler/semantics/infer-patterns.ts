// Patterns that no value of the matched type fits: mistyped literals, fields and schemas (language.md 5.4, 7.1).
// Must not know arms; what a pattern proves is in narrow.
import type * as ast from "../syntax/ast.js";
import { isTestOfAll } from "./coverage.js";
import type { Inferrer } from "./infer.js";
import { testedType } from "./pattern-types.js";
import { fieldPlace, mayFit, type Place } from "./pattern-facts.js";
import { fitsAnswer, isResponseName } from "./structure.js";
import { fieldPlaces, nearestText } from "./declared.js";
import { describe } from "./describe.js";
import { overlaps } from "./overlaps.js";
import {
  fieldNames,
  fieldType,
  isDynamic,
  literal,
  membersOf,
  nullType,
  shapeOf,
  type Type,
  union,
  withoutNull,
} from "./types.js";
import { foreignField } from "./typed-patterns.js";
import { nearestDetails } from "./unknown.js";

/** `ofAnswer`: of the response of a request, whose status and headers fit whatever its body is (7.2). */
export function checkPattern(infer: Inferrer, pattern: ast.Pattern, type: Type, ofAnswer = false): void {
  if (isDynamic(type) || type.kind === "never") return;
  switch (pattern.kind) {
    case "LiteralPattern":
      return checkLiterals(infer, pattern, type);
    case "NamePattern": {
      const binding = infer.bindings.patterns.get(pattern);
      if (binding?.kind === "test" && !overlaps(type, testedType(infer, binding.type))) neverFits(infer, pattern, type);
      return;
    }
    case "ObjectPattern":
      return checkFields(infer, pattern, type, ofAnswer);
    case "ListPattern":
      return checkElements(infer, pattern, type);
    case "Wildcard":
      return;
  }
}

/** RQ4017: whether what is known of the fields of the subject leaves the pattern nothing to fit. */
export function contradictsFacts(infer: Inferrer, pattern: ast.Pattern, place: Place): boolean {
  if (pattern.kind !== "ObjectPattern" || place.key === undefined) return false;
  return pattern.fields.some(({ name, pattern: inner }) => {
    const at = fieldPlace(place, name.text);
    const known = at.key === undefined ? undefined : place.facts.get(at.key);
    if (!inner || at.key === undefined) return false;
    if (known && known.kind !== "never" && !mayFit(infer, inner, known)) {
      neverFits(infer, inner, known);
      return true;
    }
    return contradictsFacts(infer, inner, at);
  });
}

function neverFits(infer: Inferrer, pattern: ast.Pattern, type: Type): void {
  const foreign = pattern.kind === "ObjectPattern" ? foreignField(type, pattern) : undefined;
  const help = foreign && {
    help: `\`${foreign.name.text}\` is a field of \`${describe(foreign.owner)}\` only: leave it out, or remove the arm`,
  };
  infer.reporter.report("RQ4017", pattern.span, { type: describe(type) }, help);
}

function checkLiterals(infer: Inferrer, pattern: ast.LiteralPattern, type: Type): void {
  const first = pattern.values.find((each) => !overlaps(type, each === null ? nullType : literal(each)));
  if (first === undefined) return;
  const { fix, ...near } = typeof first === "string" ? nearestText(first, pattern.span, type) : {};
  const isAlone = pattern.values.length === 1;
  const facts = { type: describe(type), ...(isAlone ? {} : { value: JSON.stringify(first) }) };
  // Of several values one has no place of its own.
  infer.reporter.report("RQ4017", pattern.span, facts, fix && isAlone ? { ...near, fix } : near);
}

function checkElements(infer: Inferrer, pattern: ast.ListPattern, type: Type): void {
  const members = membersOf(withoutNull(type));
  const lists = members.flatMap((each) => (each.kind === "list" ? [each.element] : isDynamic(each) ? [each] : []));
  if (lists.length === 0) return neverFits(infer, pattern, type);
  // `[Schema]` fits the empty list, whatever the schema is.
  if (isTestOfAll(infer.bindings, pattern)) return;
  for (const each of pattern.elements) checkPattern(infer, each, union(...lists));
}

function checkFields(infer: Inferrer, pattern: ast.ObjectPattern, whole: Type, ofAnswer: boolean): void {
  const type = withoutNull(whole);
  // The answer itself fits, also where it has no body.
  const ofBody = pattern.fields.filter((each) => !(ofAnswer && fitsAnswer(each)));
  if (ofBody.length === 0 && pattern.fields.length > 0) return;
  const members = membersOf(type);
  if (!members.some((each) => shapeOf(each) !== undefined || isDynamic(each))) return neverFits(infer, pattern, whole);
  // What each field may be for itself, together no member is.
  const isPossible = ({ name, pattern: of }: ast.PatternField, among: Type): boolean => {
    const known = fieldType(among, name.text)?.type;
    return known !== undefined && (of === undefined || mayFit(infer, of, known));
  };
  if (ofBody.every((each) => isPossible(each, type)) && !mayFit(infer, { ...pattern, fields: ofBody }, type))
    return neverFits(infer, pattern, type);
  for (const field of ofBody) {
    const known = fieldType(type, field.name.text);
    if (known) {
      if (field.pattern) checkPattern(infer, field.pattern, known.type);
    } else {
      const names = fieldNames(type);
      const facts = { name: field.name.text, type: describe(type), known: names };
      infer.reporter.report(
        "RQ3001",
        field.name.span,
        facts,
        nearestDetails(field.name.text, field.name.span, fieldPlaces(type)),
      );
    }
  }
}

/** Whether `match` over this sees an answer: `response`, set by a request on some way. */
export function isAnswer(infer: Inferrer, subject: ast.Expression | undefined): boolean {
  const definitions = (isResponseName(subject) && subject && infer.flow.reads.get(subject)) || [];
  return [...definitions].some((each) => each !== "start" && each.kind !== "MapStep");
}
