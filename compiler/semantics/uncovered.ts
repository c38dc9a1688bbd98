// Values that fit no pattern of a match: a case of its type and, of the fields that the patterns ask for, what they are
// (language.md 7.1). Must not know guards, nor what is reported.
import type * as ast from "../syntax/ast.js";
import { assignable } from "./assignable.js";
import { isAnything, isTestOfAll } from "./coverage.js";
import type { Inferrer } from "./infer.js";
import { meet } from "./intersect.js";
import { hasField, hasPartly } from "./member-tests.js";
import { testedType } from "./pattern-types.js";
import { fieldPlace, type Place } from "./pattern-facts.js";
import {
  dynamic,
  errorType,
  fieldType,
  isDynamic,
  membersOf,
  nullType,
  optional,
  shapeOf,
  type Type,
  unitsOf,
} from "./types.js";

/** A value: of this case, where these fields are such. Of others it is not said what they are. */
export interface Example {
  readonly type: Type;
  readonly fields: ReadonlyMap<string, Example>;
}

/** What a row wants of a value: a pattern, `{ name }`, or nothing. */
type Cell = ast.Pattern | "present" | undefined;
type Row = readonly Cell[];

/** Values that stand beside each other: the subject of the match, later fields of it. */
interface Column {
  readonly type: Type;
  /** What it is of all cases; a field that none of them has is a mistake of its own. */
  readonly whole: Type;
  readonly place: Place;
  readonly isField: boolean;
  /** Of a kind of records that has no such field, where others have: what is there by that name is not seen (docs/types.md). */
  readonly isForeign?: boolean;
  /** A field that each record has, which is not null where it is unknown (5.1). */
  readonly isRequired?: boolean;
}

interface Search {
  readonly infer: Inferrer;
  /** Only what can be counted counts: of texts, numbers and lists each pattern is taken to fit all. */
  readonly isLenient: boolean;
  /** Of fields that many patterns ask for there can be too many combinations; what is not found out is not said. */
  steps: number;
}

const mostSteps = 20_000;

/** A value of the type that fits none of the patterns; undefined where each value fits one. */
export function uncovered(
  infer: Inferrer,
  patterns: readonly ast.Pattern[],
  subject: Omit<Column, "isField">,
  isLenient: boolean,
): Example | undefined {
  const search = { infer, isLenient, steps: mostSteps };
  const found = find(
    search,
    [{ ...subject, isField: false }],
    patterns.map((each) => [each]),
  );
  return found && (found[0] ?? { type: subject.type, fields: new Map() });
}

/** Whether values that stand beside each other fit a row of patterns each, whatever they are of their types. */
export function isCovered(
  infer: Inferrer,
  rows: readonly (readonly (ast.Pattern | undefined)[])[],
  columns: readonly Omit<Column, "isField">[],
): boolean {
  const search = { infer, isLenient: true, steps: mostSteps };
  const all = columns.map((each) => ({ ...each, isField: false }));
  return find(search, all, rows) === undefined;
}

/** A value for each column, such that no row fits them all; undefined for a value that no row asks for. */
function find(search: Search, columns: readonly Column[], rows: readonly Row[]): (Example | undefined)[] | undefined {
  if (search.steps-- <= 0) return undefined;
  const [column, ...others] = columns;
  if (rows.length === 0) return columns.every(hasValues) ? columns.map(() => undefined) : undefined;
  if (column === undefined) return undefined;
  if (rows.every(([cell]) => cell === undefined)) {
    const found = hasValues(column)
      ? find(
          search,
          others,
          rows.map((row) => row.slice(1)),
        )
      : undefined;
    return found && [undefined, ...found];
  }
  for (const type of casesOf(column, search.isLenient)) {
    const names = shapeOf(type) ? namesAsked(rows) : [];
    const inner = names.map((name) => fieldColumn(column, type, name));
    const fitting = rows.flatMap(([cell, ...rest]) => {
      const cells = cellsFor(search, cell, { ...column, type }, names);
      return cells ? [[...cells, ...rest]] : [];
    });
    const found = find(search, [...inner, ...others], fitting);
    if (found === undefined) continue;
    const fields = names.flatMap((name, at) => (found[at] ? [[name, found[at]] as const] : []));
    return [{ type, fields: new Map(fields) }, ...found.slice(names.length)];
  }
  return undefined;
}

/** What is unknown is null, if it may be missing, or something. Of what is wrong already there is nothing. */
function casesOf({ type, isForeign = false, isRequired = false }: Column, isLenient: boolean): readonly Type[] {
  if (type.kind === "error") return [];
  const mayBeMissing = isForeign || (!isLenient && !isRequired);
  return type.kind === "dynamic" && mayBeMissing ? [nullType, dynamic] : unitsOf(type);
}

function hasValues({ type }: Column): boolean {
  return type.kind !== "error" && type.kind !== "never";
}

