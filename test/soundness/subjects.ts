// What the expressions of a generated mission are about: one record of many types of fields, and its value.
// Must not know expressions.
import type fc from "fast-check";
import { type Schemas, schemas } from "./schemas.js";
import * as t from "./types.js";
import type { Field, JsonObject, Schema } from "./types.js";
import { recordOf } from "./values.js";

export interface Subject {
  readonly schemas: Schemas;
  /** The type of `d`, but for the field `yes`, which is true. */
  readonly schema: Schema;
  readonly data: JsonObject;
}

/** Of each common type at least one, also one that may be null, and a list. */
const always: readonly Field[] = [
  { name: "text", type: t.string },
  { name: "note", type: t.nullable(t.string) },
  { name: "amount", type: t.number },
  { name: "discount", type: t.nullable(t.number) },
  { name: "count", type: t.int },
  { name: "active", type: t.boolean },
  { name: "checked", type: t.nullable(t.boolean) },
  { name: "placed", type: t.date },
  { name: "due", type: t.nullable(t.date) },
  { name: "status", type: t.union(t.literal("open"), t.literal("paid"), t.literal("new")) },
  { name: "words", type: t.list(t.string) },
  { name: "prices", type: t.list(t.number) },
  { name: "gaps", type: t.list(t.nullable(t.number)) },
  { name: "sizes", type: t.list(t.int) },
  { name: "days", type: t.list(t.date) },
  { name: "flags", type: t.list(t.boolean) },
  { name: "extras", type: t.nullable(t.list(t.string)) },
  { name: "nested", type: t.list(t.list(t.number)) },
];

export function subjects(): fc.Arbitrary<Subject> {
  return schemas().chain((found) => {
    const schema = { name: "Data", fields: [...always, ...fieldsOf(found)] };
    return recordOf(schema).map((data) => ({ schemas: found, schema, data: { ...data, yes: true } }));
  });
}

function fieldsOf({ all, variants }: Schemas): readonly Field[] {
  const ofEach = all.flatMap((schema): readonly Field[] => [
    { name: schema.name.toLowerCase(), type: t.record(schema) },
    { name: `last${schema.name}`, type: t.nullable(t.record(schema)) },
    { name: `${schema.name.toLowerCase()}s`, type: t.list(t.record(schema)) },
  ]);
  const payment = t.union(...variants.map(t.record));
  return [...ofEach, { name: "payment", type: payment }, { name: "payments", type: t.list(payment) }];
}
