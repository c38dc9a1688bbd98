// Expressions of a wanted type at random, made of what can be read where they stand.
// Must not know how they are written or evaluated, nor the compiler.
import fc from "fast-check";
import { calls, type CallShape, changing, type Slot } from "./calls.js";
import { condition, truths } from "./conditions.js";
import { emptyOrList, fieldsOfEmpty } from "./empties.js";
import type { Expression, Operator } from "./expression.js";
import { countWays, listWays, pickedWays, reduced, totals } from "./lists.js";
import { behind, fits, narrowed, readsOf, type Scope, testable } from "./reads.js";
import { arms } from "./matches.js";
import { objectTexts, renewals, sizeWays } from "./objects.js";
import * as t from "./types.js";
import type { Type } from "./types.js";

export type Arbitrary = fc.Arbitrary<Expression>;
/** One way to make an expression; made only when it is taken. */
export type Way = () => Arbitrary;
type Unstyled = Expression extends infer Each ? (Each extends Expression ? Omit<Each, "style"> : never) : never;

/** The node with a style at random. */
export function styled(shape: fc.Arbitrary<Unstyled>): Arbitrary {
  return fc.tuple(shape, fc.nat(9999)).map(([node, style]) => ({ ...node, style }));
}

/** An expression that gives a value of the type, at most so deep. */
export function expression(want: Type, scope: Scope, depth: number): Arbitrary {
  const leaf: Way = () => leaves(want, scope);
  if (depth <= 0) return leaf();
  return fc.constantFrom(leaf, ...waysTo(want, scope, depth - 1)).chain((way) => way());
}

/** Something that is read, else a constant. */
export function leaves(want: Type, scope: Scope): Arbitrary {
  const reads = readsOf(scope, want);
  const constants = constant(want);
  if (reads.length === 0) return constants;
  const read = fc.constantFrom(...reads).map(({ node }) => node);
  return fc.oneof({ weight: 4, arbitrary: restyled(read) }, { weight: 1, arbitrary: constants });
}

export function restyled(node: Arbitrary): Arbitrary {
  return fc.tuple(node, fc.nat(9999)).map(([each, style]) => ({ ...each, style }));
}

/** Whose type is as wide as `want`: two of them may be equal, as far as a checker can know. */
export function opaque(want: Type, scope: Scope, depth: number): Arbitrary {
  const reads = scope.reads.filter(({ type }) => t.same(type, want));
  const isAsWide = ({ gives }: CallShape): boolean => t.same(t.withoutNull(gives), t.withoutNull(want));
  const called = callWays(want, scope, depth - 1, false, isAsWide);
  const ways: readonly Way[] = [
    ...(reads.length > 0 ? [() => restyled(fc.constantFrom(...reads).map(({ node }) => node))] : []),
    ...(depth > 0 || reads.length === 0 ? called : []),
  ];
  return fc.constantFrom(...ways).chain((way) => way());
}

export function constant(want: Type): Arbitrary {
  switch (want.kind) {
    case "string":
      return literal(fc.constantFrom("", "a", "open", "Ada", "12", "😀", "é{x}$"));
    case "number":
      return literal(fc.constantFrom(0, 1, -2, 0.5, 2.25, 100));
    case "int":
      return literal(fc.constantFrom(0, 1, 2, 3, -1, 10));
    case "boolean":
      return styled(fc.constant({ kind: "yes" }));
    case "date":
      return literal(fc.constantFrom("2024-03-01", "2024-01-15T08:30:00Z", "2023-12-31T23:59:59.5+02:00"));
    case "null":
      return literal(fc.constant(null));
    case "literal":
      return literal(fc.constant(want.value));
    case "list":
      return styled(
        fc.array(constant(want.element), { minLength: 1, maxLength: 2 }).map((items) => ({ kind: "list", items })),
      );
    case "record":
      return record(want.schema, constant);
    case "dictionary":
      return styled(
        constant(want.value).map((value) => ({ kind: "object", members: [{ name: t.dictionaryNames[0], value }] })),
      );
    case "union":
      return fc.constantFrom(...t.membersOf(t.withoutNull(want))).chain(constant);
  }
}

