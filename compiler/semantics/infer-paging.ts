// The types inside `paginate`, `until` and `rows` (language.md 6.11), and of `lastSync` and `since` (6.14).
// Must not know how pages are read or checkpoints kept.
import type * as ast from "../syntax/ast.js";
import { answerType } from "./infer-answers.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import { provenPage } from "./openapi/proven-rows.js";
import { listFields } from "./page-types.js";
import type { Facts } from "./narrow.js";
import { optionOf } from "./paging.js";
import { boolean, dynamic, integer } from "./types.js";

export function inferPaging(infer: Inferrer, step: ast.Request, facts: Facts): void {
  const paged = infer.paged.get(step);
  if (paged?.paging.size) inferExpression(infer, paged.paging.size, facts);
  const page = infer.trusting ? answerType(infer, step) : (provenPage(infer.mission, step) ?? dynamic);
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

/** The checkpoint may be a date, any text or a number. */
export function inferSync(infer: Inferrer, step: ast.Request, facts: Facts): void {
  const checkpoint = infer.bindings.lastSyncs.get(step);
  if (checkpoint) infer.variables.set(checkpoint.variable, dynamic);
  const since = optionOf(step, "since")?.value;
  if (since?.kind === "Call" && since.callee.text === "lastSync")
    for (const each of since.args) inferExpression(infer, each, facts);
  else if (since) inferExpression(infer, since, facts);
}
