// What the variables hold that keep `response` where several steps of an action set it (language.md 6.2, 7.2).
// Must not know how the reads and the steps that reach them were found (flow does).
import type * as ast from "../syntax/ast.js";
import type { Definition } from "./reaching.js";

/**
 * Bodies of any shape; whole answers, where a read asks for their status or headers (6.8, 7.2); or records, where only
 * maps set the variable.
 */
export type Held = "bodies" | "answers" | "records";

/** A variable of an action: for all reads of `response` that have a step in common. */
export interface Share {
  readonly holds: Held;
  readonly definitions: ReadonlySet<Definition>;
  readonly reads: readonly SharedRead[];
}

/** A read of `response` that several steps reach. */
export interface SharedRead {
  readonly node: ast.Node;
  readonly definitions: ReadonlySet<Definition>;
  /** More than the body is asked for. */
  readonly asks: boolean;
  /** Inside a parallel loop, whose iterations are functions of their own. */
  readonly isNested: boolean;
}

/** The variables of an action with these shared reads, in their order. */
export function sharesOf(reads: readonly SharedRead[]): readonly Share[] {
  return connected(reads).map((group) => {
    const definitions = new Set(group.flatMap((each) => [...each.definitions]));
    return { holds: heldFor(group, definitions), definitions, reads: group };
  });
}

function heldFor(reads: readonly SharedRead[], definitions: ReadonlySet<Definition>): Held {
  const hasRequest = [...definitions].some((each) => each !== "start" && each.kind !== "MapStep");
  if (hasRequest) return reads.some((each) => each.asks) ? "answers" : "bodies";
  // TypeScript forgets inside a function what was last assigned to a variable outside of it.
  return reads.some((each) => each.isNested) ? "bodies" : "records";
}

/** The reads by the steps that they have in common; that the action has begun is none: each variable begins as null. */
function connected(reads: readonly SharedRead[]): readonly (readonly SharedRead[])[] {
  const parents = new Map<Definition, Definition>();
  const rootOf = (each: Definition): Definition => {
    let root = each;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) {
      parents.set(root, parents.get(parent) ?? parent);
      root = parent;
    }
    return root;
  };
  const firstOf = ({ definitions }: SharedRead): Definition =>
    [...definitions].find((each) => each !== "start") ?? "start";
  for (const read of reads)
    for (const each of read.definitions) if (each !== "start") parents.set(rootOf(each), rootOf(firstOf(read)));
  const groups = new Map<Definition, SharedRead[]>();
  for (const read of reads) {
    const root = rootOf(firstOf(read));
    const group = groups.get(root);
    if (group) group.push(read);
    else groups.set(root, [read]);
  }
  return [...groups.values()];
}
