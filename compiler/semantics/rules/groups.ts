// RQ3001: groups that `groupBy` never makes, since its key is one of some literals (language.md 5.4, 10.6).
// Must not know what is done with a group.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { quoted } from "../declared.js";
import { describe } from "../describe.js";
import { fieldRead } from "../field-reads.js";
import { groupNames } from "../group-names.js";
import { dynamic, optional, shape, type Type } from "../types.js";
import { candidates, nearestDetails } from "../unknown.js";
import type { Rule } from "./index.js";

export const groups: Rule = ({ mission, bindings, types: { types } }, reporter) => {
  const check = (node: ast.FieldAccess | ast.Index): void => {
    const read = fieldRead(bindings, node);
    const keys = read && groupNames({ types, bindings }, read.object);
    if (!keys || keys.includes(read.name.text)) return;
    const { name } = read;
    const near = nearestDetails(name.text, name.span, candidates(keys), node.kind === "Index" ? quoted : undefined);
    const type = describe(groupsOf(keys, types.get(node) ?? dynamic));
    reporter.report("RQ3001", name.span, { name: name.text, type, known: keys }, near);
  };
  for (const { node } of mission.actions.values()) walk(node, { enter: { FieldAccess: check, Index: check } });
};

function groupsOf(keys: readonly string[], type: Type): Type {
  return shape(keys.map((each) => [each, { type: optional(type), optional: true }]));
}
