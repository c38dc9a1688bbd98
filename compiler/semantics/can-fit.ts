// Whether some value of a type may stand where another type is declared, as it is or converted (language.md 5.4).
// Must not know the syntax tree, nor what is reported of a value that never can.
import { overlaps } from "./overlaps.js";
import { isDynamic, kindOf, membersOf, type ObjectShape, shapeOf, type Type, withoutNull } from "./types.js";

/**
 * What becomes of a value that is not of the type: a single value is converted where one kind is asked for, whole lists and
 * objects are not; where all is sent as text anything is converted, and elsewhere nothing.
 */
export type Conversion = "value" | "text" | "none";

/** Records in records are looked into that deep: schemas may refer to themselves. */
const deepest = 4;

/** False where no value of the type can ever fit: those that may are converted or checked when the mission runs. */
export function canFit(type: Type, wanted: Type, conversion: Conversion, depth = deepest): boolean {
  if (isDynamic(type) || isDynamic(wanted) || type.kind === "never") return true;
  const isOneKind = membersOf(withoutNull(wanted)).length === 1;
  const own = conversion === "value" && !isOneKind ? "none" : conversion;
  // Where null alone would fit, nothing else that the type stands for does.
  const present = withoutNull(type);
  const given = present.kind === "never" ? type : present;
  return membersOf(given).some((each) => membersOf(wanted).some((other) => memberFits(each, other, own, depth)));
}

function memberFits(type: Type, wanted: Type, conversion: Conversion, depth: number): boolean {
  const inner = conversion === "text" ? "text" : "none";
  if (type.kind === "list" && wanted.kind === "list")
    return depth === 0 || canFit(type.element, wanted.element, inner, depth - 1);
  const [from, to] = [shapeOf(type), shapeOf(wanted)];
  if (from && to) return depth === 0 || shapeFits(from, to, inner, depth - 1);
  return overlaps(type, wanted) || (conversion !== "none" && converts(type, wanted));
}

function shapeFits(from: ObjectShape, to: ObjectShape, conversion: Conversion, depth: number): boolean {
  const { rest } = to;
  if (rest && ![...from.fields.values()].every((each) => canFit(each.type, rest, conversion, depth))) return false;
  return [...to.fields].every(([name, field]) => {
    const given = from.fields.get(name);
    if (!given) return field.optional || from.open;
    return (given.optional && field.optional) || canFit(given.type, field.type, conversion, depth);
  });
}

/** A number or boolean becomes a text, numeric text a number. */
function converts(type: Type, wanted: Type): boolean {
  const kind = kindOf(type);
  if (wanted.kind === "string") return wanted.is === undefined && (kind === "number" || kind === "boolean");
  if (wanted.kind !== "number" || kind !== "string") return false;
  if (type.kind !== "literal" || typeof type.value !== "string") return true;
  const value = type.value.trim() === "" ? Number.NaN : Number(type.value);
  return wanted.is === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
}
