// Tests of values as missions write them: conditions, and patterns with what they bind. Each says what is known where it
// holds and where it does not. Must not know steps.
import { memberships } from "./collections.js";
import type { Decisions } from "./decisions.js";
import type { Mutations } from "./mutations.js";
import {
  isNever,
  joined,
  type Known,
  meet,
  named,
  narrowed,
  references,
  type Reference,
  typeAt,
  unitsOf,
  untested,
  without,
} from "./known.js";
import {
  literal,
  mayBeNull,
  membersOf,
  nullType,
  type Schema,
  type Type,
  typeText,
  union,
  withoutNull,
} from "../types.js";

export interface Test {
  readonly text: string;
  readonly holds: Known;
  readonly fails: Known;
}

/** How a mission is made: `careless` ones ask for what can no longer be, too. */
export interface Making {
  readonly decide: Decisions;
  readonly mutations: Mutations;
  readonly careless: boolean;
  /** Stores of records of a schema, by name. */
  readonly stores: ReadonlyMap<string, Schema>;
}

/** The text of a reference, with its last field misspelt where that is the mistake: if it is one of a known type. */
export function written({ mutations }: Making, { text, place }: Pick<Reference, "text" | "place">): string {
  return place.includes("/") ? mutations.write("a field misspelt", text, `${text}x`) : text;
}

/** Whether the value at a place is of `type`. */
function ofType(known: Known, place: string, type: Type): Omit<Test, "text"> {
  return {
    holds: narrowed(known, place, type),
    fails: narrowed(known, place, without(typeAt(known, place), type)),
  };
}

/** A condition over what is known; undefined where nothing can be asked. */
export function condition(making: Making, known: Known, depth: number): Test | undefined {
  const { decide } = making;
  const kind = depth === 0 ? 0 : decide.below(6);
  if (kind < 3) return leaf(making, known);
  const left = condition(making, known, depth - 1);
  if (!left) return undefined;
  if (kind === 3) {
    const right = condition(making, left.holds, depth - 1);
    return right && both(left, right);
  }
  if (kind === 4) {
    const right = condition(making, left.fails, depth - 1);
    return (
      right && { text: `(${left.text} or ${right.text})`, holds: joined(left.holds, right.holds), fails: right.fails }
    );
  }
  return { text: `(not ${left.text})`, holds: left.fails, fails: left.holds };
}

/** `right` was made where `left` holds. */
function both(left: Test, right: Test): Test {
  return {
    text: `(${left.text} and ${right.text})`,
    holds: right.holds,
    fails: joined(left.fails, right.fails),
  };
}

function leaf(making: Making, known: Known): Test | undefined {
  const { decide, careless } = making;
  const asked = careless ? untested(known) : known;
  const found = references(asked).flatMap((each) => leaves(asked, each));
  const [first, ...others] = found;
  if (!first) return undefined;
  const [among, ...more] = memberships(known);
  if (among !== undefined && decide.oneIn(6))
    return { text: decide.pick([among, ...more]), holds: known, fails: known };
  const { text: right, wrong, place, type, negated } = decide.pick([first, ...others]);
  const text = wrong === undefined ? right : making.mutations.write("a literal misspelt in a comparison", right, wrong);
  if (type === undefined) return { text, holds: known, fails: known };
  const { holds, fails } = ofType(known, place, type);
  return negated ? { text, holds: fails, fails: holds } : { text, holds, fails };
}

/** What can be asked of a value: of which type it is where the answer is yes, or no. Without a type nothing follows. */
interface Leaf {
  readonly text: string;
  /** With a literal that the value never is. */
  readonly wrong?: string;
  readonly place: string;
  readonly type: Type | undefined;
  readonly negated?: boolean;
}

