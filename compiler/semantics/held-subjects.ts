// Values that a match looks at, read out of what is unknown or as a field of some kinds only: a constant keeps each,
// through which TypeScript sees what a test proves (language.md 5.4, 7.3). Must not know patterns or how it is written.
import type * as ast from "../syntax/ast.js";
import type { CarriedPart } from "./carried-parts.js";
import { type FieldRead, fieldRead } from "./field-reads.js";
import type { FoundField } from "./found-fields.js";
import type { Frame } from "./held-tests.js";
import type { Inferrer } from "./infer.js";
import { subjectsOf } from "./infer-parts.js";
import { knownOf } from "./intersect.js";
import { type Facts, without } from "./narrow.js";
import { isUndeclared, pathKey, readsPart, recordRead } from "./reference-keys.js";
import { dynamic, isDynamic, nullType, same, type Type } from "./types.js";

/** What a constant is made of: the subject of a match, a part of it, or what a pattern tests of it. */
export type Holder = ast.Expression | ast.Pattern | ast.PatternField | FoundField | CarriedPart;

/** The constants at hand. */
export interface Held {
  readonly holders: Map<string, Holder>;
  /** What was changed in the blocks around, and what stood there before. */
  readonly changes: (readonly [key: string, before: Holder | undefined])[];
  /** What blocks have made out of date; `response`: all of that. */
  readonly lost: string[];
  /** In front of which a condition may keep what it tests. */
  frame: Frame | undefined;
}

/** Those of an answer are values of their own, which fields of that name go before (7.2). */
export const namesOfAnswers: readonly string[] = ["headers", "validationErrors"];

export function isOfResponse(key: string): boolean {
  return key === "response" || key.startsWith("response.");
}

/** From here to the end of the block, reading the subject is reading the constant. */
export function hold(infer: Inferrer, match: ast.Match | ast.MatchExpression): void {
  for (const each of subjectsOf(match)) holdSubject(infer, each);
}

function holdSubject(infer: Inferrer, subject: ast.Expression): void {
  const read = fieldRead(infer.bindings, subject);
  if (!read || infer.heldReads.has(subject)) return;
  const isBlind = isDynamic(infer.types.get(subject) ?? dynamic) && isReadBlindly(infer, read);
  const key = isBlind || readsPart(infer, subject) ? keyToHold(infer, read) : undefined;
  if (key !== undefined) change(infer.held, key, subject);
}

/** By which a constant of the field is found; undefined for what is of an answer itself. */
export function keyToHold(infer: Inferrer, read: FieldRead): string | undefined {
  const key = pathKey(infer, read);
  return key?.split(".").some((each) => namesOfAnswers.includes(each)) ? undefined : key;
}

export function change({ holders, changes }: Held, key: string, holder: Holder | undefined): void {
  changes.push([key, holders.get(key)]);
  if (holder) holders.set(key, holder);
  else holders.delete(key);
}

/** Those constants are out of date. */
export function drop(infer: Inferrer, isOutdated: (key: string) => boolean): void {
  for (const key of infer.held.holders.keys()) if (isOutdated(key)) change(infer.held, key, undefined);
}

/** A block or an arm: what it changes ends with it, and what is known of its constants. */
export function inBlock(infer: Inferrer, walk: () => Facts | undefined): Facts | undefined {
  const { holders, changes, lost } = infer.held;
  const start = changes.length;
  const lostBefore = lost.length;
  let end = walk();
  const isGone = new Set(changes.slice(start).flatMap(([key]) => (holders.has(key) ? [] : [key])));
  for (const [key, before] of changes.splice(start).reverse()) {
    if (before === undefined) holders.delete(key);
    else holders.set(key, before);
    end &&= without(end, key);
  }
  // A way that never gets behind the block changes nothing there.
  if (end) lost.push(...[...isGone].filter((key) => holders.has(key)));
  else lost.splice(lostBefore);
  return end;
}

/** Steps with several blocks, each of which begins as the step does: behind it, what one has made out of date is. */
export function inBlocks<T>(infer: Inferrer, walk: () => T): T {
  const { lost } = infer.held;
  const start = lost.length;
  const end = walk();
  const gone = new Set(lost.splice(start));
  const isRenewed = gone.has("response");
  // Also what has come after the block that sets it; variables carry what all blocks have found.
  const isOutdated = (key: string): boolean =>
    gone.has(key) || (isRenewed && isOfResponse(key) && infer.held.holders.get(key)?.kind !== "CarriedPart");
  if (gone.size > 0) drop(infer, isOutdated);
  if (isRenewed) lost.push("response");
  return end;
}

/** Notes whether what is read is such a constant: where more is known of it than its type. */
export function noteHeld(infer: Inferrer, node: ast.Expression, key: string, fact: Type | undefined, type: Type): void {
  infer.heldReads.delete(node);
  const binding = node.kind === "NameExpression" ? infer.bindings.names.get(node) : undefined;
  const named = binding?.kind === "variable" ? infer.heldNames.get(binding) : undefined;
  if (named && fact && !isDynamic(fact)) infer.heldReads.set(node, named);
  const holder = infer.held.holders.get(key);
  const read = holder && fieldRead(infer.bindings, node);
  if (!holder || !read) return;
  if (holder.kind === "FoundField" || holder.kind === "CarriedPart") {
    infer.heldReads.set(node, holder);
    return;
  }
  const isField = holder.kind === "FieldAccess" || holder.kind === "Index";
  if (isField && readsPart(infer, holder)) {
    if (fact && !same(knownOf(fact, type), type)) infer.heldReads.set(node, holder);
    // Where it has told no more than what is known of the record, what is tested from here on is the field itself, which
    // tells of which kind the record is.
    else change(infer.held, key, undefined);
  } else if (isReadBlindly(infer, read)) infer.heldReads.set(node, holder);
}

/** Whether functions see what is known of such a constant: not where it is read as a field of what has been found since. */
export function isKeptInside(infer: Inferrer, facts: Facts, key: string): boolean {
  const holder = infer.held.holders.get(key);
  if (!holder || holder.kind === "FoundField" || holder.kind === "CarriedPart") return holder !== undefined;
  const isField = holder.kind === "FieldAccess" || holder.kind === "Index";
  return (isField && readsPart(infer, holder)) || !isInside(facts, key);
}

/** Whether it is a field of what is known already, and so read from that. */
export function isInside(facts: Facts, key: string): boolean {
  const names = key.split(".");
  return names.some((_, at) => at > 0 && !isDynamic(facts.get(names.slice(0, at).join(".")) ?? dynamic));
}

/** Whether the code reads it by a helper. */
export function isReadBlindly(infer: Inferrer, { object, name }: FieldRead): boolean {
  return isUndeclared(infer.types.get(recordRead(infer, object, name.text)) ?? nullType, name.text);
}
