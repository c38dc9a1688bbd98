// Which actions name each other: what a mission without `run` runs, in which order, and circles (language.md 2.3, 7.5).
// Must not know pipelines that are written out.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { MissionModel } from "./model.js";

/** The `jump` or `run` step that names each action. */
export function namedBySteps(mission: MissionModel): ReadonlyMap<string, ast.Jump | ast.Run> {
  const named = new Map<string, ast.Jump | ast.Run>();
  const note = (node: ast.Jump | ast.Run): void => {
    if (!named.has(node.action.text)) named.set(node.action.text, node);
  };
  for (const action of mission.actions.values()) walk(action.node, { enter: { Jump: note, Run: note } });
  return named;
}

export function writtenOrder(mission: MissionModel): readonly string[] {
  const named = namedBySteps(mission);
  return [...mission.actions.keys()].filter((each) => !named.has(each));
}

/** A step that closes a circle of actions, and the names on its way: the first one is the last one too. */
export interface Circle {
  readonly step: ast.Jump | ast.Run;
  readonly path: readonly string[];
  /** The steps before it on that way. */
  readonly before: readonly (ast.Jump | ast.Run)[];
}

export function circles(mission: MissionModel): readonly Circle[] {
  const edges = new Map<string, readonly (ast.Jump | ast.Run)[]>();
  for (const action of mission.actions.values()) {
    const found: (ast.Jump | ast.Run)[] = [];
    walk(action.node, { enter: { Jump: (node) => void found.push(node), Run: (node) => void found.push(node) } });
    edges.set(action.name, found);
  }
  const all: Circle[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[], way: readonly (ast.Jump | ast.Run)[]): void => {
    if (done.has(name)) return;
    for (const step of edges.get(name) ?? []) {
      const target = step.action.text;
      const start = path.indexOf(target);
      if (start >= 0) all.push({ step, path: [...path.slice(start), target], before: way.slice(start) });
      else visit(target, [...path, target], [...way, step]);
    }
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, [name], []);
  return all;
}
