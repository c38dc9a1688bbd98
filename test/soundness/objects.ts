// What is asked of objects, at random: their names and members, and what is made of them.
// Must not know how they are written or evaluated.
import fc from "fast-check";
import type { Expression, Lambda } from "./expression.js";
import { type Arbitrary, expression, restyled, styled, type Way } from "./generate.js";
import { groups } from "./lists.js";
import type { Read, Scope } from "./reads.js";
import * as t from "./types.js";

type Args = readonly (Expression | Lambda)[];

function call(name: string, args: fc.Arbitrary<Args>): Arbitrary {
  return styled(args.map((each) => ({ kind: "call", name, args: each })));
}

function recordsOf(scope: Scope): readonly Read[] {
  return scope.reads.filter(({ type }) => type.kind === "record");
}

/** A record that can be read here, and the names of some of its fields. */
function withNames(
  scope: Scope,
  make: (record: Arbitrary, names: fc.Arbitrary<readonly Expression[]>) => Arbitrary,
): readonly Way[] {
  const records = recordsOf(scope);
  if (records.length === 0) return [];
  return [
    () =>
      fc.constantFrom(...records).chain(({ node, type }) => {
        const fields = type.kind === "record" ? type.schema.fields.map(({ name }) => name) : [];
        const names = fc
          .subarray([...fields], { minLength: 1 })
          .map((some) => some.map((value): Expression => ({ kind: "literal", value, style: 0 })));
        return make(restyled(fc.constant(node)), names);
      }),
  ];
}

function chosen(name: "pick" | "omit", scope: Scope): readonly Way[] {
  return withNames(scope, (record, names) =>
    call(
      name,
      fc.tuple(record, names).map(([object, some]) => [object, ...some]),
    ),
  );
}

const key: Lambda = {
  kind: "lambda",
  parameters: ["entry"],
  body: { kind: "field", of: { kind: "variable", name: "entry", style: 0 }, name: "key", style: 1 },
  style: 1,
};

/** The names of fields. */
export function keyWays(scope: Scope, depth: number): readonly Way[] {
  const objects: readonly Way[] = [
    ...withNames(scope, (record) => record),
    ...chosen("pick", scope),
    ...chosen("omit", scope),
    () => groups(scope, depth),
  ];
  const keysOfEntries = (object: Way): Arbitrary =>
    call(
      "map",
      call("entries", fc.tuple(object())).map((entries) => [entries, key]),
    );
  return [
    ...objects.map((object) => () => call("keys", fc.tuple(object()))),
    ...objects.map((object) => () => keysOfEntries(object)),
  ];
}

/** How many members there are. */
export function sizeWays(scope: Scope, depth: number): readonly Way[] {
  const size = (object: Way): Arbitrary => call("length", fc.tuple(call("values", fc.tuple(object()))));
  return [...withNames(scope, (record) => record), () => groups(scope, depth)].map((object) => () => size(object));
}

export function keyTests(scope: Scope): readonly Way[] {
  return withNames(scope, (record, names) =>
    call(
      "hasKey",
      fc.tuple(record, names).map(([object, [name]]) => (name ? [object, name] : [object])),
    ),
  );
}

/** JSON of what is made of records: a part of one, two in one, one with a field anew. */
export function objectTexts(scope: Scope, depth: number): readonly Way[] {
  const records = recordsOf(scope);
  const one = (): Arbitrary => restyled(fc.constantFrom(...records).map(({ node }) => node));
  const ofRecords: readonly Way[] = [
    () => call("merge", fc.tuple(one(), one())),
    () => spread(one(), expression(t.number, scope, depth)),
  ];
  const json = (object: Way) => (): Arbitrary => call("toJson", fc.tuple(object()));
  const parsed = (): Arbitrary => call("parseJson", fc.tuple(json(() => expression(t.list(t.number), scope, depth))()));
  return [...chosen("pick", scope), ...chosen("omit", scope), ...(records.length > 0 ? ofRecords : []), parsed].map(
    json,
  );
}

function spread(record: Arbitrary, total: Arbitrary): Arbitrary {
  return styled(
    fc.tuple(record, total).map(([whole, value]) => ({
      kind: "object",
      members: [
        { name: undefined, value: whole },
        { name: "total", value },
      ],
    })),
  );
}

/** A record that can be read here with a field anew: spread, or merged with it. */
export function renewals(schema: t.Schema, scope: Scope, depth: number): readonly Way[] {
  const records = recordsOf(scope).filter(({ type }) => t.same(type, t.record(schema)));
  const fields = schema.fields.filter(({ name }) => name !== t.tag);
  if (records.length === 0 || fields.length === 0) return [];
  const parts = (): fc.Arbitrary<readonly [Expression, string, Expression]> =>
    fc.constantFrom(...fields).chain(({ name, type }) => {
      const record = restyled(fc.constantFrom(...records).map(({ node }) => node));
      return fc.tuple(record, fc.constant(name), expression(type, scope, depth));
    });
  const merged = ([record, name, value]: readonly [Expression, string, Expression]): Args => [
    record,
    { kind: "object", members: [{ name, value }], style: 0 },
  ];
  return [
    () =>
      styled(
        parts().map(([value, name, field]) => ({
          kind: "object",
          members: [
            { name: undefined, value },
            { name, value: field },
          ],
        })),
      ),
    () => call("merge", parts().map(merged)),
  ];
}
