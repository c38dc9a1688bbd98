// The records of `dataset` for `reqon --dry-run`: one of each kind, made from its schema (language.md 2.5).
// Must not know missions or run anything; the same schema gives the same record on every machine.
import type { DatasetDef, File, Member, ObjectType, SchemaDef, TypeNode } from "../syntax/ast.js";

type Schemas = ReadonlyMap<string, SchemaDef>;

/** An entry: so many of a schema, and the first of them. */
export interface SampleRecords {
  readonly dataset: string;
  readonly name: string;
  readonly count: number;
  readonly schema: string;
  readonly record: object;
}

export function datasetsIn(trees: readonly File[]): readonly SampleRecords[] {
  const members = trees.flatMap((file) =>
    file.members.flatMap((each) => (each.kind === "Mission" ? each.members : each)),
  );
  const schemas = new Map(
    members.flatMap((each: Member) => (each.kind === "SchemaDef" ? [[each.name.text, each]] : [])),
  );
  return members.filter((each) => each.kind === "DatasetDef").flatMap((each) => recordsIn(each, schemas));
}

function recordsIn({ name: { text: dataset }, entries }: DatasetDef, schemas: Schemas): readonly SampleRecords[] {
  return entries.map(({ name, count, schema }) => {
    const definition = schemas.get(schema.text);
    const record = definition === undefined ? {} : recordOf(definition.type, schemas, [schema.text]);
    return { dataset, name: name.text, count: count.value, schema: schema.text, record };
  });
}

/** `inside`: the schemas around, which a field does not repeat. */
function recordOf(type: ObjectType, schemas: Schemas, inside: readonly string[]): object {
  const fields = type.fields.flatMap((field): readonly (readonly [string, unknown])[] => {
    if (field.kind === "FieldType") return [[field.name.text, valueOf(field.type, schemas, inside)]];
    const spread = schemas.get(field.name.text);
    if (spread === undefined || inside.includes(field.name.text)) return [];
    return Object.entries(recordOf(spread.type, schemas, [...inside, field.name.text]));
  });
  return Object.fromEntries(fields);
}

function valueOf(type: TypeNode, schemas: Schemas, inside: readonly string[]): unknown {
  switch (type.kind) {
    case "LiteralType":
      return type.value;
    case "ListType":
      return isRepeated(type.element, inside) ? [] : [valueOf(type.element, schemas, inside)];
    case "OptionalType":
      return valueOf(type.type, schemas, inside);
    case "UnionType":
      return type.types[0] === undefined ? null : valueOf(type.types[0], schemas, inside);
    case "ObjectType":
      return recordOf(type, schemas, inside);
    case "NamedType": {
      const schema = schemas.get(type.name.text);
      if (schema === undefined) return Object.hasOwn(samples, type.name.text) ? samples[type.name.text] : null;
      return isRepeated(type, inside) ? null : recordOf(schema.type, schemas, [...inside, type.name.text]);
    }
  }
}

function isRepeated(type: TypeNode, inside: readonly string[]): boolean {
  return type.kind === "NamedType" && inside.includes(type.name.text);
}

const samples: Readonly<Record<string, unknown>> = {
  string: "text",
  number: 1.5,
  float: 1.5,
  decimal: 1.5,
  int: 1,
  integer: 1,
  boolean: true,
  bool: true,
  true: true,
  false: false,
  date: "2024-01-20",
  datetime: "2024-01-20T10:30:00Z",
  object: {},
  array: [],
  any: "anything",
};
