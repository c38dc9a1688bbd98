// A data directory that cannot be used, and stores that another process holds: found before the first request.
import { chmodSync, chownSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { type Workspace, workspace } from "./support.js";

const servers: LocalServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function api(): Promise<LocalServer> {
  const server = await serve((request, response) => {
    if (!request.url.endsWith("/slow")) json(response, 200, [{ id: 1 }]);
  });
  servers.push(server);
  return server;
}

/** Fetches first, stores then. */
function mission({ origin }: LocalServer, { name = "Sync", store = 'file("items")', source = "auth: none" } = {}) {
  return `mission ${name} {
  source API { ${source}, base: "${origin}" }
  store items: ${store}
  action Fetch {
    get "/items"
    store response -> items { key: .id }
  }
}
`;
}

/** What the tests ran as root cannot be kept from writing. */
const isRoot = process.getuid?.() === 0;
const nobody = 65534;

/** Gives the folder to a user who may read it only, who then runs the command. */
function readOnly(space: Workspace, folder: string): { readonly user?: number } {
  chmodSync(space.path(folder), 0o555);
  if (!isRoot) return {};
  chmodSync(space.path(".."), 0o755);
  chownSync(space.path(folder), nobody, nobody);
  return { user: nobody };
}

describe("a data directory that cannot be used", () => {
  it("with a file in its place is an error before the first request", async () => {
    const server = await api();
    const space = workspace({ "sync.vague": mission(server), state: "" });
    const { code, err } = await space.reqon(["sync.vague", "--state-dir", "state"]);
    expect(code).toBe(2);
    expect(err).toBe(
      "error[RQ5513]: the data directory state cannot be used: it is a file\n" +
        "  = help: make it a folder that the user who runs the mission may write to, or choose another with --state-dir\n\n",
    );
    expect(server.received).toEqual([]);
  });

  it("that is read-only is one too", async () => {
    const server = await api();
    const space = workspace({ "sync.vague": mission(server), ".reqon/stores/other.log": "" });
    const { code, err } = await space.reqon(["sync.vague"], readOnly(space, ".reqon/stores"));
    expect(code).toBe(2);
    expect(err).toContain(
      "error[RQ5513]: the data directory .reqon cannot be used: .reqon/stores is not writable (EACCES)",
    );
    expect(err).toContain("--state-dir");
    expect(server.received).toEqual([]);
  });

  it("that cannot be made is one too, and --dry-run says so without making any", async () => {
    const server = await api();
    const space = workspace({ "sync.vague": mission(server), "closed/x": "" });
    const user = readOnly(space, "closed");
    const { code, err } = await space.reqon(["sync.vague", "--state-dir", "closed/a/b"], user);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("closed/a/b cannot be used: closed is not writable"),
    });
    const dry = await space.reqon(["sync.vague", "--state-dir", "closed/a/b", "--dry-run"], user);
    expect(dry).toMatchObject({ code: 2, err: expect.stringContaining("error[RQ5513]") });
    expect(await space.reqon(["sync.vague", "--dry-run"])).toMatchObject({ code: 0, err: "" });
    expect(space.has(".reqon")).toBe(false);
    expect(server.received).toEqual([]);
  });

  it("is one for tokens that may be renewed", async () => {
    const server = await api();
    const oauth = "auth: oauth2";
    const space = workspace({
      "sync.vague": mission(server, { source: oauth, store: 'memory("items")' }),
      "c.json": JSON.stringify({ API: { accessToken: "a", refreshToken: "r", tokenUrl: `${server.origin}/token` } }),
      "still.json": JSON.stringify({ API: { accessToken: "a" } }),
      state: "",
    });
    const run = await space.reqon(["sync.vague", "--auth", "c.json", "--state-dir", "state", "-q"]);
    expect(run).toMatchObject({ code: 2, err: expect.stringContaining("error[RQ5513]") });
    expect(server.received).toEqual([]);
    // Nothing is kept of a token that stays as it is.
    expect((await space.reqon(["sync.vague", "--auth", "still.json", "--state-dir", "state", "-q"])).code).toBe(0);
  });

  it("does not matter to a mission that keeps nothing", async () => {
    const space = workspace({ "sync.vague": mission(await api(), { store: 'memory("items")' }), state: "" });
    expect((await space.reqon(["sync.vague", "--state-dir", "state"])).code).toBe(0);
  });
});

describe("a file store in use by another process", () => {
  it("is an error before the first request of any mission", async () => {
    const server = await api();
    const space = workspace({
      "slow.vague": mission(server).replace("/items", "/slow"),
      "m/a.vague": mission(server, { name: "First", store: 'file("own")' }),
      "m/b.vague": mission(server, { name: "Second" }),
    });
    const first = space.start("reqon", ["slow.vague", "--verbose"]);
    await first.until("> GET");
    const { code, err } = await space.reqon(["m"]);
    expect(code).toBe(2);
    expect(err).toContain(`error[RQ5514]: mission Second cannot open its store \`items\`: `);
    expect(err).toContain(`is in use by process ${first.child.pid}`);
    expect(err).toContain("= help: wait until that run has ended");
    expect(err).not.toContain("started");
    expect(server.received.map(({ url }) => url)).toEqual(["/slow"]);
    first.child.kill("SIGTERM");
    await first.ended;
    expect((await space.reqon(["m"])).code).toBe(0);
  });

  it("that is damaged is one too", async () => {
    const server = await api();
    const space = workspace({ "sync.vague": mission(server), ".reqon/stores/items.log": '["reqon-store",1]\n[}\n' });
    const { code, err } = await space.reqon(["sync.vague"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/error\[RQ5514\]: .*line 2 of .* is damaged/),
    });
    expect(server.received).toEqual([]);
  });
});
