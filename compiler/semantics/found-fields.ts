// Fields of a value of which conditions have found more than its type says: TypeScript knows so where it has been tested, and
// not of another variable with that value (language.md 5.4). Must not know which variables there are.
import type { Holder } from "./held-subjects.js";
import type { VariableSymbol } from "./model.js";
import type { Facts } from "./narrow.js";
import { lastName } from "./reference-keys.js";
import type { Type } from "./types.js";

export interface FoundField {
  readonly kind: "FoundField";
  /** What it is a field of, and the type of that. */
  readonly of: Holder | VariableSymbol;
  readonly type: Type;
  /** The fields that lead to it, each with what it has been found to be, if anything. */
  readonly path: readonly { readonly name: string; readonly found: Type | undefined }[];
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
    if (!each.startsWith(`${key}.`)) return [];
    const parts = each.slice(key.length + 1).split(".");
    const path = parts.map((part, at) => ({
      name: lastName(part),
      found: facts.get([key, ...parts.slice(0, at + 1)].join(".")),
    }));
    return [[each, { kind: "FoundField", of, type, path, found }] as const];
  });
}
