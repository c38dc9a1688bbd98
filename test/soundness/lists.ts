// Lists at random, and what is taken from them: the functions with element arguments.
// Must not know how they are written or evaluated.
import fc from "fast-check";
import { condition } from "./conditions.js";
import { canBeElement, type Expression, type Lambda, mentions } from "./expression.js";
import { type Arbitrary, expression, restyled, styled, type Way } from "./generate.js";
import { keyWays } from "./objects.js";
import { type Scope, withVariable } from "./reads.js";
import * as t from "./types.js";
import type { Type } from "./types.js";

const names = "x row each value key type order from n a b c".split(" ");

/** A lambda of one parameter that its body reads. */
export function elementLambda(
  element: Type,
  scope: Scope,
  body: (inner: Scope) => Arbitrary,
  declared = false,
): fc.Arbitrary<Lambda> {
  return lambda([element], scope, body, declared);
}

function lambda(
  types: readonly Type[],
  scope: Scope,
  body: (inner: Scope) => Arbitrary,
  declared = false,
): fc.Arbitrary<Lambda> {
  const parameters = types.map((_, at) => nameOf(scope.size + at));
  const inner = types.reduce((outer, type, at) => withVariable(outer, parameters[at] ?? "", type, declared), scope);
  return fc
    .tuple(body(inner), fc.nat(9999))
    .map(([found, style]) => ({ kind: "lambda", parameters, body: found, style }));
}

function nameOf(at: number): string {
  return at < names.length ? (names[at] ?? "") : `x${at}`;
}

interface List {
  readonly list: Arbitrary;
  readonly element: Type;
  readonly declared: boolean;
}

/** A list that can be read here, which may be null. */
export function someList(scope: Scope): fc.Arbitrary<List> {
  const lists = scope.reads.flatMap(({ node, type, declared }) => {
    const plain = t.withoutNull(type);
    return plain.kind === "list" ? [{ list: restyled(fc.constant(node)), element: plain.element, declared }] : [];
  });
  const written = fc.constantFrom(
    { list: call("range", fc.tuple(number(0), number(3))), element: t.int, declared: true },
    { list: call("split", fc.tuple(text("a,b,"), text(","))), element: t.string, declared: true },
  );
  return lists.length > 0 ? fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...lists) }, written) : written;
}

const number = (value: number): Arbitrary => styled(fc.constant({ kind: "literal", value }));
const text = (value: string): Arbitrary => styled(fc.constant({ kind: "literal", value }));

type Args = readonly (Expression | Lambda)[];

function call(name: string, args: fc.Arbitrary<Args>): Arbitrary {
  return styled(args.map((each) => ({ kind: "call", name, args: each })));
}

const orderable = [t.string, t.number, t.int, t.date];

/** With the same for every element there would be no order. */
function readingElement(each: Lambda): Lambda {
  const [name = ""] = each.parameters;
  if (mentions(each.body, name)) return each;
  const element: Expression = { kind: "variable", name, style: 0 };
  return { ...each, body: { kind: "call", name: "toJson", args: [element], style: each.style } };
}

/** What an element is ordered by. */
function orderOf(inner: Scope, depth: number): Arbitrary {
  return fc.constantFrom(...orderable).chain((type) => expression(type, inner, depth));
}

