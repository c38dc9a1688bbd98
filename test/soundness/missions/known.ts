// What is known of values at a point of a generated mission: its names, their types, and what tests have said of them.
// The generator's own reasoning, about values and not about TypeScript. Must not know how a test is written.
import { fieldOf, literal, membersOf, type Type, union } from "../types.js";

export interface Known {
  /** What can be written; the empty text is the subject of `.field`. */
  readonly names: ReadonlyMap<string, string>;
  /** Types by place: `3`, `3/customer/email`. */
  readonly facts: ReadonlyMap<string, Type>;
}

export interface Reference {
  readonly text: string;
  readonly place: string;
  readonly type: Type;
}

export const never: Type = { kind: "union", members: [] };
export const nothing: Known = { names: new Map(), facts: new Map() };

export function isNever(type: Type): boolean {
  return membersOf(type).length === 0;
}

/** The members with the two booleans apart. */
export function unitsOf(type: Type): readonly Type[] {
  return membersOf(type).flatMap((each) => (each.kind === "boolean" ? [literal(true), literal(false)] : [each]));
}

/** A name for a new value. */
export function named(known: Known, text: string, place: string, type: Type): Known {
  const { names } = unnamed(known, text);
  return { names: new Map([...names, [text, place]]), facts: new Map([...known.facts, [place, type]]) };
}

/** Another name for what is at a place. */
export function alias(known: Known, text: string, place: string): Known {
  return { ...known, names: new Map([...known.names, [text, place]]) };
}

export function unnamed(known: Known, ...texts: readonly string[]): Known {
  return { ...known, names: new Map([...known.names].filter(([text]) => !texts.some((each) => isOrIsOf(text, each)))) };
}

/** What is read out of a name goes with it. */
function isOrIsOf(text: string, name: string): boolean {
  return text === name || text.startsWith(`${name}.`);
}

export function typeAt({ facts }: Known, place: string): Type {
  const cut = place.lastIndexOf("/");
  const fact = facts.get(place);
  if (cut < 0) return fact ?? never;
  const type = fieldType(typeAt({ names: new Map(), facts }, place.slice(0, cut)), place.slice(cut + 1));
  return fact ? meet(type, fact) : type;
}

/** What was known before any test. */
export function untested(known: Known): Known {
  return { ...known, facts: new Map([...known.facts].filter(([place]) => !place.includes("/"))) };
}

export function fieldType(type: Type, name: string): Type {
  const all = membersOf(type).flatMap((each) => membersOf(fieldOf(each, name) ?? { kind: "null" }));
  // A literal beside its kind says nothing.
  const isSaid = (each: Type): boolean =>
    all.some((other) => each.kind === "literal" && other.kind !== "literal" && assignable(each, other));
  return union(...all.filter((each) => !isSaid(each)));
}

/** Every name and every field that can be reached from one, a few levels deep. */
export function references(known: Known): readonly Reference[] {
  const found: Reference[] = [];
  const add = (text: string, place: string, depth: number): void => {
    const type = typeAt(known, place);
    if (isNever(type)) return;
    if (text !== "") found.push({ text, place, type });
    if (depth === 0) return;
    const fields = membersOf(type).flatMap((each) => (each.kind === "record" ? each.schema.fields : []));
    for (const name of new Set(fields.map((each) => each.name))) add(`${text}.${name}`, `${place}/${name}`, depth - 1);
  };
  for (const [text, place] of known.names) add(text, place, 3);
  return found;
}

/** What is known where the value at a place is of `type`: of the object that holds it, too. */
export function narrowed(known: Known, place: string, type: Type): Known {
  const facts = new Map([...known.facts, [place, meet(typeAt(known, place), type)]]);
  const cut = place.lastIndexOf("/");
  if (cut < 0) return { ...known, facts };
  const object = place.slice(0, cut);
  const members = membersOf(typeAt(known, object));
  // Of a name that objects inherit nothing is concluded for what has the field.
  if (place.slice(cut + 1) in Object.prototype) return { ...known, facts };
  const kept = members.filter((each) => overlaps(fieldType(each, place.slice(cut + 1)), type));
  // That a text, or a record of another kind, has no such field TypeScript does not conclude.
  const hasField = (each: Type): boolean => fieldOf(each, place.slice(cut + 1)) !== undefined || each.kind === "null";
  const isSeen = type.kind !== "null" || members.every(hasField);
  return kept.length === members.length || !isSeen
    ? { ...known, facts }
    : narrowed({ ...known, facts }, object, { kind: "union", members: kept });
}

/** What holds on both of two ways that meet. */
export function joined(a: Known, b: Known): Known {
  const names = new Map([...a.names].filter(([text, place]) => b.names.get(text) === place));
  const places = new Set([...a.facts.keys(), ...b.facts.keys()]);
  const isIn = ({ facts }: Known, place: string): boolean => facts.has(place.split("/")[0] ?? "");
  return {
    names,
    facts: new Map(
      [...places]
        .filter((place) => isIn(a, place) && isIn(b, place))
        .map((place) => [place, union(typeAt(a, place), typeAt(b, place))]),
    ),
  };
}

export function meet(a: Type, b: Type): Type {
  const narrower = (one: Type, other: Type): Type => (assignable(other, one) ? other : one);
  return union(
    ...unitsOf(a).flatMap((one) =>
      unitsOf(b)
        .filter((other) => overlaps(one, other))
        .map((other) => narrower(one, other)),
    ),
  );
}

export function without(type: Type, part: Type): Type {
  return union(...unitsOf(type).filter((each) => !assignable(each, part)));
}

export function overlaps(a: Type, b: Type): boolean {
  return unitsOf(a).some((one) => unitsOf(b).some((other) => assignable(one, other) || assignable(other, one)));
}

/** Whether every value of `from` is one of `to`. */
export function assignable(from: Type, to: Type): boolean {
  return unitsOf(from).every((one) => unitsOf(to).some((other) => fits(one, other)));
}

function fits(from: Type, to: Type): boolean {
  if (from.kind === "literal") {
    if (to.kind === "literal") return from.value === to.value;
    return to.kind === "int" ? Number.isInteger(from.value) : to.kind === typeof from.value;
  }
  if (from.kind === "list") return to.kind === "list" && assignable(from.element, to.element);
  if (from.kind === "record") return to.kind === "record" && from.schema.name === to.schema.name;
  return (
    from.kind === to.kind ||
    (from.kind === "int" && to.kind === "number") ||
    (from.kind === "date" && to.kind === "string")
  );
}
