// The parts of an `allOf` as one type: all fields of all of them.
// Must not know documents.
import {
  dynamic,
  type Field,
  isDynamic,
  membersOf,
  optional,
  shapeOf,
  type Type,
  union,
  withoutNull,
} from "../types.js";

/** All of `parts` at once; of types that are no objects the first that says something. */
export function merged(parts: readonly Type[]): Type {
  const known = parts.filter((each) => !isDynamic(each));
  const [first = dynamic, ...others] = known;
  if (others.length === 0) return first;
  const alternatives = known.find((each) => membersOf(withoutNull(each)).length > 1);
  if (alternatives !== undefined) {
    const rest = known.filter((each) => each !== alternatives);
    return union(...membersOf(withoutNull(alternatives)).map((each) => merged([...rest, each])));
  }
  const shapes = known.flatMap((each) => shapeOf(withoutNull(each)) ?? []);
  if (shapes.length === 0) return first;
  const fields = new Map<string, Field>();
  for (const shape of shapes) {
    for (const [name, field] of shape.fields) {
      const before = fields.get(name);
      fields.set(name, before === undefined ? field : mergedField(before, field));
    }
  }
  return {
    kind: "object",
    fields,
    open: fields.size === 0 || shapes.some(({ open, fields: own }) => open && own.size > 0),
  };
}

function mergedField(before: Field, after: Field): Field {
  const isOptional = before.optional && after.optional;
  const type = isDynamic(after.type) ? before.type : after.type;
  if (isDynamic(type)) return { ...after, optional: isOptional };
  return { ...after, type: isOptional ? optional(type) : withoutNull(type), optional: isOptional };
}