function leaves(known: Known, { text, place, type }: Reference): readonly Leaf[] {
  const present = withoutNull(type);
  const found: Leaf[] = [];
  const add = (asked: string, of: Type | undefined, negated = false, wrong?: string): void =>
    void found.push({ text: asked, place, type: of, negated, ...(wrong === undefined ? {} : { wrong }) });
  if (mayBeNull(type) && !isNever(present)) {
    add(`(${text} != null)`, nullType, true);
    add(`(${text} == null)`, nullType);
    add(`exists(${text})`, nullType, true);
    if (membersOf(present).every((each) => each.kind !== "list")) add(`(${text} is ${bracketed(present)})`, present);
  }
  for (const each of unitsOf(present)) {
    if (unitsOf(type).length > 1 && each.kind === "literal") {
      const isText = typeof each.value === "string" && unitsOf(present).every(({ kind }) => kind === "literal");
      for (const sign of ["==", "!="]) {
        const wrong = isText ? `(${text} ${sign} "odd")` : undefined;
        add(`(${text} ${sign} ${JSON.stringify(each.value)})`, each, sign === "!=", wrong);
      }
      if (typeof each.value !== "boolean") add(`(${text} in [${JSON.stringify(each.value)}])`, each);
    }
    if (membersOf(present).length > 1 && each.kind !== "literal" && each.kind !== "list")
      add(`(${text} is ${typeText(each)})`, each);
  }
  const among = unitsOf(present).filter((each) => each.kind === "literal");
  if (unitsOf(present).length > 2 && among.length > 1) {
    const some = among.slice(0, 2);
    const list = `[${some.map(({ value }) => JSON.stringify(value)).join(", ")}]`;
    add(`(${text} in ${list})`, union(...some));
    add(`(not (${text} in ${list}))`, union(...some), true);
    add(`(${list} contains ${text})`, union(...some));
  }
  if (type.kind === "boolean") add(text, literal(true));
  if (type.kind === "string") add(`(${text} == "open")`, literal("open"));
  if (type.kind === "string") add(`(${text} in ["open", "new"])`, union(literal("open"), literal("new")));
  if (type.kind === "number" || type.kind === "int") add(`(${text} > 1)`, undefined);
  if (type.kind === "string") add(`(${text} contains "a")`, undefined);
  if (type.kind === "list") add(`(length(${text}) > 1)`, undefined);
  return found.filter(({ type: of }) => of === undefined || !isNever(meet(typeAt(known, place), of)));
}

function bracketed(type: Type): string {
  return membersOf(type).length > 1 ? `(${typeText(type)})` : typeText(type);
}

interface Asked extends Test {
  /** The text without names and mistakes. */
  readonly asks: string;
}

export interface Pattern extends Asked {
  /** No pattern of a match with literals sets a subject (language.md 6.1). */
  readonly isLiteral: boolean;
}

/** A pattern that the value at a place may fit or not; undefined where all of its type fit. */
export function pattern(
  making: Making,
  known: Known,
  place: string,
  depth: number,
  literals = true,
): Pattern | undefined {
  const asked = making.careless ? untested(known) : known;
  const type = typeAt(asked, place);
  const { decide } = making;
  const found: (() => Pattern | undefined)[] = [];
  const values = unitsOf(type).filter((each) => literals && (each.kind === "literal" || each.kind === "null"));
  const [first, ...others] = values;
  if (first && unitsOf(type).length > 1) {
    found.push(() => literalPattern(making, known, place, [decide.pick([first, ...others])]));
    if (values.length > 2) found.push(() => literalPattern(making, known, place, values.slice(0, 2)));
  }
  const records = recordsOf(type);
  for (const each of records)
    if (unitsOf(type).length > 1)
      found.push(() => ({
        text: typeText(each),
        asks: typeText(each),
        isLiteral: false,
        ...ofType(known, place, each),
      }));
  const lists = membersOf(type).filter((each) => each.kind === "list");
  for (const each of lists) found.push(() => listPattern(making, known, place, each.element));
  if (records.length > 0 && depth > 0) found.push(() => objectPattern(making, known, place, depth));
  const [one, ...more] = found;
  return one && decide.pick([one, ...more])();
}

function literalPattern({ mutations }: Making, known: Known, place: string, values: readonly Type[]): Pattern {
  const right = values.map((each) => JSON.stringify(each.kind === "literal" ? each.value : null)).join(" | ");
  const isText = unitsOf(withoutNull(typeAt(known, place))).every(({ kind }) => kind === "literal");
  const text = isText ? mutations.write("a literal misspelt in a pattern", right, '"odd"') : right;
  return { text, asks: right, isLiteral: true, ...ofType(known, place, union(...values)) };
}

/** An object pattern takes no text, number or list, whatever it says of fields. */
function recordsOf(type: Type): readonly Extract<Type, { kind: "record" }>[] {
  return membersOf(type).filter((each) => each.kind === "record");
}

