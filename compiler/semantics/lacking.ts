// What an object literal lacks of the shape that is declared where it goes, and the names in it that were meant for that.
// Must not know what is reported of it.
import type { Details } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { misspellingsAmong } from "../suggest.js";
import { overlaps } from "./overlaps.js";
import {
  dynamic,
  type Field,
  isDynamic,
  membersOf,
  type ObjectShape,
  shapeOf,
  type Type,
  withoutNull,
} from "./types.js";
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
  /** Other names that it does not have. */
  readonly extra: readonly Extra[];
}

export interface Extra {
  readonly name: ast.Name;
  /** The nearest field that nothing gives. */
  readonly details: Details | undefined;
  /** The field of which it is a misspelling, and that its value could be for; a spread may give it, too. */
  readonly meant: Details | undefined;
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
  const fieldsFor = fieldsMeant(types, properties, target);
  const extra = others.map((name) => {
    return { name, details: meantBy(name, free)?.details, meant: meantBy(name, fieldsFor(name))?.details };
  });
  return { missing, misspelt, extra };
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

/** Fields that are not written beside it, for which a name may be a misspelling and its value meant. */
function fieldsMeant(
  types: ReadonlyMap<ast.Expression, Type>,
  properties: readonly (ast.Property | ast.Spread)[],
  target: ObjectShape,
): (name: ast.Name) => ReadonlyMap<string, Field> {
  const written = new Map(
    properties.flatMap((each) => (each.kind === "Property" ? [[each.name.text, each.value] as const] : [])),
  );
  const among = misspellingsAmong([...target.fields.keys()].filter((each) => !written.has(each)));
  return ({ text }) => {
    const value = written.get(text);
    const given = (value && types.get(value)) ?? dynamic;
    return new Map(
      among(text).flatMap((each) => {
        const field = target.fields.get(each);
        return field && (isDynamic(given) || overlaps(given, field.type)) ? [[each, field] as const] : [];
      }),
    );
  };
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
