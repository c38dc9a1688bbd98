// The library as an app uses it: the built package, real servers, results that are values and rejections that are misuse.
import { afterAll, describe, expect, it } from "vitest";
import type * as Library from "../../compiler/index.js";
import { built, workspace } from "../cli/support.js";
import { json, type LocalServer, serve } from "../support/auth-client.js";

const { execute, fromFile, fromPath, compile, formatDiagnostics, MissionError, InvalidMission }: typeof Library =
  await import(built("compiler/index.js"));

const servers: LocalServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function api(): Promise<LocalServer> {
  const server = await serve((_request, response) => json(response, 200, [{ id: "a" }, { id: "b" }]));
  servers.push(server);
  return server;
}

const mission = (base: string): string => `mission Items {
  source API { auth: bearer, base: "${base}" }
  store items: memory("items")
  action Fetch {
    get "/items"
    store response -> items { key: .id }
  }
  run Fetch
}
`;

describe("execute", () => {
  it("runs a text with credentials from code", async () => {
    const server = await api();
    const env: Record<string, string | undefined> = { API_TOKEN: "from-code" };
    const result = await execute(mission(server.origin), {
      auth: { API: { type: "bearer", token: env["API_TOKEN"] } },
      dataDir: workspace().folder,
    });
    expect(result).toMatchObject({ success: true, mission: "Items", errors: [] });
    expect(await result.stores["items"]?.all()).toEqual([{ id: "a" }, { id: "b" }]);
    expect(server.received[0]?.headers["authorization"]).toBe("Bearer from-code");
  });

  it("runs two missions with different credentials side by side, and they never mix", async () => {
    const server = await api();
    const run = (token: string): Promise<Library.RunResult<unknown>> =>
      execute(mission(server.origin).replaceAll("/items", `/${token}`), {
        auth: { API: { token } },
        dataDir: workspace().folder,
      });
    await Promise.all(["one", "two", "one", "two"].map(run));
    for (const { url, headers } of server.received) expect(headers["authorization"]).toBe(`Bearer ${url.slice(1)}`);
    expect(server.received).toHaveLength(4);
  });

  it("takes variables from `env` in place of the process's", async () => {
    const server = await api();
    const result = await execute(mission(server.origin), {
      env: { REQON_API_TOKEN: "discovered" },
      dataDir: workspace().folder,
    });
    expect(result.success).toBe(true);
    expect(server.received[0]?.headers["authorization"]).toBe("Bearer discovered");
  });

  it("resolves to a failure when something is missing or goes wrong", async () => {
    const server = await api();
    const result = await execute(mission(server.origin), { env: {}, dataDir: workspace().folder });
    expect(result).toMatchObject({ success: false, errors: [{ code: "auth", source: "API" }] });
    expect(server.received).toHaveLength(0);
  });

  it("finds a data directory that cannot be used, or a store in use, before the first request", async () => {
    const server = await api();
    const space = workspace({ state: "" });
    const keeping = mission(server.origin).replace("memory(", "file(");
    const auth = { API: { token: "t" } };
    const unusable = await execute(keeping, { auth, dataDir: space.path("state") });
    expect(unusable).toMatchObject({ success: false, errors: [{ code: "store" }] });
    const oauth = mission(server.origin).replace("auth: bearer", "auth: oauth2");
    const renewed = { API: { accessToken: "a", refreshToken: "r", tokenUrl: `${server.origin}/token` } };
    expect(await execute(oauth, { auth: renewed, dataDir: space.path("state") })).toMatchObject({
      success: false,
      errors: [{ code: "store", source: "API", help: expect.stringContaining("dataDir") }],
    });
    expect(server.received).toEqual([]);
  });

  it("hears events, uses the given transport and stores, and stops when told", async () => {
    const events: string[] = [];
    const stop = new AbortController();
    const result = await execute(mission("https://api.example.com"), {
      auth: { API: { token: "t" } },
      signal: stop.signal,
      dataDir: workspace().folder,
      onEvent: (event) => void events.push(event.type),
      fetch: (_url, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")));
          stop.abort();
        }),
    });
    expect(result).toMatchObject({ success: false, errors: [{ code: "cancelled" }] });
    expect(events.filter((type) => type !== "rows")).toEqual([
      "run-start",
      "action-start",
      "request",
      "action-end",
      "run-end",
    ]);
  });

  it("rejects with one MissionError that holds the diagnostics of a mission with errors", async () => {
    const text = mission("https://api.example.com").replace("-> items", "-> itms");
    const error: unknown = await execute(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MissionError);
    expect(error).toBeInstanceOf(InvalidMission);
    expect(error).toMatchObject({ code: "mission", diagnostics: [{ code: "RQ2003" }] });
    // There is no file, so none is named.
    expect(String(error)).toContain("<mission>:6:23");
    const named: unknown = await execute(text, { name: "sync/items.vague" }).catch((thrown: unknown) => thrown);
    expect(String(named)).toContain("sync/items.vague:6:23");
    expect(named).toMatchObject({ diagnostics: [{ span: { file: "sync/items.vague" } }] });
  });

  it("names places in a run, and a program without `mission`, by the name of the text", async () => {
    const server = await serve((_request, response) => json(response, 404, {}));
    servers.push(server);
    const options = { dataDir: workspace().folder };
    const text = `source API { base: "${server.origin}" }\naction Fetch { get "/items" }\n`;
    expect(await execute(text, options)).toMatchObject({ mission: "Mission", errors: [{ place: "<mission>:2" }] });
    // What is no name of a mission file does not look like one.
    expect(await execute(text, { ...options, name: "row 17" })).toMatchObject({ errors: [{ place: "<row 17>:2" }] });
    expect(await execute(text, { ...options, name: "rows/sync-orders.vague" })).toMatchObject({
      mission: "SyncOrders",
      errors: [{ place: "rows/sync-orders.vague:2" }],
    });
  });

  it.each([
    [{ stores: { itms: {} } }, "the mission has no store `itms`", "did you mean `items`?"],
    [{ base: { Api: "https://x.example" } }, "the mission has no source `Api`", "did you mean `API`?"],
    [{ mission: "Item" }, "there is no mission `Item`", "did you mean `Items`?"],
    [{ envFile: "/nowhere/.env" }, "cannot read /nowhere/.env", undefined],
  ])("rejects options that cannot be used: %j", async (options, message, help) => {
    const wrong = options as Library.ExecuteOptions;
    await expect(execute(mission("https://api.example.com"), wrong)).rejects.toMatchObject({
      code: "config",
      message,
      ...(help === undefined ? {} : { help }),
    });
  });
});

