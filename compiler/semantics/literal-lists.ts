// Lists of literals whose loop tells them apart: their elements keep their literal types (language.md 5.4).
// Must not know how types are inferred.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { Bindings, MissionModel, VariableSymbol } from "./model.js";
import { membersOf, type ObjectShape, type Type } from "./types.js";

export function constantLists(mission: MissionModel, bindings: Bindings): ReadonlySet<ast.Expression> {
  const found = new Set<ast.Expression>();
  const note = (step: ast.For): void => {
    const variable = bindings.variables.get(step);
    if (variable && isOfLiterals(step.collection) && tellsApart(bindings, step.body, variable))
      found.add(step.collection);
  };
  for (const action of mission.actions.values()) walk(action.node, { enter: { For: note } });
  return found;
}

/** Several texts, or several numbers. */
function isOfLiterals(node: ast.Expression): boolean {
  if (node.kind !== "List" || node.items.length < 2) return false;
  const kinds = new Set(node.items.map((each) => each.kind));
  return kinds.size === 1 && (kinds.has("String") || kinds.has("Number"));
}

/** Whether the variable is matched, compared, or given to a field that only takes some literals. */
function tellsApart(bindings: Bindings, body: ast.Block, variable: VariableSymbol): boolean {
  let found = false;
  const isIt = (node: ast.Expression | undefined): boolean =>
    node?.kind === "NameExpression" && bindings.names.get(node) === variable;
  const subject = (node: ast.Match | ast.MatchExpression): void => void (found ||= isIt(node.subject));
  const goesInto = (node: ast.Expression | undefined, shape: ObjectShape | undefined): void => {
    if (node?.kind !== "Object" || !shape) return;
    for (const each of node.properties)
      if (each.kind === "Property" && isIt(each.value)) found ||= hasLiterals(shape.fields.get(each.name.text)?.type);
  };
  walk(body, {
    enter: {
      Match: subject,
      MatchExpression: subject,
      Binary: ({ operator, left, right }) =>
        void (found ||= /^(?:==|!=)$/.test(operator) && (isIt(left) || isIt(right))),
      MapStep: (node) => goesInto(node.fields, bindings.targets.get(node)?.type.shape),
      StoreStep: (node) => goesInto(node.value, bindings.stores.get(node)?.of?.type.shape),
    },
  });
  return found;
}

function hasLiterals(type: Type | undefined): boolean {
  return type !== undefined && membersOf(type).some((each) => each.kind === "literal");
}
