// RQ4009, RQ4019, RQ4021 to RQ4023, RQ4041, RQ4042, RQ5011: `paginate` and the options that only mean something beside it (language.md 6.10, 6.11).
// Must not know how pages are read.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { constantTruth, isConstant, neverHolds } from "../constants.js";
import { stepsOfText } from "../page-path.js";
import { optionOf } from "../paging.js";
import { pagingKinds, pagingOptions, type PagingProblem, readPaging } from "../read-paging.js";
import type { Reporter } from "../reporter.js";
import { candidates, nearestDetails, reportUnknown } from "../unknown.js";
import type { Rule } from "./index.js";
import { checkCount } from "./options.js";

export const paging: Rule = ({ mission }, reporter) => {
  for (const action of mission.actions.values())
    walk(action.node, { enter: { Request: (node) => checkRequest(reporter, node) } });
};

function checkRequest(reporter: Reporter, step: ast.Request): void {
  const paginate = optionOf(step, "paginate");
  if (!paginate) {
    for (const option of ["until", "rows", "maxPages"].flatMap((each) => optionOf(step, each) ?? []))
      reporter.report("RQ4021", option.name.span, { option: option.name.text, missing: "paginate" });
    return;
  }
  const { paging: read, problems } = readPaging(paginate.value);
  for (const problem of problems) report(reporter, problem);
  if (read?.kind === "registered")
    reporter.report("RQ5011", read.name.span, { name: read.name.text }, nearestKind(read.name));
  if (read && paginate.value.kind === "Object") checkObject(reporter, read.kind, paginate.value);
  const until = optionOf(step, "until")?.value;
  if (until && neverHolds(until)) reporter.report("RQ4041", until.span, {});
  else if (until && until.kind !== "Binary" && constantTruth(until))
    reporter.report("RQ4019", until.span, { what: "`until` always holds, so only the first page is read" });
  const rows = optionOf(step, "rows")?.value;
  if (rows?.kind === "String" && stepsOfText(rows.value) === undefined)
    reporter.report("RQ4022", rows.span, { path: rows.value });
  else if (rows && rows.kind !== "String" && (rows.kind === "Boolean" || isConstant(rows)))
    reporter.report("RQ4009", rows.span, { option: "rows", expected: "where a page has its rows, such as `.items`" });
  if (read?.size) checkCount(reporter, "pageSize", read.size);
}

/** What the object form says that its kind of paging has no use for. */
function checkObject(reporter: Reporter, kind: string, { properties }: ast.ObjectLiteral): void {
  const named = new Map(properties.flatMap((each) => (each.kind === "Property" ? [[each.name.text, each]] : [])));
  const [type, sizeParam] = [named.get("type"), named.get("sizeParam")];
  const isCounted = kind === "offset" || kind === "page";
  const unfit =
    kind === "link" ? ["param", "cursorPath"] : kind === "next" ? ["param"] : isCounted ? ["cursorPath"] : [];
  for (const { name } of unfit.flatMap((each) => named.get(each) ?? [])) {
    const related = type ? [{ span: type.value.span, message: "beside this one" }] : [];
    const help = isCounted
      ? "remove it; `cursor` and `next` look into a page"
      : "remove it; the answer has the whole URL";
    reporter.report("RQ4042", name.span, { option: name.text, other: `type: ${kind}` }, { help, related });
  }
  if (sizeParam && !named.has("pageSize"))
    reporter.report("RQ4021", sizeParam.name.span, { option: "sizeParam", missing: "pageSize" });
}

/** No replacement: a strategy of that name may well exist. */
function nearestKind(name: ast.Name): { readonly help?: string } {
  const { help } = nearestDetails(name.text, name.span, candidates(pagingKinds));
  return help === undefined ? {} : { help };
}

function report(reporter: Reporter, problem: PagingProblem): void {
  switch (problem.code) {
    case "RQ2011":
      return reportUnknown(reporter, "option", problem.name, candidates(pagingOptions), "`paginate`");
    case "RQ3002":
      return reporter.report("RQ3002", problem.span, problem);
    case "RQ4009":
      return reporter.report("RQ4009", problem.span, problem);
    case "RQ4022":
      return reporter.report("RQ4022", problem.span, problem);
    case "RQ4023":
      return reporter.report(
        "RQ4023",
        problem.name.span,
        { name: problem.name.text },
        nearestDetails(problem.name.text, problem.name.span, candidates(pagingKinds)),
      );
  }
}
