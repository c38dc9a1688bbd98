// RQ4003: actions that jump to or run each other in a circle (language.md 7.5).
// Must not know what jumps do.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Rule } from "./index.js";

export const cycles: Rule = ({ mission }, reporter) => {
  const edges = new Map<string, readonly (ast.Jump | ast.Run)[]>();
  for (const action of mission.actions.values()) {
    const found: (ast.Jump | ast.Run)[] = [];
    walk(action.node, { enter: { Jump: (node) => void found.push(node), Run: (node) => void found.push(node) } });
    edges.set(action.name, found);
  }
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    for (const edge of edges.get(name) ?? []) {
      const target = edge.action.text;
      const start = path.indexOf(target);
      if (start >= 0) reporter.report("RQ4003", edge.span, { path: [...path.slice(start), target] });
      else visit(target, [...path, target]);
    }
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, [name]);
};
