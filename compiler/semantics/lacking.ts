// What an object literal lacks of the shape that is declared where it goes, and the names in it that were meant for that.
// Must not know what is reported of it.
import type { Details } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { dynamic, type Field, membersOf, type ObjectShape, shapeOf, type Type, withoutNull } from "./types.js";
import { nearestDetails } from "./unknown.js";

export interface Misspelt {
  readonly name: ast.Name;
  readonly meant: string;
  readonly field: Field;
  /** What to write in its place. */
  readonly details: Details;
}

export interface Lacking {
  /** Required fields that nothing in the literal gives. */
  readonly missing: ReadonlyMap<string, Field>;
  /** Names that the shape does not have, most likely meant for one that is missing. */
  readonly misspelt: readonly Misspelt[];
  /** Other names that it does not have, with the field that was most likely meant. */
  readonly extra: readonly { readonly name: ast.Name; readonly details: Details | undefined }[];
}

export function lackingIn(
  types: ReadonlyMap<ast.Expression, Type>,
  node: ast.ObjectLiteral,
  target: ObjectShape,
): Lacking {
  const properties = writtenIn(node);
  const free = notGiven(types, properties, target);
  const missing = new Map([...free].filter(([, field]) => !field.optional));
  const misspelt: Misspelt[] = [];
  const others: ast.Name[] = [];
  for (const name of unknownNames(properties, target)) {
    const found = meantBy(name, missing);
    if (!found) others.push(name);
    else misspelt.push(found);
    missing.delete(found?.meant ?? "");
  }
  return { missing, misspelt, extra: others.map((name) => ({ name, details: meantBy(name, free)?.details })) };
}

/** The properties of a literal, with those of literals that are spread into it where they stand. */
export function writtenIn({ properties }: ast.ObjectLiteral): readonly (ast.Property | ast.Spread)[] {
  return properties.flatMap((each) =>
    each.kind === "Spread" && each.value.kind === "Object" ? writtenIn(each.value) : [each],
  );
}

/** Fields of the shape that nothing in the literal gives; what is spread and not known gives all. */
function notGiven(
  types: ReadonlyMap<ast.Expression, Type>,
  properties: readonly (ast.Property | ast.Spread)[],
  target: ObjectShape,
): ReadonlyMap<string, Field> {
  const free = new Map(target.fields);
  for (const each of properties) {
    if (each.kind === "Property") free.delete(each.name.text);
    else {
      const spread = membersOf(withoutNull(types.get(each.value) ?? dynamic)).map(shapeOf);
      if (spread.some((shape) => !shape || shape.open)) return new Map();
      for (const shape of spread) for (const name of shape?.fields.keys() ?? []) free.delete(name);
    }
  }
  return free;
}

/** Names of the literal that the shape does not have. */
function unknownNames(properties: readonly (ast.Property | ast.Spread)[], target: ObjectShape): readonly ast.Name[] {
  if (target.open) return [];
  return properties.flatMap((each) =>
    each.kind === "Property" && !target.fields.has(each.name.text) ? [each.name] : [],
  );
}

/** The field that was most likely meant by a name that is none. */
function meantBy(name: ast.Name, fields: ReadonlyMap<string, Field>): Misspelt | undefined {
  const places = new Map([...fields].map(([each, { span }]) => [each, span]));
  const details = nearestDetails(name.text, name.span, places);
  const meant = details.fix?.text;
  const field = meant === undefined ? undefined : fields.get(meant);
  return meant !== undefined && field ? { name, meant, field, details } : undefined;
}
