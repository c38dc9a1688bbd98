// One mission, every way to give it credentials: through `reqon`, `execute` and the generated module (language.md 3.3).
import { execute, type ExecuteOptions } from "reqon";
import { describe, expect, it } from "vitest";
import { json, load, loadRun, type LocalServer, newFolder, newServer } from "./support.js";

const items = [{ id: 1 }, { id: 2 }];

function api(): Promise<LocalServer> {
  return newServer((_request, response) => json(response, 200, items));
}

/** The mission; `token` is what its source says about the token. */
function mission(server: LocalServer, token: string): string {
  return `mission Items {
  source API {
    auth: bearer,
    base: "${server.origin}",
    ${token}
  }
  store items: memory("items")
  action Fetch {
    get "/items"
    store response -> items { key: .id }
  }
  run Fetch
}
`;
}

const inMission = 'token: env("API_TOKEN")';

function authorizations(server: LocalServer): readonly (string | undefined)[] {
  return server.received.map(({ headers }) => headers.authorization);
}

interface Way {
  readonly name: string;
  readonly token: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly credentials?: string;
  readonly dotEnv?: string;
}

const file = ["--auth", "./credentials.json"];

const ways: readonly Way[] = [
  { name: "in the mission: token: env()", token: inMission, env: { API_TOKEN: "the-token" } },
  { name: "in the mission, from .env", token: inMission, dotEnv: "API_TOKEN=the-token\n" },
  {
    name: "a credentials file",
    token: "",
    args: file,
    credentials: '{ "API": { "type": "bearer", "token": "the-token" } }',
  },
  {
    name: "a credentials file with ${API_TOKEN}",
    token: "",
    args: file,
    env: { API_TOKEN: "the-token" },
    credentials: '{ "API": { "type": "bearer", "token": "${API_TOKEN}" } }',
  },
  { name: "discovery of REQON_API_TOKEN", token: "", env: { REQON_API_TOKEN: "the-token" } },
  {
    name: "the file before the mission and before discovery",
    token: inMission,
    args: file,
    env: { API_TOKEN: "another", REQON_API_TOKEN: "a-third" },
    credentials: '{ "API": { "token": "the-token" } }',
  },
  {
    name: "the mission before discovery",
    token: inMission,
    env: { API_TOKEN: "the-token", REQON_API_TOKEN: "another" },
  },
  {
    name: "discovery where the mission's variable is not set",
    token: inMission,
    env: { REQON_API_TOKEN: "the-token" },
  },
];

describe("reqon", () => {
  for (const { name, token, args = [], env = {}, credentials = "{}", dotEnv = "" } of ways)
    it(name, async () => {
      const server = await api();
      const folder = newFolder({
        "mission.vague": mission(server, token),
        "credentials.json": credentials,
        ".env": dotEnv,
      });
      const { code, stderr } = await folder.reqon(["mission.vague", ...args, "--output", "items.json"], env);
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("Items succeeded") });
      expect(authorizations(server)).toEqual(["Bearer the-token"]);
      expect(JSON.parse(folder.read("items.json"))).toEqual({ items });
    });
});

interface Programmatic {
  readonly name: string;
  readonly token: string;
  readonly options: Pick<ExecuteOptions, "auth" | "env">;
}

const programmatic: readonly Programmatic[] = [
  { name: "code", token: "", options: { auth: { API: { type: "bearer", token: "the-token" } }, env: {} } },
  { name: "code, a function", token: "", options: { auth: { API: { token: async () => "the-token" } }, env: {} } },
  { name: "the mission: token: env()", token: inMission, options: { env: { API_TOKEN: "the-token" } } },
  { name: "discovery", token: "", options: { env: { REQON_API_TOKEN: "the-token" } } },
  {
    name: "code before all others",
    token: inMission,
    options: { auth: { API: { token: "the-token" } }, env: { API_TOKEN: "another", REQON_API_TOKEN: "a-third" } },
  },
  {
    name: "code that gives undefined, and so the next place",
    token: inMission,
    options: { auth: { API: { type: "bearer", token: undefined } }, env: { API_TOKEN: "the-token" } },
  },
];

describe("execute and the generated module", () => {
  for (const { name, token, options } of programmatic)
    it(name, async () => {
      const server = await api();
      const source = mission(server, token);
      const { run } = await loadRun(source);
      for (const result of [await execute(source, { ...options, dataDir: newFolder().path }), await run(options)]) {
        expect(result).toMatchObject({ success: true, actionsRun: ["Fetch"] });
        expect(await result.stores["items"]?.all()).toEqual(items);
      }
      expect(authorizations(server)).toEqual(["Bearer the-token", "Bearer the-token"]);
    });

  it("fails without any credentials, before the first request, and names every way", async () => {
    const server = await api();
    const result = await execute(mission(server, inMission), { env: {}, dataDir: newFolder().path });
    expect(result).toMatchObject({ success: false, errors: [{ code: "auth", source: "API" }] });
    expect(result.errors[0]?.message).toMatch(/API_TOKEN is not set.*auth: \{ API.*REQON_API_TOKEN/);
    expect(server.received).toEqual([]);
  });
});

describe("a file that holds nothing but a source", () => {
  const source = (server: LocalServer): string => `source API {\nauth: bearer,\nbase: "${server.origin}"\n}\n`;

  it("is a client in a program", async () => {
    const server = await api();
    const { connect, run } = await load(source(server));
    const { sources } = connect({ auth: { API: { token: "the-token" } } });
    expect(await sources["API"]?.get("/items")).toEqual(items);
    expect(authorizations(server)).toEqual(["Bearer the-token"]);
    expect(run).toBeUndefined();
  });

  it("is a module on disk after reqonc", async () => {
    const folder = newFolder({ "shop-api.vague": source(await api()) });
    expect(await folder.reqonc(["shop-api.vague", "-o", "out"])).toMatchObject({ code: 0 });
    expect(folder.read("out/shop-api.ts")).toContain("export function connect(");
    expect(Object.keys(folder.tree("out/runtime"))).toContain("auth.ts");
  });

  it("has its credentials checked by reqon, which says that there is nothing to run", async () => {
    const server = await api();
    const folder = newFolder({
      "mission.vague": source(server),
      "credentials.json": '{ "API": { "token": "the-token" } }',
    });
    const run = await folder.reqon(["mission.vague", ...file]);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining("the mission has no actions") });
    expect(await folder.reqon(["mission.vague"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("mission.vague:1:8"),
    });
    expect(server.received).toEqual([]);
  });
});