describe("fromFile and fromPath", () => {
  it("run a file, and one mission of a folder", async () => {
    const server = await api();
    const space = workspace({
      "m/items.vague": mission(server.origin),
      "m/others.vague": mission(server.origin).replace("Items", "Others"),
    });
    const options: Library.ExecuteOptions = { auth: { API: { token: "t" } }, dataDir: space.path("data") };
    expect(await fromFile(space.path("m/items.vague"), options)).toMatchObject({ success: true, mission: "Items" });
    expect(await fromPath(space.path("m"), { ...options, mission: "Others" })).toMatchObject({
      success: true,
      mission: "Others",
    });
    await expect(fromPath(space.path("m"), options)).rejects.toMatchObject({
      code: "config",
      message: "there are 2 missions: Items, Others",
    });
    await expect(fromFile(space.path("m"), options)).rejects.toMatchObject({ code: "config" });
    await expect(fromFile(space.path("m/itms.vague"), options)).rejects.toMatchObject({
      code: "config",
      help: expect.stringContaining("items.vague"),
    });
  });
});

describe("compile and formatDiagnostics", () => {
  it("give modules and rendered diagnostics", async () => {
    const files = { "items.vague": mission("https://api.example.com") };
    const good = await compile(files);
    expect(Object.keys(good.files)).toContain("items.ts");
    const bad = await compile({ "items.vague": files["items.vague"].replace("-> items", "-> itms") });
    expect(bad.files).toEqual({});
    expect(formatDiagnostics(bad.diagnostics, files, { color: false })).toContain("error[RQ2003]");
  });
});
