// Which actions name each other: what a mission without `run` runs, in which order, and circles (language.md 2.3, 7.5).
// Must not know pipelines that are written out.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { type Circle, circlesOf, type Edge } from "./circles.js";
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

/** Actions that jump to or run each other in a circle. */
export function actionCircles(mission: MissionModel): readonly Circle[] {
  const edges = new Map<string, readonly Edge[]>();
  for (const action of mission.actions.values()) {
    const found: Edge[] = [];
    const note = (node: ast.Jump | ast.Run): void => void found.push({ node, to: node.action.text });
    walk(action.node, { enter: { Jump: note, Run: note } });
    edges.set(action.name, found);
  }
  return circlesOf(edges);
}
