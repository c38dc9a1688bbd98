// RQ3001: groups that `groupBy` never makes, since its key is one of some literals (language.md 5.4, 10.6).
// Must not know what is done with a group.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import { quoted } from "../declared.js";
import { describe } from "../describe.js";
import { bodyOf, callForm, elementArgument } from "../element-calls.js";
import { fieldRead } from "../field-reads.js";
import { dynamic, membersOf, optional, shape, type Type } from "../types.js";
import { candidates, nearestDetails } from "../unknown.js";
import type { Rule } from "./index.js";

export const groups: Rule = (analysis, reporter) => {
  const check = (node: ast.FieldAccess | ast.Index): void => {
    const read = fieldRead(analysis.bindings, node);
    const keys = read && keysOf(analysis, read.object);
    if (!keys || keys.includes(read.name.text)) return;
    const { name } = read;
    const near = nearestDetails(name.text, name.span, candidates(keys), node.kind === "Index" ? quoted : undefined);
    const type = describe(groupsOf(keys, analysis.types.types.get(node) ?? dynamic));
    reporter.report("RQ3001", name.span, { name: name.text, type, known: keys }, near);
  };
  for (const { node } of analysis.mission.actions.values()) walk(node, { enter: { FieldAccess: check, Index: check } });
};

/** The names of all groups that there may be, where they are known. */
function keysOf(analysis: Analysis, node: ast.Expression): readonly string[] | undefined {
  const { names } = analysis.bindings;
  const binding = node.kind === "NameExpression" ? names.get(node) : undefined;
  if (binding?.kind === "variable" && binding.node.kind === "Let") return keysOf(analysis, binding.node.value);
  if (node.kind !== "Call" && node.kind !== "MethodCall" && node.kind !== "Pipe") return undefined;
  const form = callForm(node);
  const by = form.name.text === "groupBy" ? elementArgument(form) : undefined;
  const members = by ? membersOf(analysis.types.types.get(bodyOf(by)) ?? dynamic) : [];
  const keys = members.flatMap(keyOf);
  return keys.length > 0 && keys.length === members.length ? keys : undefined;
}

/** A key is kept as its text, null too. */
function keyOf(type: Type): readonly string[] {
  if (type.kind === "literal") return [String(type.value)];
  return type.kind === "null" ? ["null"] : [];
}

function groupsOf(keys: readonly string[], type: Type): Type {
  return shape(keys.map((each) => [each, { type: optional(type), optional: true }]));
}
