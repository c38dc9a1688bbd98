// Asks `until` after each page, and notices where it can never hold, so that no run asks for pages for ever (language.md 6.11).
// Must not know how pages are fetched.
import { MissionError } from "./errors.js";
import { isObject } from "./json.js";
import { textOf, valueAt } from "./page-rows.js";
import type { PageOptions, PagePath, ReadPage } from "./pages.js";

/** Whether `page` was the last one. Throws `data` where no page can be. */
export type Ending<Value> = (page: ReadPage, value: Value, hasMore: boolean) => Promise<boolean>;

/** So many counted pages without rows in a row are an error, unless `maxPages` says how many there may be. */
const mostEmpty = 1_000;

/** @param isCounted nothing but `until` ends the pages */
export function endingOf<Value>(
  { until, untilNeeds, maxPages }: PageOptions<Value>,
  isCounted: boolean,
): Ending<Value> {
  /** What no page has had so far. */
  const missing = new Set(untilNeeds);
  let empty = 0;

  return async (page, value, hasMore) => {
    if (until === undefined) return false;
    for (const path of missing) if (valueAt(page.body, path) !== null) missing.delete(path);
    if (await until(page.body, value, hasMore)) return true;
    empty = page.rows.length > 0 ? 0 : empty + 1;
    const [path] = missing;
    if (isCounted && empty > 0 && path !== undefined) throw neverHolds(page, path);
    if (isCounted && empty >= mostEmpty && maxPages === undefined) throw tooManyEmpty();
    return false;
  };
}

function neverHolds({ number, body }: ReadPage, path: PagePath): MissionError {
  const names = isObject(body) ? Object.keys(body).map((each) => `\`${each}\``) : [];
  return new MissionError(
    `page ${number} has no rows, and \`until\` cannot hold: no page has had \`${textOf(path)}\`, which it compares`,
    { code: "data", help: names.length === 0 ? undefined : `the fields of a page are ${names.join(", ")}` },
  );
}

function tooManyEmpty(): MissionError {
  return new MissionError(`${mostEmpty} pages without rows in a row, and \`until\` has not held`, {
    code: "data",
    help: "does it say which page is the last? `maxPages:` allows as many pages as it says",
  });
}
