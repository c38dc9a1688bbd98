// Paging of a program's own: a strategy for the pages of a plan, which holds what it is told of each page against them.
// Must not know missions.
import type { NextPage, PagingStrategy, ReadPage } from "../../../runtime/pages.js";
import type { Paged } from "./plans.js";

export const strategyNameOf = (at: number): string => `turns${at}`;

/** Asks for one page after another, by parameters or by a relative URL, at once or later. */
export function strategyOf({ pages, asks }: Paged): PagingStrategy {
  const next = (page: ReadPage | undefined): NextPage | null => {
    if (page === undefined) return asks.first === "bare" ? {} : { params: { after: "c0" } };
    const expected = pages[page.number - 1]?.length ?? 0;
    if (page.rows.length !== expected) throw new Error(`${page.rows.length} rows of ${expected}`);
    if (page.number >= pages.length) return null;
    const place = `c${page.number}`;
    return asks.by === "url" ? { url: `?after=${place}` } : { params: { after: place } };
  };
  return asks.isLate ? async (page) => Promise.resolve(next(page)) : next;
}
