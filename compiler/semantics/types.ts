// Static types of a mission (language.md 5) and what can be asked of them: unions, kinds, fields.
// Must not know the syntax tree or how a type is written in TypeScript.
import { isWithin, likeness } from "./likeness.js";
import type { Span } from "../source.js";

export type Type =
  | { readonly kind: "dynamic" }
  | { readonly kind: "error" }
  | { readonly kind: "never"; readonly isAwaited?: true }
  | { readonly kind: "null"; readonly isAwaited?: true }
  | { readonly kind: "boolean" }
  | { readonly kind: "number"; readonly is?: "integer" | "duration" }
  | { readonly kind: "string"; readonly is?: "date" }
  | LiteralType
  | { readonly kind: "list"; readonly element: Type }
  | ObjectShape
  | { readonly kind: "schema"; readonly schema: SchemaType }
  | { readonly kind: "union"; readonly members: readonly Type[] };

/** `declared`: by a schema or a document, and not just written in the mission, so that what is made of it keeps it. */
export interface LiteralType {
  readonly kind: "literal";
  readonly value: string | number | boolean;
  readonly declared?: true;
}

/** Named fields; `open` when a field that is not named may be read (it is dynamic, or null or of the type `rest`). */
export interface ObjectShape {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, Field>;
  readonly open: boolean;
  readonly rest?: Type;
  /** A document says that it takes no field that is not named. */
  readonly exact?: true;
  /** The schema whose fields these are, each of which may be missing. */
  readonly partOf?: SchemaType;
}

/** `optional`: may be missing (and is null then); its type then includes null. */
export interface Field {
  readonly type: Type;
  readonly optional: boolean;
  /** Never null where it is there: its type has null only because it may be missing. */
  readonly present?: boolean;
  readonly doc?: string | undefined;
  /** Its name where a mission declares it. */
  readonly span?: Span;
  /** Found by inference and not declared: a value of unknown shape may be null. */
  readonly inferred?: boolean;
}

/** A schema by name; the shape is filled in after all names are known, since schemas may refer to each other. */
export interface SchemaType {
  readonly name: string;
  /** Written where it is used, without a name: messages show what it is made of. */
  readonly isAnonymous?: boolean;
  shape: ObjectShape;
}

export const dynamic: Type = { kind: "dynamic" };
export const errorType: Type = { kind: "error" };
export const never: Type = { kind: "never" };
export const nullType: Type = { kind: "null" };
/** A record of a store of which nothing is known yet, or what is made of one: there is none for now. */
export const awaited: Type = { kind: "never", isAwaited: true };
const awaitedNull: Type = { kind: "null", isAwaited: true };
export const boolean: Type = { kind: "boolean" };
export const number: Type = { kind: "number" };
export const integer: Type = { kind: "number", is: "integer" };
export const duration: Type = { kind: "number", is: "duration" };
export const string: Type = { kind: "string" };
export const date: Type = { kind: "string", is: "date" };
export const anyObject: ObjectShape = { kind: "object", fields: new Map(), open: true };

export function list(element: Type): Type {
  return { kind: "list", element };
}

/** A value as it is written in the mission. */
export function literal(value: LiteralType["value"]): Type {
  return { kind: "literal", value };
}

/** The type whose literals are meant to be those and no others. */
export function declared(type: Type): Type {
  if (type.kind === "union") return { ...type, members: type.members.map(declared) };
  return type.kind === "literal" ? { ...type, declared: true } : type;
}

export function shape(fields: Iterable<readonly [string, Field]>): ObjectShape {
  return { kind: "object", fields: new Map(fields), open: false };
}

/** An object of any names whose values are all of one type. */
export function dictionary(rest: Type): ObjectShape {
  return { kind: "object", fields: new Map(), open: true, rest };
}

/** Nothing is known of it, so nothing can be wrong about it. */
export function isDynamic(type: Type): boolean {
  return type.kind === "dynamic" || type.kind === "error";
}

/** Whether it is nothing, or null, only because it is read from a store of which nothing is known yet. */
export function isAwaited(type: Type): boolean {
  return (type.kind === "never" || type.kind === "null") && type.isAwaited === true;
}

export function membersOf(type: Type): readonly Type[] {
  return type.kind === "union" ? type.members : type.kind === "never" ? [] : [type];
}

/** `membersOf` with the two booleans apart, as they are told apart by tests. */
export function unitsOf(type: Type): readonly Type[] {
  const members = membersOf(type);
  if (!members.some((each) => each.kind === "boolean")) return members;
  return members.flatMap((each) => (each.kind === "boolean" ? [literal(true), literal(false)] : [each]));
}

/** Some of the units of a type, of which none is within another. */
export function part(units: readonly Type[]): Type {
  const [first, ...others] = units;
  if (first === undefined) return never;
  if (others.length === 0) return first;
  // The two booleans are one type again.
  const isBoolean = (each: Type): boolean => each.kind === "literal" && typeof each.value === "boolean";
  return units.some(isBoolean) ? unionOfAll(units) : { kind: "union", members: [first, ...others] };
}

/** The least type that holds all of `types`: dynamic swallows, equal and contained members are dropped. */
export function union(...types: readonly Type[]): Type {
  return unionOfAll(types);
}

