// What an object literal spreads where that is a choice: each branch by itself (language.md 5.4).
// Must not know where the literal goes, nor what is said of it.
import type * as ast from "../syntax/ast.js";
import { type Lacking, lackingIn, writtenIn } from "./lacking.js";
import { overlaps } from "./overlaps.js";
import { dynamic, type ObjectShape, type Type, withoutNull } from "./types.js";
import type { WrittenValues } from "./written-values.js";
import { branchesOf } from "./written-parts.js";

interface Written {
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly writtenValues: WrittenValues;
}

export interface Way {
  readonly node: ast.Expression;
  readonly type: Type;
  /** The variable that stands in its place. */
  readonly through: ast.Node | undefined;
}

/** The branches of a choice that is spread, or that was written for what is; none of anything else. */
export function waysOf(written: Written, node: ast.Expression, through?: ast.Node): readonly Way[] {
  const found = new Map<ast.Node, Way>();
  const seen = new Set<ast.Node>();
  const add = (value: ast.Expression, known: Type, by: ast.Node | undefined): boolean => {
    const choice = written.writtenValues.of(value) ?? value;
    const via = choice === value ? by : (by ?? value);
    const branches = branchesOf(choice);
    if (branches.length === 0 || (via && !written.writtenValues.isOpen(choice, via))) return false;
    if (seen.has(choice)) return true;
    seen.add(choice);
    for (const each of branches) {
      const whole = written.types.get(each.node) ?? dynamic;
      const type = each.mayMiss ? withoutNull(whole) : whole;
      if (!overlaps(type, known) || add(each.node, type, via)) continue;
      found.set(each.node, { node: each.node, type, through: via });
    }
    return true;
  };
  add(node, written.types.get(node) ?? dynamic, through);
  return [...found.values()];
}

export interface LackingWay extends Lacking {
  /** The branch that lacks it; undefined where the literal does, whichever is taken. */
  readonly way: Way | undefined;
}

/** What the literal lacks, and what it lacks besides where it spreads one branch of a choice or another. */
export function lackingWays(
  written: Written,
  node: ast.ObjectLiteral,
  target: ObjectShape,
  through?: ast.Node,
): readonly LackingWay[] {
  const whole = lackingIn(written.types, node, target);
  const properties = writtenIn(node);
  const ways = properties.flatMap((spread) => {
    if (spread.kind === "Property") return [];
    return waysOf(written, spread.value, through).map((way): LackingWay => {
      const taken = properties.map((each) => (each === spread ? { ...each, value: way.node } : each));
      return besides(whole, way, lackingIn(written.types, { ...node, properties: taken }, target));
    });
  });
  return [{ ...whole, way: undefined }, ...ways];
}

function besides(whole: Lacking, way: Way, taken: Lacking): LackingWay {
  const { node, through } = way;
  const own =
    node.kind === "Object" ? writtenIn(node).flatMap((each) => (each.kind === "Property" ? [each.name] : [])) : [];
  const misspelt = taken.misspelt.filter(({ name }) => own.includes(name));
  const missing = new Map(taken.missing);
  for (const { meant, field } of taken.misspelt)
    if (!misspelt.some((each) => each.meant === meant)) missing.set(meant, field);
  for (const name of [...whole.missing.keys(), ...whole.misspelt.map((each) => each.meant)]) missing.delete(name);
  // What a variable stands for may go elsewhere, too, where its other fields are wanted.
  const extra = through ? [] : taken.extra.filter(({ name }) => own.includes(name));
  return { way, missing, misspelt, extra };
}
