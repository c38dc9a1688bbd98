// Paginated requests: their options, and the loop or `store` that takes their rows page by page (language.md 6.10 to 6.12).
// Must not know other options, nor how loops and stores are written.
import type { PageNames, VariableSymbol } from "../semantics/model.js";
import type { Steps } from "../semantics/page-path.js";
import { provenPage, provenRow } from "../semantics/openapi/proven-rows.js";
import type { PagedRequest } from "../semantics/paging.js";
import type { Paging } from "../semantics/read-paging.js";
import { typeAt } from "../semantics/page-types.js";
import { untilNeeds } from "../semantics/until-needs.js";
import { boolean, dynamic, integer, isDynamic, mayBeNull, type Type } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { awaits, type Code, code, empty, type Identifier, join, mentions, runtime } from "./code.js";
import { conditionCode, valueCode } from "./expressions.js";
import type { FunctionEmitter } from "./function.js";
import { settingCode } from "./requests.js";
import { guardReference } from "./types.js";

/** The options of `pages(path, options)` that only a paginated request has. */
export function pagingMembers(f: FunctionEmitter, step: ast.Request, paged: PagedRequest): readonly Code[] {
  const members = [code`paginate: ${strategyCode(f, paged.paging)}`];
  if (step.method !== "GET") members.unshift(code`method: ${step.method}`);
  const page = provenPage(f.module.mission, step) ?? dynamic;
  for (const option of step.options?.entries ?? []) {
    const names = f.module.bindings.pages.get(option);
    if (!names) continue;
    if (option.name.text === "until") {
      members.push(code`until: ${overPage(f, names, paged, page, (inner) => conditionCode(inner, option.value))}`);
      const isCounted = paged.paging.kind === "offset" || paged.paging.kind === "page";
      const needs = isCounted ? untilNeeds(option.value).filter((each) => !isSure(page, each)) : [];
      if (needs.length > 0) members.push(code`untilNeeds: [${join(needs.map(pagePathCode), ", ")}]`);
    } else if (paged.rowsOf)
      members.push(code`rows: ${overPage(f, names, paged, page, (inner) => valueCode(inner, option.value))}`);
  }
  if (paged.rows && !paged.rowsOf) members.push(code`rows: ${pagePathCode(paged.rows)}`);
  const row = paged.taker && provenRow(f.module.mission, f.module.paged, step);
  if (row) members.push(code`row: ${guardReference(f.module, row)}`);
  if (paged.maxPages) members.push(code`maxPages: ${settingCode(f, "maxPages", paged.maxPages)}`);
  return members;
}

/** Whether each page has it, as a check has proven. */
function isSure(page: Type, steps: Steps): boolean {
  const type = typeAt(page, steps);
  return type !== undefined && !isDynamic(type) && !mayBeNull(type);
}

const strategies = {
  offset: "byOffset",
  page: "byPage",
  cursor: "byCursor",
  link: "byLink",
  next: "byNext",
  registered: "registered",
} as const;

/** `byCursor("after", 100, "next")`. */
function strategyCode(f: FunctionEmitter, { kind, name, param, size, sizeParam, next }: Paging): Code {
  const sizeCode = size && settingCode(f, "pageSize", size);
  const path = next && pagePathCode(next.steps);
  const parameter = sizeParam === undefined ? undefined : code`${sizeParam}`;
  const args: Readonly<Record<Paging["kind"], readonly (Code | undefined)[]>> = {
    offset: [code`${param}`, sizeCode, parameter],
    page: [code`${param}`, sizeCode, parameter],
    cursor: [code`${param}`, sizeCode, path, parameter],
    link: [sizeCode, parameter],
    next: [path, sizeCode, parameter],
    registered: [code`${name.text}`],
  };
  const given = args[kind].map((each, at, all) => each ?? (all.slice(at).some(Boolean) ? code`undefined` : undefined));
  const present = given.filter((each) => each !== undefined);
  return code`${runtime(strategies[kind])}(${join(present, ", ")})`;
}

/** A path into a page as text, unless a name in it would be taken apart. */
export function pagePathCode(steps: Steps): Code {
  const isPlain = steps.every((step) => typeof step === "number" || /^[^.[\]]+$/.test(step));
  if (!isPlain || typeof steps[0] === "number") return code`[${join(steps, ", ")}]`;
  return code`${steps.map((step, at) => (typeof step === "number" ? `[${step}]` : `${at > 0 ? "." : ""}${step}`)).join("")}`;
}

/** `(response, page, hasMore) => …`, without the last parameters that nothing reads. */
function overPage(
  f: FunctionEmitter,
  { page, value, hasMore }: PageNames,
  { paging }: PagedRequest,
  ofPage: Type,
  body: (f: FunctionEmitter) => Code,
): Code {
  const inner: FunctionEmitter = { ...f, names: f.names.inner() };
  const isCounted = paging.kind === "offset" || paging.kind === "page";
  const parameters: Identifier[] = [];
  const declare = (symbol: VariableSymbol | undefined, wanted: string, type: Type): void => {
    const name = inner.names.take(wanted);
    parameters.push(name);
    if (symbol) inner.variables.set(symbol, { code: code`${name}`, type, simple: true });
  };
  declare(page, "response", ofPage);
  declare(value, value?.name ?? "value", isCounted ? integer : dynamic);
  declare(hasMore, "hasMore", boolean);
  const text = body(inner);
  const isRead = parameters.map((each) => mentions(text, each));
  const shown = parameters
    .slice(0, isRead.lastIndexOf(true) + 1)
    .map((each, at) => (isRead[at] ? code`${each}` : code`${inner.names.take(`_${each.text}`)}`));
  return code`${awaits(text) ? code`async ` : empty}(${join(shown, ", ")}) => (${text})`;
}

/** The arms that send again may do so for each page: counters start anew once one has come. */
export function resetCode(pages: Identifier, assignments: readonly Code[]): Code {
  const all = assignments.map((each) => code`${each};\n`);
  return code`if (${pages}.advanced) ${all.length === 1 ? all : code`{\n${all}}\n`}`;
}