function namesAsked(rows: readonly Row[]): readonly string[] {
  const patterns = rows.flatMap(([cell]) => (isObjectPattern(cell) ? [cell] : []));
  return [...new Set(patterns.flatMap(({ fields }) => fields.map(({ name }) => name.text)))];
}

function isObjectPattern(cell: Cell): cell is ast.ObjectPattern {
  return typeof cell === "object" && cell.kind === "ObjectPattern";
}

function fieldColumn({ whole, place }: Column, record: Type, name: string): Column {
  const inner = fieldPlace(place, name);
  const fact = inner.key === undefined ? undefined : inner.facts.get(inner.key);
  const of = fieldType(whole, name)?.type;
  const declared = of ? fieldOf(record, name) : errorType;
  const isForeign = !hasField(record, name) && hasPartly(membersOf(whole).filter(shapeOf), name);
  const isRequired = shapeOf(record)?.fields.get(name)?.optional === false;
  const type = fact ? meet(declared, fact) : declared;
  return { type, whole: of ?? errorType, place: inner, isField: true, isForeign, isRequired };
}

/** A record of a schema may have fields that this does not name (5.1). */
function fieldOf(record: Type, name: string): Type {
  const shape = shapeOf(record);
  const declared = shape?.fields.get(name)?.type;
  if (declared || !shape) return declared ?? dynamic;
  if (shape.rest) return optional(shape.rest);
  return record.kind === "object" && !shape.open ? nullType : dynamic;
}

type Case = Pick<Column, "type" | "isField" | "isForeign">;

/** What fields of the case must be for the cell to fit all such values; undefined where it surely fits none or only some. */
function cellsFor(search: Search, cell: Cell, value: Case, names: readonly string[]): Row | undefined {
  if (!fitsCase(search, cell, value)) return undefined;
  if (!isObjectPattern(cell)) return names.map(() => undefined);
  return names.map((name) => {
    const field = cell.fields.find((each) => each.name.text === name);
    return field && (field.pattern ?? "present");
  });
}

/** Whether the cell fits each value of the case, but for the fields that it asks for. */
function fitsCase({ infer, isLenient }: Pick<Search, "infer" | "isLenient">, cell: Cell, value: Case): boolean {
  const { type, isField, isForeign = false } = value;
  if (cell === undefined) return true;
  if (isForeign && type.kind !== "null") return false;
  // A field that has to be there does not fit null (7.1).
  if (cell === "present" || isAnything(infer.bindings, cell)) return type.kind !== "null" || !isField;
  if (isLenient && isUncounted(type)) return isDynamic(type) || !asksForNull(cell);
  switch (cell.kind) {
    case "LiteralPattern":
      if (type.kind === "null") return cell.values.includes(null);
      return type.kind === "literal" && cell.values.includes(type.value);
    case "NamePattern": {
      const binding = infer.bindings.patterns.get(cell);
      if (binding?.kind !== "test") return false;
      const tested = testedType(infer, binding.type);
      return isDynamic(tested) ? type.kind !== "null" : assignable(type, tested);
    }
    case "ListPattern":
      return type.kind === "list" && fitsList(infer, cell, type.element);
    case "ObjectPattern":
      return shapeOf(type) !== undefined;
    case "Wildcard":
      return true;
  }
}

/** `[Order]` of a list of orders; lists of other patterns have a length, which types do not. */
function fitsList(infer: Inferrer, pattern: ast.ListPattern, element: Type): boolean {
  const [only] = pattern.elements;
  if (only === undefined) return element.kind === "never";
  return (
    isTestOfAll(infer.bindings, pattern) &&
    fitsCase({ infer, isLenient: false }, only, { type: element, isField: false })
  );
}

function asksForNull(cell: Exclude<Cell, string | undefined>): boolean {
  return cell.kind === "LiteralPattern" && cell.values.every((each) => each === null);
}

/** There are more of them than patterns can name. */
function isUncounted(type: Type): boolean {
  return type.kind === "string" || type.kind === "number" || type.kind === "list" || isDynamic(type);
}

/** The part of an example that a pattern does not surely fit, by the path of its fields; undefined where it fits. */
export function unfitted(
  infer: Inferrer,
  pattern: ast.Pattern,
  { type, fields }: Example,
  path: readonly string[] = [],
): { readonly type: Type; readonly path: readonly string[] } | undefined {
  if (!fitsCase({ infer, isLenient: false }, pattern, { type, isField: path.length > 0 })) return { type, path };
  if (pattern.kind !== "ObjectPattern") return undefined;
  for (const field of pattern.fields) {
    const example = fields.get(field.name.text);
    const inner = [...path, field.name.text];
    if (!example) continue;
    if (!field.pattern && example.type.kind === "null") return { type: nullType, path: inner };
    const found = field.pattern && unfitted(infer, field.pattern, example, inner);
    if (found) return found;
  }
  return undefined;
}
