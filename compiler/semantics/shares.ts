// What the variables hold that keep `response` where several steps of an action set it (language.md 6.2, 7.2).
// Must not know how the reads and the steps that reach them were found (flow does).
import type * as ast from "../syntax/ast.js";
import { type Definition, isSkipped, type Reaching } from "./reaching.js";

/**
 * Bodies of any shape; whole answers, where a read asks for their status or headers (6.8, 7.2); or records, where only
 * maps set the variable.
 */
export type Held = "bodies" | "answers" | "records";

/** A variable of an action: for all reads of `response` that the same steps reach, so that it is of what these have found. */
export interface Share {
  readonly holds: Held;
  readonly definitions: ReadonlySet<Definition>;
  /** Those whose answer is read in the iteration in which it came, or behind its end. */
  readonly direct: ReadonlySet<Definition>;
  /** Of which an answer is read, too, that arms have skipped. */
  readonly skipped: ReadonlySet<Definition>;
  readonly reads: readonly ast.Node[];
}

/** A read of `response` that several steps reach. */
export interface SharedRead {
  readonly node: ast.Node;
  readonly reaching: ReadonlySet<Reaching>;
  /** More than the body is asked for. */
  readonly asks: boolean;
  /** Inside a parallel loop, whose iterations are functions of their own. */
  readonly isNested: boolean;
}

/** The variables of an action with these shared reads, in their order. */
export function sharesOf(reads: readonly SharedRead[]): readonly Share[] {
  const numbers = new Map<Reaching, number>();
  const numberOf = (each: Reaching): number => {
    const number = numbers.get(each) ?? numbers.size;
    numbers.set(each, number);
    return number;
  };
  const groups = new Map<string, SharedRead[]>();
  for (const read of reads) {
    const key = [...read.reaching].map(numberOf).sort().join();
    const group = groups.get(key);
    if (group) group.push(read);
    else groups.set(key, [read]);
  }
  return [...groups.values()].map(shareFor);
}

function shareFor(reads: readonly SharedRead[]): Share {
  const reaching = [...(reads[0]?.reaching ?? [])];
  const skipped = new Set(reaching.filter(isSkipped).map(({ of }) => of));
  const direct = new Set(reaching.flatMap((each) => (isSkipped(each) ? [] : [each])));
  const definitions = new Set([...direct, ...skipped]);
  return { holds: heldFor(reads, definitions), definitions, direct, skipped, reads: reads.map(({ node }) => node) };
}

function heldFor(reads: readonly SharedRead[], definitions: ReadonlySet<Definition>): Held {
  const hasRequest = [...definitions].some((each) => each !== "start" && each.kind !== "MapStep");
  if (hasRequest) return reads.some((each) => each.asks) ? "answers" : "bodies";
  // TypeScript forgets inside a function what was last assigned to a variable outside of it.
  return reads.some((each) => each.isNested) ? "bodies" : "records";
}
