// What a value is that is of two types at once: objects are open, so an order may be something else, too (language.md 5.1, 7.3).
// Must not know which test has found it out.
import { assignable } from "./assignable.js";
import { type Field, membersOf, overlaps, shapeOf, type Type, union } from "./types.js";

/** Both of them, as far as they can be. Undefined where no value is both. */
export function intersect(type: Type, other: Type): Type | undefined {
  const all = membersOf(type).flatMap((a) =>
    membersOf(other).flatMap((b) => (overlaps(a, b) ? [intersectMembers(a, b)] : [])),
  );
  return all.length === 0 ? undefined : union(...all);
}

function intersectMembers(a: Type, b: Type): Type {
  if (assignable(a, b)) return a;
  if (assignable(b, a)) return b;
  const [one, two] = [shapeOf(a), shapeOf(b)];
  if (!one || !two) return b;
  const fields = new Map<string, Field>(two.fields);
  for (const [name, field] of one.fields) fields.set(name, narrower(field, two.fields.get(name)));
  return { kind: "object", fields, open: one.open && two.open };
}

function narrower(field: Field, other: Field | undefined): Field {
  if (!other || assignable(field.type, other.type))
    return { ...field, optional: field.optional && (other?.optional ?? true) };
  const type = assignable(other.type, field.type) ? other.type : field.type;
  return { type, optional: field.optional && other.optional };
}