/** An object with every field of the schema. */
export function record(schema: t.Schema, valueOf: (type: Type) => Arbitrary): Arbitrary {
  const members = schema.fields.map(({ name, type }) => valueOf(type).map((value) => ({ name, value })));
  return styled(fc.tuple(...members).map((each) => ({ kind: "object", members: each })));
}

function literal(value: fc.Arbitrary<string | number | boolean | null>): Arbitrary {
  return styled(value.map((each) => ({ kind: "literal", value: each })));
}

function waysTo(want: Type, scope: Scope, depth: number): readonly Way[] {
  const of = (type: Type, inner = scope): Arbitrary => expression(type, inner, depth);
  const plain = t.withoutNull(want);
  if (t.mayBeNull(want)) {
    return [
      () => of(plain),
      () => attempt(plain, scope, depth),
      ...pickedWays(plain, scope, depth),
      ...fieldsOfEmpty(plain, scope),
      ...callWays(want, scope, depth, true),
    ];
  }
  return [
    () => chosen(want, scope, depth),
    () => chosen(want, scope, depth),
    ...tested(want, scope, depth),
    ...defaulted(want, scope, depth),
    () => arms(want, scope, depth),
    ...ownWays(want, scope, depth),
    ...callWays(want, scope, depth, false),
  ];
}

/** `if condition then … else …`. */
function chosen(want: Type, scope: Scope, depth: number): Arbitrary {
  return condition(scope, depth).chain((test) => {
    const inner = behind(scope, test);
    const branch = expression(want, inner, depth);
    return choice(fc.constant(test), branch, branch);
  });
}

/** `… ?? …` of what may be null as far as can be known. */
function defaulted(want: Type, scope: Scope, depth: number): readonly Way[] {
  const nullables = scope.reads.filter(({ type }) => t.mayBeNull(type) && fits(type, t.nullable(want)));
  return [
    ...nullables.map(
      ({ node }) =>
        () =>
          restyled(fc.constant(node)),
    ),
    ...pickedWays(want, scope, depth),
    ...callWays(want, scope, depth, true),
  ].map((way) => () => otherwise("??", way(), want, scope, depth));
}

/** The right side stands where the left one is null, or false. */
function otherwise(operator: "??" | "or", left: Arbitrary, want: Type, scope: Scope, depth: number): Arbitrary {
  return left.chain((each) => binary(operator, fc.constant(each), expression(want, behind(scope, each), depth)));
}

/** Where something that may be null is told from null, it is not null. */
function tested(want: Type, scope: Scope, depth: number): readonly Way[] {
  const nullables = testable(scope).filter(({ type }) => t.mayBeNull(type) && type.kind !== "null");
  if (nullables.length === 0) return [];
  return [
    () =>
      fc.tuple(fc.constantFrom(...nullables), fc.boolean()).chain(([read, isThere]) => {
        const known = expression(want, narrowed(scope, read, t.withoutNull(read.type)), depth);
        const unknown = expression(want, behind(scope, read.node), depth);
        const test = binary(isThere ? "!=" : "==", restyled(fc.constant(read.node)), literal(fc.constant(null)));
        return isThere ? choice(test, known, unknown) : choice(test, unknown, known);
      }),
  ];
}

export function choice(condition: Arbitrary, then: Arbitrary, otherwise: Arbitrary): Arbitrary {
  return styled(fc.record({ kind: fc.constant("choice"), condition, then, otherwise }));
}

export function binary(operator: Operator, left: Arbitrary, right: Arbitrary): Arbitrary {
  return styled(fc.record({ kind: fc.constant("binary"), operator: fc.constant(operator), left, right }));
}

function attempt(want: Type, scope: Scope, depth: number): Arbitrary {
  const options = fc.array(fc.oneof(expression(want, scope, depth), expression(t.nullable(want), scope, depth)), {
    minLength: 1,
    maxLength: 3,
  });
  return styled(options.map((each) => ({ kind: "attempt", options: each })));
}

