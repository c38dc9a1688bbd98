// Schemas at random, and types made of them. Must not know what a mission does with them.
import fc from "fast-check";
import * as t from "./types.js";
import type { Field, Schema, Type } from "./types.js";

export interface Schemas {
  /** In the order in which they refer to each other: a later one may hold an earlier one. */
  readonly all: readonly Schema[];
  /** Those whose records are told apart by the literals in their field `tag`. */
  readonly variants: readonly Schema[];
}

/** Ordinary names and words that mean something elsewhere in the language or in JavaScript (language.md 1.6). */
const fieldNames =
  "id name total count label items note active price tags owner status type source key from at to date data map filter order length constructor";
const schemaNames = ["Order", "Line", "User", "Item"];
const variantNames = ["Card", "Cash", "Bank"];

export const stringLiterals: readonly string[] = ["open", "paid", "new", ""];
export const numberLiterals: readonly number[] = [0, 1, 2, 7];

export function schemas(): fc.Arbitrary<Schemas> {
  return variants().chain((variants) =>
    fc.integer({ min: 1, max: schemaNames.length }).chain((size) => {
      const names = schemaNames.slice(0, size);
      const grown = names.reduce<fc.Arbitrary<readonly Schema[]>>(
        (before, name) => before.chain((known) => schema(name, known, variants).map((each) => [...known, each])),
        fc.constant([]),
      );
      return grown.map((plain) => ({ all: [...variants, ...plain], variants }));
    }),
  );
}

function variants(): fc.Arbitrary<readonly Schema[]> {
  /** Some tags are of two words. */
  const tagOf = (value: string | boolean): fc.Arbitrary<Type> => {
    const one = t.literal(value);
    return fc.constantFrom(one, one, typeof value === "string" ? t.union(one, t.literal(`${value} 2`)) : one);
  };
  const one = (name: string, value: string | boolean): fc.Arbitrary<Schema> =>
    fc
      .tuple(tagOf(value), fields(flat(), 3))
      .map(([type, others]) => ({ name, fields: [{ name: t.tag, type }, ...others] }));
  const texts = variantNames.map((name) => name.toLowerCase());
  const tags = fc.constantFrom<readonly (string | boolean)[]>(texts, texts, [true, false, "bank"]);
  return fc
    .tuple(fc.integer({ min: 2, max: 3 }), tags)
    .chain(([size, values]) =>
      fc.tuple(...variantNames.slice(0, size).map((name, at) => one(name, values[at] ?? name))),
    );
}

function schema(name: string, known: readonly Schema[], variants: readonly Schema[]): fc.Arbitrary<Schema> {
  return fields(typeOf({ all: [...variants, ...known], variants }), 6).map((all) => ({ name, fields: all }));
}

function fields(type: fc.Arbitrary<Type>, most: number): fc.Arbitrary<readonly Field[]> {
  const field = fc.record({ name: fc.constantFrom(...fieldNames.split(" ")), type });
  return fc.uniqueArray(field, { selector: ({ name }) => name, minLength: 1, maxLength: most });
}

/** Scalars, and unions of literals. */
export function scalar(): fc.Arbitrary<Type> {
  const ofText = fc.subarray([...stringLiterals], { minLength: 1 }).map((each) => t.union(...each.map(t.literal)));
  const ofNumbers = fc.subarray([...numberLiterals], { minLength: 2 }).map((each) => t.union(...each.map(t.literal)));
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(t.string, t.number, t.int, t.boolean, t.literal(true), t.date) },
    { weight: 2, arbitrary: ofText },
    { weight: 1, arbitrary: ofNumbers },
  );
}

/** Types without records. */
function flat(): fc.Arbitrary<Type> {
  return fc.oneof({ weight: 3, arbitrary: scalar() }, { weight: 1, arbitrary: scalar().map(t.list) }).chain(maybeNull);
}

/** Any type that is made of these schemas. */
export function typeOf({ all, variants }: Schemas): fc.Arbitrary<Type> {
  const records = all.map(t.record);
  const one = fc.constantFrom(...records);
  const base = fc.oneof(
    { weight: 4, arbitrary: scalar() },
    { weight: 2, arbitrary: one },
    { weight: 1, arbitrary: fc.constant(t.union(...variants.map(t.record))) },
    { weight: 1, arbitrary: fc.constant(t.union(t.string, t.number)) },
    { weight: 1, arbitrary: one.map((each) => t.union(t.string, each)) },
    { weight: 1, arbitrary: fc.tuple(one, one).map(([each, other]) => t.union(t.list(each), other)) },
  );
  const element = base.chain((each) => fc.oneof({ weight: 4, arbitrary: fc.constant(each) }, maybeNull(each)));
  const lists = fc.oneof(
    { weight: 4, arbitrary: element.map(t.list) },
    { weight: 1, arbitrary: scalar().map((each) => t.list(t.list(each))) },
  );
  return fc.oneof({ weight: 3, arbitrary: base }, { weight: 2, arbitrary: lists }).chain(maybeNull);
}

function maybeNull(type: Type): fc.Arbitrary<Type> {
  return fc.constantFrom(type, type, t.nullable(type));
}
