// What a run reports, and in which order its stages start, fail and are cancelled.
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { bearer, fromEnv } from "../../../runtime/auth.js";
import { MissionError } from "../../../runtime/errors.js";
import { fileStore } from "../../../runtime/file-store.js";
import { field } from "../../../runtime/json.js";
import { anything, replyFits, unmatched } from "../../../runtime/match.js";
import { type Mission, type MissionOptions, openMission } from "../../../runtime/mission.js";
import { divide } from "../../../runtime/operators.js";
import { type PipelineOptions, type RunResult, runPipeline, type Stage, when } from "../../../runtime/pipeline.js";
import { aborted } from "../../../runtime/recovery.js";
import type { MissionEvent } from "../../../runtime/scope.js";
import { memoryStore, type Store } from "../../../runtime/stores.js";
import { type Answer, type Api, definitionOf, type Seen, startApi, withoutEnvironment } from "./api.js";

interface Stores {
  readonly items: Store;
}
type Context = Mission<"API", Stores>;

const open: Api[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

async function api(answer: (request: Seen) => Answer | undefined): Promise<Api> {
  const started = await startApi(answer);
  open.push(started);
  return started;
}

function run(
  base: string,
  stages: readonly Stage<"API", Stores>[],
  options: MissionOptions = {},
  pipeline: PipelineOptions = {},
): Promise<RunResult<Stores>> {
  const definition = definitionOf(base, { items: memoryStore("items") });
  return runPipeline(openMission(definition, { ...withoutEnvironment, ...options }), stages, pipeline);
}

const nowhere = "http://127.0.0.1:9";

describe("the result of a run (language.md 8.4)", () => {
  it("counts a record once it is written", async () => {
    const isNamed = (value: unknown): value is { readonly name: string } => typeof field(value, "name") === "string";
    const items = memoryStore("items", isNamed);
    const fails = async (write: (stores: { readonly items: Store<{ readonly name: string }> }) => Promise<unknown>) => {
      const definition = definitionOf(nowhere, { items });
      const action = async ({ stores }: Mission<"API", typeof definition.stores>): Promise<void> => {
        await stores.items.put("a", { name: "a" });
        await write(stores);
      };
      const { actions, success } = await runPipeline(openMission(definition, withoutEnvironment), [{ Write: action }]);
      return { success, rowsOut: actions["Write"]?.rowsOut };
    };
    const wrong: unknown = { name: 1 };
    const record = wrong as { readonly name: string };
    const once = { success: false, rowsOut: 1 };
    expect(await fails(({ items }) => items.put("b", record))).toEqual(once);
    expect(await fails(({ items }) => items.merge("b", record))).toEqual(once);
    expect(await fails(({ items }) => items.putAll([{ name: "c" }, record], ({ name }) => name))).toEqual(once);
    expect(await items.all()).toEqual([{ name: "a" }]);
  });

  it("counts per action and says what ran", async () => {
    const { url } = await api(() => ({ body: { items: [{ id: 1 }, { id: 2 }] } }));
    const events: MissionEvent[] = [];
    const fetchItems = async ({ sources, stores, at }: Context): Promise<void> => {
      at(3);
      const response = await sources.API.get("/items");
      at(4);
      await stores.items.putAll([field(response, "items", 0), field(response, "items", 1)]);
    };
    const count = async ({ stores, at }: Context): Promise<void> => {
      at(9);
      await stores.items.put("n", { n: await stores.items.size() });
      expect(await stores.items.update("n", { seen: true })).toBe(true);
      expect(await stores.items.update("absent", { seen: true })).toBe(false);
    };
    const result = await run(url, [{ FetchItems: fetchItems }, { Count: count }], { onEvent: (e) => events.push(e) });
    expect(result).toMatchObject({
      success: true,
      errors: [],
      mission: "Sync",
      actionsRun: ["FetchItems", "Count"],
      actions: {
        FetchItems: { requests: 1, retries: 0, pages: 0, rowsIn: 2, rowsOut: 2 },
        Count: { requests: 0, rowsIn: 0, rowsOut: 2 },
      },
      handled: [],
      warnings: [{ action: "Count", place: "sync.vague:9", message: expect.stringContaining('no record "absent"') }],
    });
    expect(await result.stores.items.size()).toBe(3);
    expect(events.map(({ type }) => type)).toEqual([
      ...["run-start", "action-start", "request", "response", "rows", "action-end"],
      ...["action-start", "warning", "rows", "action-end", "run-end"],
    ]);
  });

  it("places the error of a helper, and wraps what is none of ours", async () => {
    const result = await run(
      nowhere,
      [
        {
          Divide: async ({ at }) => {
            at(12);
            divide(1, 0);
          },
          Break: async ({ at }) => {
            at(20, "lib/shared.vague");
            throw new TypeError("token=hunter2");
          },
        },
      ],
      {},
    );
    expect(result.success).toBe(false);
    expect(result.errors).toMatchObject([
      { code: "data", message: "`/` by zero", action: "Divide", place: "sync.vague:12" },
      { code: "internal", action: "Break", place: "lib/shared.vague:20", help: expect.stringContaining("report it") },
    ]);
    expect(result.errors[1]?.message).not.toContain("hunter2");
  });

  it("reports a listener that throws, and runs on", async () => {
    const onEvent = (): never => {
      throw new Error("broken");
    };
    const result = await run(nowhere, [{ Nothing: async () => undefined }], { onEvent });
    expect(result).toMatchObject({ success: true, warnings: [{ message: "onEvent threw; it gets no more events" }] });
  });

  it("takes action names that mean something in JavaScript", async () => {
    const actions = Object.fromEntries(
      ["__proto__", "constructor", "delete"].map((name) => [name, async () => undefined]),
    );
    const result = await run(nowhere, [actions]);
    expect(Object.keys(result.actions)).toEqual(["__proto__", "constructor", "delete"]);
  });
});

describe("failed answers (language.md 7.4)", () => {
  const notFound = (): Answer => ({ status: 404, body: { error: "no such order" } });

  it("lists one that an arm took, with status, URL and line", async () => {
    const { url } = await api(notFound);
    const take = async ({ sources, at }: Context): Promise<void> => {
      at(5);
      const response = await sources.API.send("GET", "/orders/1");
      at(6);
      if (replyFits(response, { error: anything, code: 404 })) return;
      throw unmatched(response);
    };
    const result = await run(url, [{ Take: take }]);
    expect(result).toMatchObject({ success: true, actionsRun: ["Take"] });
    expect(result.handled).toEqual([
      { action: "Take", source: "API", status: 404, method: "GET", url: `${url}/orders/1`, place: "sync.vague:5" },
    ]);
  });

  it("does not list one that fails the action, by itself or as a cause", async () => {
    const { url } = await api(notFound);
    const send = ({ sources, at }: Context): ReturnType<Context["sources"]["API"]["send"]> => {
      at(5);
      return sources.API.send("GET", "/orders/1");
    };
    const result = await run(url, [
      {
        Untaken: async (context) => {
          throw unmatched(await send(context));
        },
        Abort: async (context) => {
          const reply = await send(context);
          context.at(7);
          throw aborted("no order", reply);
        },
      },
    ]);
    expect(result.handled).toEqual([]);
    expect(result.errors).toMatchObject([
      { code: "http", status: 404, place: "sync.vague:5", action: "Untaken" },
      {
        code: "abort",
        message: "no order",
        status: 404,
        url: `${url}/orders/1`,
        place: "sync.vague:7",
        cause: { status: 404 },
      },
    ]);
  });

  it("is no success when only `_ -> skip` took it, and runs on", async () => {
    const { url } = await api(notFound);
    const result = await run(url, [
      {
        Skip: async ({ sources, at, skipped }) => {
          at(5);
          skipped(await sources.API.send("GET", "/orders/1"));
        },
      },
      { After: async () => undefined },
    ]);
    expect(result).toMatchObject({ success: false, actionsRun: ["Skip", "After"], handled: [] });
    expect(result.errors).toMatchObject([{ code: "http", status: 404, place: "sync.vague:5", action: "Skip" }]);
  });
});

describe("assumptions (language.md 6.18)", () => {
  const check = async ({ at, violation }: Context): Promise<void> => {
    at(8);
    violation("total >= 0", { total: -1 });
  };

  it("warns, with text, value and line", async () => {
    const result = await run(nowhere, [{ Check: check }]);
    expect(result.success).toBe(true);
    expect(result.violations).toEqual([
      { text: "total >= 0", value: { total: -1 }, action: "Check", place: "sync.vague:8" },
    ]);
    expect(result.warnings).toEqual([
      { message: "assumption failed: total >= 0", action: "Check", place: "sync.vague:8" },
    ]);
  });

  it("fails the run when strict", async () => {
    const result = await run(nowhere, [{ Check: check }], { strict: true });
    expect(result.errors).toMatchObject([{ code: "validation", place: "sync.vague:8", action: "Check" }]);
  });
});

describe("before the first request", () => {
  it("reports everything that is missing, together", async () => {
    const server = await api(() => ({ body: [] }));
    const definition = {
      ...definitionOf(server.url, {}, bearer(undefined, { token: fromEnv("API_TOKEN") })),
      env: ["REGION", "STAGE"],
      sources: {
        API: { base: server.url, auth: bearer({ token: fromEnv("API_TOKEN") }) },
        Other: { base: undefined, auth: bearer({ token: "known" }) },
      },
    };
    const fetchItems = async ({ sources }: Mission<"API" | "Other", object>): Promise<void> =>
      void (await sources.API.get("/items"));
    const result = await runPipeline(openMission(definition, { env: { STAGE: "test" } }), [{ FetchItems: fetchItems }]);
    expect(result).toMatchObject({ success: false, actionsRun: [] });
    expect(result.errors.map(({ code, source }) => [code, source])).toEqual([
      ["config", undefined],
      ["auth", "API"],
      ["config", "Other"],
    ]);
    expect(result.errors[0]?.message).toBe("environment variable REGION is not set");
    expect(result.errors[1]?.message).toContain("API_TOKEN is not set");
    expect(server.seen).toEqual([]);
  });

  it("touches nothing when a mission is opened", () => {
    const env = new Proxy<Record<string, string>>(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error("the environment was read");
        },
      },
    );
    const dataDir = join(mkdtempSync(join(tmpdir(), "reqon-open-")), "data");
    openMission(definitionOf("http://127.0.0.1:9", { items: fileStore("items") }), { env, dataDir });
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe("environment (language.md 10.7)", () => {
  it("is null or an error where a name is not set", () => {
    const { env, optionalEnv } = openMission(definitionOf(nowhere, {}), { env: { A: "a", toString: undefined } });
    expect([env("A"), optionalEnv("A"), optionalEnv("B"), optionalEnv("toString"), optionalEnv("constructor")]).toEqual(
      ["a", "a", null, null, null],
    );
    expect(() => env("B")).toThrow(
      expect.objectContaining({ code: "config", message: "environment variable B is not set" }),
    );
  });
});

describe("stages (language.md 8.1 to 8.3)", () => {
  const fail = async (): Promise<void> => {
    throw new MissionError("failed", { code: "abort" });
  };

  it("runs one after another, those of one stage side by side", async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (release = resolve));
    const step = (name: string) => async (): Promise<void> => {
      order.push(name);
      if (name === "B") release();
      if (name !== "C") await both;
    };
    const result = await run(nowhere, [{ A: step("A"), B: step("B") }, { C: step("C") }]);
    expect([result.success, order]).toEqual([true, ["A", "B", "C"]]);
  });

  it("runs at most maxConcurrency actions at once", async () => {
    let active = 0;
    let most = 0;
    const step = async (): Promise<void> => {
      most = Math.max(most, ++active);
      await new Promise((resolve) => setTimeout(resolve, 1));
      active--;
    };
    const result = await run(nowhere, [{ A: step, B: step, C: step, D: step, E: step }], {}, { maxConcurrency: 2 });
    expect([result.success, most, result.actionsRun.length]).toEqual([true, 2, 5]);
  });

  it("asks `if` before the stage, with stores and environment", async () => {
    const fill = async ({ stores }: Context): Promise<void> => stores.items.put("a", {});
    const result = await run(
      nowhere,
      [
        when(async ({ stores }) => (await stores.items.size()) > 0, { Early: fail }),
        { Fill: fill },
        when(async ({ stores, optionalEnv }) => (await stores.items.size()) > 0 && optionalEnv("GO") === "1", {
          Late: async () => undefined,
        }),
      ],
      { env: { GO: "1" } },
    );
    expect(result).toMatchObject({ success: true, actionsRun: ["Fill", "Late"] });
  });

  it("settle: lets the others end, then fails", async () => {
    const result = await run(nowhere, [{ Fail: fail, Slow: slowly() }, { Next: async () => undefined }]);
    expect(result).toMatchObject({ success: false, actionsRun: ["Fail", "Slow"], errors: [{ action: "Fail" }] });
    expect(await result.stores.items.size()).toBe(1);
  });

  it("fail-fast: cancels the others at once", async () => {
    const { url, seen } = await api(() => undefined);
    let isSent: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => (isSent = resolve));
    const result = await run(
      url,
      [
        {
          Waits: async ({ sources }) => void (await sources.API.get("/never")),
          Fail: async () => {
            await sent;
            return fail();
          },
        },
        { Next: async () => undefined },
      ],
      { onEvent: ({ type }) => type === "request" && isSent() },
      { parallelMode: "fail-fast" },
    );
    expect(result).toMatchObject({ success: false, actionsRun: ["Waits", "Fail"] });
    expect(result.errors).toMatchObject([{ code: "abort", action: "Fail" }]);
    expect(seen.length).toBeLessThanOrEqual(1);
  });

  it("continue: goes on behind a parallel stage, and still says failed", async () => {
    const stages = [{ Fail: fail, Slow: slowly() }, { Next: async (): Promise<void> => undefined }];
    const result = await run(nowhere, stages, {}, { parallelMode: "continue" });
    expect(result).toMatchObject({
      success: false,
      actionsRun: ["Fail", "Slow", "Next"],
      errors: [{ action: "Fail" }],
    });
    const single = await run(
      nowhere,
      [{ Fail: fail }, { Next: async () => undefined }],
      {},
      { parallelMode: "continue" },
    );
    expect(single.actionsRun).toEqual(["Fail"]);
  });

  function slowly() {
    return async ({ stores }: Context): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await stores.items.put("slow", {});
    };
  }
});

