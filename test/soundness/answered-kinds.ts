// What each read of an action at random can be reached by: the schemas that an arm has found, or an answer of no known shape.
// Must not know the compiler, nor what a server says.
import { type Action, type Arm, type Asked, type Field, numbersOf, type Step } from "./answering.js";

/** An answer that is known: its schema, a list or text, or null, as before any request. */
type Known = "card" | "bank" | "note" | "memo" | "list" | "text" | "null";
type Kinds = ReadonlySet<Known | "unknown">;

const none: Kinds = new Set();
const fieldsOf: Record<Known, readonly Field[]> = {
  card: ["id", "kind", "last4"],
  bank: ["id", "kind", "iban"],
  note: ["id", "text"],
  memo: ["id", "text", "at"],
  list: [],
  text: [],
  null: [],
};
const found: Record<Asked, Known | "unknown"> = {
  card: "card",
  bank: "bank",
  "bank with iban": "bank",
  note: "note",
  memo: "memo",
  cards: "list",
  one: "list",
  done: "text",
  string: "text",
  null: "null",
  tagged: "unknown",
  "with text": "unknown",
  busy: "unknown",
  else: "unknown",
};

/** The numbers of the reads of a field that no answer which can be there has. */
export function mistakenReads(all: Action): ReadonlySet<number> {
  const numbers = numbersOf(all);
  const seen = new Map<number, Kinds>();
  /** What is there at the ends of an iteration, or of the action, that `skip` leads to. */
  let skipped = none;

  const run = (body: readonly Step[], before: Kinds): Kinds =>
    body.reduce((kinds, each) => runStep(each, kinds), before);
  const runStep = (each: Step, before: Kinds): Kinds => {
    // Nothing comes here.
    if (before.size === 0) return none;
    switch (each.kind) {
      case "read": {
        const at = numbers.get(each) ?? 0;
        seen.set(at, joined(seen.get(at) ?? none, before));
        return before;
      }
      case "map":
        return new Set(["note"]);
      case "either":
        return joined(run(each.first, before), run(each.other, before));
      case "for":
        return runLoop(each, before);
      case "again":
        throw new Error("what such a match finds, and forgets in loops and functions, is not followed here");
      case "get":
        if (each.arms.length === 0) return new Set(["unknown"]);
        return each.arms
          .map(({ asks, body }) => {
            const kinds: Kinds = new Set([found[asks]]);
            // It may have been a failure, which ends the iteration (7.5).
            if (typeof body !== "string") skipped = joined(skipped, kinds);
            return runArm(body, kinds);
          })
          .reduce(joined, none);
    }
  };
  const runArm = (body: Arm["body"], kinds: Kinds): Kinds => {
    if (typeof body !== "string") return run(body, kinds);
    if (body === "skip") skipped = joined(skipped, kinds);
    return body === "continue" ? kinds : none;
  };
  const runLoop = ({ body, parallel }: Step & { readonly kind: "for" }, before: Kinds): Kinds => {
    const outer = skipped;
    let kinds = before;
    for (let size = -1; size !== kinds.size;) {
      size = kinds.size;
      skipped = none;
      const after = run(body, kinds);
      if (!parallel) kinds = joined(kinds, joined(after, skipped));
    }
    skipped = outer;
    return kinds;
  };
  run(all, new Set(["null"]));
  const reads = [...numbers].flatMap(([each, at]) =>
    each.kind === "read" && each.way !== "match" ? [{ each, at }] : [],
  );
  return new Set(reads.filter(({ each, at }) => isMistaken(each.field, seen.get(at) ?? none)).map(({ at }) => at));
}

/** What is null alone has no field, which is null (5.2). */
function isMistaken(field: Field, kinds: Kinds): boolean {
  const records = [...kinds].filter((kind) => kind !== "null");
  return records.length > 0 && records.every((kind) => kind !== "unknown" && !fieldsOf[kind].includes(field));
}

function joined(some: Kinds, others: Kinds): Kinds {
  return new Set([...some, ...others]);
}
