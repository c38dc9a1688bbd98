// What an expression stands for that is written elsewhere: a `let` is never assigned again, so what is written there is what it has.
// Must not know types, nor where the value goes.
import { askedAgain } from "./asked-again.js";
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { Bindings, MissionModel, NameBinding } from "./model.js";
import { branchesOf, elementsIn, madeBy, merged, pickedFrom, unlessItChooses } from "./written-parts.js";

export interface WrittenValues {
  /** The literal, choice or list made of others that gives the value of a variable or of a field of it; itself of these. */
  readonly of: (node: ast.Node) => ast.Expression | undefined;
  /** The value that is written for a field, unless what is spread behind it may give another. */
  readonly field: (owner: ast.Node, name: string) => ast.Expression | undefined;
  /** Whether each branch of a choice may come where its value is used. */
  readonly isOpen: (choice: ast.Node, use: ast.Node) => boolean;
}

export function writtenValues(mission: MissionModel, bindings: Bindings): WrittenValues {
  let tested: ReadonlySet<NameBinding> | undefined;

  const of = (node: ast.Node): ast.Expression | undefined => {
    switch (node.kind) {
      case "NameExpression": {
        const binding = bindings.names.get(node);
        if (binding?.kind !== "variable") return undefined;
        tested ??= testedNames(mission, bindings);
        if (tested.has(binding)) return undefined;
        if (binding.node.kind === "Let") return of(binding.node.value);
        return binding.node.kind === "For" && binding.origin === "loop" ? itemOf(binding.node) : undefined;
      }
      case "FieldAccess":
        return field(node.object, node.name.text);
      case "String":
      case "Number":
      case "Boolean":
      case "Object":
      case "List":
        return node;
      case "Conditional":
      case "MatchExpression":
      case "Try":
        return node;
      case "Binary":
        return branchesOf(node).length > 0 ? node : undefined;
      case "Call":
      case "MethodCall":
      case "Pipe":
        return picked(node) ?? ((merged(node) ?? elementsIn(node)) && node);
      case "Filter":
        return elementsIn(node) && node;
      case "Index":
      case "AnyOf":
        return picked(node);
      default:
        return undefined;
    }
  };

  const elementOf = (list: ast.Expression, asks: boolean): ast.Expression | undefined => {
    const made = madeBy(of(list) ?? list);
    const kept = asks ? unlessItChooses(made) : made;
    return kept && of(kept);
  };
  const picked = (node: ast.Node): ast.Expression | undefined => {
    const from = pickedFrom(node);
    return from && elementOf(from.list, from.asks);
  };
  const itemOf = ({ collection, guard }: ast.For): ast.Expression | undefined =>
    elementOf(collection, guard !== undefined);

  const field = (owner: ast.Node, name: string): ast.Expression | undefined => {
    const value = of(owner);
    const object = value && (merged(value) ?? value);
    if (object?.kind !== "Object") return undefined;
    const last = object.properties.filter((each) => each.kind === "Spread" || each.name.text === name).at(-1);
    return last?.kind === "Spread" ? field(last.value, name) : last?.value;
  };

  const isAskedAgain = askedAgain(mission, bindings);
  return { of, field, isOpen: (choice, use) => !isAskedAgain(choice, use) };
}

/** What is asked for its value is a setting, which may be edited: where it goes depends on it. */
function testedNames(mission: MissionModel, bindings: Bindings): ReadonlySet<NameBinding> {
  const found = new Set<NameBinding>();
  const name = (node: ast.NameExpression): void => {
    const binding = bindings.names.get(node);
    if (binding) found.add(binding);
  };
  const note = (node: ast.Node | undefined): void => {
    if (node) walk(node, { enter: { NameExpression: name } });
  };
  const enter = {
    Match: ({ subject }: ast.Match) => note(subject),
    MatchExpression: ({ subject }: ast.MatchExpression) => note(subject),
    ConditionArm: ({ condition }: ast.ConditionArm) => note(condition),
    ConditionValueArm: ({ condition }: ast.ConditionValueArm) => note(condition),
    Conditional: ({ test }: ast.Conditional) => note(test),
    Is: ({ value }: ast.Is) => note(value),
    Binary(node: ast.Binary): void {
      if (!/^(?:==|!=|in|contains|startsWith|endsWith)$/.test(node.operator)) return;
      note(node.left);
      note(node.right);
    },
  };
  for (const { node } of mission.actions.values()) walk(node, { enter });
  return found;
}