describe("cancelling", () => {
  it("ends requests, and what runs can do nothing more", async () => {
    const { url } = await api(() => undefined);
    const controller = new AbortController();
    let late: Promise<void> | undefined;
    const result = await run(
      url,
      [
        {
          Waits: async ({ sources }) => void (await sources.API.get("/never")),
          Ignores: ({ at, stores }) =>
            (late = new Promise((resolve) => setTimeout(resolve, 30)).then(async () => {
              await expect(stores.items.put("a", {})).rejects.toMatchObject({ code: "cancelled" });
              expect(() => at(1)).toThrow("the run was cancelled");
            })),
        },
      ],
      { signal: controller.signal, onEvent: ({ type }) => type === "request" && controller.abort() },
    );
    expect(result).toMatchObject({ success: false, errors: [{ code: "cancelled", message: "the run was cancelled" }] });
    expect(result.errors).toHaveLength(1);
    await late;
    expect(await result.stores.items.size()).toBe(0);
  });

  it("says so when the run took longer than its timeout", async () => {
    const { url } = await api(() => undefined);
    const waits = async ({ sources, at }: Context): Promise<void> => {
      at(4);
      await sources.API.get("/never");
    };
    const result = await run(url, [{ Waits: waits }], { timeout: 20 });
    expect(result.errors).toMatchObject([
      { code: "timeout", message: "the run took longer than its timeout of 20 ms" },
    ]);
    expect(result.errors).toHaveLength(1);
  });

  it("does not start when it was cancelled before", async () => {
    const result = await run(nowhere, [{ Never: async () => undefined }], { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ success: false, actionsRun: [], errors: [{ code: "cancelled" }] });
  });
});

