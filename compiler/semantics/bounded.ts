// How large a type may be that is put into another one: of values that are used twice per level it doubles (language.md 5.4).
// Must not know which expressions are made of others.
import { dynamic, type Type } from "./types.js";

/** `parts`: fields, elements and members, also those of its parts; `depth`: how many of them lie within each other. */
interface Extent {
  readonly parts: number;
  readonly depth: number;
}

/** So deep lists and objects may lie in each other: TypeScript gives up on types that are much deeper. */
export const maximumNesting = 40;

/** No message shows more. */
const most: Extent = { parts: 500, depth: maximumNesting };

const single: Extent = { parts: 1, depth: 1 };

/** A type that stands in many others is measured once. */
const measured = new WeakMap<Type, Extent>();

/** The type as a part of a larger one: what is too large by itself is of unknown shape there. */
export function bounded(type: Type): Type {
  const { parts, depth } = extentOf(type);
  return parts > most.parts || depth > most.depth ? dynamic : type;
}

function extentOf(type: Type): Extent {
  const inner = partsOf(type);
  if (inner.length === 0) return single;
  const known = measured.get(type);
  if (known) return known;
  const extents = inner.map(extentOf);
  const extent: Extent = {
    parts: extents.reduce((sum, each) => sum + each.parts, 1),
    depth: extents.reduce((deepest, each) => Math.max(deepest, each.depth), 0) + 1,
  };
  measured.set(type, extent);
  return extent;
}

/** Schemas stand there by name; of literals there may be as many as the mission writes. */
function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case "list":
      return [type.element];
    case "union":
      return type.members.filter((each) => each.kind !== "literal");
    case "object":
      return [...[...type.fields.values()].map((each) => each.type), ...(type.rest ? [type.rest] : [])];
    default:
      return [];
  }
}
