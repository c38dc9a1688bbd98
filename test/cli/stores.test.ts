// `reqon` with stores in tables, behind PostgREST and of a program's own kind: configuration, durability, secrets.
import { afterAll, describe, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { finish } from "../support/command.js";
import { postgresPrograms, startPostgres } from "../support/postgres.js";
import { startPostgrest } from "../support/postgrest.js";
import { built, workspace } from "./support.js";

const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

async function api(): Promise<LocalServer> {
  const server = await serve((request, response) =>
    json(response, 200, [
      { id: request.url, n: 1 },
      { id: "same", n: 2 },
    ]),
  );
  closers.push(() => server.close());
  return server;
}

const mission = (server: LocalServer, kind: string): string => `mission Keep {
  source API { base: "${server.origin}" }
  store orders: ${kind}
  store seen: memory("seen")
  action Fetch {
    let page = env("PAGE") ?? "one"
    get "/{page}"
    store response -> orders { upsert: true }
    for order in orders { store order -> seen }
  }
}
`;

/** What `--output` wrote of a store. */
const records = (text: string, store: string): unknown[] => JSON.parse(text)[store];

describe("a `sql` store without a URL", () => {
  it("is a database in the data directory, which the next run finds", async () => {
    const space = workspace({ "keep.vague": mission(await api(), 'sql("orders")') });
    const first = await space.reqon(["keep.vague", "-o", "out.json"]);
    expect([first.code, first.err]).toEqual([0, expect.stringContaining("Keep succeeded")]);
    expect(records(space.read("out.json"), "orders")).toEqual([
      { id: "/one", n: 1 },
      { id: "same", n: 2 },
    ]);
    const second = await space.reqon(["keep.vague", "-o", "out.json"], { env: { PAGE: "two" } });
    expect(second.code).toBe(0);
    expect(records(space.read("out.json"), "orders").map((each) => JSON.stringify(each))).toHaveLength(3);
    expect(space.has(".reqon/sql/PG_VERSION")).toBe(true);
    expect(space.read(".reqon/.gitignore")).toBe("*\n");
    expect(space.list(".reqon").filter((path) => path.includes(".lock-") || path.includes("sql.new"))).toEqual([]);
  }, 60_000);

  it("loses nothing that a finished step wrote when the process is killed", async () => {
    let requests = 0;
    const server = await serve((_, response) => {
      requests += 1;
      json(response, 200, { id: `r${requests}` });
    });
    closers.push(() => server.close());
    const rounds = `mission Rounds {
  source API { base: "${server.origin}" }
  store kept: sql("kept")
  action Fetch { for n in 1..100000 { get "/next" store response -> kept } }
}
`;
    const space = workspace({ "rounds.vague": rounds, "read.vague": rounds.replace("1..100000", "1..1") });
    for (const wait of [40, 90, 65]) {
      const running = space.start("reqon", ["rounds.vague"]);
      const goal = requests + wait;
      while (requests < goal) await new Promise((resolve) => setTimeout(resolve, 5));
      running.child.kill("SIGKILL");
      await running.ended;
    }
    // A request is sent when the record before it is stored.
    const stored = requests - 3;
    const last = await space.reqon(["read.vague", "-o", "out.json"]);
    expect([last.code, last.err]).toEqual([0, expect.any(String)]);
    const ids = new Set(records(space.read("out.json"), "kept").map((each) => JSON.stringify(each)));
    const missing = Array.from({ length: stored }, (_, index) => `{"id":"r${index + 1}"}`).filter((id) => !ids.has(id));
    // The one that each kill may have caught between its answer and its store.
    expect(missing.length).toBeLessThanOrEqual(3);
    expect(stored).toBeGreaterThan(150);
  }, 120_000);

  it("belongs to one process at a time", async () => {
    const server = await serve(() => undefined);
    closers.push(() => server.close());
    const space = workspace({ "keep.vague": mission(server, 'sql("orders")') });
    const first = space.start("reqon", ["keep.vague", "-v"]);
    await first.until("GET");
    const second = await space.reqon(["keep.vague"]);
    expect([second.code, second.err]).toEqual([3, expect.stringMatching(/sql is in use by process \d+/)]);
    first.child.kill("SIGKILL");
    await first.ended;
  }, 60_000);
});

describe("a `sql` store with REQON_DATABASE_URL", () => {
  const programs = postgresPrograms();

  it.skipIf(programs === undefined)(
    "is a table there; the password is shown nowhere",
    async () => {
      const cluster = await startPostgres(programs ?? "");
      closers.push(() => cluster.stop());
      const space = workspace({ "keep.vague": mission(await api(), 'sql("orders")') });
      const env = { REQON_DATABASE_URL: cluster.url };
      expect((await space.reqon(["keep.vague"], { env })).code).toBe(0);
      space.write({ ".env": `REQON_DATABASE_URL=${cluster.url}\nPAGE=two\n` });
      const second = await space.reqon(["keep.vague", "-o", "out.json", "--json"]);
      expect(second.code).toBe(0);
      expect(records(space.read("out.json"), "orders")).toHaveLength(3);
      expect(space.has(".reqon/sql")).toBe(false);
      const wrong = [
        cluster.url.replace("reqon:", "reqon:not-"),
        cluster.url.replace(`:${cluster.port}/`, ":1/"),
        `${cluster.url}-that-is-not-there`,
      ];
      for (const url of wrong) {
        const { code, out, err } = await space.reqon(["keep.vague", "--json", "-v"], {
          env: { REQON_DATABASE_URL: url },
        });
        expect([code, err]).toEqual([3, expect.stringContaining("table `orders`")]);
        expect(err).not.toContain("rows in");
        for (const secret of [cluster.password, encodeURIComponent(cluster.password), url])
          expect([out.includes(secret), err.includes(secret)]).toEqual([false, false]);
      }
      expect(space.list().filter((path) => path.includes(".reqon/sql"))).toEqual([]);
    },
    60_000,
  );
});

describe("a `postgrest` store", () => {
  it("is a table behind REQON_POSTGREST_URL", async () => {
    const token = "eyJhbGciOiJIUzI1NiJ9.e30.of-the-writer";
    const rest = await startPostgrest(token);
    closers.push(() => rest.stop());
    const space = workspace({ "keep.vague": mission(await api(), 'postgrest("orders")') });
    const env = { REQON_POSTGREST_URL: rest.url, REQON_POSTGREST_TOKEN: token };
    expect((await space.reqon(["keep.vague", "-o", "out.json"], { env })).code).toBe(0);
    expect(records(space.read("out.json"), "orders")).toEqual([
      { id: "/one", n: 1 },
      { id: "same", n: 2 },
    ]);
    const refused = await space.reqon(["keep.vague"], { env: { ...env, REQON_POSTGREST_TOKEN: `${token}-no` } });
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining("JWSInvalidSignature")]);
    expect(refused.err).not.toContain(token);
  });
});