function objectPattern(making: Making, known: Known, place: string, depth: number): Pattern | undefined {
  const { decide } = making;
  const records = recordsOf(typeAt(known, place));
  let all: Test = { text: "", ...ofType(known, place, union(...records)) };
  const texts: string[] = [];
  const asks: string[] = [];
  const isNarrower = isNullable(known, place);
  const fields = records.flatMap((each) => each.schema.fields);
  const open = new Set(fields.map((each) => each.name));
  let narrows = isNarrower;
  for (let count = decide.below(3) + 1; count > 0 && open.size > 0; count--) {
    const [first, ...others] = open;
    if (first === undefined) break;
    const name = decide.pick([first, ...others]);
    open.delete(name);
    const inner = fieldPattern(making, all.holds, `${place}/${name}`, depth - 1);
    if (!inner) continue;
    texts.push(`${name}${inner.text}`);
    asks.push(`${name}${inner.asks}`);
    narrows ||= inner.narrows;
    all = both(all, inner);
  }
  if (texts.length === 0 || !narrows) return undefined;
  return { ...all, text: `{ ${texts.join(", ")} }`, asks: `{ ${asks.join(", ")} }`, isLiteral: false };
}

/** How long a list is that an arm above has taken is not known: the second of two such arms may never be reached. */
export function isOfLists(text: string, above: readonly { readonly text: string }[]): boolean {
  return text.includes("[") && above.some((each) => each.text.includes("["));
}

/** Whether an arm above asks for the same, and its guard has refused what is not known here. */
export function isAskedAgain({ asks }: Pattern, above: readonly Pattern[]): boolean {
  return above.some((each) => each.asks === asks);
}

/** A list of just so many elements; what other lists and null are is not known. */
function listPattern(making: Making, known: Known, place: string, element: Type): Pattern {
  const lists = union(...membersOf(typeAt(known, place)).filter(({ kind }) => kind === "list"));
  let { holds } = ofType(known, place, lists);
  const texts: string[] = [];
  const asks: string[] = [];
  for (let count = making.decide.below(3); count > 0; count--) {
    const name = `b${making.decide.fresh()}`;
    const unnamedElement = { ...holds, facts: new Map([...holds.facts, [name, element]]) };
    const inner = making.decide.below(2) === 1 ? elementPattern(making, unnamedElement, name) : undefined;
    texts.push(inner?.text ?? name);
    asks.push(inner?.asks ?? "_");
    holds = inner?.holds ?? named(holds, name, name, element);
  }
  return { text: `[${texts.join(", ")}]`, asks: `[${asks.join(", ")}]`, holds, fails: known, isLiteral: false };
}

/** What an element must be, or have in a field. */
function elementPattern(making: Making, known: Known, place: string): Asked | undefined {
  const { decide } = making;
  const records = recordsOf(typeAt(known, place));
  const present = ofType(known, place, union(...records));
  const [first, ...others] = records.flatMap((each) => each.schema.fields.map(({ name }) => name));
  if (first === undefined || decide.below(3) === 0) return pattern(making, known, place, 1);
  const name = decide.pick([first, ...others]);
  const inner = fieldPattern(making, present.holds, `${place}/${name}`, 1);
  return inner && { ...inner, text: `{ ${name}${inner.text} }`, asks: `{ ${name}${inner.asks} }` };
}

function isNullable(known: Known, place: string): boolean {
  return mayBeNull(typeAt(known, place));
}

/** What stands behind the name of a field: a pattern, or a name for its value, which is not null then. */
function fieldPattern(
  making: Making,
  known: Known,
  place: string,
  depth: number,
): (Asked & { readonly narrows: boolean }) | undefined {
  const { decide } = making;
  const type = typeAt(known, place);
  if (isNever(withoutNull(type))) return undefined;
  const inner = decide.below(3) > 0 ? pattern(making, known, place, depth) : undefined;
  if (inner) return { ...inner, text: `: ${inner.text}`, asks: `: ${inner.asks}`, narrows: true };
  const present = ofType(known, place, withoutNull(type));
  const text = `b${decide.fresh()}`;
  const holds = named(present.holds, text, text, withoutNull(type));
  return { text: `: ${text}`, asks: ": _", holds, fails: present.fails, narrows: mayBeNull(type) };
}
