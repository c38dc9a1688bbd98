// What the variable holds that keeps `response` where several steps of an action set it (language.md 6.2, 7.2).
// Must not know how the reads and the steps that reach them were found (flow does).
import type { Definition } from "./flow.js";

/**
 * Bodies of any shape; whole answers, where a read asks for their status or headers (6.8, 7.2); or records, where only
 * maps set the variable.
 */
export type Held = "bodies" | "answers" | "records";

/** The shared variable of an action. */
export interface Share {
  readonly holds: Held;
  readonly definitions: ReadonlySet<Definition>;
}

/** A read of `response` that several steps reach. */
export interface SharedRead {
  readonly definitions: ReadonlySet<Definition>;
  /** More than the body is asked for. */
  readonly asks: boolean;
  /** Inside a parallel loop, whose iterations are functions of their own. */
  readonly isNested: boolean;
}

/** The share of an action with these shared reads; undefined where it needs none. */
export function shareOf(reads: readonly SharedRead[]): Share | undefined {
  if (reads.length === 0) return undefined;
  const definitions = new Set(reads.flatMap((each) => [...each.definitions]));
  const hasRequest = [...definitions].some((each) => each !== "start" && each.kind !== "MapStep");
  if (hasRequest) return { holds: reads.some((each) => each.asks) ? "answers" : "bodies", definitions };
  // TypeScript forgets inside a function what was last assigned to a variable outside of it.
  return { holds: reads.some((each) => each.isNested) ? "bodies" : "records", definitions };
}
