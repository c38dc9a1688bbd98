// The shapes that the functions of objects give, where those of their arguments are known (language.md 10.6).
// Must not know how a call is written.
import {
  anyObject,
  dynamic,
  type Field,
  list,
  mayBeNull,
  optional,
  shapeOf,
  string,
  type Type,
  union,
  withoutNull,
} from "../types.js";

export function picked([object, ...names]: readonly Type[]): Type {
  const shape = object && shapeOf(withoutNull(object));
  const wanted = literals(names);
  const fields = wanted?.map((name): readonly [string, Field | undefined] => [name, shape?.fields.get(name)]);
  const known = fields?.flatMap(([name, field]) => (field ? [[name, field] as const] : []));
  return orNull(object, known && known.length === fields?.length ? shapeWith(known, false) : anyObject);
}

export function omitted([object, ...names]: readonly Type[]): Type {
  const shape = object && shapeOf(withoutNull(object));
  const unwanted = literals(names);
  if (!shape || !unwanted) return orNull(object, anyObject);
  const kept = [...shape.fields].filter(([name]) => !unwanted.includes(name));
  return orNull(object, shapeWith(kept, shape.open));
}

/** Of fields with one name the last counts, unless it may be missing. */
export function merged(objects: readonly Type[]): Type {
  const shapes = objects.map((each) => shapeOf(each));
  // The runtime's function gives any object.
  const fields = new Map<string, Field>();
  for (const shape of shapes) {
    if (!shape) return orNull(objects[0], anyObject);
    for (const [name, field] of shape.fields) {
      const before = field.optional ? fields.get(name) : undefined;
      const type = before ? union(before.type, field.type) : field.type;
      fields.set(name, { ...field, type, optional: field.optional && (before?.optional ?? true) });
    }
  }
  return shapeWith(
    fields,
    shapes.some((each) => each?.open),
  );
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

/** The type of all members of an object of any names, such as `groupBy` gives. */
export function memberType(object: Type | undefined): Type | undefined {
  return object && shapeOf(withoutNull(object))?.rest;
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
