// RQ4045: the step behind a paginated request reads another list than the rows, and so that of the last page (language.md 6.11, 6.12).
// Must not know how pages are read.
import { nearest } from "../../suggest.js";
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import { isSame, rootOf, type Steps, stepsFromPage } from "../page-path.js";
import { typeAt } from "../page-types.js";
import { optionOf, type PagedRequest } from "../paging.js";
import type { Reporter } from "../reporter.js";
import { dynamic, isDynamic, membersOf, type Type, withoutNull } from "../types.js";
import type { Rule } from "./index.js";

export const pageRows: Rule = (analysis, reporter) => {
  const list = ({ steps }: { readonly steps: readonly ast.Step[] }): void =>
    steps.forEach((step, at) => {
      const paged = step.kind === "Request" ? analysis.paged.get(step) : undefined;
      const next = steps[at + 1];
      if (step.kind === "Request" && paged && next) checkNext(analysis, reporter, step, paged, next);
    });
  for (const { node } of analysis.mission.actions.values()) walk(node, { enter: { ActionDef: list, Block: list } });
};

function checkNext(
  { claims, flow }: Analysis,
  reporter: Reporter,
  step: ast.Request,
  { rows, rowsOf, until }: PagedRequest,
  next: ast.Step,
): void {
  const part = readPart(next);
  const root = part && rootOf(part);
  const read = part && stepsFromPage(part);
  const said = optionOf(step, "rows")?.value ?? until;
  if (!root || !read || !rows || rowsOf || !said || !flow.reads.get(root)?.has(step)) return;
  if (isWithin(read, rows) || isWithin(rows, read)) return;
  const page = claims.types.get(root) ?? dynamic;
  // A field that its page does not have has been reported.
  if (!typeAt(page, rows) || !typeAt(page, read)) return;
  const near = areNear(read, rows);
  if (next.kind !== "For" && !near && !isList(typeAt(page, read))) return;
  const facts = { read: textOf(read), rows: textOf(rows), isNear: near };
  const related = [{ span: said.span, message: "the rows of all pages are these" }];
  reporter.report("RQ4045", part.span, facts, { related });
}

function readPart(step: ast.Step): ast.Expression | undefined {
  if (step.kind === "For") return step.collection;
  if (step.kind === "StoreStep") return step.value;
  return step.kind === "Match" ? step.subject : undefined;
}

function isWithin(inner: Steps, outer: Steps): boolean {
  return isSame(inner.slice(0, outer.length), outer);
}

/** One of the two is the other mistyped, or the same at another place. */
function areNear(read: Steps, rows: Steps): boolean {
  const [one, other] = [read.at(-1), rows.at(-1)];
  if (typeof one !== "string" || typeof other !== "string") return false;
  return one === other || nearest(one, [other]) !== undefined;
}

function isList(type: Type | undefined): boolean {
  const members = membersOf(withoutNull(type ?? dynamic));
  return members.length > 0 && members.every((each) => !isDynamic(each) && each.kind === "list");
}

function textOf(steps: Steps): string {
  return steps.map((each) => (typeof each === "number" ? `[${each}]` : `.${each}`)).join("");
}
