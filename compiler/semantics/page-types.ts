// The lists of a page by its type, and which of them has the rows (language.md 6.11).
// Must not know requests.
import type { Steps } from "./page-path.js";
import { fieldType, shapeOf, type Type, withoutNull } from "./types.js";

/** Of a row of a page: an element of the page itself, of the list at `place`, or of its only list. Undefined: not known. */
export function rowsIn(page: Type, place: Steps | undefined): Type | undefined {
  if (page.kind === "list") return page.element;
  const steps = place ?? onlyList(page);
  const found = steps && typeAt(page, steps);
  const list = found && withoutNull(found);
  return list?.kind === "list" ? list.element : undefined;
}

function onlyList(page: Type): Steps | undefined {
  const [only, ...others] = listFields(page);
  return only === undefined || others.length > 0 ? undefined : [only];
}

/** Fields of a page that are surely lists, or null. */
export function listFields(page: Type): readonly string[] {
  const shape = shapeOf(withoutNull(page));
  return [...(shape?.fields ?? [])].flatMap(([name, field]) => (withoutNull(field.type).kind === "list" ? [name] : []));
}

/** Undefined where it is not known. */
export function typeAt(type: Type, [step, ...rest]: Steps): Type | undefined {
  if (step === undefined) return type;
  const field = typeof step === "string" ? fieldType(type, step) : undefined;
  return field && typeAt(field.type, rest);
}
