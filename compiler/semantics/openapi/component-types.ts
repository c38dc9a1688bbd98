// JSON schemas of a document as static types; what a `$ref` names becomes a type of that name, made once.
// Must not know operations. A construct that static types cannot express is left open: `any`, or any object.
import { unionOf } from "../list-elements.js";
import {
  anyObject,
  boolean,
  date,
  declared,
  dictionary,
  dynamic,
  type Field,
  integer,
  isDynamic,
  list,
  literal,
  mayBeNull,
  nullType,
  number,
  type ObjectShape,
  optional,
  type SchemaType,
  shapeOf,
  string,
  type Type,
  union,
  withoutNull,
} from "../types.js";
import { discriminate } from "./discriminated-types.js";
import { extensionsOf, isAnyOfBase } from "./discriminators.js";
import { merged } from "./merged-types.js";
import { type Direction, hasDirection } from "./directions.js";
import { child, type Documents, isRecord, itemsOf, keysOf, type Node, textOf } from "./documents.js";

/** A named type of a document. */
export interface Component {
  readonly type: SchemaType;
  /** As the document names it. */
  readonly name: string;
  readonly doc: string | undefined;
}

export interface ComponentTypes {
  /** `name`: what an object is called in a module that has no name in the document. */
  readonly typeOf: (schema: Node, direction: Direction, name?: string) => Type;
  /** Of a type that `typeOf` made. */
  readonly componentOf: (type: SchemaType) => Component | undefined;
}

interface Converter {
  readonly documents: Documents;
  readonly direction: Direction;
  /** Where it is the same in the other direction, a component is one type. */
  readonly shared: Converter | undefined;
  readonly named: Map<string, Type>;
  /** Schemas that are being converted and have no name in types: one inside itself is `any`. */
  readonly open: Set<string>;
  readonly declare: (schema: Node, name?: string) => SchemaType;
}

/** `prefix` is the name of the source or import, which tells its components from the mission's schemas. */
export function componentTypes(documents: Documents, prefix: string): ComponentTypes {
  const components = new Map<SchemaType, Component>();
  const names = new Set<string>();
  const declare = (schema: Node, direction: Direction, given?: string): SchemaType => {
    const name = given ?? (direction === "request" ? `${nameOf(schema)}Body` : nameOf(schema));
    let key = `${prefix}.${name}`;
    for (let count = 2; names.has(key); count++) key = `${prefix}.${name}${count}`;
    names.add(key);
    const type: SchemaType = { name: key, shape: anyObject, isAnonymous: given !== undefined };
    components.set(type, { type, name, doc: docOf(schema) });
    return type;
  };
  const converter = (direction: Direction, shared?: Converter): Converter => {
    const named = new Map<string, Type>();
    return {
      documents,
      direction,
      shared,
      named,
      open: new Set(),
      declare: (node, given) => declare(node, direction, given),
    };
  };
  const response = converter("response");
  const converters = { request: converter("request", response), response };
  return {
    typeOf: (schema, direction, name) => {
      const at = converters[direction];
      return name === undefined ? convert(at, schema) : anonymous(at, schema, name);
    },
    componentOf: (type) => components.get(type),
  };
}

function docOf(schema: Node): string | undefined {
  return (textOf(schema, "description") ?? textOf(schema, "title"))?.trim();
}

