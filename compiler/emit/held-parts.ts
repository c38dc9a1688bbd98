// Parts of a value of unknown shape that patterns test, where something reads them as what they were found to be.
// Must not know how a test is written.
import type { HeldPart, PartPattern } from "../semantics/held-parts.js";
import type { AnyArm } from "../semantics/coverage.js";
import { dynamic } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, type Identifier, join, runtime } from "./code.js";
import type { FunctionEmitter, Value } from "./function.js";
import { isHeldRead } from "./reads.js";

/** The part that a pattern tests, if it is kept in a constant. */
export function heldPart(f: FunctionEmitter, pattern: PartPattern): HeldPart | undefined {
  const part = f.module.types.heldParts.get(pattern);
  return part && isHeldRead(f, part.holder) && f.held.has(part.holder) ? part : undefined;
}

/** Those that a pattern tests, with the constants that they are kept in. */
export function heldIn(f: FunctionEmitter, pattern: ast.Pattern): readonly (readonly [PartPattern, Value])[] {
  return testsOf(pattern).flatMap((each) => {
    const part = heldPart(f, each);
    const value = part && f.held.get(part.holder);
    return value ? [[each, value] as const] : [];
  });
}

/** Whether the constants alone say that the pattern fits: a text or a list has no fields, but a length. */
export function isAllHeld(f: FunctionEmitter, { fields }: ast.ObjectPattern): boolean {
  const isHeld = (field: ast.PatternField): boolean => {
    const { name, pattern } = field;
    if (name.text === "length") return false;
    return pattern?.kind === "ObjectPattern" ? isAllHeld(f, pattern) : heldPart(f, pattern ?? field) !== undefined;
  };
  return fields.length > 0 && fields.every(isHeld);
}

/** The parts of `subject` that a match is the first to keep: those that something reads as what they were found to be. */
export function keptParts(f: FunctionEmitter, arms: readonly AnyArm[], subject: Code): readonly KeptPart[] {
  const patterns = arms.flatMap((arm) => ("pattern" in arm ? testsOf(arm.pattern) : []));
  return patterns.flatMap((each) => {
    const part = f.module.types.heldParts.get(each);
    // The arm that is the first to test it may be one that is not written.
    if (!part || (part.holder !== each && f.held.has(part.holder)) || !isHeldRead(f, part.holder)) return [];
    const name = f.names.take(part.path.at(-1) ?? "part");
    f.held.set(part.holder, { code: code`${name}`, type: dynamic, simple: true });
    return [{ name, read: code`${runtime("field")}(${join([subject, ...part.path], ", ")})` }];
  });
}

/** A constant of unknown shape, of which TypeScript sees what is found. */
export interface KeptPart {
  readonly name: Identifier;
  readonly read: Code;
}

function testsOf(pattern: ast.Pattern): readonly PartPattern[] {
  if (pattern.kind !== "ObjectPattern") return [pattern];
  return pattern.fields.flatMap((each) => (each.pattern ? testsOf(each.pattern) : [each]));
}
