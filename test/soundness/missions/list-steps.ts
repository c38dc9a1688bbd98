// A list of two kinds of records and what is taken from it. Must not know which other steps there are.
import { rearranged, selections } from "./collections.js";
import { type Known, named, nothing } from "./known.js";
import { pickReference, type Steps, type Surroundings } from "./steps.js";
import { fieldOf, list, mayBeNull, membersOf, same, tag, type Type, union } from "../types.js";

export function listSteps(around: Surroundings, known: Known): Steps {
  const { making } = around;
  const one =
    pickReference(around, known, (type) => isTagged(type) && !mayBeNull(type)) ??
    pickReference(around, known, isTagged);
  const other =
    pickReference(
      around,
      known,
      (type) => isTagged(type) && !mayBeNull(type) && one !== undefined && !same(type, one.type),
    ) ?? pickReference(around, known, isTagged);
  if (!one || !other) return { lines: [], end: known };
  const element = union(one.type, other.type);
  const name = `v${making.decide.fresh()}`;
  const whole = named(known, name, name, list(element));
  const lines = [`let ${name} = [${one.text}, ${other.text}]`];
  const [first, ...others] = selections(making, named(nothing, name, name, list(element)));
  const kind = making.decide.below(6);
  if (kind === 0) return { lines, end: whole };
  const part = `v${making.decide.fresh()}`;
  const taken =
    first && kind > 1
      ? making.decide.pick([first, ...others])
      : { text: rearranged(making, name, element), type: list(element) };
  return { lines: [...lines, `let ${part} = ${taken.text}`], end: named(whole, part, part, taken.type) };
}

/** The null of one that may be missing has no tag. */
function isTagged(type: Type): boolean {
  const members = membersOf(type);
  return (
    members.some((each) => each.kind === "record") &&
    members.every((each) => each.kind === "null" || fieldOf(each, tag)?.kind === "literal")
  );
}
