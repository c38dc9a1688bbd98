// Names that lead to each other in a circle: actions by their steps, schemas by what they spread.
// Must not know what it means that one leads to another.
import type * as ast from "../syntax/ast.js";

/** Where one name leads to another. */
export interface Edge {
  readonly node: ast.Node;
  readonly to: string;
}

/** The place that closes a circle, and the names on its way: the first one is the last one too. */
export interface Circle {
  readonly node: ast.Node;
  readonly path: readonly string[];
  /** The places before it on that way. */
  readonly before: readonly ast.Node[];
}

export function circlesOf(edges: ReadonlyMap<string, readonly Edge[]>): readonly Circle[] {
  const all: Circle[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[], way: readonly ast.Node[]): void => {
    if (done.has(name)) return;
    for (const { node, to } of edges.get(name) ?? []) {
      const start = path.indexOf(to);
      if (start >= 0) all.push({ node, path: [...path.slice(start), to], before: way.slice(start) });
      else visit(to, [...path, to], [...way, node]);
    }
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, [name], []);
  return all;
}
