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
  /** The arms that all reads are in, by whose answer they tell of. */
  readonly arms: ReadonlyMap<Definition, ast.Arm>;
}

/** The answer of a request, or the failure that a `catch` is offered. */
export type Setter = ast.Request | ast.Match;

/** An arm that tells what an answer is. */
export interface EnteredArm {
  readonly arm: ast.Arm;
  readonly definition: Setter;
}

/** A read of `response` that several steps reach. */
export interface SharedRead {
  readonly node: ast.Node;
  readonly reaching: ReadonlySet<Reaching>;
  readonly around: readonly EnteredArm[];
  /** More than the body is asked for. */
  readonly asks: boolean;
  /** Inside a parallel loop, whose iterations are functions of their own. */
  readonly isNested: boolean;
}

/** The variables of an action with these shared reads, in their order. */
export function sharesOf(reads: readonly SharedRead[]): readonly Share[] {
  const numbers = new Map<Reaching | ast.Arm, number>();
  const numberOf = (each: Reaching | ast.Arm): number => {
    const number = numbers.get(each) ?? numbers.size;
    numbers.set(each, number);
    return number;
  };
  const groups = new Map<string, [SharedRead, ...SharedRead[]]>();
  for (const read of reads) {
    const key = [...read.reaching, ...armsOf(read).values()].map(numberOf).sort().join();
    const group = groups.get(key);
    if (group) group.push(read);
    else groups.set(key, [read]);
  }
  return [...groups.values()].map(shareFor);
}

/** The arms around a read of what they tell of: others beside them do not lead to it. */
function armsOf({ around, reaching }: SharedRead): ReadonlyMap<Definition, ast.Arm> {
  return new Map(
    around.flatMap(({ arm, definition }) => (reaching.has(definition) ? [[definition, arm] as const] : [])),
  );
}

function shareFor([first, ...others]: readonly [SharedRead, ...SharedRead[]]): Share {
  const reads = [first, ...others];
  const reaching = [...first.reaching];
  const skipped = new Set(reaching.filter(isSkipped).map(({ of }) => of));
  const direct = new Set(reaching.flatMap((each) => (isSkipped(each) ? [] : [each])));
  const definitions = new Set([...direct, ...skipped]);
  return {
    holds: heldFor(reads, definitions),
    definitions,
    direct,
    skipped,
    reads: reads.map(({ node }) => node),
    arms: armsOf(first),
  };
}

function heldFor(reads: readonly SharedRead[], definitions: ReadonlySet<Definition>): Held {
  const hasRequest = [...definitions].some((each) => each !== "start" && each.kind !== "MapStep");
  if (hasRequest) return reads.some((each) => each.asks) ? "answers" : "bodies";
  // TypeScript forgets inside a function what was last assigned to a variable outside of it.
  return reads.some((each) => each.isNested) ? "bodies" : "records";
}

/** The shares by their reads, and by the steps that set them. */
export function bySetter(shares: readonly Share[]): {
  readonly shareOf: ReadonlyMap<ast.Node, Share>;
  readonly sharesSetBy: ReadonlyMap<Definition, readonly Share[]>;
} {
  const shareOf = new Map<ast.Node, Share>();
  const sharesSetBy = new Map<Definition, Share[]>();
  for (const share of shares) {
    for (const each of share.reads) shareOf.set(each, share);
    for (const each of share.definitions) {
      const known = sharesSetBy.get(each);
      if (known) known.push(share);
      else sharesSetBy.set(each, [share]);
    }
  }
  return { shareOf, sharesSetBy };
}

/** Steps whose answer a read takes directly, from a shared variable, and directly with its status or headers. */
export function settersOf(
  reads: ReadonlyMap<ast.Node, ReadonlySet<Definition>>,
  sharedReads: ReadonlySet<ast.Node>,
  asking: ReadonlySet<ast.Node>,
): Record<"kept" | "merged" | "answers", ReadonlySet<Definition>> {
  const kept = new Set<Definition>();
  const merged = new Set<Definition>();
  const answers = new Set<Definition>();
  for (const [node, definitions] of reads) {
    const isShared = sharedReads.has(node);
    for (const each of definitions) {
      (isShared ? merged : kept).add(each);
      if (!isShared && asking.has(node)) answers.add(each);
    }
  }
  return { kept, merged, answers };
}
