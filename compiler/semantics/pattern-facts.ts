// What a pattern says about the fields of a value of known type: as much as TypeScript concludes from the tests that are
// emitted for it, field by field (language.md 5.4, 7.3). Must not know arms; the value itself is narrowed by narrow.
import type * as ast from "../syntax/ast.js";
import { isAnything, isTestOfAll } from "./coverage.js";
import { partFacts, unfittedPart } from "./held-parts.js";
import type { Inferrer } from "./infer.js";
import { fitting } from "./tested-parts.js";
import { type Facts, withFact } from "./narrow.js";
import { testedType, unmatchedType } from "./pattern-types.js";
import { elementOf } from "./functions/elements.js";
import { isDiscriminant } from "./member-tests.js";
import { overlaps } from "./overlaps.js";
import {
  dynamic,
  fieldType,
  isAwaited,
  isDynamic,
  list,
  literal,
  mayBeNull,
  membersOf,
  nullType,
  part,
  same,
  shapeOf,
  type Type,
  union,
  unitsOf,
  withoutNull,
} from "./types.js";
import { keyOfField } from "./reference-keys.js";
import {
  asksForNone,
  foreignField,
  hasForeignLiteral,
  type TypedPattern,
  typedMembers,
  typedPattern,
  withAsked,
} from "./typed-patterns.js";

/** The value that a pattern is tried on, as a reference with what is known of its fields. */
export interface Place {
  readonly key: string | undefined;
  readonly facts: Facts;
  /** Read by a helper, which TypeScript does not see through. */
  readonly isHidden?: boolean;
}

export const nowhere: Place = { key: undefined, facts: new Map() };
export const hidden: Place = { ...nowhere, isHidden: true };

export function fieldPlace({ key, facts, isHidden = false }: Place, name: string): Place {
  if (isHidden || name in Object.prototype) return hidden;
  return key === undefined ? nowhere : { key: keyOfField(key, name), facts };
}

/** What the field is known to be at this place. */
export function fieldAt(place: Place, value: Type, name: string): Type | undefined {
  const known = fieldPlace(place, name);
  return (known.key === undefined ? undefined : known.facts.get(known.key)) ?? fieldType(value, name)?.type;
}

/** The type of the elements of what is a list, or null; undefined where TypeScript does not know it. */
export function knownElement(list: Type): Type | undefined {
  const element = elementOf(list);
  const isList = membersOf(withoutNull(list)).every((each) => each.kind === "list");
  return isDynamic(element) || element.kind === "never" || !isList ? undefined : element;
}

/** The same of the lists among what a value may be, once it is known to be one. */
export function listedElement(type: Type): Type | undefined {
  return knownElement(union(...membersOf(type).filter((each) => each.kind === "list")));
}

/** An element of a list, which TypeScript narrows like a field. */
export function elementPlace(place: Place, list: Type, index: number): Place {
  return knownElement(list) ? fieldPlace(place, String(index)) : hidden;
}

/** What an element is known to be at this place. */
export function elementAt(place: Place, list: Type, index: number): Type {
  const { key, facts } = elementPlace(place, list, index);
  const element = elementOf(list);
  return (
    (key === undefined ? undefined : facts.get(key)) ??
    (element.kind === "never" && !isAwaited(element) ? dynamic : element)
  );
}

/** Whether a list pattern is as long as the list has been found to be. */
export function fitsLength(infer: Inferrer, pattern: ast.ListPattern, { key, facts }: Place): boolean {
  const length = key === undefined ? undefined : facts.get(`${key}.length`);
  return length?.kind !== "literal" || isTestOfAll(infer.bindings, pattern) || length.value === pattern.elements.length;
}

/** The facts where the pattern fits. */
export function fittedFacts(infer: Inferrer, pattern: ast.Pattern, value: Type, place: Place): Facts {
  if (pattern.kind === "ListPattern") return fittedElements(infer, pattern, value, place);
  if (pattern.kind !== "ObjectPattern" || place.key === undefined) return place.facts;
  const typed = typedPattern(value, pattern);
  if (!typed) return partFacts(infer, pattern, place.facts);
  const { members } = typed;
  const absent = typed.fields.flatMap((each) => (each.isAbsent ? [each.field] : []));
  const mayStray = !asksForNone(value, pattern);
  let { facts } = place;
  for (const field of pattern.fields) {
    const known = fieldAt({ ...place, facts }, union(...members), field.name.text);
    const inner = fieldPlace({ ...place, facts }, field.name.text);
    if (!known || inner.key === undefined || absent.includes(field)) continue;
    if (mayStray && hasForeignLiteral(field.pattern, known)) continue;
    facts = withFact(facts, inner.key, fittedType(infer, field.pattern, known));
    if (field.pattern) facts = fittedFacts(infer, field.pattern, withoutNull(known), { ...inner, facts });
  }
  return facts;
}