export function listWays(element: Type, scope: Scope, depth: number): readonly Way[] {
  const list = (): Arbitrary => expression(t.list(element), scope, depth);
  const of = (type: Type): Arbitrary => expression(type, scope, depth);
  const which = (): fc.Arbitrary<Lambda> => elementLambda(element, scope, (inner) => condition(inner, depth));
  const by = (): fc.Arbitrary<Lambda> =>
    elementLambda(element, scope, (inner) => orderOf(inner, depth)).map((each) => readingElement(each));
  const direction = styled(fc.constantFrom("asc", "desc").map((value) => ({ kind: "literal", value })));
  const position = (): Arbitrary => expression(t.int, scope, 0);
  const size = styled(fc.constantFrom(1, 2, 3).map((value) => ({ kind: "literal", value })));
  const isOrderable = orderable.some((each) => t.same(each, t.withoutNull(element)));
  return [
    () => call("filter", fc.tuple(list(), which())),
    () => call("filter", fc.tuple(list(), which())),
    () => call("sortBy", fc.tuple(list(), by())),
    () => call("sortBy", fc.tuple(list(), by(), direction)),
    () => call("sort", fc.tuple(list(), by())),
    ...(isOrderable ? [() => call("sort", fc.tuple(list())), () => call("sort", fc.tuple(list(), direction))] : []),
    () => call("unique", fc.tuple(list())),
    () => call("unique", fc.tuple(list(), by())),
    () => call("reverse", fc.tuple(list())),
    () => call("slice", fc.tuple(list(), position(), position())),
    () => call("slice", fc.tuple(list(), position())),
    () => call("concat", fc.tuple(list(), list())),
    () => call("flatten", fc.tuple(of(t.list(t.list(element))))),
    ...(t.mayBeNull(element) || element.kind === "list" ? [] : [() => flattened(element, scope, depth)]),
    ...(element.kind === "list" ? [() => call("chunks", fc.tuple(of(element), size))] : []),
    () => mapped(element, scope, depth),
    () => mapped(element, scope, depth),
    () => written(element, scope, depth),
    ...(t.same(element, t.string) ? keyWays(scope, depth) : []),
    ...columns(element, scope, depth),
  ];
}

function mapped(element: Type, scope: Scope, depth: number): Arbitrary {
  return someSafeList(scope).chain(({ list, element: from, declared }) =>
    call(
      "map",
      fc.tuple(
        list,
        elementLambda(from, scope, (inner) => expression(element, inner, depth), declared),
      ),
    ),
  );
}

/** A list that is not null. */
export function someSafeList(scope: Scope): fc.Arbitrary<List> {
  const lists = scope.reads.flatMap(({ node, type, declared }) =>
    type.kind === "list" ? [{ list: restyled(fc.constant(node)), element: type.element, declared }] : [],
  );
  return lists.length > 0 ? fc.constantFrom(...lists) : someList({ ...scope, reads: [] });
}

function flattened(element: Type, scope: Scope, depth: number): Arbitrary {
  return someSafeList(scope).chain(({ list, element: from, declared }) =>
    call(
      "flatten",
      fc.tuple(
        list,
        elementLambda(from, scope, (inner) => expression(t.list(element), inner, depth), declared),
      ),
    ),
  );
}

function written(element: Type, scope: Scope, depth: number): Arbitrary {
  const items = fc.array(expression(element, scope, depth), { minLength: 1, maxLength: 3 });
  return styled(items.map((each) => ({ kind: "list", items: each })));
}

export function groups(scope: Scope, depth: number): Arbitrary {
  return someSafeList(scope).chain(({ list, element, declared }) =>
    call(
      "groupBy",
      fc.tuple(
        list,
        elementLambda(element, scope, (inner) => keyOf(inner, depth), declared).map((each) => readingElement(each)),
      ),
    ),
  );
}

function keyOf(inner: Scope, depth: number): Arbitrary {
  return fc
    .constantFrom(t.string, t.boolean, t.int, t.nullable(t.string))
    .chain((type) => expression(type, inner, depth));
}

/** `.f` of `list where condition`: nulls are left out. */
function columns(element: Type, scope: Scope, depth: number): readonly Way[] {
  const found = scope.reads.flatMap(({ node, type }) => {
    const record = type.kind === "list" && type.element.kind === "record" ? type.element : undefined;
    // `.length` is that of the filter.
    const fields =
      record?.schema.fields.filter(({ name, type }) => name !== "length" && t.same(t.withoutNull(type), element)) ?? [];
    return record ? fields.map(({ name }) => ({ node, record, name })) : [];
  });
  if (found.length === 0 || t.mayBeNull(element)) return [];
  return [
    () =>
      fc
        .constantFrom(...found)
        .chain(({ node, record, name }) =>
          styled(
            elementLambda(record, scope, (inner) => condition(inner, depth), true).map((which) =>
              canBeElement(which)
                ? { kind: "column", list: node, which, name }
                : { kind: "call", name: "map", args: [node, fieldLambda(which, name)] },
            ),
          ),
        ),
  ];
}