/** The last part of a pointer, or the name of a file that is one schema. */
function nameOf({ place, pointer }: Node): string {
  const last = pointer
    .slice(pointer.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
  if (last !== "") return last;
  return place.id.slice(place.id.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}

function convert(at: Converter, written: Node): Type {
  if (textOf(written, "$ref") === undefined) return inline(at, written);
  const schema = at.documents.follow(written);
  if (schema === undefined) return dynamic;
  const key = `${schema.place.id}#${schema.pointer}`;
  const known = at.named.get(key);
  if (known !== undefined) return known;
  if (at.shared && !hasDirection(at.documents, schema)) return convert(at.shared, written);
  const extensions = extensionsOf(at.documents, schema);
  if (extensions.length > 0) return extended(at, schema, key, extensions);
  return isShape(at, schema) ? namedShape(at, schema, key) : namedOther(at, schema, key);
}

/** A base answers for what extends it, and for itself where it is one of these. */
function extended(at: Converter, base: Node, key: string, extensions: readonly Node[]): Type {
  const members = extensions.map((each) => {
    const target = at.documents.follow(each);
    return target?.pointer === base.pointer
      ? (at.named.get(`${key}#`) ?? namedShape(at, base, `${key}#`))
      : convert(at, each);
  });
  discriminate(base, extensions, members);
  const type = isNullable(base) ? optional(union(...members)) : union(...members);
  at.named.set(key, type);
  return type;
}

/** A part of the `allOf` of a schema: in one that extends it a base is only itself. */
function partOf(at: Converter, schema: Node, part: Node): Type {
  const target = at.documents.follow(part);
  const isBase = target !== undefined && extensionsOf(at.documents, target).length > 0;
  return isBase && !isAnyOfBase(schema, target) ? inline(at, target) : convert(at, part);
}

/** An object that stands where it is used, or a list of such, under a name that is given to it. */
function anonymous(at: Converter, schema: Node, name: string): Type {
  if (textOf(schema, "$ref") !== undefined) return convert(at, schema);
  const items = child(schema, "items");
  if (child(schema, "type").value === "array" && isRecord(items.value)) {
    const type = list(anonymous(at, items, `${name} item`));
    return isNullable(schema) ? optional(type) : type;
  }
  const key = `${schema.place.id}#${schema.pointer}`;
  return isShape(at, schema) ? (at.named.get(key) ?? namedShape(at, schema, key, name)) : inline(at, schema);
}

/** Registered before its fields are looked at, since they may lead back to it. */
function namedShape(at: Converter, schema: Node, key: string, name?: string): Type {
  const type = at.declare(schema, name);
  const reference: Type = { kind: "schema", schema: type };
  const result = isNullable(schema) ? optional(reference) : reference;
  at.named.set(key, result);
  type.shape = shapeOf(withoutNull(inline(at, schema))) ?? anyObject;
  return result;
}

/** A union, list or scalar has no name in types; one that leads back to itself is `any` there. */
function namedOther(at: Converter, schema: Node, key: string): Type {
  if (at.open.has(key)) return dynamic;
  at.open.add(key);
  const type = inline(at, schema);
  at.open.delete(key);
  at.named.set(key, type);
  return type;
}

/** Whether the schema describes objects with fields of their own. */
function isShape(at: Converter, schema: Node, depth = 0): boolean {
  const { value } = schema;
  if (!isRecord(value) || depth > 16) return false;
  if (alternativesOf(at, schema).length > 0) return false;
  if (keysOf(child(schema, "properties")).length > 0) return true;
  return itemsOf(child(schema, "allOf")).some((part) => {
    const target = at.documents.follow(part);
    return target !== undefined && isShape(at, target, depth + 1);
  });
}

/** `nullable` (3.0), `x-nullable` (2.0), `type: [..., "null"]` (3.1). */
function isNullable(schema: Node): boolean {
  const type = child(schema, "type").value;
  return (
    child(schema, "nullable").value === true ||
    child(schema, "x-nullable").value === true ||
    (Array.isArray(type) && type.includes("null"))
  );
}

function inline(at: Converter, schema: Node): Type {
  if (schema.value === false) return { kind: "never" };
  if (!isRecord(schema.value)) return dynamic;
  const type = described(at, schema);
  return isNullable(schema) ? optional(type) : type;
}

function described(at: Converter, schema: Node): Type {
  const constant = child(schema, "const").value;
  if (constant !== undefined) return literalOf(constant);
  const values = child(schema, "enum").value;
  if (Array.isArray(values)) return unionOf(values.map(literalOf));
  const parts = itemsOf(child(schema, "allOf"));
  const alternatives = alternativesOf(at, schema);
  const own = ownType(at, schema);
  const whole = parts.length === 0 ? own : allOf(at, schema, parts, own);
  if (alternatives.length === 0) return whole;
  const members = alternatives.map((each) => convert(at, each));
  discriminate(schema, alternatives, members);
  return isDynamic(whole) || whole === anyObject
    ? union(...members)
    : union(...members.map((each) => merged([whole, each])));
}

function literalOf(value: unknown): Type {
  if (value === null) return nullType;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? declared(literal(value))
    : dynamic;
}

/** `oneOf` and `anyOf` without members that only restrict what stands beside them, such as `required: [a]`. */
function alternativesOf(at: Converter, schema: Node): readonly Node[] {
  const all = [...itemsOf(child(schema, "oneOf")), ...itemsOf(child(schema, "anyOf"))];
  const describes = ["$ref", "type", "properties", "items", "enum", "const", "allOf", "oneOf", "anyOf"];
  const hasOwn = ["type", "properties", "allOf"].some((key) => child(schema, key).value !== undefined);
  return hasOwn ? all.filter((each) => describes.some((key) => child(each, key).value !== undefined)) : all;
}

/** What the schema itself says, its `allOf`, `oneOf` and `anyOf` apart. */
function ownType(at: Converter, schema: Node): Type {
  const type = child(schema, "type").value;
  const types: readonly unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0) return union(...types.map((each) => typeOfKind(at, schema, each)));
  if (child(schema, "properties").value !== undefined) return objectType(at, schema);
  if (child(schema, "additionalProperties").value !== undefined) return objectType(at, schema);
  return child(schema, "items").value !== undefined ? typeOfKind(at, schema, "array") : dynamic;
}

function typeOfKind(at: Converter, schema: Node, kind: unknown): Type {
  switch (kind) {
    case "string":
      return /^date(?:-time)?$/.test(textOf(schema, "format") ?? "") ? date : string;
    case "integer":
      return integer;
    case "number":
      return number;
    case "boolean":
      return boolean;
    case "null":
      return nullType;
    case "array": {
      const items = child(schema, "items");
      return list(isRecord(items.value) ? convert(at, items) : dynamic);
    }
    case "object":
      return objectType(at, schema);
    default:
      return dynamic; // `file` of Swagger 2.0, and what no version knows
  }
}

function objectType(at: Converter, schema: Node): ObjectShape {
  const properties = child(schema, "properties");
  const names = namesIn(child(schema, "required"));
  const fields = keysOf(properties).map((name): readonly [string, Field] => [
    name,
    fieldOf(at, child(properties, name), names.includes(name)),
  ]);
  const others = child(schema, "additionalProperties");
  const rest = fields.length === 0 && isRecord(others.value) ? convert(at, others) : dynamic;
  if (!isDynamic(rest)) return dictionary(rest);
  const isOpen = fields.length === 0 || others.value === true || isRecord(others.value);
  const exact = others.value === false ? { exact: true as const } : {};
  return { kind: "object", fields: new Map(fields), open: isOpen, ...exact };
}

function fieldOf(at: Converter, property: Node, isRequired: boolean): Field {
  const type = convert(at, property);
  const target = textOf(property, "$ref") === undefined ? property : at.documents.follow(property);
  const isLeftOut =
    target !== undefined && child(target, at.direction === "request" ? "readOnly" : "writeOnly").value === true;
  const doc = textOf(property, "description")?.trim();
  // A field without a type may hold null, also where it is required.
  if (isDynamic(type)) return { type, optional: !isRequired || isLeftOut, doc, inferred: true };
  const isOptional = !isRequired || isLeftOut || mayBeNull(type);
  return { type: isOptional ? optional(type) : type, optional: isOptional, doc };
}

/** All parts and the schema's own fields; each may say of the others' fields that they are required. */
function allOf(at: Converter, schema: Node, parts: readonly Node[], own: Type): Type {
  const whole = merged([...parts.map((part) => partOf(at, schema, part)), own]);
  const required = new Set([schema, ...parts].flatMap((part) => namesIn(child(part, "required"))));
  if (whole.kind !== "object" || required.size === 0) return whole;
  const fields = [...whole.fields].map(([name, field]): readonly [string, Field] => [
    name,
    required.has(name) && !isDynamic(field.type) ? { ...field, type: withoutNull(field.type), optional: false } : field,
  ]);
  return { ...whole, fields: new Map(fields) };
}

function namesIn({ value }: Node): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
