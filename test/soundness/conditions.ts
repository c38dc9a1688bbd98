// Conditions at random: comparisons, tests, and whatever is taken for true or false.
// Must not know how they are written or evaluated.
import fc from "fast-check";
import { type Arbitrary, binary, expression, leaves, opaque, restyled, styled, type Way } from "./generate.js";
import { canBeElement } from "./expression.js";
import { elementLambda, pickedWays, someList, someSafeList } from "./lists.js";
import { keyTests } from "./objects.js";
import { behind, type Read, type Scope, testable } from "./reads.js";
import * as t from "./types.js";
import type { Type } from "./types.js";

/** Where only truth counts. */
export function condition(scope: Scope, depth: number): Arbitrary {
  const open = scope.reads.filter(isOpen);
  const ways: readonly Way[] = [
    ...(open.length > 0 ? [() => readOf(open)] : []),
    () => expression(t.boolean, scope, depth),
    () => expression(t.boolean, scope, depth),
    () => anyOf(scope, depth, true),
  ];
  return fc.constantFrom(...ways).chain((way) => way());
}

/** Not a list or an object that is there, which always holds (RQ3024); what is not declared a checker may know better. */
function isOpen({ type, declared }: Read): boolean {
  const isScalar = (each: Type): boolean => !["list", "record", "dictionary"].includes(each.kind);
  return declared ? t.membersOf(type).some(isScalar) : t.membersOf(type).every(isScalar);
}

/** The ways to a boolean. */
export function truths(scope: Scope, depth: number): readonly Way[] {
  return [
    () => equality(scope, depth),
    () => comparison(scope, depth),
    ...nullTests(scope),
    () => existence(scope, depth),
    () => styled(condition(scope, depth).map((of) => ({ kind: "unary", operator: "not", of }))),
    () => both("and", scope, depth),
    () => both("or", scope, depth),
    () => membership(scope, depth),
    ...shapeTests(scope),
    ...keyTests(scope),
    ...(["some", "every"] as const).map((name) => () => asked(name, scope, depth)),
    () => binary("==", anyOf(scope, depth, true), styled(fc.boolean().map((value) => ({ kind: "literal", value })))),
  ];
}

function equality(scope: Scope, depth: number): Arbitrary {
  const sign = fc.constantFrom("==", "!=");
  const comparable = testable(scope).filter(({ type }) => type.kind !== "record" && type.kind !== "null");
  const read = (): Arbitrary =>
    fc.constantFrom(...comparable).chain(({ node, type }) => {
      const other = t.withoutNull(type);
      return fc
        .tuple(sign, restyled(fc.constant(node)), leaves(other, behind(scope, node)))
        .map(([operator, left, right]) => ({ kind: "binary" as const, operator, left, right, style: 0 }));
    });
  const called = (): Arbitrary =>
    fc
      .constantFrom(t.string, t.number, t.date, t.int)
      .chain((type) =>
        sign.chain((operator) => binary(operator, opaque(type, scope, depth), expression(type, scope, depth))),
      );
  return comparable.length > 0 ? fc.oneof(read(), called()) : called();
}

function comparison(scope: Scope, depth: number): Arbitrary {
  return fc
    .tuple(fc.constantFrom("<", "<=", ">", ">="), fc.constantFrom(t.number, t.string, t.date, t.int))
    .chain(([operator, type]) => {
      const maybe = fc.constantFrom(type, t.nullable(type)).chain((each) => expression(each, scope, depth));
      return binary(operator, opaque(type, scope, depth), maybe);
    });
}

function nullTests(scope: Scope): readonly Way[] {
  const nullables = testable(scope).filter(({ type }) => t.mayBeNull(type) && type.kind !== "null");
  if (nullables.length === 0) return [];
  return [
    () =>
      fc
        .constantFrom("==", "!=")
        .chain((operator) =>
          binary(operator, readOf(nullables), styled(fc.constant({ kind: "literal", value: null }))),
        ),
  ];
}

/** Of what may be null, as far as can be known. */
function existence(scope: Scope, depth: number): Arbitrary {
  const nullables = testable(scope).filter(({ type }) => t.mayBeNull(type) && type.kind !== "null");
  const picked = [t.string, t.number, t.list(t.int), t.date].flatMap((each) => pickedWays(each, scope, depth));
  const ways: readonly Way[] = nullables.length > 0 ? [() => readOf(nullables), ...picked] : picked;
  return styled(
    fc
      .constantFrom(...ways)
      .chain((way) => way())
      .map((each) => ({ kind: "call", name: "exists", args: [each] })),
  );
}

function readOf(reads: readonly Read[]): Arbitrary {
  return restyled(fc.constantFrom(...reads).map(({ node }) => node));
}

/** The right side stands where the left one is true, or is not. */
function both(operator: "and" | "or", scope: Scope, depth: number): Arbitrary {
  return expression(t.boolean, scope, depth).chain((left) =>
    binary(operator, fc.constant(left), expression(t.boolean, behind(scope, left), depth)),
  );
}

function membership(scope: Scope, depth: number): Arbitrary {
  const element = fc.constantFrom(t.string, t.number, t.date);
  const name = fc.constantFrom("contains", "contains", "includes");
  return element.chain((type) =>
    styled(
      fc
        .tuple(name, expression(t.list(type), scope, depth), opaque(type, scope, depth))
        .map(([called, ...args]) => ({ kind: "call", name: called, args })),
    ),
  );
}

/** `value is T` for a member of a union. */
function shapeTests(scope: Scope): readonly Way[] {
  const unions = testable(scope).filter(({ type }) => type.kind === "union");
  if (unions.length === 0) return [];
  return [
    () =>
      fc
        .constantFrom(...unions)
        .chain(({ node, type }) =>
          styled(
            fc
              .constantFrom(...t.membersOf(type).filter(isTestable))
              .map((member) => ({ kind: "is", value: node, type: member })),
          ),
        ),
  ];
}

function isTestable(type: Type): boolean {
  return type.kind !== "null";
}

function asked(name: "some" | "every", scope: Scope, depth: number): Arbitrary {
  return someSafeList(scope).chain(({ list, element, declared }) =>
    styled(
      fc
        .tuple(
          list,
          elementLambda(element, scope, (inner) => condition(inner, depth), declared),
        )
        .map(([first, second]) => ({ kind: "call", name, args: [first, second] })),
    ),
  );
}

/** Whether there is an element that fits, or the first that does. */
export function anyOf(scope: Scope, depth: number, isAsked: boolean): Arbitrary {
  return someList(scope).chain(({ list, element, declared }) =>
    styled(
      fc
        .tuple(
          list,
          elementLambda(element, scope, (inner) => condition(inner, depth), declared),
        )
        .map(([each, which]) =>
          canBeElement(which)
            ? { kind: "anyOf", list: each, which, asked: isAsked }
            : { kind: "call", name: isAsked ? "some" : "find", args: [each, which] },
        ),
    ),
  );
}
