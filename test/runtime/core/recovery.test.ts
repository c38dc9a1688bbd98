// Arms that recover: `jump … then retry`, `retry` and loops that run in parallel.
import { afterEach, describe, expect, it } from "vitest";
import { apiKey, type Auth, basic, bearer } from "../../../runtime/auth.js";
import { anything, replyFits, unmatched } from "../../../runtime/match.js";
import { type Mission, type MissionOptions, openMission } from "../../../runtime/mission.js";
import { parallelFor } from "../../../runtime/parallel.js";
import { type RunResult, runPipeline } from "../../../runtime/pipeline.js";
import { recover } from "../../../runtime/recovery.js";
import { waitToResend } from "../../../runtime/resend.js";
import { type Answer, type Api, definitionOf, instantClock, type Seen, startApi, withoutEnvironment } from "./api.js";

type Context = Mission<"API", object>;
type Action = (context: Context) => Promise<void>;

const open: Api[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

async function api(answer: (request: Seen) => Answer | undefined | Promise<Answer | undefined>): Promise<Api> {
  const started = await startApi(answer);
  open.push(started);
  return started;
}

function run(
  base: string,
  actions: Readonly<Record<string, Action>>,
  auth: Auth = bearer({ token: "old" }),
  options: MissionOptions = {},
): Promise<RunResult<object>> {
  return runPipeline(openMission(definitionOf(base, {}, auth), { ...withoutEnvironment, ...options }), [actions]);
}

/** `match response { { error: _, code: 401 } -> jump RefreshToken then retry, _ -> … }` as generated. */
function fetching(action: Action, path = "/data"): Action {
  return async (context) => {
    for (let retried = false; ; retried = true) {
      context.at(10);
      const response = await context.sources.API.send("GET", path);
      context.at(11);
      if (!retried && replyFits(response, { error: anything, code: 401 })) {
        await recover(context, response, action);
        continue;
      }
      if (!response.ok) throw unmatched(response);
      return;
    }
  };
}

const refreshToken: Action = async ({ sources, at }) => {
  at(20);
  await sources.API.post("/auth/refresh", { body: { refreshToken: "r" } });
};

/** An API that takes `token` only, and gives it out. */
function guarded(token: string, refreshed: unknown = { access_token: token }) {
  return ({ path, authorization }: Seen): Answer => {
    if (path === "/auth/refresh") return { body: refreshed };
    return authorization === `Bearer ${token}` ? { body: [] } : { status: 401, body: { error: "expired" } };
  };
}

const count = (seen: readonly Seen[], path: string): number => seen.filter((request) => request.path === path).length;

describe("jump A then retry (language.md 3.7)", () => {
  it("sends the request again with the token that A was answered with", async () => {
    const { url, seen } = await api(guarded("new"));
    const kept: unknown[] = [];
    const result = await run(url, { Fetch: fetching(refreshToken) }, undefined, {
      onTokenRefresh: (source, tokens) => void kept.push([source, tokens.token]),
    });
    expect(result).toMatchObject({
      success: true,
      actions: { Fetch: { requests: 3 } },
      actionsRun: ["Fetch"],
      handled: [{ status: 401, place: "sync.vague:10", action: "Fetch" }],
    });
    expect(seen.map(({ path, authorization }) => [path, authorization])).toEqual([
      ["/data", "Bearer old"],
      ["/auth/refresh", "Bearer old"],
      ["/data", "Bearer new"],
    ]);
    expect(kept).toEqual([["API", "new"]]);
  });

  it("takes the last answer of a post or put that holds a token", async () => {
    const { url, seen } = await api(({ method, path, authorization }) => {
      if (path === "/data") return authorization === "Bearer second" ? { body: [] } : { status: 401, body: {} };
      return { body: { token: { POST: "first", PUT: "second", GET: "from a get" }[method], done: method === "PATCH" } };
    });
    const steps: Action = async ({ sources }) => {
      await sources.API.post("/a");
      await sources.API.send("PUT", "/b");
      await sources.API.get("/c");
      await sources.API.patch("/d");
    };
    const result = await run(url, { Fetch: fetching(steps) });
    expect(result.errors).toEqual([]);
    expect(seen.at(-1)?.authorization).toBe("Bearer second");
  });

  it("runs A once for parallel actions, and not at all for a token that is no longer current", async () => {
    let refreshes = 0;
    const { url, seen } = await api(async (request) => {
      if (request.path === "/auth/refresh") {
        refreshes++;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      // A slow answer to an old token: it comes when the new one is there already.
      if (request.path === "/late" && request.authorization === "Bearer old") {
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      return guarded("new")(request);
    });
    const actions = {
      A: fetching(refreshToken, "/a"),
      B: fetching(refreshToken, "/b"),
      C: fetching(refreshToken, "/c"),
      Late: fetching(refreshToken, "/late"),
    };
    const result = await run(url, actions);
    expect(result.errors).toEqual([]);
    expect([refreshes, count(seen, "/a"), count(seen, "/late")]).toEqual([1, 2, 2]);
    // The client itself re-sends the late one, so that no arm sees it.
    expect(result.handled.map(({ action }) => action)).toEqual(expect.not.arrayContaining(["Late"]));
    expect(result.handled).toHaveLength(3);
  });

  it("retries once, and then fails clearly", async () => {
    const { url, seen } = await api(guarded("never sent", { access_token: "wrong" }));
    const result = await run(url, { Fetch: fetching(refreshToken) });
    expect(result.errors).toMatchObject([{ status: 401, place: "sync.vague:10", action: "Fetch" }]);
    expect([count(seen, "/data"), count(seen, "/auth/refresh")]).toEqual([2, 1]);
  });

  it("does not answer a 401 inside A with a jump", async () => {
    const { url, seen } = await api(() => ({ status: 401, body: { error: "expired" } }));
    const recursing: Action = async (context) => {
      context.at(20);
      const response = await context.sources.API.send("POST", "/auth/refresh");
      if (!response.ok) await recover(context, response, recursing);
    };
    const result = await run(url, { Fetch: fetching(recursing) });
    expect(result.errors).toMatchObject([{ status: 401, place: "sync.vague:20", action: "Fetch" }]);
    expect(result.handled).toEqual([]);
    expect(seen.map(({ path }) => path)).toEqual(["/data", "/auth/refresh"]);
  });

  it("warns with the fields seen when no answer holds a token", async () => {
    const { url } = await api(guarded("new", { session: "s", expires: 5 }));
    const result = await run(url, { Fetch: fetching(refreshToken) });
    expect(result.success).toBe(false);
    expect(result.warnings.map(({ message }) => message).join()).toMatch(/session.*expires|expires.*session/);
  });

  it("fails all who waited for an A that failed", async () => {
    const { url, seen } = await api(({ path }) =>
      path === "/auth/refresh" ? { status: 500, body: {} } : { status: 401, body: {} },
    );
    const result = await run(url, { A: fetching(refreshToken, "/a"), B: fetching(refreshToken, "/b") });
    expect(result.errors).toMatchObject([{ status: 500 }, { status: 500 }]);
    expect(result.handled).toEqual([]);
    expect(count(seen, "/auth/refresh")).toBeLessThanOrEqual(2);
  });

  it("renews an API key, and never changes basic credentials", async () => {
    const keys = await api(({ path }) =>
      path.startsWith("/auth/refresh") ? { body: { key: "k2" } } : { status: 401, body: {} },
    );
    await run(keys.url, { Fetch: fetching(refreshToken) }, apiKey({ key: "k1", query: "key" }));
    expect(keys.seen.map(({ path }) => path)).toEqual(["/data?key=k1", "/auth/refresh?key=k1", "/data?key=k2"]);
    const users = await api(guarded("new"));
    const result = await run(users.url, { Fetch: fetching(refreshToken) }, basic({ username: "u", password: "p" }));
    expect(new Set(users.seen.map(({ authorization }) => authorization))).toEqual(new Set(["Basic dTpw"]));
    expect(result.errors).toMatchObject([{ status: 401 }]);
  });

  it("just runs A for any other answer", async () => {
    const { url, seen } = await api(({ path }) =>
      path === "/data" ? { status: 409, body: {} } : { body: { token: "t" } },
    );
    const result = await run(url, {
      Fetch: async (context) => {
        const reply = await context.sources.API.send("GET", "/data");
        await recover(context, reply, refreshToken);
        await context.sources.API.send("GET", "/data");
      },
    });
    expect(result.success).toBe(true);
    expect(seen.at(-1)?.authorization).toBe("Bearer old");
  });
});

describe("retry in an arm (language.md 7.5)", () => {
  it("waits as its options and the answer say", async () => {
    let turns = 0;
    const { url } = await api(() => (++turns === 2 ? { headers: { "retry-after": "7" }, body: {} } : { body: {} }));
    const { clock, waits } = instantClock();
    const poll: Action = async (context) => {
      for (let turn = 1; turn < 4; turn++) {
        context.at(30);
        await waitToResend(context, turn, await context.sources.API.send("GET", "/job"), { initialDelay: 100 });
      }
    };
    const result = await run(url, { Poll: poll }, undefined, { clock });
    expect(result).toMatchObject({ success: true, actions: { Poll: { requests: 3, retries: 3 } } });
    expect(waits).toEqual([100, 7_000, 400]);
  });

  it("ends its wait at once when the run is cancelled", async () => {
    const { url } = await api(() => ({ body: {} }));
    const controller = new AbortController();
    const poll: Action = async (context) => {
      const reply = await context.sources.API.send("GET", "/job");
      setTimeout(() => controller.abort(), 5);
      await waitToResend(context, 1, reply, { delay: 3_600_000 });
    };
    const result = await run(url, { Poll: poll }, undefined, { signal: controller.signal });
    expect(result.errors).toMatchObject([{ code: "cancelled" }]);
  });
});

describe("for … parallel (language.md 6.15)", () => {
  const idle = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const context = (): Context => openMission(definitionOf("http://127.0.0.1:9", {}), withoutEnvironment);

  it("runs at most so many at once, over lists and async iterables", async () => {
    let active = 0;
    let most = 0;
    const seen: number[] = [];
    const body = async (item: number): Promise<void> => {
      most = Math.max(most, ++active);
      await idle(item % 3);
      seen.push(item);
      active--;
    };
    await parallelFor(context(), [1, 2, 3, 4, 5, 6, 7], 3, body);
    expect([most, [...seen].sort()]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
    await parallelFor(
      context(),
      (async function* () {
        yield 8;
        yield 9;
      })(),
      1,
      body,
    );
    expect(seen.slice(-2)).toEqual([8, 9]);
  });

  it("starts no more after the first error, waits for those that run, and names the line of the one that failed", async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const result = await run("http://127.0.0.1:9", {
      Loop: async (action) => {
        action.at(40);
        await parallelFor(action, [1, 2, 3, 4, 5], 2, async (item, { at }) => {
          at(40 + item);
          started.push(item);
          await idle(item === 2 ? 1 : 10);
          if (item === 2) throw new RangeError("no");
          ended.push(item);
        });
      },
    });
    expect([started, ended]).toEqual([[1, 2], [1]]);
    expect(result.errors).toMatchObject([{ code: "internal", place: "sync.vague:42", action: "Loop" }]);
  });

  it("waits for those that run when the items themselves fail", async () => {
    let ended = 0;
    const items = async function* (): AsyncGenerator<number> {
      yield 1;
      throw new Error("no more");
    };
    const loop = parallelFor(context(), items(), 5, async () => {
      await idle(5);
      ended++;
    });
    await expect(loop).rejects.toThrow("no more");
    expect(ended).toBe(1);
  });

  it("counts for its action, and keeps the last request of each iteration apart", async () => {
    const { url } = await api(({ path }) => ({ body: [path] }));
    const urls: unknown[] = [];
    const result = await run(url, {
      Loop: (action) =>
        parallelFor(action, ["/a", "/b", "/c"], 3, async (path, { sources, request }) => {
          await sources.API.get(path);
          urls.push(request());
        }),
    });
    expect(result.actions["Loop"]).toMatchObject({ requests: 3, rowsIn: 3 });
    expect(urls).toEqual(
      expect.arrayContaining(["/a", "/b", "/c"].map((path) => expect.objectContaining({ url: url + path }))),
    );
  });
});
