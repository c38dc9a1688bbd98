// The options of a `wait` step, read as the language means them (language.md 6.21).
// Must not know names or types; what cannot be read is undefined here and reported by a rule.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { ResponseFlow } from "./flow.js";
import type { MissionModel } from "./model.js";
import { wordOf } from "./options.js";

/** In the order written. */
export function waitSteps(mission: MissionModel): readonly ast.Wait[] {
  const found: ast.Wait[] = [];
  for (const action of mission.actions.values())
    walk(action.node, { enter: { Wait: (node) => void found.push(node) } });
  return found;
}

export function waitOption(step: ast.Wait, name: string): ast.Expression | undefined {
  return step.options.entries.find((each) => each.name.text === name)?.value;
}

/** How many events, or of which types. */
export type Expected =
  { readonly kind: "count"; readonly count: number } | { readonly kind: "types"; readonly types: readonly string[] };

export function expectedOf(step: ast.Wait): Expected | undefined {
  const value = waitOption(step, "expectedEvents");
  if (!value) return { kind: "count", count: 1 };
  if (value.kind === "Number")
    return Number.isInteger(value.value) && value.value >= 1 ? { kind: "count", count: value.value } : undefined;
  const names = value.kind === "List" ? value.items : [value];
  const types = names.flatMap((each) => (each.kind === "Spread" ? [] : (wordOf(each) ?? [])));
  return types.length > 0 && types.length === names.length ? { kind: "types", types } : undefined;
}

export interface Storage {
  readonly target: ast.Name;
  readonly key: ast.Expression | undefined;
}

/** A store, or `{ target, key }`. */
export function storageOf(step: ast.Wait): Storage | undefined {
  const value = waitOption(step, "storage");
  if (!value) return undefined;
  if (value.kind !== "Object") return storeName(value, undefined);
  const property = (name: string): ast.Expression | undefined =>
    value.properties.find((each): each is ast.Property => each.kind === "Property" && each.name.text === name)?.value;
  const target = property("target");
  return target && storeName(target, property("key"));
}

function storeName(value: ast.Expression, key: ast.Expression | undefined): Storage | undefined {
  const text = wordOf(value);
  return text === undefined ? undefined : { target: { kind: "Name", text, span: value.span }, key };
}

/** Whether and how a time-out starts the action again; `never`: it is null and no failure. */
export type Restart = "none" | "never" | "always" | ast.ObjectLiteral;

export function restartOf(step: ast.Wait): Restart | undefined {
  const value = waitOption(step, "retryOnTimeout");
  if (!value) return "none";
  if (value.kind === "Object") return value;
  if (value.kind !== "Boolean") return undefined;
  return value.value ? "always" : "never";
}

export function restarts(step: ast.Wait): boolean {
  const restart = restartOf(step);
  return restart === "always" || typeof restart === "object";
}

/** Whether `webhook` is read where the last response does not come from a `wait`. */
export function isNoEvent({ reads }: ResponseFlow, node: ast.NameExpression): boolean {
  const definitions = [...(reads.get(node) ?? [])];
  return node.name === "webhook" && definitions.some((each) => each === "start" || each.kind !== "Wait");
}

/** The path, where it is known before anything runs. */
export function literalPath(step: ast.Wait): string | undefined {
  const value = waitOption(step, "path");
  return value?.kind === "String" ? value.value : undefined;
}
