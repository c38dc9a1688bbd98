// A case of a type as a pattern that fits it and no other case (language.md 5.4, 7.1), for messages that propose one.
// Must not know matches, nor what is said about them.
import { describe } from "./describe.js";
import type { MissionModel } from "./model.js";
import { dynamic, isDynamic, membersOf, shapeOf, type Type, unitsOf } from "./types.js";
import type { Example } from "./uncovered.js";

/** Undefined where no pattern tells the case from the others. */
export function patternOf(mission: MissionModel, each: Type, whole: Type): string | undefined {
  const shape = shapeOf(each);
  if (each.kind === "schema" && mission.schemas.get(each.schema.name)?.type === each.schema) return each.schema.name;
  if (!shape) return each.kind === "list" ? listPattern(mission, each.element) : describe(each);
  const others = membersOf(whole).filter((other) => other !== each);
  for (const [name, { type }] of shape.fields) {
    const values = unitsOf(type).map((value) => (value.kind === "literal" ? describe(value) : undefined));
    const isOwn = values.every((value) => value !== undefined && !others.some((other) => mayHave(other, name, value)));
    if (isOwn && values.length > 0) return `{ ${keyOf(name)}: ${values.join(" | ")} }`;
  }
  const own = [...shape.fields].find(
    ([name, { optional }]) => !optional && others.every((other) => !shapeOf(other)?.fields.has(name)),
  );
  return own && `{ ${keyOf(own[0])}: _ }`;
}

/** `[Order]`; a list of what has no name is not told by its elements. */
function listPattern(mission: MissionModel, element: Type): string | undefined {
  const only = isDynamic(element) ? undefined : patternOf(mission, element, element);
  return only !== undefined && /^\w+$/.test(only) ? `[${only}]` : undefined;
}

/** Whether a field can hold the literal that is described so. */
function mayHave(other: Type, name: string, value: string): boolean {
  const shape = shapeOf(other);
  const type = shape?.fields.get(name)?.type ?? (shape?.open ? dynamic : undefined);
  return type !== undefined && unitsOf(type).some((each) => each.kind !== "literal" || describe(each) === value);
}

/** The fields of an example as the pattern that fits them. */
export function exampleText({ type, fields }: Example): string {
  if (fields.size === 0) return describe(type);
  return `{ ${[...fields].map(([name, each]) => `${keyOf(name)}: ${exampleText(each)}`).join(", ")} }`;
}

export function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}
