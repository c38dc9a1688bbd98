// RQ4003, RQ4043: actions that jump to or run each other in a circle, schemas that spread each other (language.md 5, 7.5).
// Must not know what jumps do.
import { walk } from "../../syntax/walk.js";
import { type Circle, circlesOf, type Edge } from "../circles.js";
import type { MissionModel } from "../model.js";
import { actionCircles } from "../order.js";
import type { Rule } from "./index.js";

export const cycles: Rule = ({ mission }, reporter) => {
  const report = (code: "RQ4003" | "RQ4043", { node, path, before }: Circle): void => {
    const related = before.map((each) => ({ span: each.span, message: "leads there" }));
    reporter.report(code, node.span, { path }, { related });
  };
  for (const each of actionCircles(mission)) report("RQ4003", each);
  for (const each of schemaCircles(mission)) report("RQ4043", each);
};

/** A schema may hold records of its own kind, but not all of its own fields among its fields. */
function schemaCircles(mission: MissionModel): readonly Circle[] {
  const edges = new Map<string, readonly Edge[]>();
  for (const { name, node } of mission.schemas.values()) {
    const found: Edge[] = [];
    if (node)
      walk(node, { enter: { TypeSpread: (spread) => void found.push({ node: spread, to: spread.name.text }) } });
    edges.set(name, found);
  }
  return circlesOf(edges);
}
