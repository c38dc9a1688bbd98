// What each collection function gives, from the types of the elements and of its element argument (language.md 10.6).
// Must not know how a call is written.
import type * as ast from "../syntax/ast.js";
import { describe } from "./describe.js";
import type { CallForm } from "./element-calls.js";
import type { Inferrer } from "./infer.js";
import { overlaps } from "./overlaps.js";
import {
  boolean,
  dictionary,
  dynamic,
  integer,
  isAwaited,
  isDynamic,
  list,
  membersOf,
  number,
  optional,
  shapeOf,
  type Type,
  union,
  kindOf,
  widen,
  withoutNull,
} from "./types.js";

/** An expression with what it gives for one element. */
export interface Given {
  readonly node: ast.Expression;
  readonly type: Type;
}

/** The result of a call whose collection is not null; reports elements that the function cannot take. */
export function collectionResult(infer: Inferrer, { name, args }: CallForm, own: Given, each: Given | undefined): Type {
  const values = each ?? own;
  switch (name.text) {
    case "map":
      return list(returned(values.type));
    case "filter":
      return list(own.type);
    case "find":
      return optional(own.type);
    case "findIndex":
    case "count":
      return integer;
    case "some":
    case "every":
      return boolean;
    case "sort":
    case "sortBy":
      // A comparison of two elements is no key.
      if (values.node.kind === "Lambda" && values.node.parameters.length > 1) checkNumbers(infer, name.text, values);
      else checkKey(infer, name.text, values, each === undefined);
      return list(own.type);
    case "groupBy":
      checkGroup(infer, values);
      return dictionary(list(own.type));
    case "unique":
      return list(own.type);
    case "flatten":
      return list(flattened(values.type));
    case "sum":
    case "avg":
      checkNumbers(infer, name.text, values);
      return name.text === "sum" ? number : optional(number);
    case "min":
    case "max":
      checkKey(infer, name.text, values, each === undefined && args.length === 1);
      return optional(returned(withoutNull(values.type)));
    default:
      return dynamic;
  }
}

/** What TypeScript takes for the result of a function that returns the type: one literal alone is of its kind. */
export function returned(type: Type): Type {
  return type.kind === "literal" || type.kind === "list" ? widen(type) : type;
}

/** The elements of elements that are lists; null is none. */
export function flattened(type: Type): Type {
  if (isDynamic(type)) return type;
  const members = membersOf(withoutNull(type)).map((each) => (each.kind === "list" ? each.element : each));
  const element = union(...members);
  return element.kind === "never" && !isAwaited(element) ? dynamic : element;
}

function checkNumbers(infer: Inferrer, operator: string, { node, type }: Given): void {
  const known = withoutNull(type);
  if (known.kind === "never" || overlaps(known, number)) return;
  infer.reporter.report("RQ3008", node.span, { operator, expected: "numbers", found: describe(known) });
}

const orderKinds = ["number", "string"];

/** RQ3020 where elements have no order: records, lists, booleans, numbers beside texts. */
function checkKey(infer: Inferrer, name: string, { node, type }: Given, isElement: boolean): void {
  if (isDynamic(type)) return;
  const kinds = new Set(membersOf(withoutNull(type)).map((each) => kindOf(each)));
  const [first = "number"] = kinds;
  if (kinds.size < 2 && orderKinds.includes(first)) return;
  const isRecord = membersOf(withoutNull(type)).some((each) => shapeOf(each) !== undefined);
  infer.reporter.report("RQ3020", node.span, {
    name,
    found: describe(withoutNull(type)),
    isRecord: isRecord && isElement,
  });
}

function checkGroup(infer: Inferrer, { node, type }: Given): void {
  const isWrong = (each: Type): boolean => each.kind === "list" || shapeOf(each) !== undefined;
  if (isDynamic(type) || !membersOf(type).every(isWrong) || type.kind === "never") return;
  const facts = { name: "groupBy", parameter: "key", expected: "a text, a number or a boolean", found: describe(type) };
  infer.reporter.report("RQ3003", node.span, facts);
}
