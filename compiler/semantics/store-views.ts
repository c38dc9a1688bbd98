// A store as what is matched: a list, and for object patterns and schemas its one record, if it holds one (language.md 4.1).
// Must not know what an arm does, nor how the store is read.
import type * as ast from "../syntax/ast.js";
import { isAnything } from "./coverage.js";
import type { Bindings } from "./model.js";

/** `either`: an arm that takes what is left, beside one for the record; nothing is known of it. */
export type StoreView = "list" | "record" | "either";

export type Arms = ast.Match["arms"] | ast.MatchExpression["arms"];

export function storeView(bindings: Bindings, arms: Arms, pattern: ast.Pattern): StoreView {
  if (isOfRecord(bindings, pattern)) return "record";
  if (pattern.kind === "ListPattern" || pattern.kind === "LiteralPattern") return "list";
  return isAnything(bindings, pattern) && !asksForRecord(bindings, arms) ? "list" : "either";
}

/** Whether an arm is for the one record. */
export function asksForRecord(bindings: Bindings, arms: Arms): boolean {
  return arms.some((arm) => "pattern" in arm && isOfRecord(bindings, arm.pattern));
}

function isOfRecord(bindings: Bindings, pattern: ast.Pattern): boolean {
  const binding = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  return pattern.kind === "ObjectPattern" || (binding?.kind === "test" && binding.schema !== undefined);
}
