// What is said of a value that can never fit where it goes: RQ3007, and RQ3012 of fields that it lacks (language.md 5.4).
// Must not know which values are looked into.
import type { Details, Related } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { canFit, type Conversion } from "./can-fit.js";
import { declarations, nearestText } from "./declared.js";
import { describe } from "./describe.js";
import type { Reporter } from "./reporter.js";
import { dynamic, type Field, membersOf, shapeOf, type Type, union, withoutNull } from "./types.js";
import type { WrittenValues } from "./written-values.js";

/** What a check of a value needs. */
export interface Checking {
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly writtenValues: WrittenValues;
  readonly reporter: Reporter;
}

/** Where a value goes. */
export interface Place {
  readonly wanted: Type;
  /** In messages: "`Line.total`", "a record of `lines`". */
  readonly where: string;
  readonly related: readonly Related[];
  readonly converts: Converts;
  /** The variable that stands there, where what was written for it is looked into. */
  readonly through?: ast.Node | undefined;
  /** What was written elsewhere and has been looked into, by the type that was asked for: choices may choose from others twice. */
  readonly seen: Map<ast.Node, Set<Type>>;
}

/** What is converted there: each value that is written out, the value as a whole, nothing; or all, since it is sent as text. */
export type Converts = "written" | Conversion;

/** Whether some value of the type can go there. */
export function mayGo(type: Type, { wanted, converts }: Pick<Place, "wanted" | "converts">): boolean {
  return canFit(type, wanted, converts === "written" ? "value" : converts);
}

/** What is converted of the parts of a value that is not written out there. */
export function inside({ converts }: Place): Converts {
  return converts === "text" ? "text" : "none";
}

/** Types that lead to each other are followed that far. */
const deepest = 4;

/** Says of an object which field is missing or wrong, of a list that its elements are. */
export function reportMisfit(infer: Checking, node: ast.Node, type: Type, place: Place, depth = deepest): void {
  const given = membersOf(withoutNull(type));
  const [target, ...others] = membersOf(withoutNull(place.wanted));
  const [first] = given;
  const isOne = target !== undefined && others.length === 0 && first !== undefined && depth > 0;
  if (isOne && given.length === 1 && first.kind === "list" && target.kind === "list") {
    const where = `an element of ${place.where}`;
    const inner = { ...place, wanted: target.element, where, converts: inside(place) };
    return reportMisfit(infer, node, first.element, inner, depth - 1);
  }
  const shapes = given.flatMap((each) => shapeOf(each) ?? []);
  if (!isOne || shapes.length < given.length || !shapeOf(target)) return reportWhole(infer, node, place, type);
  const required = [...(shapeOf(target)?.fields ?? [])];
  const missing = required.filter(
    ([name, field]) => !field.optional && !shapes.some((each) => each.open || each.fields.has(name)),
  );
  if (missing.length > 0) {
    const names = missing.map(([name]) => name);
    return reportMissing(
      infer,
      node,
      place,
      names,
      missing.map(([, field]) => field),
    );
  }
  const parts = { ...place, converts: inside(place) };
  for (const [name, field] of required) {
    const types = shapes.flatMap((each) => each.fields.get(name)?.type ?? []);
    const found = union(...types);
    const inner = fieldPlace(target, name, field.type, [field], parts);
    if (types.length > 0 && !mayGo(found, inner)) return reportMisfit(infer, node, found, inner, depth - 1);
  }
  reportWhole(infer, node, place, type);
}

export function reportWhole(infer: Checking, node: ast.Node, place: Place, type?: Type): void {
  const found = type ?? (node.kind === "Object" ? infer.types.get(node) : undefined);
  const near = node.kind === "String" ? nearestText(node.value, node.span, place.wanted) : {};
  const facts = { where: place.where, expected: describe(place.wanted), found: describe(found ?? dynamic) };
  infer.reporter.report("RQ3007", node.span, facts, {
    ...near,
    related: [...place.related, ...whereItGoes(place.through)],
  });
}

export function whereItGoes(through: ast.Node | undefined): readonly Related[] {
  return through ? [{ span: through.span, message: "this is where it goes" }] : [];
}

export function reportMissing(
  infer: Checking,
  { span }: ast.Node,
  { where, through }: Place,
  missing: readonly string[],
  fields: readonly Field[],
  details: Details = { related: [...declarations(fields), ...whereItGoes(through)] },
): void {
  // What a document declares is not the mission's to change.
  const isOurs = fields.length > 0 && fields.every((each) => each.span !== undefined);
  infer.reporter.report("RQ3012", span, { where, missing, isOurs }, details);
}

export function fieldPlace(
  target: Type,
  name: string,
  wanted: Type,
  fields: readonly (Field | undefined)[],
  { where, converts, through, seen }: Place,
): Place {
  const inside = /^`([^`]+)`$/.exec(where)?.[1];
  const owner = target.kind === "schema" ? target.schema.name : inside;
  return {
    wanted,
    where: owner === undefined ? `\`${name}\` of ${where}` : `\`${owner}.${name}\``,
    related: declarations(fields),
    converts,
    through,
    seen,
  };
}
