// Reading an answer page by page as a source offers it (language.md 6.10 to 6.13): the types, and the hook behind them.
// Must not know how pages follow one another (paging.ts) or are read (page-reader.ts): a client that pages nothing carries neither.
import type { Method, NetScope, read, Reply, RequestOptions } from "./http.js";
import type { Json, JsonObject } from "./json.js";
import type { Path } from "./path.js";

/** Names and positions from a page to a value in it: `"data.items"`, `"data[-1].id"`, or the same as a list. */
export type PagePath = string | readonly (string | number)[];

export interface PageOptions<Value = unknown, Page = unknown> extends RequestOptions {
  /** How the next page is asked for: `byOffset`, `byPage`, `byCursor`, `byLink`, `byNext` or `registered` of paging.ts. */
  readonly paginate: Paging<Value>;
  /** Default `GET`. */
  readonly method?: Method | undefined;
  /**
   * Asked after each page, with the page, the value of the paging parameter that it was asked for with, and whether
   * there seems to be another one. Something truthy ends.
   */
  readonly until?: ((response: Page, value: Value, hasMore: boolean) => unknown) | undefined;
  /** What a page must have for `until` to hold: where no page has had it, one without rows is an error. */
  readonly untilNeeds?: readonly PagePath[] | undefined;
  /** Where a page that is no list has its rows. Default: its only list. */
  readonly rows?: PagePath | ((response: Page) => unknown) | undefined;
  /** A page beyond it is an error. */
  readonly maxPages?: number | undefined;
}

/** What every row has to be: any other is a `data` error. */
export type RowGuard<Row> = (row: unknown) => row is Row;

/**
 * The pages of one answer, each fetched when the one before it is used up. Iterating gives their rows; a failed page is
 * thrown. Pages are iterated once: a second loop gets what is left.
 */
export interface Pages<Row = unknown, R extends Reply = Reply> extends AsyncIterable<Row> {
  /** The rows of each page as it arrives. */
  batches(): AsyncIterable<readonly Row[]>;
  /** All rows; where pages are objects, the last of them with all rows in it (language.md 6.12). */
  all(): Promise<Json>;
  /**
   * The same as an answer, as the check of the pages has found it to be. A failed page is a failed answer; asked again, it
   * goes on at that page, after success anew.
   */
  reply(options?: { readonly once?: boolean }): Promise<R>;
  /** Whether the last `reply()` failed at another page than it began with. */
  readonly advanced: boolean;
}

/** What a strategy makes `Pages` with. */
export interface PagedCall<Value> {
  readonly source: string;
  /** Keeps the line at which the pages were asked for. */
  readonly scope: NetScope;
  readonly path: Path;
  readonly options: PageOptions<Value>;
  /** Strategies that the program passes, by name. */
  readonly strategies: Readonly<Record<string, PagingStrategy>>;
  readonly send: (path: Path, options: RequestOptions) => Promise<Reply>;
  /** The absolute URL of a reference found in the page at `path`. Throws `data` where it is none. */
  readonly follow: (path: Path, reference: string) => string;
}

/** How pages follow one another. `Value` is what its parameter holds. */
export interface Paging<Value> {
  readonly [read]: <Row>(call: PagedCall<Value>, guard: RowGuard<Row>) => Pages<Row>;
}

/** The request of one page: parameters over those of the first request, or a URL that says everything. */
export interface NextPage {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** Absolute, or relative to the page it was found in. */
  readonly url?: string | undefined;
}

/** A page that was read. */
export interface ReadPage {
  /** From 1. */
  readonly number: number;
  readonly body: unknown;
  /** By lower-case name. */
  readonly headers: JsonObject;
  readonly rows: readonly unknown[];
  /** What it was asked for with. */
  readonly request: NextPage;
}

/** Paging that a program brings along: the request of the page after `page`, null after the last; undefined: of the first. */
export type PagingStrategy = (page: ReadPage | undefined) => NextPage | null | Promise<NextPage | null>;
