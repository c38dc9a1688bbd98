// The command line of reqon against real servers on loopback: what is sent, printed, written, and the exit code.
import { afterAll, describe, expect, it } from "vitest";
import { json, type LocalServer, type Received, serve } from "../support/auth-client.js";
import { workspace } from "./support.js";

const servers: LocalServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function api(
  answer: (request: Received) => [status: number, body: unknown] = () => [200, [{ id: 1 }, { id: 2 }]],
): Promise<LocalServer> {
  const server = await serve((request, response) => {
    const [status, body] = answer(request);
    if (status > 0) json(response, status, body);
  });
  servers.push(server);
  return server;
}

/** A mission that keeps what GET /items answers. */
function items(server: LocalServer, source = 'auth: bearer, token: env("API_TOKEN")'): string {
  return `mission Items {
  source API { ${source}, base: "${server.origin}" }
  store items: memory("items")
  store copies: memory("copies")
  action Fetch {
    get "/items"
    for item in response { store item -> items { key: .id } }
  }
  action Copy { for item in items { store item -> copies { key: .id } } }
  run Fetch then Copy
}
`;
}

describe("the ways to give credentials", () => {
  const bearer = (request: Received): string | undefined => request.headers["authorization"];

  it("a credentials file, plain and with references to the environment and to .env", async () => {
    const server = await api();
    const space = workspace({
      "items.vague": items(server, "auth: bearer"),
      "plain.json": '{ "API": { "type": "bearer", "token": "from-file" } }',
      "reference.json": '{ // comment\n "API": { "token": "${API_TOKEN}" }, }',
      "whole.json": '{ "API": { "token": "$API_TOKEN" } }',
      "fallback.json": '{ "API": { "token": "${UNSET:-from-default}" } }',
      ".env": "API_TOKEN=from-dot-env\nREQON_API_TOKEN=from-discovery\n",
      "other.env": "API_TOKEN=from-other-env\n",
    });
    const env = { API_TOKEN: "from-environment" };
    const runs: [string[], object][] = [
      [["--auth", "plain.json"], {}],
      [["--auth", "reference.json"], { env }],
      [["--auth", "reference.json"], {}],
      [["--auth", "whole.json", "--env", "other.env"], {}],
      [["--auth", "fallback.json"], {}],
      [[], {}],
      [[], { env: { REQON_API_TOKEN: "from-real" } }],
    ];
    for (const [args, options] of runs)
      expect(await space.reqon(["items.vague", ...args], options)).toMatchObject({ code: 0 });
    expect(server.received.map(bearer)).toEqual(
      [
        "from-file",
        "from-environment",
        "from-dot-env",
        "from-other-env",
        "from-default",
        "from-discovery",
        "from-real",
      ].map((token) => `Bearer ${token}`),
    );
  });

  it("the mission's own env() and code-like precedence: the file goes first", async () => {
    const server = await api();
    const space = workspace({ "items.vague": items(server), "c.json": '{ "API": { "token": "from-file" } }' });
    const env = { API_TOKEN: "from-mission" };
    await space.reqon(["items.vague"], { env });
    await space.reqon(["items.vague", "--auth", "c.json"], { env });
    expect(server.received.map(bearer)).toEqual(["Bearer from-mission", "Bearer from-file"]);
  });

  it("reports all mistakes of the file together, with frames and without values, and sends nothing", async () => {
    const server = await api();
    const space = workspace({
      "items.vague": `mission Two {
  source API { auth: bearer, base: "${server.origin}" }
  source Shop { auth: oauth2, base: "${server.origin}" }
  source Legacy { auth: basic, base: "${server.origin}" }
  action Fetch { get "/items" }
}
`,
      "c.json": `{
  "Api": { "token": "sk_live_unused" },
  "API": { "type": "basic", "username": "admin", "password": "hunter2-secret" },
  "Shop": { "acessToken": "sk_live_typo", "refreshToken": "\${NOT_SET}", "scopes": 7 }
}
`,
    });
    const { code, out, err } = await space.reqon(["items.vague", "--auth", "c.json"]);
    expect({ code, out, sent: server.received.length }).toEqual({ code: 2, out: "", sent: 0 });
    expect(err).toContain("warning[RQ5503]: credentials for `Api`, which is no source");
    expect(err).toContain("replace with `API`");
    expect(err).toMatch(/error\[RQ5505\]: wrong auth type.*`basic`.*`bearer`[^]*c\.json:3:20[^]*items\.vague/);
    expect(err).toMatch(/error\[RQ5506\]: unknown field `acessToken`[^]*c\.json:4:13[^]*replace with `accessToken`/);
    expect(err).toContain(
      "environment variable NOT_SET is not set; `refreshToken` of the credentials of `Shop` needs it",
    );
    expect(err).toMatch(/error\[RQ5507\]: `scopes` of the credentials of `Shop` must be a list/);
    expect(err).toMatch(/error\[RQ5511\]: source `Legacy` has auth basic and no `username`[^]*items\.vague:4/);
    expect(err).not.toMatch(/sk_live|hunter2|admin/);
  });

  it.each([
    ["{ 'API': 1 }", "RQ5501"],
    ['{ "API": { "token": "sk_live_open } }', "RQ5501"],
    ['["sk_live_list"]', "RQ5502"],
    ["", "RQ5501"],
    ['{ "API": "sk_live_text" }', "RQ5502"],
    ['{ "API": { "token": "sk_live_a", "token": "sk_live_b" } }', "RQ5508"],
  ])("refuses %s as credentials file", async (text, code) => {
    const space = workspace({ "items.vague": items(await api(), "auth: bearer"), "c.json": text });
    const run = await space.reqon(["items.vague", "--auth", "c.json"]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(`error[${code}]`);
    expect(run.err.match(/error\[/g)).toHaveLength(1);
    expect(run.err).not.toContain("sk_live");
  });

  it("says that only a program can pass what a registered auth does", async () => {
    const space = workspace({ "items.vague": items(await api(), "auth: hmac") });
    const { code, err } = await space.reqon(["items.vague"]);
    expect(code).toBe(2);
    expect(err).toMatch(/error\[RQ5511\]: .*hmac/);
  });

  it("says which file cannot be read", async () => {
    const space = workspace({ "items.vague": items(await api()) });
    expect((await space.reqon(["items.vague", "--auth", "none.json"])).err).toContain(
      "cannot read the credentials file none.json: there is no such file",
    );
    expect(await space.reqon(["items.vague", "--env", "none.env"])).toMatchObject({ code: 2 });
  });

  it("warns when others can read the file, with the command that mends it", async () => {
    const { execFileSync } = await import("node:child_process");
    const { chmodSync } = await import("node:fs");
    const space = workspace({
      "items.vague": items(await api(), "auth: bearer"),
      "my c.json": '{ "API": { "token": "t-o-k-e-n" } }',
    });
    const git = (...args: string[]): void => void execFileSync("git", args, { cwd: space.folder, stdio: "ignore" });
    git("init");
    git("add", "my c.json");
    chmodSync(space.path("my c.json"), 0o644);
    const exposed = await space.reqon(["items.vague", "--auth", "my c.json"]);
    expect(exposed.code).toBe(0);
    expect(exposed.err).toContain("warning[RQ5509]");
    expect(exposed.err).toContain("git rm --cached 'my c.json' && echo 'my c.json' >> .gitignore");
    expect(exposed.err).toContain("warning[RQ5510]");
    expect(exposed.err).toContain("chmod 600 'my c.json'");
    expect(exposed.err.indexOf("warning[RQ5510]")).toBeLessThan(exposed.err.indexOf("Items: started"));
    git("rm", "--cached", "my c.json");
    chmodSync(space.path("my c.json"), 0o600);
    expect((await space.reqon(["items.vague", "--auth", "my c.json"])).err).not.toContain("warning");
  });
});

describe("what a run prints and writes", () => {
  const env = { API_TOKEN: "t-o-k-e-n" };

  it("data on stdout, all else on stderr, a table at the end", async () => {
    const space = workspace({ "items.vague": items(await api()) });
    const { code, out, err } = await space.reqon(["items.vague"], { env });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/^Items: started\nFetch: done, 1 request, 2 rows in, 2 rows out\nCopy: done/);
    expect(err).toMatch(/action +requests +retries +pages +rows in +rows out\nFetch +1 +0 +0 +2 +2\nCopy +0 /);
    expect(err).toMatch(/Items succeeded in \d+ ms\n$/);
    expect((await space.reqon(["items.vague", "-q"], { env })).err).toBe("");
  });

  it("with -q nothing but the errors of a run that failed", async () => {
    const mission = 'mission Down { source A { base: "http://127.0.0.1:1" } action Go { get "/x" } }';
    const space = workspace({ "down.vague": mission });
    const { code, err } = await space.reqon(["down.vague", "-q"], { env });
    expect(code).toBe(3);
    expect(err).toMatch(/^error: GET http:\/\/127\.0\.0\.1:1\/x /);
    expect(err).not.toMatch(/requests +retries|failed in/);
  });

  it("the stores as JSON, NDJSON and a file per store", async () => {
    const space = workspace({ "items.vague": items(await api()) });
    for (const output of ["all.json", "all.ndjson", "folder"])
      await space.reqon(["items.vague", "--output", output], { env });
    const both = [{ id: 1 }, { id: 2 }];
    expect(JSON.parse(space.read("all.json"))).toEqual({ items: both, copies: both });
    expect(
      space
        .read("all.ndjson")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      ...both.map((record) => ({ store: "items", record })),
      ...both.map((record) => ({ store: "copies", record })),
    ]);
    expect(space.list("folder")).toEqual(["folder/copies.json", "folder/items.json"]);
    expect(JSON.parse(space.read("folder/items.json"))).toEqual(both);
  });

  it("events as NDJSON, the result last", async () => {
    const space = workspace({ "items.vague": items(await api()) });
    const { out } = await space.reqon(["items.vague", "--json"], { env });
    const events: { type: string }[] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual([
      "run-start",
      "action-start",
      "request",
      "response",
      "rows",
      "action-end",
      "action-start",
      "rows",
      "action-end",
      "run-end",
      "result",
    ]);
    expect(events.at(-1)).toMatchObject({ success: true, actionsRun: ["Fetch", "Copy"] });
  });

  it("--dry-run lists requests and what is missing, and sends nothing", async () => {
    const server = await api();
    const space = workspace({ "items.vague": items(server) });
    const missing = await space.reqon(["items.vague", "--dry-run"]);
    expect(missing).toMatchObject({
      code: 2,
      out: 'Items can send these requests:\n  Fetch  GET  API  "/items"  items.vague:6\n',
    });
    expect(missing.err).toContain("API_TOKEN is not set");
    expect(await space.reqon(["items.vague", "--dry-run"], { env })).toMatchObject({ code: 0, err: "" });
    const json = await space.reqon(["items.vague", "--dry-run", "--json"]);
    expect(JSON.parse(json.out)).toEqual({
      ...{ type: "possible-request", mission: "Items", action: "Fetch", method: "GET", source: "API", path: '"/items"' },
      ...{ file: "items.vague", line: 6 },
    });
    expect(server.received).toHaveLength(0);
  });

  it("no secret, whatever fails: not in output, events, files or caches", async () => {
    const secret = "s3cr3t/+value%with:odd chars";
    const server = await api(({ headers }) => [500, { message: "failed", echo: headers["authorization"] }]);
    const space = workspace({
      "items.vague": items(server),
      "abort.vague": items(server).replace(
        'get "/items"',
        'get "/items"\n match response { { error: _, echo: e } -> abort e }',
      ),
      "c.json": JSON.stringify({ API: { token: secret } }),
    });
    const forms = [secret, Buffer.from(secret).toString("base64").replace(/=+$/, ""), encodeURIComponent(secret)];
    for (const file of ["items.vague", "abort.vague"]) {
      for (const flags of [[], ["--verbose"], ["--json"], ["--output", "out.json"]]) {
        const { code, out, err } = await space.reqon([file, "--auth", "c.json", ...flags]);
        expect(code).toBe(3);
        for (const form of forms) expect(out + err).not.toContain(form);
      }
    }
    const written = [...space.list().filter((path) => path !== "c.json"), ...space.list("../cache")];
    for (const path of written) for (const form of forms) expect(space.read(path)).not.toContain(form);
  });
});

