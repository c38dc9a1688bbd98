// Functions and steps of the program, over real servers: what they are given, and what becomes of what they do
// (language.md 2.5, 6.20).
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Library from "../../compiler/index.js";
import { built, workspace } from "../cli/support.js";
import { json, type LocalServer, serve } from "../support/auth-client.js";

const { execute }: typeof Library = await import(built("compiler/index.js"));

let server: LocalServer;
beforeAll(async () => {
  server = await serve((_request, response) => json(response, 200, [{ id: 1, total: 5 }]));
});
afterAll(() => server.close());

const mission = (steps: string, before = ""): string => `mission Given {
  source Api { base: "${server.origin}" }
  store rows: memory("rows")
  ${before}
  action Fetch {
    get "/orders"
    for order in response {
      ${steps}
    }
  }
}
`;
const scored = (): string =>
  mission("store { id: order.id, score: score(order.total) } -> rows", "function score(total: number): number");

const run = (
  text: string,
  options: Library.TextOptions,
): Promise<Library.RunResult<Readonly<Record<string, Library.Store>>>> =>
  execute(text, { dataDir: workspace().folder, env: {}, ...options });

describe("functions", () => {
  it("may give their result now or later", async () => {
    for (const score of [(total: number) => total * 2, async (total: number) => total * 2]) {
      const result = await run(scored(), { functions: { score } });
      expect(await result.stores["rows"]?.all()).toEqual([{ id: 1, score: 10 }]);
    }
  });

  it.each([
    [
      () => {
        throw new Error("no luck");
      },
      { code: "program", message: "the function `score` failed: no luck", place: "<mission>:8" },
    ],
    [async () => Promise.reject("plain"), { code: "program", message: "the function `score` failed: plain" }],
    [() => "a lot", { code: "data", message: "the result of `score` must be a number, found text of 5 characters" }],
    [() => undefined, { code: "data", message: expect.stringContaining("the result of `score`") }],
  ])("%# fail the action where they fail, or give something else", async (score, error) => {
    const result = await run(scored(), { functions: { score } });
    expect(result).toMatchObject({ success: false, errors: [{ action: "Fetch", ...error }] });
  });

  it("are seen by `catch`", async () => {
    const text = mission(
      `match order { _ -> store { id: .id, score: score(.total) } -> rows } catch {
        { error: "program", message: said } -> store { id: "failed", said: said } -> rows
      }`,
      "function score(total: number): number",
    );
    const functions = { score: () => Promise.reject(new Error("no luck")) };
    const result = await run(text, { functions });
    expect(await result.stores["rows"]?.all()).toEqual([{ id: "failed", said: expect.stringContaining("no luck") }]);
  });

  it("that are missing end the run before the first request", async () => {
    const before = server.received.length;
    const result = await run(scored(), {});
    expect(result).toMatchObject({
      success: false,
      errors: [
        {
          code: "config",
          message:
            "the mission needs the function `score`, which the program has not passed: pass functions: { score }",
        },
      ],
    });
    expect(server.received).toHaveLength(before);
  });

  it("need no declaration with execute, and take and give anything then", async () => {
    const text = mission('store { id: mix(order, "x").key, n: order.total.mix() } -> rows');
    const mix = (value: unknown, more?: string): unknown => (more === undefined ? value : { key: `${more}1` });
    const result = await run(text, { functions: { mix } });
    expect(await result.stores["rows"]?.all()).toEqual([{ id: "x1", n: 5 }]);
    await expect(run(text, {})).rejects.toMatchObject({ message: expect.stringContaining("unknown function `mix`") });
  });
});

describe("steps", () => {
  const noticed = (): string => mission('notify { channel: "ops", total: order.total } store order -> rows');

  it("get their options and the signal of the run", async () => {
    const controller = new AbortController();
    const notify = (options: unknown, signal: AbortSignal): Promise<unknown> => {
      expect(options).toEqual({ channel: "ops", total: 5 });
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
        controller.abort();
      });
    };
    const result = await run(noticed(), { steps: { notify }, signal: controller.signal });
    expect(result).toMatchObject({ success: false, errors: [{ code: "cancelled" }] });
  });

  it("fail the action with their name", async () => {
    const notify = (): never => {
      throw new TypeError("no channel");
    };
    const result = await run(noticed(), { steps: { notify } });
    expect(result).toMatchObject({
      success: false,
      errors: [{ code: "program", message: "the step `notify` failed: no channel", place: "<mission>:8" }],
    });
  });

  it("that are missing end the run before the first request", async () => {
    const result = await run(noticed(), { steps: {} });
    expect(result).toMatchObject({
      success: false,
      errors: [{ message: expect.stringContaining("the step `notify`") }],
    });
  });
});

describe("reqon --extend", () => {
  it("passes functions, steps, ways of paging and auth types", async () => {
    const pages = await serve(({ url, headers }, response) => {
      const day = new URL(url, "http://api").searchParams.get("day");
      json(response, headers["x-signed"] === "k7" ? 200 : 401, [{ id: `d${day}`, total: Number(day) }]);
    });
    try {
      const { reqon, read } = workspace({
        "sync.vague": `mission Sync {
  source Api { auth: signed, base: "${pages.origin}" }
  store rows: memory("rows")
  function twice(n: number): number
  action Fetch {
    get "/orders" { paginate: byDay() }
    for order in response { store { id: order.id, n: twice(order.total), m: thrice(order.total) } -> rows }
    report { rows: length(rows) }
  }
}
`,
        "extend.mjs": `import { writeFileSync } from "node:fs";
export const functions = { twice: (n) => 2 * n, thrice: async (n) => 3 * n };
export const steps = { report: ({ rows }) => writeFileSync("report.txt", String(rows)) };
export const paging = { byDay: (page) => ((page?.number ?? 0) < 2 ? { params: { day: (page?.number ?? 0) + 1 } } : null) };
export const providers = { signed: { apply: (request) => void request.headers.set("x-signed", "k7") } };
`,
      });
      const outcome = await reqon(["sync.vague", "--extend", "extend.mjs", "--output", "rows.json"]);
      expect(outcome).toMatchObject({ code: 0 });
      expect(JSON.parse(read("rows.json"))).toMatchObject({
        rows: [
          { id: "d1", n: 2, m: 3 },
          { id: "d2", n: 4, m: 6 },
        ],
      });
      expect(read("report.txt")).toBe("2");
    } finally {
      await pages.close();
    }
  });

  it("runs no step in a dry run, and names those it would", async () => {
    const { reqon, has } = workspace({
      "openapi.yaml": `openapi: 3.1.0
info: { title: Shop, version: "1" }
servers: [{ url: "https://shop.example.com" }]
paths:
  /orders:
    get: { operationId: listOrders, responses: { "200": { description: All, content: { application/json: { schema: { type: array, items: { type: object, properties: { id: { type: integer } } } } } } } } }
`,
      "sync.vague": `mission Sync {
  source Shop from "openapi.yaml"
  action Fetch { call Shop.listOrders  report { rows: length(response) } }
}
`,
      "extend.mjs": `import { writeFileSync } from "node:fs";
export const steps = { report: () => writeFileSync("report.txt", "done") };
`,
    });
    const { code, out } = await reqon(["sync.vague", "--extend", "extend.mjs", "--dry-run"]);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/with sample answers[^]*GET[^]*\n {2}report\n/),
    });
    expect(has("report.txt")).toBe(false);
  });
});
