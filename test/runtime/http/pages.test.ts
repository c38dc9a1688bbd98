// A client reads pages lazily, row by row, and stops where the server, the strategy or the reader says (language.md 6.10 to 6.13).
import { describe, expect, it } from "vitest";
import { isInt } from "../../../runtime/convert.js";
import { isObject } from "../../../runtime/json.js";
import { linkTarget } from "../../../runtime/link-header.js";
import type { Pages } from "../../../runtime/pages.js";
import { valueAt } from "../../../runtime/page-rows.js";
import { endingOf } from "../../../runtime/page-until.js";
import { byCursor, byLink, byNext, byOffset, byPage, registered } from "../../../runtime/paging.js";
import { json, open, rejection, serve, type TestServer } from "./support.js";

interface Row {
  readonly id: number;
}

function isRow(value: unknown): value is Row {
  return isObject(value) && isInt(value["id"]);
}

/** Pages of two rows, `last` of them; a page is a list. */
async function lists(last: number): Promise<TestServer> {
  return serve(({ url }, response) => {
    const page = Number(new URL(url, "http://localhost").searchParams.get("page"));
    json(response, page > last ? [] : [{ id: page * 2 - 1 }, { id: page * 2 }]);
  });
}

async function idsOf(pages: Pages<Row>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of pages) ids.push(id);
  return ids;
}

describe("pages of a client", () => {
  it("gives rows one by one, and fetches a page when the one before is used up", async () => {
    const server = await lists(3);
    const { source } = open(server.origin);
    const pages = source.pages("/rows", { paginate: byPage("page", 2), row: isRow });
    expect(server.received).toHaveLength(0);
    const rows = pages[Symbol.asyncIterator]();
    expect(await rows.next()).toEqual({ done: false, value: { id: 1 } });
    expect(await rows.next()).toEqual({ done: false, value: { id: 2 } });
    expect(server.received).toHaveLength(1);
    expect(await idsOf(pages)).toEqual([3, 4, 5, 6]);
    expect(server.received.map(({ url }) => url)).toEqual([1, 2, 3, 4].map((page) => `/rows?page=${page}`));
  });

  it("sends nothing more once the reader leaves", async () => {
    const server = await lists(3);
    const { source } = open(server.origin);
    for await (const row of source.pages("/rows", { paginate: byPage("page", 2), row: isRow })) if (row.id === 2) break;
    expect(server.received).toHaveLength(1);
  });

  it("gives the rows of each page, and all of them", async () => {
    const server = await lists(2);
    const { source, scope } = open(server.origin);
    const paginate = byPage("page", 2);
    const batches: (readonly Row[])[] = [];
    for await (const batch of source.pages("/rows", { paginate, row: isRow }).batches()) batches.push(batch);
    expect(batches).toEqual([[{ id: 1 }, { id: 2 }], [{ id: 3 }, { id: 4 }], []]);
    expect(await source.pages("/rows", { paginate }).all()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    expect(scope.counts).toMatchObject({ pages: 6, rowsIn: 8 });
  });

  it("tells of each page", async () => {
    const { source, events } = open((await lists(1)).origin);
    await source.pages("/rows", { paginate: byPage("page", 2) }).all();
    const found = events.filter(({ type }) => type === "page");
    const common = { type: "page", action: "Test", place: "test.vague:7", source: "API" };
    expect(found).toEqual([
      { ...common, number: 1, rows: 2, rowsIn: 2 },
      { ...common, number: 2, rows: 0, rowsIn: 2 },
    ]);
  });

  it("refuses a row that its guard does not know", async () => {
    const server = await serve((_, response) => json(response, [{ id: 1 }, { id: "two" }]));
    const { source } = open(server.origin);
    const error = await rejection(idsOf(source.pages("/rows", { paginate: byPage("page", 2), row: isRow })));
    const message: unknown = expect.stringContaining("found an object with `id`");
    expect(error).toMatchObject({ code: "data", place: "test.vague:7", message });
  });

  it("passes the value of the parameter to `until`", async () => {
    const { source } = open((await lists(9)).origin);
    const seen: number[] = [];
    const until = (_: unknown, page: number, hasMore: boolean): boolean => {
      seen.push(page);
      return !hasMore || page >= 2;
    };
    expect(await idsOf(source.pages("/rows", { paginate: byPage("page", 2), until, row: isRow }))).toEqual([
      1, 2, 3, 4,
    ]);
    expect(seen).toEqual([1, 2]);
  });

  it("takes a thousand empty pages in a row for an end that is never reached, unless `maxPages` allows more", async () => {
    const page = (number: number, rows: readonly unknown[] = []) => ({
      number,
      rows,
      body: { number, rows },
      headers: {},
      request: {},
    });
    const paginate = byPage("page");
    const isLast = endingOf({ paginate, until: () => false }, true);
    for (let number = 1; number < 1_000; number++) expect(await isLast(page(number), number, false)).toBe(false);
    expect(await isLast(page(1_000, [1]), 1_000, true)).toBe(false);
    for (let number = 1_001; number < 2_000; number++) await isLast(page(number), number, false);
    await expect(isLast(page(2_000), 2_000, false)).rejects.toThrow(
      "1000 pages without rows in a row, and `until` has not held",
    );
    const isAllowed = endingOf({ paginate, until: (_page, value: number) => value >= 1_500, maxPages: 2_000 }, true);
    for (let number = 1; number < 1_500; number++) expect(await isAllowed(page(number), number, false)).toBe(false);
    expect(await isAllowed(page(1_500), 1_500, false)).toBe(true);
  });

  it("goes on at the page that failed", async () => {
    const server = await serve(({ url }, response, count) => {
      if (count === 2 || count === 3) return void response.writeHead(503).end();
      json(response, url.endsWith("=0") ? [{ id: 1 }] : []);
    });
    const { source } = open(server.origin);
    const pages = source.pages("/rows", { paginate: byOffset("offset", 1), retry: { maxAttempts: 2, delay: 1 } });
    expect(await pages.reply({ once: true })).toMatchObject({ ok: false, status: 503 });
    expect(pages.advanced).toBe(true);
    expect(await pages.reply()).toMatchObject({ ok: true, body: [{ id: 1 }] });
    expect(server.received.map(({ url }) => url.slice(-1))).toEqual(["0", "1", "1", "1"]);
  });

  it("replaces rows deep inside the last page", async () => {
    const server = await serve(({ url }, response) =>
      json(response, { parts: [{ n: 1 }, { rows: url.includes("p=1") ? [1] : [2, 3] }], url }),
    );
    const { source } = open(server.origin);
    const options = { paginate: byPage("p"), rows: "parts[-1].rows", until: (_: unknown, page: number) => page === 2 };
    expect(await source.pages("/rows", options).all()).toEqual({
      parts: [{ n: 1 }, { rows: [1, 2, 3] }],
      url: "/rows?p=2",
    });
  });

  it("sends other methods with their body each time", async () => {
    const server = await serve(({ url }, response) => json(response, url.endsWith("0") ? [1] : []));
    const { source } = open(server.origin);
    await source.pages("/search", { method: "POST", body: { q: 1 }, paginate: byOffset("from") }).all();
    expect(server.received.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'POST /search?from=0 {"q":1}',
      'POST /search?from=1 {"q":1}',
    ]);
  });

  it("needs a strategy that was passed", async () => {
    const { source } = open((await lists(1)).origin);
    expect(() => source.pages("/rows", { paginate: registered("byDay") })).toThrow(
      "no paging strategy `byDay` was passed",
    );
  });

  it("stops a cursor that goes in a circle of any length", async () => {
    const server = await serve(({ url }, response) => {
      const after = Number(new URL(url, "http://localhost").searchParams.get("after"));
      json(response, { rows: [after], next: (after % 500) + 1 });
    });
    const { source } = open(server.origin);
    const error = await rejection(source.pages("/rows", { paginate: byCursor("after", 1, "next") }).all());
    expect(error).toMatchObject({
      code: "data",
      message: expect.stringMatching(/leads back to page 2: the same cursor/),
    });
    expect(server.received).toHaveLength(501);
  });

  it.each<[string, unknown]>([
    ["a URL with a user", "http://user:secret@127.0.0.1/x"],
    ["another scheme", "file:///etc/passwd"],
    ["a broken URL", "http://[x"],
    ["a control character", "/rows\n/x"],
    ["an object", { url: "/x" }],
    ["a number", 7],
  ])("refuses %s as the next page", async (_, next) => {
    const server = await serve((_request, response) => json(response, { rows: [1], next }));
    const { source } = open(server.origin);
    const error = await rejection(source.pages("/rows", { paginate: byNext("next") }).all());
    const message: unknown = expect.not.stringContaining("secret");
    expect(error).toMatchObject({ code: "data", message });
    expect(server.received).toHaveLength(1);
  });

  it("follows links of its own origin", async () => {
    const server = await serve(({ url }, response) => {
      response.setHeader("link", url === "/a/rows" ? '<../b/rows?x=1>; rel="next"' : "</c>; rel=prev");
      json(response, [url]);
    });
    const { source } = open(server.origin);
    expect(await source.pages("/a/rows", { paginate: byLink() }).all()).toEqual(["/a/rows", "/b/rows?x=1"]);
  });
});

