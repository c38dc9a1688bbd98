// What can be read at some place of a mission: the fields of the variables there, with their types.
// Must not know how expressions are generated from them.
import { type Expression, holds, pathOf } from "./expression.js";
import { dictionaryNames, fieldOf, mayBeNull, membersOf, nullable, type Type, union, withoutNull } from "./types.js";

export interface Read {
  readonly node: Expression;
  readonly path: string;
  readonly type: Type;
  /** Its type is one that the mission declares: a checker knows no more of it. */
  readonly declared: boolean;
}

export interface Scope {
  readonly reads: readonly Read[];
  /** How many variables there are. */
  readonly size: number;
}

export const nowhere: Scope = { reads: [], size: 0 };

const deepest = 3;

export function withVariable(scope: Scope, name: string, type: Type, declared: boolean): Scope {
  const node: Expression = { kind: "variable", name, style: 0 };
  return { reads: [...scope.reads, ...readsFrom(node, type, deepest, declared)], size: scope.size + 1 };
}

/** What a condition may be about. */
export function testable(scope: Scope): readonly Read[] {
  return scope.reads.filter((each) => each.declared);
}

/** The value itself, and the fields of it and of what is in them; null where the value is null (language.md 5.4). */
function readsFrom(node: Expression, type: Type, depth: number, declared: boolean): readonly Read[] {
  const own = { node, path: pathOf(node) ?? "", type, declared };
  if (depth === 0) return [own];
  const members = membersOf(withoutNull(type));
  const names = new Set(members.flatMap(namesIn));
  // What is written down is known to be of one member, and has no field of another.
  const known = [...names].filter((name) => declared || members.every((each) => fieldOf(each, name) !== undefined));
  const inner = known.flatMap((name) => {
    const types = members.map((each) => fieldOf(each, name));
    const found = union(...types.filter((each) => each !== undefined));
    const isMissing = mayBeNull(type) || types.includes(undefined);
    const field: Expression = { kind: "field", of: node, name, style: 1 + name.length };
    return readsFrom(field, isMissing ? nullable(found) : found, depth - 1, declared);
  });
  return [own, ...inner];
}

function namesIn(type: Type): readonly string[] {
  if (type.kind === "dictionary") return dictionaryNames;
  return type.kind === "record" ? type.schema.fields.map(({ name }) => name) : [];
}

/** The scope behind a test of `node`, in which what the test looked at may be known better than here. */
export function behind(scope: Scope, node: Expression): Scope {
  const isTested = ({ path }: Read): boolean =>
    holds(node, (each) => {
      const tested = pathOf(each);
      return (
        tested !== undefined && (tested === path || tested.startsWith(`${path}.`) || path.startsWith(`${tested}.`))
      );
    });
  return { ...scope, reads: scope.reads.filter((each) => !isRoot(each) && !isTested(each)) };
}

/** A variable that is a record says too little to be worth reading as a whole. */
function isRoot({ path, type }: Read): boolean {
  return !path.includes(".") && type.kind === "record";
}

/** The scope where `read` is known to be of `type`. */
export function narrowed(scope: Scope, read: Read, type: Type): Scope {
  const rest = behind(scope, read.node);
  return { ...rest, reads: [...readsFrom(read.node, type, 1, read.declared), ...rest.reads] };
}

/** Whether every value of `from` is one of `to`. */
export function fits(from: Type, to: Type): boolean {
  if (from.kind === "union") return from.members.every((each) => fits(each, to));
  if (to.kind === "union") return to.members.some((each) => fits(from, each));
  if (from.kind === "literal" && to.kind !== "literal") {
    return to.kind === "int" ? Number.isInteger(from.value) : typeof from.value === to.kind;
  }
  if (from.kind === "literal") return to.kind === "literal" && from.value === to.value;
  if (from.kind === "list") return to.kind === "list" && fits(from.element, to.element);
  if (from.kind === "record") return to.kind === "record" && from.schema.name === to.schema.name;
  if (from.kind === "dictionary") return to.kind === "dictionary" && fits(from.value, to.value);
  return from.kind === to.kind || (from.kind === "int" && to.kind === "number");
}

export function readsOf(scope: Scope, want: Type): readonly Read[] {
  return scope.reads.filter(({ type }) => fits(type, want));
}
