// What a loop goes over and what `store` writes: the elements of a list, the rows of a paginated answer (language.md 6.12, 6.15, 6.19).
// Must not know other steps.
import type * as ast from "../syntax/ast.js";
import { describe } from "./describe.js";
import type { Inferrer } from "./infer.js";
import { provenRow } from "./openapi/proven-rows.js";
import { rowsIn } from "./page-types.js";
import { pagedAnswer } from "./paging.js";
import { widenElements } from "./list-elements.js";
import {
  awaited,
  declared,
  dynamic,
  fieldNames,
  isAwaited,
  isDynamic,
  membersOf,
  shapeOf,
  type Type,
  union,
  withoutNull,
} from "./types.js";

/** What a loop gets one by one. */
export function elementType(infer: Inferrer, step: ast.For, collection: Type): Type {
  if (isDynamic(collection)) return takenRows(infer, step) ?? dynamic;
  const rows = pageRows(infer, step.collection, collection);
  if (rows) return rows;
  const members = membersOf(withoutNull(collection));
  const lists = members.filter((each) => each.kind === "list");
  if (lists.length === 0 && collection.kind !== "never") {
    const names = fieldNames(collection).filter((name) => shapeOf(collection)?.fields.get(name)?.type.kind === "list");
    infer.reporter.report("RQ4007", step.collection.span, { found: describe(collection), lists: names });
    return { kind: "error" };
  }
  // What may also be something else is looked at when it runs.
  if (lists.length < members.length) return dynamic;
  return writtenElement(infer, step.collection, union(...lists.map((each) => each.element)));
}

/** An element of a list as TypeScript takes it: of a literal, its literals are of their kinds. */
export function writtenElement(infer: Inferrer, list: ast.Expression, element: Type): Type {
  if (infer.constants.has(list)) return declared(element);
  return list.kind === "List" ? widenElements(element) : element;
}

/** A list stores each element, an object one record, anything else is an error (6.19). */
export function recordsOf(infer: Inferrer, step: ast.StoreStep, value: Type): Type {
  if (isDynamic(value)) return withoutNull(takenRows(infer, step) ?? dynamic);
  if (isAwaited(value)) return awaited;
  const rows = pageRows(infer, step.value, value);
  if (rows) return rows;
  const records = union(...membersOf(withoutNull(value)).map((each) => (each.kind === "list" ? each.element : each)));
  const isRecord = (each: Type): boolean => shapeOf(each) !== undefined || isDynamic(each) || each.kind === "null";
  const found = membersOf(records).filter(isRecord);
  if (value.kind === "null" || (found.length === 0 && records.kind !== "never")) {
    infer.reporter.report("RQ3007", step.value.span, {
      where: "what is stored",
      expected: "an object or a list of objects",
      inWords: true,
      found: describe(value),
    });
    return { kind: "error" };
  }
  return found.length < membersOf(records).length ? dynamic : withoutNull(records);
}

/** The rows of an object that a paginated request has brought; undefined for anything else. */
function pageRows(infer: Inferrer, node: ast.Expression, type: Type): Type | undefined {
  const request = shapeOf(withoutNull(type)) ? pagedAnswer(infer, node) : undefined;
  if (request === undefined) return undefined;
  const { rows, rowsOf } = infer.paged.get(request) ?? {};
  return (rowsOf ? undefined : rowsIn(type, rows)) ?? dynamic;
}

/** The rows that a loop or `store` takes page by page, where a check has proven them. */
function takenRows(infer: Inferrer, step: ast.For | ast.StoreStep): Type | undefined {
  const request = infer.takers.get(step);
  return request && !infer.trusting ? provenRow(infer.mission, infer.paged, request) : undefined;
}
