// Patterns as conditions: direct tests of what is typed, `fits` for what is not, and the values that names bind.
// Must not know arms, steps or what runs when a pattern fits.
import type * as ast from "../syntax/ast.js";
import type { VariableSymbol } from "../semantics/model.js";
import { isNotNull } from "../semantics/membership.js";
import type { PartPattern } from "../semantics/held-parts.js";
import { isByParts } from "../semantics/infer-parts.js";
import { fitsAll, knownElement, listedElement, mayFit } from "../semantics/pattern-facts.js";
import { isAboutAnswer } from "../semantics/structure.js";
import { namedType } from "../semantics/schemas.js";
import { overlaps } from "../semantics/overlaps.js";
import {
  dynamic,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  type ObjectShape,
  literal as literalType,
  nullType,
  same,
  type Type,
  union,
  unitsOf,
  withoutNull,
} from "../semantics/types.js";
import { tagTests } from "../semantics/member-tests.js";
import { askedTags, asksOfTaken, typedPattern } from "../semantics/typed-patterns.js";
import { type Code, code, join, runtime } from "./code.js";
import { defined } from "./expressions.js";
import { emittedType, type FunctionEmitter, type Value } from "./function.js";
import { comparedCode, dynamicCondition, guardOf, ownCondition, patternCode } from "./dynamic-patterns.js";
import { heldIn, isAllHeld } from "./held-parts.js";
import { equalities } from "./member-tests.js";
import { isRead } from "./reads.js";
import { recordTests, typedCondition } from "./typed-patterns.js";
import { oneWayTest, typeTest } from "./types.js";

/** What is matched: a value, or the answer of a request with the value as its body. */
export interface Matched {
  readonly value: Value;
  /** The identifier of the answer, where the subject is `response` right after its request. */
  readonly reply: Code | undefined;
}

export interface Condition {
  /** All must hold; none: the pattern fits everything. */
  readonly tests: readonly Code[];
  readonly bindings: readonly (readonly [VariableSymbol, Value])[];
}

const always: Condition = { tests: [], bindings: [] };

/** Null that no field is read for: to TypeScript, the object may be nothing where the field is. */
const nothing: Value = { code: code`null`, type: nullType, simple: true };

function isNothing({ type }: Value): boolean {
  return type.kind === "null";
}

export function patternCondition(f: FunctionEmitter, pattern: ast.Pattern, tried: Matched): Condition {
  const reply = replyFor(pattern, tried);
  const value = narrowedValue(f, pattern, tried.value);
  const matched = { value, reply };
  switch (pattern.kind) {
    case "Wildcard":
      return always;
    case "NamePattern":
      return nameCondition(f, pattern, matched);
    case "LiteralPattern":
      return { tests: literalTest(pattern, value, reply), bindings: [] };
    case "ListPattern":
      return listCondition(f, pattern, matched);
    case "ObjectPattern": {
      if (value.isOwn && withoutNull(value.type).kind === "union") return ownCondition(f, pattern, value);
      const typed = reply === undefined ? typedPattern(value.type, pattern) : undefined;
      return typed ? typedCondition(f, typed, value) : untypedCondition(f, pattern, matched);
    }
  }
}

/** What is kept in a constant is tested there, and all else by one call. */
function untypedCondition(f: FunctionEmitter, pattern: ast.ObjectPattern, matched: Matched): Condition {
  const { tests, bindings } = dynamicCondition(f, pattern, matched);
  const held = heldIn(f, pattern).flatMap(([part, value]) => heldTests(f, part, value));
  const tags = matched.reply ? [] : askedTags(matched.value.type, pattern);
  return {
    tests: [...recordTests(f, matched.value, tags), ...(isAllHeld(f, pattern) ? [] : tests), ...held],
    bindings,
  };
}

/** A name fits all but null (7.3), and its guard asks for more. */
function heldTests(f: FunctionEmitter, part: PartPattern, value: Value): readonly Code[] {
  const isName = part.kind === "PatternField" || part.kind === "NamePattern";
  if (isName && f.module.bindings.patterns.get(part)?.kind === "variable")
    return f.module.types.heldParts.get(part)?.isGuarded ? [] : [code`${value.code} != null`];
  return part.kind === "PatternField" ? [] : patternCondition(f, part, { value, reply: undefined }).tests;
}

/** The answer, for a pattern that may be about more than its body: of one whose type is known TypeScript follows the tests. */
function replyFor(pattern: ast.Pattern, { value, reply }: Matched): Code | undefined {
  return isDynamic(value.type) || isAboutAnswer(pattern) ? reply : undefined;
}

