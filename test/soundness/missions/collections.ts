// Collections of a generated mission: sorting by a comparison, sums of columns, and what a list holds.
// Must not know conditions or steps.
import { type Known, references } from "./known.js";
import type { Making } from "./tests.js";
import {
  fieldOf,
  list,
  mayBeNull,
  membersOf,
  nullable,
  type Schema,
  tag,
  type Type,
  typeText,
  withoutNull,
} from "../types.js";

const isNumber = ({ type }: { readonly type: Type }): boolean => type.kind === "number" || type.kind === "int";

/** A list in another order: by a number that its elements have, else in the one it has. */
export function sorted({ decide }: Making, text: string, element: Type): string {
  const fields = membersOf(element).every(({ kind }) => kind === "record")
    ? commonFields(membersOf(element)).filter(isNumber)
    : [];
  const [a, b] = [`a${decide.fresh()}`, `b${decide.fresh()}`];
  const [first, ...others] = fields;
  const name = first && decide.pick([first, ...others]).name;
  return `${text}.sort((${a}, ${b}) => ${name === undefined ? "0" : `${a}.${name} - ${b}.${name}`})`;
}

/** Lists of a type whose elements are of several, and what is left of them where it is asked which one they are. */
export function selections({ decide }: Making, known: Known): readonly Selection[] {
  return references(known).flatMap(({ text, type }): readonly Selection[] => {
    if (type.kind !== "list") return [];
    const parts = membersOf(type.element).filter(({ kind }) => kind !== "list" && kind !== "literal");
    if (parts.length < 2) return [];
    return parts.flatMap((part): readonly Selection[] => {
      const of = part.kind === "null" ? withoutNull(type.element) : part;
      const name = `e${decide.fresh()}`;
      const is = (each: string): string => (part.kind === "null" ? `${each} != null` : `${each} is ${typeText(part)}`);
      const value = part.kind === "record" ? fieldOf(part, tag) : undefined;
      const isTagged = value?.kind === "literal" && !mayBeNull(type.element);
      const hasTag = (each: string): string =>
        isTagged ? `${each}.${tag} == ${JSON.stringify(value.value)}` : is(each === "" ? "item" : each);
      return [
        { text: `(${text} where ${is("item")})`, type: list(of) },
        { text: `filter(${text}, ${name} => ${hasTag(name)})`, type: list(of) },
        { text: `(any of ${text} where ${hasTag("")})`, type: nullable(of) },
        { text: `find(${text}, ${name} => ${is(name)})`, type: nullable(of) },
        { text: `${text}.find(${hasTag("")})`, type: nullable(of) },
      ];
    });
  });
}

export interface Selection {
  readonly text: string;
  readonly type: Type;
}

/** All elements of a list in another way: in groups, twice, or in the order of a field. */
export function rearranged({ decide }: Making, text: string, element: Type): string {
  const members = membersOf(element);
  const isTagged = members.every((each) => isText(fieldOf(each, tag)));
  const name = `e${decide.fresh()}`;
  return decide.pick([
    `flatten([${text}, ${text}])`,
    ...(isTagged
      ? [
          `flatten(values(groupBy(${text}, .${tag})))`,
          `${text}.sortBy(.${tag})`,
          `sortBy(${text}, ${name} => ${name}.${tag})`,
        ]
      : []),
  ]);
}

function commonFields(members: readonly Type[]): Schema["fields"] {
  const [first, ...others] = members.map((each) => (each.kind === "record" ? each.schema.fields : []));
  return (first ?? []).filter((each) => others.every((fields) => fields.some((other) => other.name === each.name)));
}

/** Sums over the fields of stores, record by record. */
export function columns({ decide, stores }: Making): readonly (() => string)[] {
  return [...stores].flatMap(([store, { fields }]) => {
    // The length of a store is how many records it has.
    const [first, ...others] = fields.filter((each) => isNumber(each) && each.name !== "length");
    if (!first) return [];
    const column = (): string => `${store}.${decide.pick([first, ...others]).name}`;
    return [() => `sum(${column()})`, () => `sum(${column()} ${decide.pick(["*", "+", "-"])} ${column()})`];
  });
}

/** Questions after which no more is known: what is among values, and what a list has. */
export function memberships(known: Known): readonly string[] {
  return references(known).flatMap(({ text, type }) => {
    if (type.kind === "list" && type.element.kind === "string") return [`(${text} contains "a")`];
    if (type.kind === "list" && isNumber({ type: type.element })) return [`(${text} contains 1)`, `(1 in ${text})`];
    return [];
  });
}

/** Flags have no order. */
function isText(type: Type | undefined): boolean {
  return type?.kind === "literal" && typeof type.value === "string";
}
