// From the types written in a mission to static types (language.md 5).
// Must not know expressions; unknown names have been reported by bind and are `error` types here.
import type * as ast from "../syntax/ast.js";
import type { MissionModel, SchemaSymbol } from "./model.js";
import { extendedShape } from "./openapi/extended-schema.js";
import type { Reporter } from "./reporter.js";
import {
  anyObject,
  boolean,
  declared,
  date,
  dynamic,
  errorType,
  type Field,
  integer,
  list,
  literal,
  mayBeNull,
  nullType,
  number,
  type ObjectShape,
  optional,
  type Type,
  union,
  string,
} from "./types.js";

const primitives: Readonly<Record<string, Type>> = {
  string,
  number,
  float: number,
  decimal: number,
  int: integer,
  integer,
  boolean,
  bool: boolean,
  date,
  datetime: date,
  object: anyObject,
  array: list(dynamic),
  any: dynamic,
  null: nullType,
  true: declared(literal(true)),
  false: declared(literal(false)),
};

/** Fills in the shapes of all declared schemas of the mission. */
export function resolveSchemas(mission: MissionModel, reporter: Reporter): void {
  const declarations = [...mission.schemas.values()].flatMap((schema) =>
    schema.node ? [{ schema, node: schema.node }] : [],
  );
  // First what the fields of others depend on.
  for (const { schema, node } of declarations)
    if (node.from) schema.base = extendedShape(mission, node.from, reporter) ?? unknownShape;
  for (const { schema, node } of declarations)
    if (basesOf(schema, node.type, mission).includes(unknownShape)) schema.type.shape = unknownShape;
  for (const { schema, node } of declarations) {
    if (schema.type.shape === unknownShape) continue;
    const fields = new Map([...(schema.base?.fields ?? []), ...fieldsOf(node.type, mission, [schema])]);
    schema.type.shape = { kind: "object", fields, open: isOpen(basesOf(schema, node.type, mission)) };
  }
}

/** Of what has fields of a schema that is not there, which has been reported: nothing else is said of it. */
const unknownShape: ObjectShape = { ...anyObject };

/** The components whose fields an object type takes, of schemas that it spreads too; `seen` as below. */
function spreadBases(node: ast.ObjectType, mission: MissionModel, seen: readonly SchemaSymbol[]): ObjectShape[] {
  return node.fields.flatMap((each) => {
    if (each.kind === "FieldType") return [];
    const spread = mission.schemas.get(each.name.text);
    if (!spread) return [unknownShape];
    return !spread.node || seen.includes(spread) ? [] : basesOf(spread, spread.node.type, mission, seen);
  });
}

function basesOf(
  schema: SchemaSymbol,
  node: ast.ObjectType,
  mission: MissionModel,
  seen: readonly SchemaSymbol[] = [],
): ObjectShape[] {
  return [...(schema.base ? [schema.base] : []), ...spreadBases(node, mission, [...seen, schema])];
}

function isOpen(bases: readonly ObjectShape[]): boolean {
  return bases.some(({ open, fields }) => open && fields.size > 0);
}

/** `inside`: the schemas whose fields are being resolved. */
export function resolveType(node: ast.TypeNode, mission: MissionModel, inside: readonly SchemaSymbol[] = []): Type {
  switch (node.kind) {
    case "NamedType":
      return namedType(node.name.text, mission) ?? errorType;
    case "LiteralType":
      return declared(literal(node.value));
    case "ListType":
      return list(resolveType(node.element, mission, inside));
    case "OptionalType":
      return optional(resolveType(node.type, mission, inside));
    case "UnionType":
      return union(...node.types.map((each) => resolveType(each, mission, inside)));
    case "ObjectType": {
      const bases = spreadBases(node, mission, inside);
      if (bases.includes(unknownShape)) return errorType;
      return { kind: "object", fields: fieldsOf(node, mission, inside), open: isOpen(bases) };
    }
  }
}

/** A schema or built-in type by name. */
export function namedType(name: string, mission: MissionModel): Type | undefined {
  const schema = mission.schemas.get(name);
  if (schema) return schema.type.shape === unknownShape ? errorType : { kind: "schema", schema: schema.type };
  return Object.hasOwn(primitives, name) ? primitives[name] : undefined;
}

/** `seen` ends a spread that leads back to its own schema, which is reported. */
function fieldsOf(node: ast.ObjectType, mission: MissionModel, seen: readonly SchemaSymbol[]): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const each of node.fields) {
    if (each.kind === "FieldType") {
      const type = resolveType(each.type, mission, seen);
      const isOptional =
        each.type.kind === "OptionalType" || (!isAny(each.type) && mayBeNull(type) && type.kind !== "error");
      fields.set(each.name.text, { type, optional: isOptional, doc: each.doc, span: each.name.span });
    } else {
      const spread = mission.schemas.get(each.name.text);
      if (!spread?.node || seen.includes(spread)) continue;
      const all = [...(spread.base?.fields ?? []), ...fieldsOf(spread.node.type, mission, [...seen, spread])];
      for (const [name, field] of all) fields.set(name, field);
    }
  }
  return fields;
}

function isAny(node: ast.TypeNode): boolean {
  return node.kind === "NamedType" && node.name.text === "any";
}