function fittedElements(infer: Inferrer, pattern: ast.ListPattern, value: Type, place: Place): Facts {
  if (place.key === undefined || isTestOfAll(infer.bindings, pattern)) return place.facts;
  let facts = withFact(place.facts, `${place.key}.length`, literal(pattern.elements.length));
  for (const [index, element] of pattern.elements.entries()) {
    const known = elementAt({ ...place, facts }, value, index);
    const inner = elementPlace({ ...place, facts }, value, index);
    if (inner.key === undefined || !isTested(infer, element)) continue;
    facts = withFact(facts, inner.key, fittedType(infer, element, known));
    facts = fittedFacts(infer, element, withoutNull(known), { ...inner, facts });
  }
  return facts;
}

/** Whether a pattern of an element says something about it: a name takes null as well. */
function isTested({ bindings }: Inferrer, pattern: ast.Pattern): boolean {
  if (pattern.kind === "NamePattern") return bindings.patterns.get(pattern)?.kind === "test";
  return pattern.kind !== "Wildcard";
}

function fittedType(infer: Inferrer, pattern: ast.Pattern | undefined, known: Type): Type {
  if (pattern?.kind === "LiteralPattern") return literalType(pattern, known);
  const value = withoutNull(known);
  if (pattern?.kind === "ListPattern" && isDynamic(known)) return list(dynamic);
  if (pattern?.kind === "ObjectPattern") return union(...(typedMembers(value, pattern) ?? [value]));
  const binding = pattern?.kind === "NamePattern" ? infer.bindings.patterns.get(pattern) : undefined;
  return binding?.kind === "test" ? fitting(value, testedType(infer, binding.type)) : value;
}

/** Whether some value of the type fits the pattern, as far as its kind and the fields it declares go. */
export function mayFit(infer: Pick<Inferrer, "bindings" | "mission">, pattern: ast.Pattern, type: Type): boolean {
  if (isDynamic(type) || isAnything(infer.bindings, pattern)) return true;
  if (pattern.kind === "ObjectPattern" && foreignField(type, pattern)) return false;
  const binding = pattern.kind === "NamePattern" ? infer.bindings.patterns.get(pattern) : undefined;
  return membersOf(type).some((each) => {
    if (isDynamic(each)) return true;
    switch (pattern.kind) {
      case "LiteralPattern":
        return literalsOf(pattern, each).length > 0;
      case "NamePattern":
        return binding?.kind !== "test" || overlaps(each, testedType(infer, binding.type));
      case "ListPattern":
        return each.kind === "list";
      case "ObjectPattern":
        return shapeOf(each) !== undefined && pattern.fields.every((field) => fieldMayFit(infer, field, each));
      case "Wildcard":
        return true;
    }
  });
}

/** A record may have fields that its type does not name (5.1). */
function fieldMayFit(
  infer: Pick<Inferrer, "bindings" | "mission">,
  { name, pattern }: ast.PatternField,
  record: Type,
): boolean {
  const known = fieldType(record, name.text)?.type;
  return known === undefined || pattern === undefined || mayFit(infer, pattern, known);
}

/** The facts where it does not: only a pattern of one test says something about what it tests. */
export function unfittedFacts(infer: Inferrer, pattern: ast.Pattern, value: Type, place: Place): Facts {
  if (pattern.kind === "ListPattern") return unfittedElement(infer, pattern, value, place);
  if (pattern.kind === "ObjectPattern" && isDynamic(value) && place.key !== undefined)
    return unfittedPart(infer, pattern, place.facts);
  const isTyped = pattern.kind === "ObjectPattern" && !mayBeNull(value) && asksForNone(value, pattern);
  const field = isTyped ? testedField(infer, pattern, value, place) : undefined;
  if (!field) return place.facts;
  const known = fieldAt(place, value, field.name.text);
  const inner = fieldPlace(place, field.name.text);
  if (!known || isDynamic(known) || inner.key === undefined) return place.facts;
  if (!field.pattern || isAnything(infer.bindings, field.pattern)) return withFact(place.facts, inner.key, nullType);
  const facts = withFact(place.facts, inner.key, unmatchedType(infer, field.pattern, known));
  return unfittedFacts(infer, field.pattern, known, { ...inner, facts });
}

/** Of a list whose length is known already. */
function unfittedElement(infer: Inferrer, pattern: ast.ListPattern, value: Type, place: Place): Facts {
  const length = place.key === undefined ? undefined : place.facts.get(`${place.key}.length`);
  const [only, ...others] = [...pattern.elements.entries()].filter(([, each]) => !isAnything(infer.bindings, each));
  if (length?.kind !== "literal" || !fitsLength(infer, pattern, place) || !only || others.length > 0)
    return place.facts;
  const [index, element] = only;
  const known = elementAt(place, value, index);
  const inner = elementPlace(place, value, index);
  if (inner.key === undefined || !isTested(infer, element)) return place.facts;
  const facts = withFact(place.facts, inner.key, unmatchedType(infer, element, known));
  return unfittedFacts(infer, element, known, { ...inner, facts });
}

