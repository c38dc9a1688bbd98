// The types inside `paginate`, `until` and `rows` (language.md 6.11), and of `lastSync` and `since` (6.14).
// Must not know how pages are read or checkpoints kept.
import type * as ast from "../syntax/ast.js";
import { fieldPlaces } from "./declared.js";
import { describe } from "./describe.js";
import { answerType } from "./infer-answers.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import { provenPage } from "./openapi/proven-rows.js";
import { listFields, rowsIn } from "./page-types.js";
import type { Facts } from "./narrow.js";
import type { Steps } from "./page-path.js";
import { optionOf } from "./paging.js";
import { readSync } from "./sync.js";
import type { Paging, Path } from "./read-paging.js";
import {
  boolean,
  dynamic,
  fieldNames,
  fieldType,
  integer,
  isDynamic,
  membersOf,
  shapeOf,
  type Type,
  union,
  withoutNull,
} from "./types.js";
import { nearestDetails } from "./unknown.js";

export function inferPaging(infer: Inferrer, step: ast.Request, facts: Facts): void {
  const paged = infer.paged.get(step);
  if (paged?.paging.size) inferExpression(infer, paged.paging.size, facts);
  const page = infer.trusting ? answerType(infer, step) : (provenPage(infer.mission, step) ?? dynamic);
  if (paged?.paging.next) checkNext(infer, page, paged.paging.kind, paged.paging.next);
  const rows = optionOf(step, "rows")?.value;
  if (rows?.kind === "String" && paged?.rows) checkPath(infer, page, { steps: paged.rows, node: rows });
  checkUpdates(infer, step, page);
  const lists = listFields(page);
  const paginate = optionOf(step, "paginate");
  if (paged && paginate && lists.length > 1 && !paged.rows && !paged.rowsOf)
    infer.reporter.report("RQ4025", paginate.name.span, { lists });
  const isCounted = paged?.paging.kind === "offset" || paged?.paging.kind === "page";
  for (const name of ["until", "rows"]) {
    const option = optionOf(step, name);
    const names = option && infer.bindings.pages.get(option);
    if (!option || !names || (name === "rows" && option.value.kind === "String")) continue;
    infer.variables.set(names.page, page);
    infer.variables.set(names.hasMore, boolean);
    if (names.value) infer.variables.set(names.value, isCounted ? integer : dynamic);
    const { condition } = infer;
    infer.condition = name === "until";
    inferExpression(infer, option.value, facts);
    infer.condition = condition;
  }
}

/** RQ3007: what a page has at the path is never a cursor, or never a URL. */
function checkNext(infer: Inferrer, page: Type, kind: Paging["kind"], path: Path): void {
  const found = checkPath(infer, page, path);
  const members = membersOf(withoutNull(found ?? dynamic));
  if (found === undefined || members.length === 0 || members.some((each) => isNext(kind, each))) return;
  const [where, expected] =
    kind === "cursor" ? ["a cursor", "a text or a number"] : ["the URL of the next page", "a text"];
  const facts = { where, expected, inWords: true, found: describe(found) } as const;
  const fitting = fieldNames(page).filter((name) => {
    const type = withoutNull(fieldType(page, name)?.type ?? dynamic);
    return membersOf(type).some((each) => isNext(kind, each));
  });
  const help = `name where a page has it: ${fitting.map((each) => `\`${each}\``).join(" or ")} may be what is meant`;
  infer.reporter.report("RQ3007", path.node.span, facts, fitting.length === 0 ? {} : { help });
}

/** `updateFrom` that neither the rows nor their page have, or that leads to what has no order there (6.14). */
function checkUpdates(infer: Inferrer, step: ast.Request, page: Type): void {
  const options = optionOf(step, "since")?.options?.entries ?? [];
  const node = options.find(({ name }) => name.text === "updateFrom")?.value;
  const steps = readSync(step, infer.bindings).synced?.updateFrom;
  const row = rowsIn(page, infer.paged.get(step)?.rows);
  if (!node || !steps || !row || infer.paged.get(step)?.rowsOf || hasPath(page, steps)) return;
  const found = checkPath(infer, row, { steps, node });
  const members = membersOf(withoutNull(found ?? dynamic));
  if (found === undefined || members.length === 0 || members.some((each) => isNext("cursor", each))) return;
  const facts = {
    where: "`updateFrom`",
    expected: "a text or a number",
    inWords: true,
    found: describe(found),
  } as const;
  infer.reporter.report("RQ3007", node.span, facts);
}

/** Whether the page may have something there. */
function hasPath(page: Type, [step, ...rest]: Steps): boolean {
  if (step === undefined || isDynamic(page)) return true;
  const field = typeof step === "string" && shapeOf(withoutNull(page)) ? fieldType(withoutNull(page), step) : undefined;
  return field !== undefined && hasPath(field.type, rest);
}

/** HAL and others keep a URL in an object, as its `href`. */
function isNext(kind: Paging["kind"], type: Type): boolean {
  const isText = type.kind === "string" || (type.kind === "literal" && typeof type.value === "string");
  if (isText || isDynamic(type)) return true;
  if (kind === "cursor") return type.kind === "number" || (type.kind === "literal" && typeof type.value === "number");
  const shape = shapeOf(type);
  return shape !== undefined && (shape.open || shape.fields.has("href"));
}

/** RQ3001: a part of a page that pages of this type never have; else the type of what stands there, where it is known. */
function checkPath(infer: Inferrer, page: Type, { steps, node }: Path): Type | undefined {
  let type = page;
  for (const [at, step] of steps.entries()) {
    const value = withoutNull(type);
    if (isDynamic(value) || membersOf(value).length === 0) return undefined;
    if (typeof step === "number") {
      const elements = membersOf(value).map((each) => (each.kind === "list" ? each.element : dynamic));
      type = union(...elements);
      continue;
    }
    const field = fieldType(value, step);
    if (field === undefined) {
      const write = (near: string): string => pathText([...steps.slice(0, at), near, ...steps.slice(at + 1)], node);
      const details = nearestDetails(step, node.span, fieldPlaces(value), write);
      const facts = { name: step, type: describe(value), known: fieldNames(value) };
      infer.reporter.report("RQ3001", node.span, facts, details);
      return undefined;
    }
    type = field.type;
  }
  return type;
}

/** As it stands in the mission: a text, or names. */
function pathText(steps: Steps, node: ast.Expression): string {
  const path = steps
    .map((each, at) => (typeof each === "number" ? `[${each}]` : at === 0 ? each : `.${each}`))
    .join("");
  return node.kind === "String" ? JSON.stringify(path) : `response.${path}`;
}

/** The checkpoint may be a date, any text or a number. */
export function inferSync(infer: Inferrer, step: ast.Request, facts: Facts): void {
  const checkpoint = infer.bindings.lastSyncs.get(step);
  if (checkpoint) infer.variables.set(checkpoint.variable, dynamic);
  const since = optionOf(step, "since")?.value;
  if (since?.kind === "Call" && since.callee.text === "lastSync")
    for (const each of since.args) inferExpression(infer, each, facts);
  else if (since) inferExpression(infer, since, facts);
}
