// The kinds of paging (language.md 6.10): which parameter or URL asks for the next page.
// Must not know how pages are fetched, nor where their rows are.
import { MissionError } from "./errors.js";
import { read } from "./http.js";
import { describe, isObject, type Json } from "./json.js";
import { linkTarget } from "./link-header.js";
import { openPages, type Strategy, type Turn } from "./page-reader.js";
import { valueAt } from "./page-rows.js";
import type { NextPage, PagedCall, PagePath, Paging, PagingStrategy, ReadPage } from "./pages.js";

/** The names of the parameters of a cursor that is not said where to find: in the page, then in these objects of it. */
const cursorNames = ["next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next"];
const cursorHolders = ["meta", "pagination", "paging", "page_info", "pageInfo", "response_metadata"];
const usualPlaces = [[], ...cursorHolders.map((holder) => [holder])].flatMap((holder) =>
  cursorNames.map((name) => [...holder, name]),
);

/**
 * `?param=0`, then as many further as rows have come. Ends at a page without rows, unless `until` says when. A number
 * that `params` have under the same name is where it starts.
 * @param size rows that a page is expected to have; sent where `sizeParam` names its parameter
 */
export function byOffset(param: string, size?: number, sizeParam?: string): Paging<number> {
  return counted(param, 0, (page, rows) => page + rows, sized(size, sizeParam));
}

/** `?param=1`, `?param=2` and so on; the rest as for `byOffset`. */
export function byPage(param: string, size?: number, sizeParam?: string): Paging<number> {
  return counted(param, 1, (page) => page + 1, sized(size, sizeParam));
}

/**
 * What a page has at `next` is sent as `param` to get the next one; a page without it is the last. Without `next` the
 * usual names are tried, such as `next_cursor` and `meta.next_cursor`.
 * @param next a path, or what finds the cursor in a page
 */
export function byCursor(param: string, size?: number, next?: PagePath, sizeParam?: string): Paging<unknown> {
  return strategy((call) => {
    const { extra, options } = { extra: sized(size, sizeParam), options: call.options };
    const start = startOf(options.params, param);
    let place = next;
    return {
      isCounted: false,
      first: () => ({ value: start, params: start === null ? extra : { [param]: start, ...extra } }),
      next({ body, rows, number }) {
        place ??= usualPlaces.find((each) => isCursor(valueAt(body, each)));
        const cursor = cursorOf(place === undefined ? null : valueAt(body, place));
        if (cursor === null && number === 1 && isFull(rows, size)) warnOfEnd(call, place ?? "any of the usual names");
        return cursor === null ? null : { value: cursor, params: { [param]: cursor, ...extra } };
      },
    };
  });
}

/** Follows the URL of the answer's `Link` header with `rel="next"` (RFC 8288). */
export function byLink(size?: number, sizeParam?: string): Paging<string | null> {
  return following(size, sizeParam, "the `Link` header", ({ headers }) =>
    typeof headers["link"] === "string" ? linkTarget(headers["link"], "next") : null,
  );
}

/** Follows the URL that a page has at `path`; a relative one is relative to the page. */
export function byNext(path: PagePath, size?: number, sizeParam?: string): Paging<string | null> {
  return following(size, sizeParam, path, ({ body }) => urlOf(valueAt(body, path)));
}

/** A strategy that the program passes under this name. */
export function registered(name: string): Paging<unknown> {
  return strategy((call) => {
    const given = Object.hasOwn(call.strategies, name) ? call.strategies[name] : undefined;
    if (given === undefined) throw new MissionError(`no paging strategy \`${name}\` was passed`, { code: "config" });
    return fromProgram(name, given);
  });
}

function fromProgram(name: string, given: PagingStrategy): Strategy<unknown> {
  const turn = (next: NextPage): Turn<unknown> => ({ ...next, value: next });
  return {
    isCounted: false,
    async first() {
      const next = await given(undefined);
      if (next !== null) return turn(next);
      throw new MissionError(`the paging strategy \`${name}\` gave no first page`, { code: "config" });
    },
    async next(page) {
      const next = await given(page);
      return next === null ? null : turn(next);
    },
  };
}

function strategy<Value>(make: (call: PagedCall<Value>) => Strategy<Value>): Paging<Value> {
  return { [read]: (call, guard) => openPages(make(call), call, guard) };
}

function counted(
  param: string,
  from: number,
  after: (value: number, rows: number) => number,
  extra: Values,
): Paging<number> {
  return strategy(({ options }) => {
    const turn = (value: number): Turn<number> => ({ value, params: { [param]: value, ...extra } });
    return {
      isCounted: true,
      first() {
        const start = startOf(options.params, param);
        const value = start === null ? from : Number(start);
        if (Number.isSafeInteger(value)) return turn(value);
        throw new MissionError(`\`${param}\` must start with a whole number, found ${describe(start)}`, {
          code: "data",
        });
      },
      next: ({ rows }, { value }) => turn(after(value, rows.length)),
    };
  });
}

function following(
  size: number | undefined,
  sizeParam: string | undefined,
  place: PagePath,
  find: (page: ReadPage) => string | null,
): Paging<string | null> {
  return strategy((call) => ({
    isCounted: false,
    first: () => ({ value: null, params: sized(size, sizeParam) }),
    next(page) {
      const url = find(page);
      if (url === null && page.number === 1 && isFull(page.rows, size)) warnOfEnd(call, place);
      return url === null ? null : { value: url, url };
    },
  }));
}

type Values = Readonly<Record<string, unknown>>;

function sized(size: number | undefined, sizeParam: string | undefined): Values {
  return size === undefined || sizeParam === undefined ? {} : { [sizeParam]: size };
}

function startOf(params: Values | undefined, param: string): unknown {
  return params !== undefined && Object.hasOwn(params, param) ? (params[param] ?? null) : null;
}

function isCursor(value: Json): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** Null, false and empty text mean that there is no further page. */
function cursorOf(value: Json): string | number | null {
  if (value === null || value === false || value === "") return null;
  if (typeof value === "string" || typeof value === "number") return value;
  throw unusable("cursor", "text or a number", value);
}

function urlOf(value: Json): string | null {
  if (value === null || value === false || value === "") return null;
  // HAL and others keep the URL in a link object.
  if (isObject(value) && typeof value["href"] === "string") return urlOf(value["href"]);
  if (typeof value === "string") return value;
  throw unusable("URL of the next page", "text", value);
}

function unusable(what: string, expected: string, found: Json): MissionError {
  return new MissionError(`the ${what} must be ${expected}, found ${describe(found)}`, { code: "data" });
}

function isFull(rows: readonly unknown[], size: number | undefined): boolean {
  return size !== undefined && rows.length >= size;
}

/** Said of a full first page without a next one: most likely the next one is told of elsewhere. */
function warnOfEnd<Value>({ scope, source }: PagedCall<Value>, place: PagePath): void {
  const where = typeof place === "string" ? place : place.join(".");
  scope.warn(
    `source \`${source}\`: the first page is full, but nothing at ${where} leads to another one: only it was read`,
  );
}