describe("the Link header (RFC 8288)", () => {
  it.each([
    ["</a>; rel=next", "/a"],
    ['</a>; rel="prev", </b>;rel="next"', "/b"],
    ['</a>; title="x; rel=next, </c>"; rel=prev,</b> ; REL = "first Next"', "/b"],
    ["</a,b;c>; rel=next", "/a,b;c"],
    ["</a>; rel=prev; rel=next", null],
    ['</a>; rel=next; anchor="#top"', null],
    ["</a>; rel=nextish", null],
    ["</a>", null],
    ["", null],
    ["nonsense; rel=next", null],
  ])("%j", (header, target) => {
    expect(linkTarget(header, "next")).toBe(target);
  });

  it.each([
    ["an open link", `<${"a".repeat(100_000)}`],
    ["parameters without an end", `</a>${"; a".repeat(100_000)}"`],
    ["quotes without an end", `</a>${';a="'.repeat(100_000)}`],
    ["commas", ",".repeat(100_000)],
  ])("is read in one go: %s", (_, header) => {
    expect(linkTarget(header, "next")).toBe(null);
  });
});

describe("paths into a page", () => {
  it.each<[string | readonly (string | number)[], unknown]>([
    ["a.b", 1],
    ["list[0].id", "first"],
    ["list[-1].id", "last"],
    ["a.none.b", null],
    ["@odata.next", "whole"],
    [["@odata.next"], "whole"],
    ["constructor", null],
  ])("%j", (path, expected) => {
    const page = { a: { b: 1 }, list: [{ id: "first" }, { id: "last" }], "@odata.next": "whole" };
    expect(valueAt(page, path)).toEqual(expected);
  });

  it.each(["", ".", "a..b", "a[", "a[x]", "[0]a"])("%j is none", (path) => {
    expect(() => valueAt({}, path)).toThrow("is no path into a page");
  });
});