/** The fields of a pattern that need a test: the others are there in every value of the type. */
function testedFields(
  infer: Pick<Inferrer, "bindings" | "mission">,
  { members, fields }: TypedPattern,
): readonly ast.PatternField[] {
  const own = fields.filter((each) => !each.asks && !each.isSure);
  return own.flatMap(({ field }) => {
    const known = fieldType(union(...members), field.name.text);
    const isThere = known && !known.optional && !mayBeNull(known.type);
    return isThere && (!field.pattern || fitsAll(infer, field.pattern, known.type)) ? [] : [field];
  });
}

/** What is known to fit at this place is not tested, either. */
function testedField(
  infer: Inferrer,
  pattern: ast.ObjectPattern,
  value: Type,
  place: Place,
): ast.PatternField | undefined {
  const isProven = ({ name, pattern: wanted }: ast.PatternField): boolean => {
    const { key } = fieldPlace(place, name.text);
    const known = key === undefined ? undefined : place.facts.get(key);
    if (known === undefined) return false;
    if (wanted?.kind === "LiteralPattern") return withoutLiterals(wanted, known).kind === "never";
    return !mayBeNull(known) && (wanted === undefined || fitsAll(infer, wanted, known));
  };
  const typed = typedPattern(value, pattern);
  const [field, ...others] = typed ? testedFields(infer, typed).filter((each) => !isProven(each)) : [];
  return others.length === 0 ? field : undefined;
}

/** Whether a pattern fits all of a type, so that nothing is tested: what its guard refuses is then all that is left. */
export function fitsAll(infer: Pick<Inferrer, "bindings" | "mission">, pattern: ast.Pattern, value: Type): boolean {
  if (isAnything(infer.bindings, pattern)) return true;
  if (pattern.kind === "ObjectPattern") {
    const typed = mayBeNull(value) ? undefined : typedPattern(value, pattern);
    return typed !== undefined && asksForNone(value, pattern) && testedFields(infer, typed).length === 0;
  }
  const binding = pattern.kind === "NamePattern" ? infer.bindings.patterns.get(pattern) : undefined;
  return binding?.kind === "test" && value.kind === "schema" && same(value, testedType(infer, binding.type));
}

export function withoutLiterals({ values }: Pick<ast.LiteralPattern, "values">, type: Type): Type {
  return part(
    unitsOf(type).filter(
      (each) =>
        !(each.kind === "literal" && values.includes(each.value)) && !(each.kind === "null" && values.includes(null)),
    ),
  );
}

/** The part of a type that a literal pattern fits. */
export function literalType({ values }: Pick<ast.LiteralPattern, "values">, type: Type): Type {
  return union(
    ...(isDynamic(type) ? literalTypes(values) : unitsOf(type).flatMap((each) => literalsOf({ values }, each))),
  );
}

/** Which literals of the pattern a member of a type may be; what is declared to be one of several texts stays that. */
function literalsOf({ values }: Pick<ast.LiteralPattern, "values">, member: Type): readonly Type[] {
  if (member.kind === "literal") return values.includes(member.value) ? [member] : [];
  return literalTypes(values).filter((value) => overlaps(member, value));
}

function literalTypes(values: ast.LiteralPattern["values"]): readonly Type[] {
  return values.map((each) => (each === null ? nullType : literal(each)));
}

/** What alone decides whether an object pattern fits tells the members of a type apart. */
export function unmatchedMembers(infer: Inferrer, pattern: ast.ObjectPattern, value: Type): Type {
  const typed = typedPattern(value, pattern);
  if (!typed) return value;
  const tested = testedFields(infer, typed);
  const having = withAsked(value, typed);
  const among = having.length > 1 ? having : membersOf(value).filter((each) => shapeOf(each));
  // A field that a record has is tested for its type, too, of which TypeScript does not conclude the kind of the record.
  const isAskedItself = typed.fields.some(
    ({ field, asks }) => asks?.kind === "has" && field.pattern?.kind !== "LiteralPattern",
  );
  const isTaken = (member: Type, { name, pattern: wanted }: ast.PatternField): boolean => {
    const type = shapeOf(member)?.fields.get(name.text)?.type;
    if (type === undefined || isDynamic(type)) return false;
    const takesAll =
      wanted?.kind === "LiteralPattern"
        ? withoutLiterals(wanted, type).kind === "never"
        : !mayBeNull(type) && (wanted === undefined || isAnything(infer.bindings, wanted));
    return takesAll && (among.length <= 1 || isDiscriminant(among, name.text));
  };
  const isLeft = (each: Type): boolean =>
    !having.includes(each) || isAskedItself || !tested.every((field) => isTaken(each, field));
  return union(...membersOf(value).filter(isLeft));
}
