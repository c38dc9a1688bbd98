// What `reduce` gathers: the type of its start value, or of the elements, and of what the function makes of it (language.md 10.6).
// Must not know other collection functions.
import type * as ast from "../syntax/ast.js";
import { assignable } from "./assignable.js";
import { kept } from "./awaited.js";
import { bodyOf, type CallForm } from "./element-calls.js";
import { describe } from "./describe.js";
import { type Elements, elementType, hasParameters } from "./infer-collections.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { createReporter, type Reporter, withHelp } from "./reporter.js";
import {
  awaited,
  dynamic,
  errorType,
  fieldNames,
  fieldType,
  isAwaited,
  isDynamic,
  kindOf,
  list,
  membersOf,
  optional,
  same,
  shapeOf,
  type Type,
  union,
  widen,
  withoutNull,
} from "./types.js";

/** How often the type of what `reduce` gathers is looked for, until it is its own result. */
const mostRounds = 3;

/** `(product, each) => product * each.n`, which is 0 where it starts with 0. */
function multiplies(argument: ast.Expression): boolean {
  const body = bodyOf(argument);
  return body.kind === "Binary" && (body.operator === "*" || body.operator === "/");
}

/** Without a start value it is the first element: of records that is hardly what they are added to. */
function helpingToStart({ reporter }: Inferrer, gathered: Type, argument: ast.Expression): Reporter {
  if (!membersOf(gathered).some(shapeOf)) return reporter;
  const kinds = membersOf(gathered).map(kindOf);
  const start = kinds.includes("number") ? (multiplies(argument) ? "1" : "0") : kinds.includes("string") ? '""' : "…";
  return withHelp(reporter, describe(gathered), `give a start value: \`reduce(…, ${start})\``);
}

export function reduceType(infer: Inferrer, form: CallForm, elements: Elements, facts: Facts): Type {
  const [, argument, initial] = form.args;
  const start = initial ? widen(inferExpression(infer, initial, facts)) : elements.element;
  if (!argument || !hasParameters(infer, form, argument)) return errorType;
  const gather = (sum: Type, by: Inferrer = infer): Type => elementType(by, argument, [sum, elements.element], facts);
  const silent: Inferrer = { ...infer, reporter: createReporter(), gathering: true };
  const next = (sum: Type): Type => widen(gather(sum, silent));
  const found = initial && !infer.gathering ? gatheredFrom(initial, start, next) : undefined;
  const sum = found ?? settled(start, next, infer.gathering ? 0 : mostRounds);
  const reporter = initial ? infer.reporter : helpingToStart(infer, sum, argument);
  if (!infer.gathering) gather(sum, { ...infer, reporter });
  return elements.nullable || !initial ? optional(sum) : sum;
}

/** The type that what is gathered stays of; unknown where it is of another after `rounds`. */
function settled(start: Type, next: (sum: Type) => Type, rounds: number): Type {
  let sum = start;
  for (let round = 0; ; round++) {
    const after = next(sum);
    const isEmpty = shapeOf(sum)?.fields.size === 0;
    if (isAwaited(after)) return sum;
    if (assignable(after, sum) && (!isEmpty || same(after, sum)) && !gainsFields(sum, after)) return sum;
    if (round >= rounds) return dynamic;
    sum = union(sum, after);
  }
}

/** From null, or from lists that are empty at first: what these are the function says. Undefined where it says nothing. */
function gatheredFrom(initial: ast.Expression, start: Type, next: (sum: Type) => Type): Type | undefined {
  const open = withoutEmpty(initial, start);
  const made = open && next(open);
  if (!made || isAwaited(made) || isDynamic(made)) return undefined;
  const after = withEmpty(initial, kept(made));
  const sum = startsAs(initial, start, after) ? settled(after, next, mostRounds) : dynamic;
  return isDynamic(sum) || !startsAs(initial, start, sum) ? undefined : sum;
}

/** The type of an initial value in which nulls and empty lists are not known yet; undefined where it has none. */
function withoutEmpty(initial: ast.Expression, start: Type): Type | undefined {
  if (initial.kind === "Null") return awaited;
  if (isEmptyList(initial)) return list(awaited);
  if (initial.kind !== "Object" || start.kind !== "object") return undefined;
  const open = propertiesOf(initial).flatMap(([name, value]) => {
    const type = withoutEmpty(value, start.fields.get(name)?.type ?? dynamic);
    return type ? [[name, { type, optional: false }] as const] : [];
  });
  return open.length > 0 ? { ...start, fields: new Map([...start.fields, ...open]) } : undefined;
}

/** What is made of it, where a null and an empty list may have stayed. */
function withEmpty(initial: ast.Expression, made: Type): Type {
  if (initial.kind === "Null") return optional(made);
  if (isEmptyList(initial)) {
    const filled = membersOf(made).filter((each) => each.kind !== "list" || each.element.kind !== "never");
    return filled.length > 0 ? union(...filled) : made;
  }
  if (initial.kind !== "Object" || made.kind !== "object") return made;
  const fields = propertiesOf(initial).flatMap(([name, value]) => {
    const field = made.fields.get(name);
    return field ? [[name, { ...field, type: withEmpty(value, field.type) }] as const] : [];
  });
  return { ...made, fields: new Map([...made.fields, ...fields]) };
}

function propertiesOf({ properties }: ast.ObjectLiteral): readonly (readonly [string, ast.Expression])[] {
  return properties.flatMap((each) => (each.kind === "Property" ? [[each.name.text, each.value] as const] : []));
}

function isEmptyList(node: ast.Expression): boolean {
  return node.kind === "List" && node.items.length === 0;
}

/** Whether what is gathered may begin as the initial value, in which lists may be empty. */
export function startsAs(initial: ast.Expression, start: Type, sum: Type): boolean {
  if (assignable(start, sum)) return true;
  if (isEmptyList(initial)) return membersOf(sum).some((each) => each.kind === "list");
  const wanted = shapeOf(sum);
  if (initial.kind !== "Object" || start.kind !== "object" || !wanted) return false;
  const values = new Map(propertiesOf(initial));
  return [...wanted.fields].every(([name, field]) => {
    const [value, given] = [values.get(name), start.fields.get(name)];
    if (!given) return field.optional;
    return value ? startsAs(value, given.type, field.type) : assignable(given.type, field.type);
  });
}

/** Whether a record of known fields, or one inside of it, is given more of them on the way. */
function gainsFields(before: Type, after: Type, depth = deepest): boolean {
  const [one, two] = [withoutNull(before), withoutNull(after)];
  if (depth === 0 || same(one, two)) return false;
  if (one.kind === "list" && two.kind === "list") return gainsFields(one.element, two.element, depth - 1);
  const known = fieldNames(one);
  if (!membersOf(one).every((each) => shapeOf(each)?.open === false)) return false;
  return fieldNames(two).some((name) => {
    const [was, is] = [fieldType(one, name)?.type, fieldType(two, name)?.type];
    return !known.includes(name) || (was && is && gainsFields(was, is, depth - 1));
  });
}

/** Records inside of each other are compared that far. */
const deepest = 8;
