// Parts of values of unknown shape that a condition asks for a type, `item.who is Customer`: a constant in front of the step, or at
// the start of the function, keeps each (language.md 5.4). Must not know how it is written, nor what else is held.
import { type Span, within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { fieldRead } from "./field-reads.js";
import { change, isReadBlindly, keyToHold } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import type { VariableSymbol } from "./model.js";
import { recordRead } from "./reference-keys.js";
import { dynamic, isDynamic } from "./types.js";

/** Whose constants stand in front of it. */
export interface Frame {
  /** What is declared in here is not there yet, but for `own`. */
  readonly span: Span;
  readonly own: readonly VariableSymbol[];
}

/** In front of a step; undefined where it asks its conditions elsewhere: for each record, page or event, or behind its request. */
export function frameOf({ bindings }: Inferrer, step: ast.Step): Frame | undefined {
  switch (step.kind) {
    case "Let":
    case "MapStep":
    case "StoreStep":
    case "Queue":
    case "For":
    case "Match":
    case "Remove":
    case "Authorize":
    case "Custom": {
      const isInside = step.kind === "Match" || step.kind === "MapStep";
      const subject = isInside ? bindings.subjectOf.get(step) : undefined;
      return { span: step.span, own: subject ? [subject] : [] };
    }
    default:
      return undefined;
  }
}

/** `frame`: undefined where no constant can stand in front. */
export function inFrame<T>(infer: Inferrer, frame: Frame | undefined, walk: () => T): T {
  const before = infer.held.frame;
  infer.held.frame = frame;
  const result = walk();
  infer.held.frame = before;
  return result;
}

/** From here to the end of the block, reading what an `is` tests is reading the constant. */
export function holdTested(infer: Inferrer, node: ast.Expression): void {
  const { held, heldReads, types } = infer;
  const read = fieldRead(infer.bindings, node);
  if (!held.frame || !read || heldReads.has(node) || !isDynamic(types.get(node) ?? dynamic)) return;
  const key = isReadBlindly(infer, read) && isAtHand(infer, held.frame, node) ? keyToHold(infer, read) : undefined;
  if (key === undefined) return;
  change(held, key, node);
  heldReads.set(node, node);
}

/** Whether what the field is read from is there already where the constant stands. */
function isAtHand(infer: Inferrer, frame: Frame, node: ast.Expression): boolean {
  const read = fieldRead(infer.bindings, node);
  if (read) return isAtHand(infer, frame, recordRead(infer, read.object, read.name.text));
  const { names, subjects } = infer.bindings;
  const binding =
    node.kind === "NameExpression" ? names.get(node) : node.kind === "Subject" ? subjects.get(node) : undefined;
  return binding?.kind !== "variable" || frame.own.includes(binding) || !within(binding.node.span, frame.span);
}
