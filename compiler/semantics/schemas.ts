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
  for (const schema of mission.schemas.values()) {
    if (!schema.node) continue;
    const own = fieldsOf(schema.node.type, mission, [schema]);
    const base = schema.node.from && extendedShape(mission, schema.node.from, reporter);
    const open = base?.open === true && base.fields.size > 0;
    schema.type.shape = { kind: "object", fields: new Map([...(base?.fields ?? []), ...own]), open };
  }
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
    case "ObjectType":
      return { kind: "object", fields: fieldsOf(node, mission, inside), open: false };
  }
}

/** A schema or built-in type by name. */
export function namedType(name: string, mission: MissionModel): Type | undefined {
  const schema = mission.schemas.get(name);
  if (schema) return { kind: "schema", schema: schema.type };
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
      if (spread?.node && !seen.includes(spread))
        for (const [name, field] of fieldsOf(spread.node.type, mission, [...seen, spread])) fields.set(name, field);
    }
  }
  return fields;
}

function isAny(node: ast.TypeNode): boolean {
  return node.kind === "NamedType" && node.name.text === "any";
}
