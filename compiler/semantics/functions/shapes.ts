// The shapes that the functions of objects give, where those of their arguments are known (language.md 10.6).
// Must not know how a call is written.
import { bounded } from "../bounded.js";
import {
  anyObject,
  dynamic,
  type Field,
  list,
  mayBeNull,
  membersOf,
  type ObjectShape,
  optional,
  presentType,
  shape,
  shapeOf,
  string,
  type Type,
  union,
  unionOfAll,
  withoutNull,
} from "../types.js";

export interface LiteralMember {
  /** Undefined for what is spread. */
  readonly name: string | undefined;
  readonly type: Type;
}

/** What an object literal is. As in TypeScript it is of several kinds where what is spread into it is. */
export function literalShape(members: readonly LiteralMember[]): Type {
  let kinds: readonly ObjectShape[] = [shape([])];
  for (const { name, type } of members)
    kinds =
      name === undefined
        ? spread(kinds, type)
        : kinds.map((kind) => ({
            ...kind,
            fields: new Map(kind.fields).set(name, { type: bounded(type), optional: false }),
          }));
  return unionOfAll(kinds);
}

/** What several spreads choose from multiplies. */
function spread(kinds: readonly ObjectShape[], type: Type): readonly ObjectShape[] {
  const all = spreadKinds(type);
  const chosen = kinds.length * all.length > mostKinds ? [type] : all;
  return kinds.flatMap((kind) => chosen.map((each) => withSpread(kind, each)));
}

function withSpread(kind: ObjectShape, spread: Type): ObjectShape {
  // What is in front of an object of which not all is known may have been set by that.
  const fields = new Map(isKnown(spread) ? kind.fields : []);
  if (shapeOf(withoutNull(spread))) addFields(fields, spread);
  else widenFields(fields, membersOf(spread));
  return { ...kind, fields, open: kind.open || (shapeOf(withoutNull(spread))?.open ?? true) };
}

function isKnown(spread: Type): boolean {
  return membersOf(withoutNull(spread)).every((each) => shapeOf(each)?.open === false);
}

/** Kinds of records that are told apart in what is spread; of more a reader could not make sense. */
const mostKinds = 8;

/** What is spread, kind by kind where there are several that are known. */
function spreadKinds(type: Type): readonly Type[] {
  const objects = membersOf(withoutNull(type));
  const areKnown = objects.every((each) => shapeOf(each)?.open === false);
  if (objects.length < 2 || objects.length > mostKinds || !areKnown) return [type];
  return mayBeNull(type) ? [...objects, shape([])] : objects;
}

/** Whether TypeScript, too, knows the fields of what is spread. */
export function isKnownSpread(type: Type): boolean {
  return shapeOf(withoutNull(type)) !== undefined || spreadKinds(type).length > 1;
}

/** Adds the fields of an object that is spread behind others: of one name the last counts, unless it may be missing. */
function addFields(fields: Map<string, Field>, spread: Type): void {
  for (const [name, field] of shapeOf(withoutNull(spread))?.fields ?? []) {
    const mayMiss = field.optional || mayBeNull(spread);
    const before = mayMiss ? fields.get(name) : undefined;
    const type = before ? union(before.type, presentType(field)) : mayMiss ? optional(field.type) : field.type;
    const present = field.present === true && (before === undefined || before.present === true);
    fields.set(name, { ...field, type, optional: mayMiss && (before?.optional ?? true), present });
  }
}

/** Of kinds that are not told apart any of them may have set a field that is there before. */
function widenFields(fields: Map<string, Field>, kinds: readonly Type[]): void {
  for (const [name, before] of fields) {
    const set = kinds.flatMap((each) => shapeOf(each)?.fields.get(name) ?? []);
    const present = before.present === true && set.every((each) => !mayBeNull(presentType(each)));
    fields.set(name, { ...before, type: unionOfAll([before.type, ...set.map(presentType)]), present });
  }
}

export function picked([object, ...names]: readonly Type[]): Type {
  const [kinds, wanted] = [kindsOf(object), literals(names)];
  if (!kinds || !wanted) return orNull(object, anyObject);
  const made = kinds.map(({ fields, open }) =>
    shapeWith(
      wanted.flatMap((name): (readonly [string, Field])[] => {
        const field = fields.get(name);
        return field ? [[name, field]] : [];
      }),
      // Of what it may have besides TypeScript sees nothing.
      open && !wanted.every((name) => fields.has(name)),
    ),
  );
  // Nothing tells a kind of which no field is left.
  const isTold = kinds.length === 1 || made.every((each) => shapeOf(each)?.fields.size !== 0);
  return orNull(object, isTold ? unionOfAll(made) : anyObject);
}

export function omitted([object, ...names]: readonly Type[]): Type {
  const [kinds, unwanted] = [kindsOf(object), literals(names)];
  if (!kinds || !unwanted) return orNull(object, anyObject);
  const made = kinds.map(({ fields, open }) =>
    shapeWith(
      [...fields].filter(([name]) => !unwanted.includes(name)),
      open,
    ),
  );
  return orNull(object, unionOfAll(made));
}

/** The kinds of records that an object may be, if each is known: of several, each names all its fields. */
function kindsOf(object: Type | undefined): readonly ObjectShape[] | undefined {
  const members = membersOf(object ? withoutNull(object) : dynamic);
  const kinds = members.flatMap((each) => shapeOf(each) ?? []);
  const areKnown = kinds.length === members.length && kinds.every(({ open }) => members.length === 1 || !open);
  return kinds.length > 0 && kinds.length <= mostKinds && areKnown ? kinds : undefined;
}

export function merged(objects: readonly Type[]): Type {
  // The runtime's function gives any object.
  if (!isKnownMerge(objects)) return orNull(objects[0], anyObject);
  return literalShape(objects.map((type) => ({ name: undefined, type })));
}

/** Whether objects are merged as they are spread into one: null adds nothing there, but to null nothing is added. */
export function isKnownMerge([first, ...others]: readonly Type[]): boolean {
  return first !== undefined && !mayBeNull(first) && [first, ...others].every(isKnownSpread);
}

function shapeWith(fields: Iterable<readonly [string, Field]>, open: boolean): Type {
  return { kind: "object", fields: new Map(fields), open };
}

function orNull(first: Type | undefined, result: Type): Type {
  return first && !mayBeNull(first) ? result : optional(result);
}

/** The names, if each is written down. */
function literals(names: readonly Type[]): readonly string[] | undefined {
  const known = names.flatMap((each) =>
    each.kind === "literal" && typeof each.value === "string" ? [each.value] : [],
  );
  return known.length === names.length ? known : undefined;
}

/**
 * The type of all members of an object of any names, such as `groupBy` gives; one with declared fields may have others, of
 * which nothing is known.
 */
export function memberType(object: Type | undefined): Type | undefined {
  const shape = object && shapeOf(withoutNull(object));
  return shape?.fields.size === 0 ? shape.rest : undefined;
}

/** `values` and `entries`: what each member becomes. */
export function listOfMembers(object: Type | undefined, each: (member: Type) => Type): Type {
  return orNull(object, list(each(memberType(object) ?? dynamic)));
}

export function entryOf(member: Type): Type {
  return shapeWith(
    [
      ["key", { type: string, optional: false }],
      ["value", { type: member, optional: false }],
    ],
    false,
  );
}
