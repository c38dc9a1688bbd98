// Fields of a value of which conditions have found more than its type says: TypeScript knows so where it has been tested, and
// not of another variable with that value (language.md 5.4). Must not know which variables there are.
import type { Holder } from "./held-subjects.js";
import type { VariableSymbol } from "./model.js";
import type { Facts } from "./narrow.js";
import { namesOf } from "./reference-keys.js";
import type { Type } from "./types.js";

export interface FoundField {
  readonly kind: "FoundField";
  /** What it is a field of, and the type of that. */
  readonly of: Holder | VariableSymbol;
  readonly type: Type;
  /** The fields that lead to it. */
  readonly path: readonly string[];
  /** What it has been found to be. */
  readonly found: Type;
}

/** By their keys; `key`: of what they are fields of. Which text one is matters little. */
export function foundFields(
  facts: Facts,
  key: string,
  of: FoundField["of"],
  type: Type,
): readonly (readonly [string, FoundField])[] {
  return [...facts].flatMap(([each, found]) => {
    if (!each.startsWith(`${key}.`) || found.kind === "literal") return [];
    const path = namesOf(each.slice(key.length + 1));
    return [[each, { kind: "FoundField", of, type, path, found }] as const];
  });
}