/** The value as the arms above have left it: TypeScript refuses a test for what they have taken. */
function narrowedValue(f: FunctionEmitter, pattern: ast.Pattern, value: Value): Value {
  const left = f.module.types.patterns.get(pattern);
  if (left === undefined || isDynamic(left)) return value;
  const isUnits = unitsOf(left).every((each) => each.kind === "literal" || each.kind === "null");
  if (isDynamic(value.type)) return isUnits ? { ...value, type: left } : value;
  const emitted = unitsOf(value.type);
  // Whole numbers are numbers to TypeScript, and dates are texts.
  const isScalar = (each: Type): boolean => each.kind === "number" || each.kind === "string";
  const isOf = (part: Type, whole: Type): boolean =>
    same(part, whole) ||
    (part.kind === "literal" && whole.kind === typeof part.value) ||
    (isScalar(part) && part.kind === whole.kind);
  const kept = unitsOf(left).filter((part) => emitted.some((each) => isOf(part, each)));
  if (kept.length === 0 && left.kind !== "never") return value;
  const type = union(...kept);
  return { ...value, type, undefinable: (value.undefinable ?? false) && mayBeNull(type) };
}

/** Whether the type of the value says that it never fits: TypeScript would refuse the test. */
export function neverFits(f: FunctionEmitter, pattern: ast.Pattern, tried: Matched): boolean {
  const { value } = tried;
  const left = f.module.types.patterns.get(pattern) ?? dynamic;
  if (replyFor(pattern, tried) !== undefined) return false;
  if (isDynamic(value.type)) return !isDynamic(left) && !mayFit(f.module, pattern, left);
  // What is left can be of one kind, which no longer says what others have.
  if (pattern.kind === "ObjectPattern" && !isDynamic(left) && asksOfTaken(value.type, left, pattern)) return true;
  return !mayFit(f.module, pattern, left) || !mayFit(f.module, pattern, value.type);
}

function nameCondition(f: FunctionEmitter, pattern: ast.NamePattern, { value, reply }: Matched): Condition {
  const binding = f.module.bindings.patterns.get(pattern);
  if (binding?.kind === "variable") return { tests: [], bindings: [[binding, isNothing(value) ? nothing : value]] };
  if (binding?.kind === "test") {
    if (!value.undefinable && fitsAll(f.module, pattern, value.type)) return always;
    // A schema without a required field would take any failed response (7.4).
    if (reply && binding.schema && isLoose(binding.schema.type.shape))
      return {
        tests: [code`${reply}.ok`, code`${runtime("replyIs")}(${reply}, ${guardOf(f, binding.type)})`],
        bindings: [],
      };
    if (reply) return { tests: [code`${runtime("replyIs")}(${reply}, ${guardOf(f, binding.type)})`], bindings: [] };
    const tested = namedType(binding.type, f.module.mission) ?? dynamic;
    // What is of the type already is asked only whether it is there.
    const isPresence = isDynamic(tested) || same(withoutNull(value.type), tested);
    // To TypeScript an element of a list may be missing, which only a guard takes.
    const mayBeMissing = value.declared?.undefinable === true && value.undefinable === false;
    const byTag = isPresence || mayBeMissing ? undefined : tagTests(membersOf(withoutNull(value.type)), tested);
    if (byTag) return { tests: recordTests(f, value, byTag), bindings: [] };
    const test = isPresence ? code`${value.code} != null` : typeTest(f.module, tested, value.code, emittedType(value));
    return { tests: test ? [test] : [], bindings: [] };
  }
  return { tests: [code`${runtime("equal")}(${value.code}, ${comparedCode(f, pattern)})`], bindings: [] };
}

function isLoose(shape: ObjectShape): boolean {
  return [...shape.fields.values()].every((each) => each.optional);
}

function literalTest(pattern: ast.LiteralPattern, value: Value, reply: Code | undefined): readonly Code[] {
  // Where only null is left a field of nothing may be what is read.
  if (value.type.kind === "null" && pattern.values.includes(null)) return [];
  // Null first: once all others are ruled out, TypeScript takes the object of a field for nothing.
  const values = new Set([...pattern.values.filter((each) => each === null), ...pattern.values]);
  const fitting = [...values].filter((each) => overlaps(value.type, each === null ? nullType : literalType(each)));
  // Of a test of its body alone TypeScript concludes nothing of the answer, which other arms tell of.
  if (reply) return [code`${runtime("replyIs")}(${reply}, ${runtime("literal")}(${join(fitting, ", ")}))`];
  const tests = [
    ...(fitting.includes(null) ? [code`${value.code} == null`] : []),
    ...equalities(value.code, fitting.filter(isNotNull), value.tag),
  ];
  if (value.type.kind === "never" || tests.length === 0)
    return [code`${runtime("fits")}(${value.code}, ${runtime("oneOf")}(${join(pattern.values, ", ")}))`];
  return tests.length === 1 ? tests : [code`(${join(tests, " || ")})`];
}