/** The same of types that can be many. */
export function unionOfAll(types: readonly Type[]): Type {
  const [only, ...more] = types;
  if (only && more.length === 0) return only;
  const buckets = new Map<unknown, Type[]>();
  const members: Type[] = [];
  for (const type of types) {
    for (const member of membersOf(type)) {
      if (isDynamic(member)) return member;
      const key = likeness(member);
      const alike = buckets.get(key);
      const twin = alike?.find((each) => same(each, member));
      if (twin) {
        // What is declared stays so beside the same that is only written.
        if (isDeclared(member) && !isDeclared(twin))
          for (const all of [alike, members]) all?.splice(all.indexOf(twin), 1, member);
        continue;
      }
      if (alike) alike.push(member);
      else buckets.set(key, [member]);
      members.push(member);
    }
  }
  const areLists = members.filter((each) => each.kind === "list").length > 1;
  const whole = members.filter((each) => !isWithin(each, buckets) && !(areLists && isEmptyList(each)));
  const both = whole.filter((each) => each.kind === "literal" && typeof each.value === "boolean");
  const [first, ...rest] = both.length === 2 ? [...whole.filter((each) => !both.includes(each)), boolean] : whole;
  if (first === undefined) return types.some(isAwaited) ? awaited : never;
  if (rest.length > 0) return { kind: "union", members: [first, ...rest] };
  return first.kind === "null" && types.some(isAwaited) ? awaitedNull : first;
}

/** A list that is written without elements is one of the others, as in TypeScript. */
function isEmptyList(type: Type): boolean {
  return type.kind === "list" && type.element.kind === "never" && !type.element.isAwaited;
}

function isDeclared(type: Type): boolean {
  return type.kind === "literal" && type.declared === true;
}

export function optional(type: Type): Type {
  return union(type, nullType);
}

export function mayBeNull(type: Type): boolean {
  return isDynamic(type) || membersOf(type).some((each) => each.kind === "null");
}

export function withoutNull(type: Type): Type {
  return type.kind === "union"
    ? union(...type.members.filter((each) => each.kind !== "null"))
    : type.kind === "null"
      ? type.isAwaited
        ? awaited
        : never
      : type;
}

/** All values of the kind of a literal. */
function kindOfLiteral({ value }: LiteralType): Type {
  return typeof value === "string" ? string : typeof value === "number" ? number : boolean;
}

/** The kind of a value: `"open"` is a string. */
export function kindOf(type: Type): Type["kind"] {
  return type.kind === "literal" ? kindOfLiteral(type).kind : type.kind;
}

/** A value that is used again is of the same type each time. */
const widened = new WeakMap<Type, Type>();

/** The type as TypeScript takes it for what can be set: `"open"` that the mission writes is a string. */
export function widen(type: Type): Type {
  const wide = widened.get(type) ?? widenParts(type);
  widened.set(type, wide).set(wide, wide);
  return wide;
}

function widenParts(type: Type): Type {
  switch (type.kind) {
    case "literal":
      return type.declared ? type : kindOfLiteral(type);
    case "list":
      return list(isEmptyList(type) ? dynamic : widen(type.element));
    case "object":
      return {
        ...type,
        fields: new Map([...type.fields].map(([name, field]) => [name, { ...field, type: widen(field.type) }])),
      };
    case "union":
      return union(...type.members.map(widen));
    default:
      return type;
  }
}

export function same(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "literal":
      return b.kind === "literal" && a.value === b.value;
    case "number":
      return b.kind === "number" && a.is === b.is;
    case "string":
      return b.kind === "string" && a.is === b.is;
    case "list":
      return b.kind === "list" && same(a.element, b.element);
    case "schema":
      return b.kind === "schema" && a.schema === b.schema;
    case "object":
      return b.kind === "object" && sameShape(a, b);
    case "union":
      return (
        b.kind === "union" &&
        a.members.length === b.members.length &&
        // Mostly in the same order.
        a.members.every((each, at) => isAt(each, b.members, at) || b.members.some((other) => same(each, other)))
      );
    default:
      return a.kind === b.kind;
  }
}

function isAt(type: Type, members: readonly Type[], at: number): boolean {
  const other = members[at];
  return other !== undefined && same(type, other);
}

function sameShape(a: ObjectShape, b: ObjectShape): boolean {
  if (a.open !== b.open || a.fields.size !== b.fields.size) return false;
  if (a.rest !== b.rest && !(a.rest && b.rest && same(a.rest, b.rest))) return false;
  for (const [name, field] of a.fields) {
    const other = b.fields.get(name);
    if (!other || other.optional !== field.optional || isPresent(other) !== isPresent(field)) return false;
    if (!same(field.type, other.type)) return false;
  }
  return true;
}

function isPresent({ present }: Field): boolean {
  return present === true;
}

/** What the field is where it is there. */
export function presentType(field: Field): Type {
  return isPresent(field) ? withoutNull(field.type) : field.type;
}

export function shapeOf(type: Type): ObjectShape | undefined {
  return type.kind === "object" ? type : type.kind === "schema" ? type.schema.shape : undefined;
}

/**
 * What `.name` of a value gives: its type, or `undefined` when no member of the type has the field. A field of a
 * nullable value is null when the value is (5.4).
 */
export function fieldType(type: Type, name: string): { readonly type: Type; readonly optional: boolean } | undefined {
  if (isDynamic(type)) return { type: dynamic, optional: false };
  let found = false;
  let missing = false;
  const types: Type[] = [];
  for (const member of membersOf(type)) {
    const target = shapeOf(member);
    const field = target?.fields.get(name);
    if (isDynamic(member) || (target?.open && !field)) {
      found = true;
      missing ||= target?.rest !== undefined;
      types.push(target?.rest ?? dynamic);
    } else if (field) {
      found = true;
      missing ||= field.optional;
      types.push(field.type);
    } else {
      missing = true;
      types.push(nullType);
    }
  }
  return found ? { type: union(...types, ...(missing ? [nullType] : [])), optional: missing } : undefined;
}

/** All fields that a value of the type may have. */
export function fieldNames(type: Type): readonly string[] {
  return [...new Set(membersOf(type).flatMap((each) => [...(shapeOf(each)?.fields.keys() ?? [])]))];
}
