// What a strict check proves of the pages of a paginated call, and of their rows (language.md 6.9, 6.11).
// Must not know how pages are read, nor who takes their rows.
import type * as ast from "../../syntax/ast.js";
import type { MissionModel } from "../model.js";
import { rowsIn } from "../page-types.js";
import type { PagedRequest } from "../paging.js";
import { isDynamic, membersOf, shapeOf, type Type, union } from "../types.js";
import { provenSuccess } from "./documented.js";
import { strictValidation } from "./validation.js";

/** Undefined where nothing is known of a page. */
export function provenPage(mission: MissionModel, step: ast.Request): Type | undefined {
  const operation = strictValidation(mission, step)?.operation;
  const type = operation && provenSuccess(operation);
  return type && !isDynamic(type) ? type : undefined;
}

/** Undefined where nothing is known of a row, or of where the rows will be found. */
export function provenRow(
  mission: MissionModel,
  paged: ReadonlyMap<ast.Request, PagedRequest>,
  step: ast.Request,
): Type | undefined {
  const page = provenPage(mission, step);
  const request = paged.get(step);
  if (page === undefined || request === undefined || request.rowsOf) return undefined;
  const rows = membersOf(page).map((each) => rowIn(each, request.rows));
  const row = rows.includes(undefined) ? undefined : union(...rows.flatMap((each) => each ?? []));
  return row && !isDynamic(row) ? row : undefined;
}

/** Of one kind of page. */
function rowIn(page: Type, rows: PagedRequest["rows"]): Type | undefined {
  const isPlaced = page.kind === "list" || (shapeOf(page) && (rows ?? hasSureList(page)));
  return isPlaced ? rowsIn(page, rows) : undefined;
}

/** Where the mission does not say which list has the rows, a page without the one of its document may have another. */
function hasSureList(page: Type): boolean {
  return [...(shapeOf(page)?.fields.values() ?? [])].some(({ type, optional }) => type.kind === "list" && !optional);
}
