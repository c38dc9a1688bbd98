// RQ2001: a property, a field of a schema or a member of a pattern that is written twice (language.md 2.1).
// Must not know what the record is for.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Reporter } from "../reporter.js";
import type { Rule } from "./index.js";

export const duplicates: Rule = ({ mission }, reporter) => {
  const visitor = {
    enter: {
      Object: (node: ast.ObjectLiteral) => checkNames(reporter, "property", node.properties),
      ObjectType: (node: ast.ObjectType) => checkNames(reporter, "field", node.fields),
      ObjectPattern: (node: ast.ObjectPattern) => checkNames(reporter, "field", node.fields),
    },
  };
  for (const transform of mission.transforms.values()) walk(transform, visitor);
  const definitions = [mission.sources, mission.schemas, mission.actions];
  for (const each of definitions) for (const { node } of each.values()) if (node) walk(node, visitor);
};

type Named = ast.Property | ast.FieldType | ast.PatternField;

function checkNames(reporter: Reporter, kind: string, all: readonly (Named | ast.Spread | ast.TypeSpread)[]): void {
  const seen = new Map<string, ast.Name>();
  for (const each of all) {
    if (each.kind === "Spread" || each.kind === "TypeSpread") continue;
    const { name } = each;
    const first = seen.get(name.text);
    const related = first ? [{ span: first.span, message: "first written here" }] : [];
    if (first) reporter.report("RQ2001", name.span, { kind, name: name.text }, { related });
    else seen.set(name.text, name);
  }
}
