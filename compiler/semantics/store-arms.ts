// The arms of a match over a store: each sees the list of its records, or the one record (language.md 4.1).
// Must not know what an arm does.
import type * as ast from "../syntax/ast.js";
import type { Tried } from "./infer-arms.js";
import type { Bindings } from "./model.js";
import type { Facts } from "./narrow.js";
import { type Arms, storeView } from "./store-views.js";
import { dynamic, never, optional, type Type } from "./types.js";

/** What an arm is tried on: as arms that see the same have left it. */
export interface StoreArm {
  readonly type: Type;
  readonly isRecord: boolean;
  readonly tried: Tried;
  readonly leave: (left: Tried) => void;
}

export function storeArms(
  bindings: Bindings,
  arms: Arms,
  records: Type,
  facts: Facts,
): (pattern: ast.Pattern) => StoreArm {
  const types = {
    list: records,
    record: recordOf(records),
    either: dynamic,
  };
  // What is read out of the store is no reference that TypeScript would narrow elsewhere.
  const left = new Map<keyof typeof types, Tried>();
  return (pattern) => {
    const view = storeView(bindings, arms, pattern);
    const tried = left.get(view) ?? { subject: undefined, rest: types[view], facts };
    return { type: types[view], isRecord: view === "record", tried, leave: (now) => void left.set(view, now) };
  };
}

/** The one record, if there is one. Of a store of which nothing is known yet there is none: such an arm adds nothing (5.4). */
function recordOf(records: Type): Type {
  if (records.kind !== "list") return dynamic;
  return records.element.kind === "never" ? never : optional(records.element);
}