describe("exit codes", () => {
  const env = { API_TOKEN: "t-o-k-e-n" };

  it("1 for errors in missions, 2 for usage", async () => {
    const space = workspace({ "bad.vague": "mission {", "good.vague": items(await api()) });
    expect((await space.reqon(["bad.vague"])).code).toBe(1);
    expect(await space.reqon(["good.vague", "--mission", "Itens"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean `Items`?"),
    });
    expect(await space.reqon(["good.vague", "bad.vague"])).toMatchObject({ code: 2 });
    expect(await space.reqon(["good.vague", "--timeout", "soon"])).toMatchObject({ code: 2 });
  });

  it("3 when the run failed, with status, URL, line and action", async () => {
    const server = await api(() => [404, { message: "gone" }]);
    const space = workspace({ "items.vague": items(server) });
    const { code, err } = await space.reqon(["items.vague"], { env });
    expect(code).toBe(3);
    expect(err).toContain(`error: GET ${server.origin}/items`);
    expect(err).toContain("404");
    expect(err).toContain("(items.vague:6, action Fetch)");
  });

  it("4 when a validation failed under --strict, 0 without", async () => {
    const mission = items(await api()).replace(
      'get "/items"',
      'get "/items"\n validate response { assume length(response) == 3 "three" }',
    );
    const space = workspace({ "items.vague": mission });
    expect(await space.reqon(["items.vague"], { env })).toMatchObject({
      code: 0,
      err: expect.stringContaining("warning: "),
    });
    expect((await space.reqon(["items.vague", "--strict"], { env })).code).toBe(4);
  });

  it("3 when --timeout is over", async () => {
    const space = workspace({ "items.vague": items(await api(() => [0, null])) });
    const { code, err } = await space.reqon(["items.vague", "--timeout", "300ms"], { env });
    expect(code).toBe(3);
    expect(err).toContain("timeout of 300 ms");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s cancels the request that waits, exit %i", async (signal, code) => {
    const server = await api(() => [0, null]);
    const space = workspace({ "items.vague": items(server) });
    const running = space.start("reqon", ["items.vague", "--verbose"], { env });
    await running.until("> GET");
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(`cancelled by ${signal}`);
  });

  it("SIGINT ends a wait between two attempts at once", async () => {
    const server = await api(() => [503, {}]);
    const mission = items(server).replace('get "/items"', 'get "/items" { retry: { maxAttempts: 3, delay: 1h } }');
    const space = workspace({ "items.vague": mission });
    const running = space.start("reqon", ["items.vague", "--verbose"], { env });
    await running.until("again in");
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    expect(server.received).toHaveLength(1);
  });
});

describe("several missions", () => {
  it("run one after another in the order of their files, or one by name", async () => {
    const server = await api();
    const one = (name: string): string => items(server).replace("Items", name).replace("/items", `/${name}`);
    const space = workspace({ "m/b.vague": one("Second"), "m/a.vague": one("First") });
    const env = { API_TOKEN: "t-o-k-e-n" };
    expect((await space.reqon(["m"], { env })).code).toBe(0);
    expect((await space.reqon(["m", "--mission", "Second", "--output", "second.json"], { env })).code).toBe(0);
    expect(server.received.map(({ url }) => url)).toEqual(["/First", "/Second", "/Second"]);
    await space.reqon(["m", "--output", "both.json"], { env });
    expect(Object.keys(JSON.parse(space.read("both.json")))).toEqual(["First", "Second"]);
  });
});

describe("the cache of compiled missions", () => {
  it("is private, and is not used when others could write to it", async () => {
    const { chmodSync, statSync } = await import("node:fs");
    const space = workspace({ "items.vague": items(await api()) });
    const env = { API_TOKEN: "t-o-k-e-n" };
    await space.reqon(["items.vague"], { env });
    expect(statSync(space.path("../cache/reqon")).mode & 0o777).toBe(0o700);
    const kept = space.list("../cache/reqon/run").length;
    expect(kept).toBeGreaterThan(0);
    chmodSync(space.path("../cache/reqon"), 0o777);
    space.write({ "items.vague": `${space.read("items.vague")}\n// changed\n` });
    expect((await space.reqon(["items.vague"], { env })).code).toBe(0);
    expect(space.list("../cache/reqon/run")).toHaveLength(kept);
  });

  it("makes a second run start without the compiler", async () => {
    const space = workspace({
      "items.vague": items(await api()),
      "loaded.cjs": `process.on("exit", () => {
        const names = Object.keys(require.cache).map((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1]);
        process.stderr.write("loaded: " + [...new Set(names)].join(" ") + "\\n");
      });`,
    });
    const env = { API_TOKEN: "t-o-k-e-n", NODE_OPTIONS: `--require=${space.path("loaded.cjs")}` };
    const [first, second] = [await space.reqon(["items.vague"], { env }), await space.reqon(["items.vague"], { env })];
    expect(first.err).toContain("ts-morph");
    expect(second.err).toContain("node-fetch");
    expect(second.err).not.toMatch(/loaded:.*(ts-morph|prettier|typescript|antlr4ng)/);
  });
});
