// Signatures of the language's functions, written `first(list: T[]): T?`: read, and applied to the types of arguments.
// Must not know which functions there are. Capital letters are whatever type the arguments give them.
import {
  anyObject,
  boolean,
  date,
  duration,
  dynamic,
  type Field,
  integer,
  isDynamic,
  list,
  membersOf,
  never,
  nullType,
  number,
  shape,
  string,
  type Type,
  union,
  widen,
  withoutNull,
} from "../types.js";

export type SignatureType =
  | { readonly kind: "type"; readonly type: Type }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "list"; readonly element: SignatureType }
  | { readonly kind: "union"; readonly members: readonly SignatureType[] }
  | { readonly kind: "object"; readonly fields: readonly (readonly [string, SignatureType])[] }
  /** An argument in which `.x` is a field of the element (language.md 10.4): `(item: T) => U`. */
  | { readonly kind: "element"; readonly parameters: readonly Parameter[]; readonly result: SignatureType };

export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  /** It takes all arguments that are left. */
  readonly rest: boolean;
  readonly type: SignatureType;
}

export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: SignatureType;
}

const words: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["any", dynamic],
  ["string", string],
  ["number", number],
  ["int", integer],
  ["duration", duration],
  ["boolean", boolean],
  ["date", date],
  ["object", anyObject],
  ["null", nullType],
]);

/** Throws where the text is no signature, which is a mistake in the table: a test reads all of them. */
export function readSignature(text: string): Signature {
  const tokens = text.match(/\w+|\.\.\.|=>|[^\s\w]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? "";
  const takes = (token: string): boolean => tokens[at] === token && ++at > 0;
  const expect = (token: string): void => {
    if (!takes(token)) throw new Error(`\`${text}\`: expected \`${token}\` before \`${tokens[at] ?? "the end"}\``);
  };
  const parameters = (): readonly Parameter[] => {
    const all: Parameter[] = [];
    expect("(");
    while (!takes(")")) {
      const rest = takes("...");
      const name = next();
      const optional = takes("?");
      expect(":");
      all.push({ name, optional, rest, type: type() });
      if (tokens[at] !== ")") expect(",");
    }
    return all;
  };
  const fields = (): readonly (readonly [string, SignatureType])[] => {
    const all: (readonly [string, SignatureType])[] = [];
    while (!takes("}")) {
      const name = next();
      expect(":");
      all.push([name, type()]);
      if (tokens[at] !== "}") expect(",");
    }
    return all;
  };
  const primary = (): SignatureType => {
    if (takes("{")) return { kind: "object", fields: fields() };
    if (tokens[at] === "(" && tokens[at + 2] === ":") {
      const items = parameters();
      expect("=>");
      return { kind: "element", parameters: items, result: type() };
    }
    if (takes("(")) {
      const inner = type();
      expect(")");
      return inner;
    }
    const word = next();
    const known = words.get(word);
    if (!known && !/^[A-Z]$/.test(word)) throw new Error(`\`${text}\`: no type is called \`${word}\``);
    return known ? { kind: "type", type: known } : { kind: "variable", name: word };
  };
  const postfix = (): SignatureType => {
    let result = primary();
    while (takes("[")) {
      expect("]");
      result = { kind: "list", element: result };
    }
    return takes("?") ? { kind: "union", members: [result, { kind: "type", type: nullType }] } : result;
  };
  const type = (): SignatureType => {
    const members = [postfix()];
    while (takes("|")) members.push(postfix());
    const [only] = members;
    return members.length === 1 && only ? only : { kind: "union", members };
  };
  const name = next();
  const taken = parameters();
  expect(":");
  return { name, parameters: taken, result: type() };
}

/** What the variables of a signature stand for in one call. */
export type Bindings = Map<string, Type>;

/** The bindings of a call; of an element argument, `found` has the type of its body. */
export function bind(parameters: readonly Parameter[], found: readonly Type[]): Bindings {
  const bindings: Bindings = new Map();
  found.forEach((type, at) => {
    const parameter = parameterAt(parameters, at);
    if (parameter) bindType(parameter.type, withoutNull(type), bindings);
  });
  return bindings;
}

export function parameterAt(parameters: readonly Parameter[], at: number): Parameter | undefined {
  const last = parameters.at(-1);
  return parameters[at] ?? (last?.rest ? last : undefined);
}

function bindType(wanted: SignatureType, found: Type, bindings: Bindings): void {
  switch (wanted.kind) {
    case "variable":
      bindings.set(wanted.name, union(bindings.get(wanted.name) ?? never, widen(found)));
      return;
    case "list":
      for (const each of membersOf(found)) {
        if (each.kind === "list") bindType(wanted.element, each.element, bindings);
        else if (isDynamic(each)) bindType(wanted.element, dynamic, bindings);
      }
      return;
    case "union":
      for (const each of membersOf(found)) bindType(memberFor(wanted.members, each), each, bindings);
      return;
    case "element":
      bindType(wanted.result, found, bindings);
      return;
    case "object":
    case "type":
  }
}

/** Of the members of a union the one that is meant for `found`: a list for a list, else the variable. */
function memberFor(members: readonly SignatureType[], found: Type): SignatureType {
  const isFor = (each: SignatureType): boolean =>
    each.kind === "list" ? found.kind === "list" || isDynamic(found) : each.kind === "variable";
  return members.find(isFor) ?? { kind: "type", type: dynamic };
}

/** The type with its variables as `bindings` has them; those that nothing gives are `otherwise`. */
export function apply(wanted: SignatureType, bindings: Bindings, otherwise: Type = dynamic): Type {
  switch (wanted.kind) {
    case "type":
      return wanted.type;
    case "variable":
      return bindings.get(wanted.name) ?? otherwise;
    case "list":
      return list(apply(wanted.element, bindings, otherwise));
    case "union":
      return union(...wanted.members.map((each) => apply(each, bindings, otherwise)));
    case "object":
      return shape(
        wanted.fields.map(([name, type]): [string, Field] => [
          name,
          { type: apply(type, bindings, otherwise), optional: false },
        ]),
      );
    case "element":
      return apply(wanted.result, bindings, otherwise);
  }
}