describe("--extend", () => {
  const adapter = `
    import { appendFileSync } from "node:fs";
    const collections = new Map();
    export const adapters = {
      nosql: ({ name, options }) => {
        const documents = new Map();
        collections.set(name, documents);
        return {
          open: async () => appendFileSync("log.txt", "open " + name + " " + JSON.stringify(options) + "\\n"),
          close: async () => appendFileSync("log.txt", "close\\n"),
          get: async (key) => documents.get(key) ?? null,
          put: async (records) => {
            for (const each of records) documents.set(each.key, { ...each, place: documents.get(each.key)?.place ?? each.place });
          },
          delete: async (key) => void documents.delete(key),
          list: async (after, limit) => [...documents.values()].filter(({ place }) => place > after).slice(0, limit),
          last: async () => Math.max(0, ...[...documents.values()].map(({ place }) => place)),
        };
      },
    };`;

  it("brings adapters for other kinds", async () => {
    const space = workspace({
      "keep.vague": mission(await api(), 'nosql("orders", { ttl: 30s })'),
      "adapters.mjs": adapter,
    });
    const { code, err } = await space.reqon(["keep.vague", "--extend", "adapters.mjs", "-o", "out.json"]);
    expect([code, err]).toEqual([0, expect.stringContaining("Keep succeeded")]);
    expect(records(space.read("out.json"), "orders")).toHaveLength(2);
    expect(space.read("log.txt")).toBe('open orders {"ttl":30000}\nclose\nopen orders {"ttl":30000}\n');
    const dry = await space.reqon(["keep.vague", "--extend", "adapters.mjs", "--dry-run"]);
    expect([dry.code, space.read("log.txt").split("\n").length]).toEqual([0, 4]);
  });

  it("takes one of the package's own adapters, of another copy of the runtime", async () => {
    const space = workspace({
      "keep.vague": mission(await api(), 'sql("orders")'),
      "adapters.mjs": `import { sqlAdapter } from ${JSON.stringify(built("runtime/sql-store.js"))};
        const fail = () => Promise.reject(Object.assign(new Error("the disk is full"), { code: "53100" }));
        export const adapters = { sql: sqlAdapter({ query: fail }) };`,
    });
    const { code, err } = await space.reqon(["keep.vague", "--extend", "adapters.mjs"]);
    expect([code, err]).toEqual([3, expect.stringContaining("error: table `orders`: the disk is full (53100)")]);
    expect(space.has(".reqon")).toBe(false);
  });

  it.each([
    [
      "export const adaptors = {};",
      "exports `adaptors`, which is nothing that a run takes",
      "did you mean `adapters`?",
    ],
    ["export const adapters = { nosql: 5 };", "`adapters.nosql` of own.mjs must be a function", "docs/extensions.md"],
    ["export const adapters = 5;", "`adapters` of own.mjs must be an object", "docs/extensions.md"],
    ["export const adapters = {", "cannot load own.mjs", "JavaScript module"],
    ['import "no-such-package-of-mine";', "cannot load own.mjs: Cannot find package", "JavaScript module"],
  ])("refuses %j", async (text, message, help) => {
    const space = workspace({ "keep.vague": mission(await api(), "memory"), "own.mjs": text });
    const { code, err } = await space.reqon(["keep.vague", "--extend", "own.mjs"]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err).toContain(help);
  });
});

