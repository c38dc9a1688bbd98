// Whether every value of one type is a value of another (language.md 5).
// Must not know what values are converted or checked when a mission runs.
import { isDateText } from "./date-text.js";
import { isDynamic, kindOf, membersOf, type ObjectShape, presentType, same, shapeOf, type Type } from "./types.js";

/** Whether every value of `from` is one of `to`. Dynamic fits nothing but dynamic: it is checked at run time. */
export function assignable(from: Type, to: Type): boolean {
  return fits(from, to, { assumed: [], refuted: [], depth: 0 });
}

/** The same, whatever else a record has: a field that its type does not name may be anything (5.1). */
export function surelyFits(from: Type, to: Type): boolean {
  return fits(from, to, { assumed: [], refuted: [], depth: 0, mayHaveMore: true });
}

/**
 * Whether TypeScript takes each value of `from` for one of `to` where it joins types or narrows them: fields that may be missing
 * are asked for, too, and a date is a text to it.
 */
export function isSubtype(from: Type, to: Type): boolean {
  return fits(from, to, { assumed: [], refuted: [], depth: 0, isStrict: true });
}

/** Kinds of records that are compared each with each. */
export const mostCompared = 16;

/** Whether one kind of records is also another; of many each would be compared with each. */
export function hasSubtypes(type: Type): boolean {
  const records = membersOf(type).filter(shapeOf);
  if (records.length > mostCompared) return false;
  return records.some((each) => records.some((other) => other !== each && isSubtype(each, other)));
}

type Pair = readonly [from: ObjectShape, to: ObjectShape];

/** Shapes that were compared on the way to an answer: schemas may refer to each other. */
interface Compared {
  /** Taken to fit until something speaks against it. */
  readonly assumed: Pair[];
  readonly refuted: Pair[];
  depth: number;
  readonly mayHaveMore?: true;
  readonly isStrict?: true;
}

/** Schemas that lead to each other through more fields than this are told apart when the mission runs. */
const deepest = 64;

function fits(from: Type, to: Type, compared: Compared): boolean {
  if (isDynamic(to) || from.kind === "never" || same(from, to)) return true;
  if (isDynamic(from)) return false;
  if (from.kind === "union") return from.members.every((each) => fits(each, to, compared));
  if (to.kind === "union") return to.members.some((each) => fits(from, each, compared));
  if (to.kind === "string" || to.kind === "number" || to.kind === "boolean")
    return compared.isStrict ? kindOf(from) === to.kind : fitsScalar(from, to);
  if (from.kind === "list") return to.kind === "list" && fits(from.element, to.element, compared);
  const source = shapeOf(from);
  const target = shapeOf(to);
  if (source === undefined || target === undefined) return false;
  // TypeScript takes no interface for an object of any names, but what is written out.
  if (target.rest && !source.rest && from.kind === "schema") return false;
  return shapeFits(source, target, compared);
}

function fitsScalar(from: Type, to: Type & { readonly kind: "string" | "number" | "boolean" }): boolean {
  if (from.kind === "literal") {
    if (typeof from.value !== to.kind) return false;
    return (
      to.kind === "boolean" ||
      (to.kind === "number"
        ? to.is !== "integer" || Number.isSafeInteger(from.value)
        : to.is !== "date" || isDateText(from.value))
    );
  }
  if (from.kind !== to.kind) return false;
  if (to.kind === "string") return to.is === undefined;
  return to.kind === "boolean" || to.is === undefined || to.is === "duration";
}

function shapeFits(from: ObjectShape, to: ObjectShape, compared: Compared): boolean {
  const isPair = ([a, b]: Pair): boolean => a === from && b === to;
  if (compared.assumed.some(isPair)) return true;
  if (compared.depth === deepest || compared.refuted.some(isPair)) return false;
  const before = compared.assumed.length;
  compared.assumed.push([from, to]);
  compared.depth++;
  const holds = fieldsFit(from, to, compared);
  compared.depth--;
  if (holds) return true;
  // What was found by the assumption goes with it.
  compared.assumed.length = before;
  compared.refuted.push([from, to]);
  return false;
}

function fieldsFit(from: ObjectShape, to: ObjectShape, compared: Compared): boolean {
  if (
    !compared.isStrict &&
    isWeak(to) &&
    from.fields.size > 0 &&
    ![...from.fields.keys()].some((name) => to.fields.has(name))
  )
    return false;
  const { rest } = to;
  if (rest) {
    if (from.open && !from.rest) return false;
    if (from.rest && !fits(from.rest, rest, compared)) return false;
    if (![...from.fields.values()].every((each) => !each.optional && fits(each.type, rest, compared))) return false;
  }
  for (const [name, field] of to.fields) {
    const given = from.fields.get(name);
    if (!given) {
      // TypeScript takes what objects inherit for the field.
      if (!field.optional || from.open || compared.isStrict || name in Object.prototype) return false;
      if (compared.mayHaveMore && !isDynamic(field.type)) return false;
    } else if (
      !fits(given.optional ? presentType(given) : given.type, presentType(field), compared) ||
      (given.optional && !field.optional)
    )
      return false;
  }
  return true;
}

/** All its fields may be missing: a record with none of them was hardly meant for it, and TypeScript refuses it. */
function isWeak({ fields }: ObjectShape): boolean {
  return fields.size > 0 && [...fields.values()].every((each) => each.optional);
}
