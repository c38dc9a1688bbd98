// Empty objects and lists in place of records and lists, at random, and what is read of them.
// Must not know how they are written or evaluated.
import fc from "fast-check";
import type { Expression } from "./expression.js";
import { type Arbitrary, binary, choice, expression, restyled, styled, type Way } from "./generate.js";
import { fits, type Scope } from "./reads.js";
import * as t from "./types.js";
import type { Type } from "./types.js";

const emptyObject: Arbitrary = styled(fc.constant({ kind: "object", members: [] }));
const emptyList: Arbitrary = styled(fc.constant({ kind: "list", items: [] }));

/** The value, or `empty`, in all the ways to choose between them. */
function either(value: Arbitrary, empty: Arbitrary, isNullable: boolean): Arbitrary {
  const test = styled(fc.constant({ kind: "yes" }));
  const ways: readonly Way[] = [
    () => choice(test, value, empty),
    () => choice(test, empty, value),
    () => styled(fc.tuple(value, empty).map((options) => ({ kind: "attempt", options }))),
    ...(isNullable ? [() => binary("??", value, empty), () => binary("or", value, empty)] : []),
  ];
  return fc.constantFrom(...ways).chain((way) => way());
}

/** A field of a record in whose place an empty object may stand: null where it does. */
export function fieldsOfEmpty(want: Type, scope: Scope): readonly Way[] {
  const found = scope.reads.flatMap(({ node, type }) => {
    const record = t.withoutNull(type);
    const fields = record.kind === "record" ? record.schema.fields : [];
    return fields.flatMap((each) =>
      fits(t.withoutNull(each.type), want) ? [{ node, name: each.name, isNullable: t.mayBeNull(type) }] : [],
    );
  });
  if (found.length === 0) return [];
  const fieldOf = (of: Expression, name: string) => ({ kind: "field" as const, of, name });
  return [
    () =>
      fc
        .constantFrom(...found)
        .chain(({ node, name, isNullable }) =>
          styled(either(restyled(fc.constant(node)), emptyObject, isNullable).map((of) => fieldOf(of, name))),
        ),
  ];
}

/** A list, or an empty one in its place. */
export function emptyOrList(element: Type, scope: Scope, depth: number): readonly Way[] {
  const lists = scope.reads.filter(
    ({ type }) => t.mayBeNull(type) && type.kind !== "null" && fits(type, t.nullable(t.list(element))),
  );
  return [
    () => either(expression(t.list(element), scope, depth), emptyList, false),
    ...lists.map(
      ({ node }) =>
        () =>
          binary("??", restyled(fc.constant(node)), emptyList),
    ),
  ];
}
