// Whether some value can be of two types at once (language.md 5.4).
// Must not know what is converted where a type is asked for.
import { isDateText } from "./date-text.js";
import { isDynamic, kindOf, membersOf, type ObjectShape, shapeOf, type Type } from "./types.js";

/** Whether some value could be of both types; what is not known could. */
export function overlaps(a: Type, b: Type): boolean {
  if (isDynamic(a) || isDynamic(b)) return true;
  return membersOf(a).some((x) => membersOf(b).some((y) => memberOverlaps(x, y)));
}

/** Two shapes overlap when the fields they share do; a few levels are looked into, since schemas may refer to themselves. */
function shapesOverlap(a: ObjectShape, b: ObjectShape, depth: number): boolean {
  if (depth === 0) return true;
  return [...a.fields].every(([name, field]) => {
    const other = b.fields.get(name);
    if (!other || isDynamic(field.type) || isDynamic(other.type)) return true;
    return membersOf(field.type).some((x) => membersOf(other.type).some((y) => memberOverlaps(x, y, depth - 1)));
  });
}

function memberOverlaps(a: Type, b: Type, depth = 3): boolean {
  if (isDynamic(a) || isDynamic(b)) return true;
  if (a.kind === "literal" && b.kind === "literal") return a.value === b.value;
  const [text, other] = a.kind === "literal" ? [a, b] : [b, a];
  if (text.kind === "literal" && other.kind === "string" && other.is === "date") return isDateText(text.value);
  if (text.kind === "literal" && other.kind === "number" && other.is === "integer") return Number.isInteger(text.value);
  if (a.kind === "list" && b.kind === "list") return true;
  const [one, two] = [shapeOf(a), shapeOf(b)];
  if (one && two) return shapesOverlap(one, two, depth);
  return kindOf(a) === kindOf(b);
}
