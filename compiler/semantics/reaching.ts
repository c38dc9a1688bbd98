// The steps whose `response` reaches a place: sets of them, and how ways that meet join them (language.md 6.2).
// Must not know which steps there are, nor what reads them (flow does).
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";

/**
 * A step that sets `response`; a match whose `catch` was offered a failure, which is `response` there; or `start`: null at
 * the start of the action.
 */
export type Definition = ast.Request | ast.Wait | ast.MapStep | ast.Apply | ast.Match | "start";

/** The value of a step whose iteration `skip`, or a failed answer, has ended behind it. */
interface Skipped {
  readonly kind: "Skipped";
  readonly of: Exclude<Definition, "start">;
}

export type Reaching = Definition | Skipped;

/** Undefined: the place is not reached. */
export type State = ReadonlySet<Reaching> | undefined;

export function isSkipped(each: Reaching): each is Skipped {
  return each !== "start" && each.kind === "Skipped";
}

/** Makes of a state what it is behind the end of its iteration: the same each time. */
export function endOfIteration(): (state: State) => State {
  const known = new Map<Definition, Skipped>();
  const ended = (of: Reaching): Reaching => {
    if (of === "start" || isSkipped(of)) return of;
    const found = known.get(of) ?? { kind: "Skipped", of };
    known.set(of, found);
    return found;
  };
  return (state) => state && new Set([...state].map(ended));
}

/** Only what the loop itself has set can have been set in an iteration that has ended. */
export function setInside({ body }: ast.For, state: State): State {
  const isOutside = (each: Skipped): boolean => !within(each.of.span, body.span);
  return state && new Set([...state].map((each) => (isSkipped(each) && isOutside(each) ? each.of : each)));
}

export function join(a: State, b: State): State {
  if (a === undefined || b === undefined) return a ?? b;
  return new Set([...a, ...b]);
}

/** What reaches both; undefined where nothing does. */
export function common(a: State, b: State): State {
  const both = [...(a ?? [])].filter((each) => b?.has(each));
  return both.length > 0 ? new Set(both) : undefined;
}
