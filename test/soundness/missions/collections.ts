// Collections of a generated mission: sorting by a comparison, sums of columns, and what a list holds.
// Must not know conditions or steps.
import { literalsOf, type Known, references } from "./known.js";
import type { Making } from "./tests.js";
import { membersOf, type Schema, type Type } from "../types.js";

const isNumber = ({ type }: { readonly type: Type }): boolean => type.kind === "number" || type.kind === "int";

/** A list in another order: by a number that its elements have, else in the one it has. */
export function sorted({ decide }: Making, list: string, element: Type): string {
  const fields = membersOf(element).every(({ kind }) => kind === "record")
    ? commonFields(membersOf(element)).filter(isNumber)
    : [];
  const [a, b] = [`a${decide.fresh()}`, `b${decide.fresh()}`];
  const [first, ...others] = fields;
  const name = first && decide.pick([first, ...others]).name;
  return `${list}.sort((${a}, ${b}) => ${name === undefined ? "0" : `${a}.${name} - ${b}.${name}`})`;
}

function commonFields(members: readonly Type[]): Schema["fields"] {
  const [first, ...others] = members.map((each) => (each.kind === "record" ? each.schema.fields : []));
  return (first ?? []).filter((each) => others.every((fields) => fields.some((other) => other.name === each.name)));
}

/** Sums over the fields of stores, record by record. */
export function columns({ decide, stores }: Making): readonly (() => string)[] {
  return [...stores].flatMap(([store, { fields }]) => {
    const [first, ...others] = fields.filter(isNumber);
    if (!first) return [];
    const column = (): string => `${store}.${decide.pick([first, ...others]).name}`;
    return [() => `sum(${column()})`, () => `sum(${column()} ${decide.pick(["*", "+", "-"])} ${column()})`];
  });
}

/** Questions after which no more is known: what is among values, and what a list has. */
export function memberships(known: Known): readonly string[] {
  return references(known).flatMap(({ text, type }) => {
    const [literal, second] = literalsOf(type);
    if (literal !== undefined && second !== undefined) return [`(${text} in [${JSON.stringify(literal)}])`];
    if (type.kind === "string") return [`(${text} in ["open", "new"])`];
    if (type.kind === "list" && type.element.kind === "string") return [`(${text} contains "a")`];
    if (type.kind === "list" && isNumber({ type: type.element })) return [`(${text} contains 1)`, `(1 in ${text})`];
    return [];
  });
}