describe("execute", () => {
  it("brings the same adapters, takes others in their place, and lets go of the database", async () => {
    const space = workspace({
      "run.mjs": `
        import { execute } from ${JSON.stringify(built("compiler/index.js"))};
        const text = 'mission M { store kept: sql("kept") store log: redis("log") action A { store { id: 1 } -> kept  store { id: 1 } -> log } }';
        const documents = new Map();
        const redis = () => ({
          get: async (key) => documents.get(key) ?? null,
          put: async (records) => { for (const each of records) documents.set(each.key, each); },
          delete: async (key) => void documents.delete(key),
          list: async (after) => [...documents.values()].filter(({ place }) => place > after),
          last: async () => 1e16,
        });
        const runs = await Promise.all([1, 2].map(() => execute(text, { adapters: { redis } })));
        for (const { success, stores } of runs) console.log(success, await stores.kept.all(), documents.size);
        await execute(text).then(({ errors }) => console.log(errors[0].message));`,
    });
    const { stdout } = await finish(process.execPath, [space.path("run.mjs")], space.folder, {
      PATH: process.env["PATH"],
    });
    expect(stdout.split("\n")).toEqual([
      "true [ { id: 1 } ] 1",
      "true [ { id: 1 } ] 1",
      "store `log` needs an adapter for stores of the kind `redis`",
      "",
    ]);
  }, 60_000);
});
