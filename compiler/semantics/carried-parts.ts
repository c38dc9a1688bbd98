// What a match that sends its request again has proven of parts of unknown values: the constants that it looks at end with each
// turn of its loop, so variables carry what they hold to the steps behind (language.md 5.4, 7.5). Must not know how arms test.
import type * as ast from "../syntax/ast.js";
import { foundFields } from "./found-fields.js";
import { change, type Holder, inBlock } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import { type Facts, withFact } from "./narrow.js";
import { lastName, sharedKey } from "./reference-keys.js";
import { dynamic, isDynamic, type Type } from "./types.js";

export interface CarriedPart {
  readonly holder: Holder;
  /** Of the field that it is. */
  readonly name: string;
  /** What it is where any arm has ended that goes on. */
  readonly type: Type;
}

/** Walks the arms; behind them, reading such a part is reading its variable. */
export function carryParts(infer: Inferrer, match: ast.Match, walk: () => Facts | undefined): Facts | undefined {
  const { holders, changes } = infer.held;
  const start = changes.length;
  const proven = new Map<string, CarriedPart>();
  const end = inBlock(infer, () => {
    const facts = walk();
    for (const [key] of changes.slice(start)) {
      const holder = holders.get(key);
      const type = facts?.get(key) ?? dynamic;
      if (!facts || !holder || isDynamic(type)) continue;
      const fields = foundFields(facts, key, holder, type);
      // No variable carries an element of a list.
      if (fields.some(([, each]) => each.path.some((name) => /^\d+$/.test(name)))) continue;
      proven.set(key, { holder, name: lastName(key), type });
      for (const [each, field] of fields) proven.set(each, { holder: field, name: lastName(each), type: field.found });
    }
    return facts;
  });
  infer.carried.set(match, [...proven.values()]);
  if (!end) return end;
  let known = end;
  for (const [key, { holder, type }] of proven) {
    const behind = sharedKey(infer, key);
    change(infer.held, behind, holder);
    known = withFact(known, behind, type);
  }
  return known;
}
