// The requests of a mission that are read page by page, and where their pages have their rows (language.md 6.11).
// Must not know types, nor how pages are fetched.
import type * as ast from "../syntax/ast.js";
import { children, walk } from "../syntax/walk.js";
import type { ResponseFlow } from "./flow.js";
import type { Bindings, MissionModel } from "./model.js";
import { isSame, measuredPath, rootOf, type Steps, stepsFromPage, stepsOfText } from "./page-path.js";
import { type Paging, readPaging } from "./read-paging.js";

export interface PagedRequest {
  readonly paging: Paging;
  readonly until: ast.Expression | undefined;
  readonly maxPages: ast.Expression | undefined;
  /** `rows:` where it is more than a path. */
  readonly rowsOf: ast.Expression | undefined;
  /** Where the rows are, as far as the mission says. */
  readonly rows: Steps | undefined;
  /** The step right behind it that takes its rows page by page. */
  readonly taker: ast.For | ast.StoreStep | undefined;
}

export function optionOf(step: Pick<ast.Request, "options">, name: string): ast.Option | undefined {
  return step.options?.entries.find((each) => each.name.text === name);
}

/** All requests of the mission with a `paginate` that can be read. */
export function pagedRequests(mission: MissionModel, flow: ResponseFlow): ReadonlyMap<ast.Request, PagedRequest> {
  const found = new Map<ast.Request, PagedRequest>();
  const readers = onlyReaders(flow);
  const list = ({ steps }: { readonly steps: readonly ast.Step[] }): void =>
    steps.forEach((step, at) => {
      if (step.kind === "Request") add(step, steps[at + 1]);
    });
  const add = (step: ast.Request, next: ast.Step | undefined): void => {
    const option = optionOf(step, "paginate");
    const { paging } = option ? readPaging(option.value) : { paging: undefined };
    if (!paging) return;
    const paged = pagedRequest(step, paging, next);
    found.set(step, { ...paged, taker: flow.merged.has(step) ? undefined : takerOf(paged, next, readers.get(step)) });
  };
  for (const action of mission.actions.values()) {
    const arm = ({ body }: ast.Arm | ast.ConditionArm): void => void (body.kind === "Request" && add(body, undefined));
    walk(action.node, { enter: { ActionDef: list, Block: list, Arm: arm, ConditionArm: arm } });
  }
  return found;
}

/** What alone reads the answer of a request; none where several do. */
function onlyReaders({ reads, sharedReads }: ResponseFlow): ReadonlyMap<unknown, ast.Node | undefined> {
  const found = new Map<unknown, ast.Node | undefined>();
  for (const [node, definitions] of reads) {
    if (sharedReads.has(node)) continue;
    for (const each of definitions) found.set(each, found.has(each) ? undefined : node);
  }
  return found;
}

/**
 * The loop or `store` right after a paginated request that can take its rows page by page: it takes the answer or its
 * rows, and nothing else reads the answer (language.md 6.12).
 */
function takerOf(
  { rows, rowsOf }: Omit<PagedRequest, "taker">,
  next: ast.Step | undefined,
  reader: ast.Node | undefined,
): ast.For | ast.StoreStep | undefined {
  const part = consumedPart(next);
  if (!part || reader !== rootOf(part) || (next?.kind !== "For" && next?.kind !== "StoreStep")) return undefined;
  const steps = stepsFromPage(part) ?? [];
  return steps.length === 0 || (isSame(steps, rows) && !rowsOf) ? next : undefined;
}

function pagedRequest(step: ast.Request, paging: Paging, next: ast.Step | undefined): Omit<PagedRequest, "taker"> {
  const until = optionOf(step, "until")?.value;
  const rows = optionOf(step, "rows")?.value;
  const given = rows && (rows.kind === "String" ? stepsOfText(rows.value) : stepsFromPage(rows));
  const place = rows ? given : ((until && measuredSteps(until)) ?? consumedSteps(next));
  return {
    ...{ paging, until, maxPages: optionOf(step, "maxPages")?.value },
    rowsOf: rows && (given === undefined || given.length === 0) ? rows : undefined,
    rows: place && place.length > 0 ? place : undefined,
  };
}

/** The paginated request that the value is the answer of: a `for` or `store` takes its rows (6.12); also through a `let`. */
export function pagedAnswer(tables: PagedTables, node: ast.Expression): ast.Request | undefined {
  if (node.kind !== "NameExpression" && node.kind !== "Subject") return undefined;
  const { names, subjects } = tables.bindings;
  const binding = node.kind === "Subject" ? subjects.get(node) : names.get(node);
  if (binding?.kind === "variable") {
    const source = binding.node.kind === "Let" ? binding.node.value : undefined;
    const matched = binding.node.kind === "Match" ? binding.node.subject : undefined;
    const from = source ?? matched;
    return from && pagedAnswer(tables, from);
  }
  for (const each of tables.flow.reads.get(node) ?? [])
    if (each !== "start" && each.kind === "Request" && tables.paged.has(each)) return each;
  return undefined;
}

interface PagedTables {
  readonly bindings: Bindings;
  readonly flow: ResponseFlow;
  readonly paged: ReadonlyMap<ast.Request, PagedRequest>;
}

/** The first part of a page whose length `until` asks for. */
function measuredSteps(node: ast.Node): Steps | undefined {
  const measured = isExpression(node) ? measuredPath(node) : undefined;
  const steps = measured && stepsFromPage(measured);
  if (steps && steps.length > 0) return steps;
  for (const child of children(node)) {
    const inside = measuredSteps(child);
    if (inside) return inside;
  }
  return undefined;
}

function isExpression(node: ast.Node): node is ast.Call | ast.MethodCall | ast.FieldAccess {
  return node.kind === "Call" || node.kind === "MethodCall" || node.kind === "FieldAccess";
}

/** What a loop or `store` right after a request takes of its answer. */
function consumedPart(next: ast.Step | undefined): ast.Expression | undefined {
  const part = next?.kind === "For" ? next.collection : next?.kind === "StoreStep" ? next.value : undefined;
  return part && rootOf(part) ? part : undefined;
}

function consumedSteps(next: ast.Step | undefined): Steps | undefined {
  const part = consumedPart(next);
  return part && stepsFromPage(part);
}
