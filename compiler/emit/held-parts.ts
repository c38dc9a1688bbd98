// Parts of a value of unknown shape that patterns test, where something reads them as what they were found to be.
// Must not know how a test is written.
import type { HeldPart } from "../semantics/held-parts.js";
import type * as ast from "../syntax/ast.js";
import type { FunctionEmitter, Value } from "./function.js";
import { isHeldRead } from "./reads.js";

/** The part that a pattern tests, if it is kept in a constant. */
export function heldPart(f: FunctionEmitter, pattern: ast.Pattern): HeldPart | undefined {
  const part = f.module.types.heldParts.get(pattern);
  return part && isHeldRead(f, part.holder) && f.held.has(part.holder) ? part : undefined;
}

/** Those that a pattern tests, with the constants that they are kept in. */
export function heldIn(f: FunctionEmitter, pattern: ast.Pattern): readonly (readonly [ast.Pattern, Value])[] {
  return testsOf(pattern).flatMap((each) => {
    const part = heldPart(f, each);
    const value = part && f.held.get(part.holder);
    return value ? [[each, value] as const] : [];
  });
}

/** The parts that a match is the first to keep: those that something reads as what they were found to be. */
export function heldPartsOf(f: FunctionEmitter, { arms }: ast.Match): readonly HeldPart[] {
  const patterns = arms.flatMap((arm) => (arm.kind === "Arm" ? testsOf(arm.pattern) : []));
  return patterns.flatMap((each) => {
    const part = f.module.types.heldParts.get(each);
    return part?.holder === each && isHeldRead(f, each) ? [part] : [];
  });
}

function testsOf(pattern: ast.Pattern): readonly ast.Pattern[] {
  if (pattern.kind !== "ObjectPattern") return [pattern];
  return pattern.fields.flatMap((each) => (each.pattern ? testsOf(each.pattern) : []));
}