function listCondition(f: FunctionEmitter, pattern: ast.ListPattern, { value, reply }: Matched): Condition {
  const { parts: known } = value;
  if (known && isByParts(f.module.bindings, pattern, known.length)) return partsCondition(f, pattern, known);
  const [only] = pattern.elements;
  if (pattern.elements.length === 1 && only?.kind === "NamePattern") {
    const binding = f.module.bindings.patterns.get(only);
    if (binding?.kind === "test") {
      if (reply)
        return {
          tests: [code`${runtime("replyIs")}(${reply}, ${runtime("listOf")}(${guardOf(f, binding.type)}))`],
          bindings: [],
        };
      const test = code`${runtime("isArrayOf")}(${value.code}, ${guardOf(f, binding.type)})`;
      const tested = list(namedType(binding.type, f.module.mission) ?? dynamic);
      return { tests: [oneWayTest(test, tested, emittedType(value))], bindings: [] };
    }
  }
  if (value.isOwn && !isDynamic(value.type)) return ownCondition(f, pattern, value);
  const element = listedElement(value.type);
  const parts = pattern.elements.map((each, index) => elementCondition(f, each, value, element, index));
  const bindings = parts.flatMap((each) => each.bindings);
  // TypeScript sees that what is no list never becomes one.
  if (!isDynamic(value.type) && membersOf(value.type).every((each) => each.kind !== "list"))
    return { tests: [code`${runtime("fits")}(${value.code}, ${patternCode(f, pattern)})`], bindings };
  const length = code`${value.code}.length === ${pattern.elements.length}`;
  return { tests: [...listTest(value, reply), length, ...parts.flatMap((each) => each.tests)], bindings };
}

/** A list of which each part is looked at by itself. */
export function listOfParts(parts: readonly Value[]): Value {
  const types = parts.map(emittedType);
  return { code: code`[${join(parts.map(defined), ", ")}]`, type: list(union(...types)), parts };
}

function partsCondition(f: FunctionEmitter, { elements }: ast.ListPattern, values: readonly Value[]): Condition {
  const parts = values.flatMap((value, at) => {
    const element = elements[at];
    return element ? [patternCondition(f, element, { value, reply: undefined })] : [];
  });
  return { tests: parts.flatMap((each) => each.tests), bindings: parts.flatMap((each) => each.bindings) };
}

/** That a value is a list at all. */
function listTest(value: Value, reply: Code | undefined): readonly Code[] {
  if (reply) return [code`${runtime("replyIs")}(${reply}, ${runtime("isList")})`];
  if (value.type.kind === "list" && !value.undefinable) return [];
  return [knownElement(value.type) ? code`${value.code} != null` : code`${runtime("isList")}(${value.code})`];
}

/** An element of a known type is there where the length is right, which TypeScript does not conclude. */
function elementCondition(
  f: FunctionEmitter,
  pattern: ast.Pattern,
  list: Value,
  type: Type | undefined,
  index: number,
): Condition {
  if (!type) {
    const chain = { base: list.code, path: [index] };
    const value = { code: code`${runtime("field")}(${list.code}, ${index})`, type: dynamic, chain };
    const inside = patternCondition(f, pattern, { value, reply: undefined });
    // What a call reads twice TypeScript knows nothing of: whether the element is a list is asked together with the rest.
    return pattern.kind === "ListPattern"
      ? { ...inside, tests: [code`${runtime("fits")}(${value.code}, ${patternCode(f, pattern)})`] }
      : inside;
  }
  const place = code`${list.code}[${index}]`;
  const declared: Value = { code: place, type: union(type, nullType), undefinable: true, simple: true };
  const value: Value = { ...declared, type, undefinable: mayBeNull(type), declared };
  const { tests, bindings } = patternCondition(f, pattern, { value, reply: undefined });
  const binding = pattern.kind === "NamePattern" ? f.module.bindings.patterns.get(pattern) : undefined;
  const looksInside = pattern.kind === "ObjectPattern" || pattern.kind === "ListPattern";
  const isWanted = binding?.kind === "variable" ? isRead(f, binding) : looksInside && !mayBeNull(type);
  return { tests: isWanted ? [code`${place} !== undefined`, ...tests] : tests, bindings };
}