function fieldLambda(which: Lambda, name: string): Lambda {
  const [parameter = ""] = which.parameters;
  const of: Expression = { kind: "variable", name: parameter, style: 0 };
  return { ...which, body: { kind: "field", of, name, style: 1 } };
}

/** What is taken from a list, or null. */
export function pickedWays(want: Type, scope: Scope, depth: number): readonly Way[] {
  const list = (): Arbitrary => expression(t.list(want), scope, depth);
  const which = (): fc.Arbitrary<Lambda> => elementLambda(want, scope, (inner) => condition(inner, depth));
  const index = (): Arbitrary => fc.oneof(expression(t.int, scope, 0), expression(t.int, scope, depth));
  const isOrderable = orderable.some((each) => t.same(each, want));
  return [
    ...["first", "last"].map((name) => () => call(name, fc.tuple(list()))),
    () => call("find", fc.tuple(list(), which())),
    () => styled(fc.tuple(list(), index()).map(([of, at]) => ({ kind: "index", of, at }))),
    () => call("get", fc.tuple(list(), index())),
    ...(isOrderable ? ["min", "max"].map((name) => () => call(name, fc.tuple(list()))) : []),
    ...(isOrderable ? ["min", "max"].map((name) => () => extreme(name, want, scope, depth)) : []),
    ...(t.same(want, t.number)
      ? [
          () => call("avg", fc.tuple(expression(t.list(t.nullable(t.number)), scope, depth))),
          () => totals("avg", scope, depth),
        ]
      : []),
    () =>
      styled(
        fc
          .tuple(list(), which())
          .map(([each, found]) =>
            canBeElement(found)
              ? { kind: "anyOf", list: each, which: found, asked: false }
              : { kind: "call", name: "find", args: [each, found] },
          ),
      ),
  ];
}

function extreme(name: string, want: Type, scope: Scope, depth: number): Arbitrary {
  return someList(scope).chain(({ list, element }) =>
    call(
      name,
      fc.tuple(
        list,
        elementLambda(element, scope, (inner) => expression(want, inner, depth)),
      ),
    ),
  );
}

export function totals(name: "sum" | "avg", scope: Scope, depth: number): Arbitrary {
  return someList(scope).chain(({ list, element }) =>
    call(
      name,
      fc.tuple(
        list,
        elementLambda(element, scope, (inner) => expression(t.nullable(t.number), inner, depth)),
      ),
    ),
  );
}

/** Counts and places. */
export function countWays(scope: Scope, depth: number): readonly Way[] {
  const of = (name: string, isNullable: boolean): Arbitrary =>
    (isNullable ? someList(scope) : someSafeList(scope)).chain(({ list, element, declared }) =>
      call(
        name,
        fc.tuple(
          list,
          elementLambda(element, scope, (inner) => condition(inner, depth), declared),
        ),
      ),
    );
  return [
    () => of("count", true),
    () => of("findIndex", false),
    () => someList(scope).chain(({ list }) => call("count", fc.tuple(list))),
    () => someList(scope).chain(({ list }) => call("length", fc.tuple(list))),
  ];
}

/** One value made of all elements. */
export function reduced(want: Type, scope: Scope, depth: number): Arbitrary {
  return someSafeList(scope).chain(({ list, element }) => {
    const step = lambda([want, element], scope, (inner) => expression(want, inner, depth));
    return call("reduce", fc.tuple(list, step, expression(want, scope, depth)));
  });
}
