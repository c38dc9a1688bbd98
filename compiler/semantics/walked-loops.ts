// Loops are walked once for each set of steps that reaches them: loops in each other would be walked twice on each level.
// Must not know what a walk looks at (flow does).
import type * as ast from "../syntax/ast.js";
import type { Reaching, State } from "./reaching.js";

/** What one walk through a loop has come to, from the same definitions. */
interface Walk {
  readonly end: State;
  readonly inside: readonly Reaching[];
  readonly escaped: readonly Reaching[];
}

/** `escaped`: the definitions whose block has been left, which a walk changes. */
export function walksOfLoops(escaped: Set<Reaching>): (node: ast.For, entry: State, walk: () => State) => State {
  const walks = new Map<ast.For, Map<string | undefined, Walk>>();
  const identities = new Map<Reaching, number>();
  const identityOf = (each: Reaching): number => {
    const known = identities.get(each) ?? identities.size;
    identities.set(each, known);
    return known;
  };
  const keyOf = (entry: State): string | undefined =>
    entry &&
    [...entry]
      .map((each) => `${identityOf(each)}${escaped.has(each) ? "!" : ""}`)
      .sort()
      .join();
  return (node, entry, walk) => {
    const key = keyOf(entry);
    const known = walks.get(node) ?? new Map<string | undefined, Walk>();
    walks.set(node, known);
    const found = known.get(key);
    if (found) {
      for (const each of found.inside) escaped.delete(each);
      for (const each of found.escaped) escaped.add(each);
      return found.end;
    }
    const end = walk();
    const inside = [...(entry ?? []), ...(end ?? [])];
    known.set(key, { end, inside, escaped: inside.filter((each) => escaped.has(each)) });
    return end;
  };
}
