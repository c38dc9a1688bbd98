// Values of a type at random, as JSON. Must not know what is done with them.
import fc from "fast-check";
import { dictionaryNames, type Json, type JsonObject, mayBeNull, type Schema, type Type } from "./types.js";

/** Texts that mean something to some function: numbers, dates, accents, emoji, names of prototypes. */
const texts = [
  "",
  "a",
  "b",
  "B",
  "Ada",
  "open",
  "paid",
  "a,b",
  " a b ",
  "10",
  "-1.5",
  "true",
  "2024-03-01",
  "Crème",
  "😀x",
  "constructor",
  'say "hi" \\ {x} ${y}',
];

const dates = [
  "2024-01-15",
  "2024-02-29",
  "2024-03-01T09:05:07Z",
  "2024-03-01T10:05:07+01:00",
  "2023-12-31T23:59:59.999Z",
  "1969-07-20T20:17:40Z",
];

export function valueOf(type: Type): fc.Arbitrary<Json> {
  switch (type.kind) {
    case "string":
      return fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...texts) },
        fc.string({ unit: "grapheme", maxLength: 4 }),
      );
    case "number":
      return fc.oneof(
        valueOf({ kind: "int" }),
        fc.integer({ min: -40, max: 40 }).map((each) => each / 4 + 0),
      );
    case "int":
      return fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -9, max: 20 }) },
        { weight: 1, arbitrary: fc.constantFrom(1000, -123456, Number.MAX_SAFE_INTEGER) },
      );
    case "boolean":
      return fc.boolean();
    case "date":
      return fc.constantFrom(...dates);
    case "null":
      return fc.constant(null);
    case "literal":
      return fc.constant(type.value);
    case "list":
      return fc.array(valueOf(type.element), { maxLength: 4 });
    case "record":
      return recordOf(type.schema);
    case "dictionary":
      return fc.dictionary(fc.constantFrom(...dictionaryNames, "Größe"), valueOf(type.value), {
        noNullPrototype: true,
      });
    case "union":
      return fc.constantFrom(...type.members).chain(valueOf);
  }
}

/** Fields that may be null are missing at times. */
export function recordOf({ fields }: Schema): fc.Arbitrary<JsonObject> {
  const parts = fields.map(({ name, type }) => {
    const value = valueOf(type).map((each): readonly (readonly [string, Json])[] => [[name, each]]);
    return mayBeNull(type) ? fc.oneof({ weight: 4, arbitrary: value }, fc.constant([])) : value;
  });
  return fc.tuple(...parts).map((all) => Object.fromEntries(all.flat()));
}