describe("stores of a mission", () => {
  it("lets go of its files when the run ends", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "reqon-run-"));
    const fill = async ({ stores }: Context): Promise<void> => stores.items.put("a", { n: 1 });
    for (const size of [1, 1]) {
      const mission = openMission(definitionOf(nowhere, { items: fileStore("items") }), { env: {}, dataDir });
      const result = await runPipeline(mission, [{ Fill: fill }]);
      expect(result.errors).toEqual([]);
      expect(await result.stores.items.size()).toBe(size);
    }
  });

  it("says which store of the program failed, and keeps its error as the cause", async () => {
    const { get, putAll, merge, update, delete: remove, clear, size, values, all } = memoryStore("x");
    const refuse = (): Promise<void> => Promise.reject(new Error("connection lost"));
    const broken: Store = { get, put: refuse, putAll, merge, update, delete: remove, clear, size, values, all };
    const mission = openMission(definitionOf(nowhere, { items: broken }), withoutEnvironment);
    const put = async ({ at, stores }: Context): Promise<void> => {
      at(7);
      await stores.items.put("a", {});
    };
    const result = await runPipeline(mission, [{ Put: put }]);
    expect(result.errors).toMatchObject([
      { code: "store", message: "store `items` failed", place: "sync.vague:7", cause: { message: "connection lost" } },
    ]);
  });
});

describe("a context without a runner", () => {
  it("works the same in an app", async () => {
    const { url } = await api(() => ({ body: [{ id: 1 }] }));
    const mission = openMission(definitionOf(url, { items: memoryStore("items") }), withoutEnvironment);
    const { sources, stores, request } = mission;
    expect(request()).toBeNull();
    await stores.items.put("a", await sources.API.get("/items").then((body) => field(body, 0)));
    expect(await stores.items.get("a")).toEqual({ id: 1 });
    expect(request()).toMatchObject({ method: "GET", url: `${url}/items` });
    const reply = await sources.API.send("GET", "/items");
    expect(reply.ok).toBe(true);
  });
});