function ownWays(want: Type, scope: Scope, depth: number): readonly Way[] {
  const of = (type: Type): Arbitrary => expression(type, scope, depth);
  switch (want.kind) {
    case "string":
      return [
        // No text is moved by a duration, which some numbers are.
        () => binary("+", of(t.string), fc.oneof(of(t.nullable(t.union(t.string, t.int))), leaves(t.number, scope))),
        () => binary("+", of(t.union(t.boolean, t.number)), of(t.string)),
        () => binary("+", of(t.string), of(t.date)),
        ...[want, t.nullable(want)].map(
          (left) => () => otherwise("or", opaque(left, scope, depth), want, scope, depth),
        ),
        () => reduced(want, scope, depth),
        ...objectTexts(scope, depth),
      ];
    case "number":
      return [
        ...(["+", "-", "*", "/", "%"] as const).map(
          (sign) => () => binary(sign, of(t.number), opaque(t.number, scope, depth)),
        ),
        () => negated(of(t.number)),
        () => reduced(want, scope, depth),
        () => totals("sum", scope, depth),
        () => call("sum", of(t.list(t.nullable(t.number)))),
        () => binary("between", opaque(t.date, scope, depth), of(t.date)),
      ];
    case "int":
      return [
        ...(["+", "-", "*"] as const).map((sign) => () => binary(sign, of(t.int), of(t.int))),
        ...countWays(scope, depth),
        ...sizeWays(scope, depth),
        ...[...changing.keys()].map((name) => () => call("length", nullary(name))),
      ];
    case "date":
      return [
        () => binary("later", opaque(t.date, scope, depth), duration(scope, depth)),
        () => binary("earlier", opaque(t.date, scope, depth), fc.oneof(duration(scope, depth), of(t.number))),
      ];
    case "boolean":
      return truths(scope, depth);
    case "list":
      return [...listWays(want.element, scope, depth), ...emptyOrList(want.element, scope, depth)];
    case "record":
      return [() => record(want.schema, of), ...renewals(want.schema, scope, depth)];
    case "union":
      return t.membersOf(t.withoutNull(want)).map((each) => () => of(each));
    default:
      return [];
  }
}

function call(name: string, argument: Arbitrary): Arbitrary {
  return styled(argument.map((each) => ({ kind: "call", name, args: [each] })));
}

function nullary(name: string): Arbitrary {
  return styled(fc.constant({ kind: "call", name, args: [] }));
}

function negated(of: Arbitrary): Arbitrary {
  return styled(of.map((each) => ({ kind: "unary", operator: "-", of: each })));
}

function duration(scope: Scope, depth: number): Arbitrary {
  const written = fc.record({
    kind: fc.constant("duration"),
    count: fc.constantFrom(0, 1, 36, 90),
    unit: fc.constantFrom("ms", "s", "m", "h", "d"),
  });
  const called = calls.filter(({ name }) => ["days", "hours", "minutes"].includes(name));
  return fc.oneof(styled(written), ...called.map((each) => callOf(each, scope, depth, false)));
}

/** Calls of what gives a value of the type; `nullable`: and of null, which gives null. */
function callWays(
  want: Type,
  scope: Scope,
  depth: number,
  nullable: boolean,
  among: (call: CallShape) => boolean = () => true,
): readonly Way[] {
  const plain = t.withoutNull(want);
  return calls
    .filter(among)
    .filter(({ gives, ofNull }) => (nullable ? !ofNull && fits(t.withoutNull(gives), plain) : fits(gives, want)))
    .map((each) => () => callOf(each, scope, depth, nullable));
}

function callOf(
  { name, takes, optional, ofNull }: CallShape,
  scope: Scope,
  depth: number,
  nullable: boolean,
): Arbitrary {
  const given = (slot: Slot, at: number): Arbitrary => {
    if (isConstants(slot)) return literal(fc.constantFrom(...slot));
    return expression(at === 0 && (ofNull || nullable) ? t.nullable(slot) : slot, scope, depth);
  };
  return fc.nat(optional).chain((less) => {
    const args = takes.slice(0, takes.length - less).map(given);
    return styled(fc.tuple(...args).map((each) => ({ kind: "call", name, args: each })));
  });
}

function isConstants(slot: Slot): slot is readonly (string | number)[] {
  return Array.isArray(slot);
}
