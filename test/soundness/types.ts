// The types that generated missions are made of, and how each is written in one: an own model, to be held against the
// compiler's. Must not know the compiler, nor what is done with values of a type.

export type Type =
  | { readonly kind: "string" | "number" | "int" | "boolean" | "date" | "null" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "record"; readonly schema: Schema }
  /** Values of a type under any names, which only documents can say. */
  | { readonly kind: "dictionary"; readonly value: Type }
  /** Null is a member of what may be null; records in a union are told apart by a field of literals (`tag`). */
  | { readonly kind: "union"; readonly members: readonly Type[] };

export interface Schema {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** A field whose type has null may also be missing. */
export interface Field {
  readonly name: string;
  readonly type: Type;
}

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export const string: Type = { kind: "string" };
export const number: Type = { kind: "number" };
export const int: Type = { kind: "int" };
export const boolean: Type = { kind: "boolean" };
export const date: Type = { kind: "date" };
export const nullType: Type = { kind: "null" };

/** The field by which the records of a union are told apart. */
export const tag = "kind";

export function literal(value: string | number | boolean): Type {
  return { kind: "literal", value };
}

export function list(element: Type): Type {
  return { kind: "list", element };
}

export function record(schema: Schema): Type {
  return { kind: "record", schema };
}

export function dictionary(value: Type): Type {
  return { kind: "dictionary", value };
}

/** Names that dictionaries have, among others. */
export const dictionaryNames = ["small", "large"] as const;

export function membersOf(type: Type): readonly Type[] {
  return type.kind === "union" ? type.members : [type];
}

export function union(...types: readonly Type[]): Type {
  const members: Type[] = [];
  for (const each of types.flatMap(membersOf)) if (!members.some((other) => same(each, other))) members.push(each);
  const [only] = members;
  return only && members.length === 1 ? only : { kind: "union", members };
}

export function nullable(type: Type): Type {
  return union(type, nullType);
}

export function mayBeNull(type: Type): boolean {
  return membersOf(type).some(({ kind }) => kind === "null");
}

export function withoutNull(type: Type): Type {
  return union(...membersOf(type).filter(({ kind }) => kind !== "null"));
}

export function fieldOf(type: Type, name: string): Type | undefined {
  if (type.kind === "dictionary") return nullable(type.value);
  if (name === "length" && (type.kind === "list" || isText(type))) return int;
  return type.kind === "record" ? type.schema.fields.find((each) => each.name === name)?.type : undefined;
}

function isText(type: Type): boolean {
  return type.kind === "string" || type.kind === "date" || (type.kind === "literal" && typeof type.value === "string");
}

/** What the tag of a variant may be. */
export function tagsOf(variant: Schema): readonly (string | number | boolean)[] {
  const tagged = fieldOf(record(variant), tag);
  return tagged ? membersOf(tagged).flatMap((each) => (each.kind === "literal" ? [each.value] : [])) : [];
}

export function same(a: Type, b: Type): boolean {
  switch (a.kind) {
    case "literal":
      return b.kind === "literal" && a.value === b.value;
    case "list":
      return b.kind === "list" && same(a.element, b.element);
    case "record":
      return b.kind === "record" && a.schema.name === b.schema.name;
    case "dictionary":
      return b.kind === "dictionary" && same(a.value, b.value);
    case "union":
      return (
        b.kind === "union" &&
        a.members.length === b.members.length &&
        a.members.every((each) => b.members.some((other) => same(each, other)))
      );
    default:
      return a.kind === b.kind;
  }
}

/** The type as a mission writes it: `(number | "a")[]?`. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "list":
      return `${bracketed(type.element)}[]`;
    case "record":
      return type.schema.name;
    case "dictionary":
      return "object";
    case "union":
      return mayBeNull(type) ? `${bracketed(withoutNull(type))}?` : type.members.map(typeText).join(" | ");
    default:
      return type.kind;
  }
}

function bracketed(type: Type): string {
  return type.kind === "union" ? `(${typeText(type)})` : typeText(type);
}

export function schemaText({ name, fields }: Schema): string {
  return `schema ${name} { ${fields.map((each) => `${each.name}: ${typeText(each.type)}`).join(", ")} }`;
}
