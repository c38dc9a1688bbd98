// OAuth 2 through missions against oidc-provider, whose refresh tokens rotate and whose logins end when an old one is used
// (language.md 3.6; RFC 6749, RFC 9700 section 4.14.2).
import { statSync } from "node:fs";
import { execute } from "reqon";
import { describe, expect, it, onTestFinished } from "vitest";
import type { OidcServer } from "../support/oidc.js";
import { json, load, loadRun, type LocalServer, newFolder, newOidc, newServer } from "./support.js";

const past = "2024-01-20T10:30:00Z";

/** An API that lets in whom the OAuth server knows; `after` runs before each answer that succeeds. */
async function protectedApi(
  oidc: OidcServer,
  after: (accessToken: string, url: string) => unknown = () => undefined,
): Promise<LocalServer> {
  return newServer(async ({ url, headers }, response) => {
    const accessToken = headers.authorization?.replace(/^Bearer /, "");
    if (accessToken === undefined || !(await oidc.accepts(accessToken))) return json(response, 401, { message: "no" });
    await after(accessToken, url);
    json(response, 200, [{ id: url }]);
  });
}

/** A mission that requests each path; several `stages` are actions side by side. */
function mission(api: LocalServer, ...stages: readonly (readonly string[])[]): string {
  const actions = stages.map(
    (paths, index) =>
      `  action A${index} {\n${paths.map((path) => `    get "${path}"\n    store response -> orders { key: .id }\n`).join("")}  }\n`,
  );
  return `mission Orders {
  source API { auth: oauth2, base: "${api.origin}" }
  store orders: memory("orders")
${actions.join("")}
  run [${stages.map((_, index) => `A${index}`).join(", ")}]
}
`;
}

/** Credentials of a fresh login at the client `web`, with an access token that has expired. */
async function login(oidc: OidcServer, client: "web" | "post" = "web"): Promise<Record<string, string>> {
  const { clientId, clientSecret } = oidc.clients[client];
  const refreshToken = await oidc.mintRefreshToken({ client: oidc.clients[client] });
  return {
    clientId,
    clientSecret,
    refreshToken,
    tokenUrl: oidc.tokenUrl,
    accessToken: "long-expired",
    expiresAt: past,
  };
}

/** What Node itself complains about from now on, such as a leak of listeners. */
function nodeWarnings(): () => Promise<readonly string[]> {
  const seen: string[] = [];
  const listen = ({ name }: Error): void => void seen.push(name);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return seen;
  };
}

const tokensSent = (api: LocalServer): number => new Set(api.received.map(({ headers }) => headers.authorization)).size;

describe("automatic refresh", () => {
  it("renews a token that expired before the request, and sends nothing with the old one", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const { run } = await loadRun(mission(api, ["/orders"]));
    expect(await run({ auth: { API: await login(oidc) } })).toMatchObject({ success: true, handled: [] });
    expect(oidc.requests().map(({ status, body }) => [status, body["grant_type"]])).toEqual([[200, "refresh_token"]]);
    expect(api.received).toHaveLength(1);
  });

  it("renews a token that is refused in the middle of a run, and sends that request once more", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc, (token, url) => (url === "/first" ? oidc.revoke(token) : undefined));
    const { run } = await loadRun(mission(api, ["/first", "/second", "/third"]));
    const result = await run({ auth: { API: await login(oidc) } });
    expect(result).toMatchObject({ success: true, actions: { A0: { rowsOut: 3 } } });
    expect(api.received.map(({ url }) => url)).toEqual(["/first", "/second", "/second", "/third"]);
    expect(oidc.requests().map(({ status }) => status)).toEqual([200, 200]);
  });

  it("asks for one token for 20 parallel requests of a client", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const { connect } = await load(mission(api, ["/orders"]));
    const { sources } = connect({ auth: { API: await login(oidc) } });
    const warnings = nodeWarnings();
    await Promise.all(Array.from({ length: 20 }, (_, index) => sources["API"]!.get(`/orders/${index}`)));
    expect([oidc.requests().length, api.received.length, tokensSent(api)]).toEqual([1, 20, 1]);
    expect(await warnings()).toEqual([]);
  });

  it("asks for one token for 20 parallel actions that are all refused at once", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const { run } = await loadRun(mission(api, ...Array.from({ length: 20 }, (_, index) => [`/orders/${index}`])));
    const { expiresAt: _unknown, ...credentials } = await login(oidc);
    expect(await run({ auth: { API: credentials } })).toMatchObject({ success: true });
    expect(oidc.requests()).toHaveLength(1);
    expect(
      api.received.filter(({ headers }) => headers.authorization === "Bearer long-expired").length,
    ).toBeGreaterThan(1);
    expect(tokensSent(api)).toBe(2);
  });

  it("hands new tokens to onTokenRefresh before a request uses them", async () => {
    const oidc = await newOidc();
    const log: string[] = [];
    const api = await protectedApi(oidc, (token) => log.push(`used ${token}`));
    const { run } = await loadRun(mission(api, ["/orders"]));
    const credentials = await login(oidc);
    await run({
      auth: { API: credentials },
      async onTokenRefresh(source, { accessToken = "", refreshToken }) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        log.push(`${source} kept ${accessToken}`);
        expect(refreshToken).not.toBe(credentials["refreshToken"]);
      },
    });
    const [kept = "", used = ""] = log;
    expect(log).toHaveLength(2);
    expect(kept.replace("API kept", "used")).toBe(used);
  });
});

describe("the runner's token store", () => {
  it("holds the rotated tokens on disk, for their owner only, before a request uses them; a restart goes on with them", async () => {
    const oidc = await newOidc();
    const folder = newFolder();
    const kept: string[] = [];
    const api = await protectedApi(oidc, () => kept.push(...Object.values(folder.tree(".reqon/tokens"))));
    const credentials = await login(oidc);
    folder.write({
      "orders.vague": mission(api, ["/orders"]),
      "credentials.json": JSON.stringify({ API: credentials }),
    });
    const start = (): Promise<{ code: number }> => folder.reqon(["orders.vague", "--auth", "credentials.json"]);
    const tokenInUse = (): string => api.received.at(-1)?.headers.authorization?.replace(/^Bearer /, "") ?? "";

    expect(await start()).toMatchObject({ code: 0 });
    const first = tokenInUse();
    expect(kept.join()).toContain(first);
    const file = Object.keys(folder.tree(".reqon/tokens")).find((name) => name.endsWith(".json")) ?? "";
    expect(statSync(folder.at(`.reqon/tokens/${file}`)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(folder.read("credentials.json"))).toEqual({ API: credentials });

    expect(await start()).toMatchObject({ code: 0 });
    expect([tokenInUse(), oidc.requests().length]).toEqual([first, 1]);

    // The configured refresh token is spent: only the rotated one can renew, any other would end the login.
    await oidc.revoke(first);
    expect(await start()).toMatchObject({ code: 0 });
    expect(oidc.requests().map(({ status }) => status)).toEqual([200, 200]);
    expect(oidc.requests()[1]?.body["refresh_token"]).not.toBe(credentials["refreshToken"]);
  });

  it("lets six processes that start at once make one token request", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const folder = newFolder({
      "orders.vague": mission(api, ["/orders"]),
      "credentials.json": JSON.stringify({ API: await login(oidc) }),
    });
    const args = ["orders.vague", "--auth", "credentials.json", "--state-dir", "shared"];
    const runs = await Promise.all(Array.from({ length: 6 }, () => folder.reqon(args)));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(oidc.requests().map(({ status }) => status)).toEqual([200]);
    expect([api.received.length, tokensSent(api)]).toEqual([6, 1]);
  });

  it("lets new credentials win over kept tokens", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const dataDir = newFolder().path;
    const source = mission(api, ["/orders"]);
    for (const count of [1, 2]) {
      expect(await execute(source, { auth: { API: await login(oidc) }, dataDir, env: {} })).toMatchObject({
        success: true,
      });
      expect(oidc.requests()).toHaveLength(count);
    }
  });
});

describe("a login that has ended", () => {
  it("is reported with the server's words, the mission's line and what to do", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const credentials = { ...(await login(oidc)), refreshToken: "revoked-refresh-token" };
    const folder = newFolder({
      "orders.vague": mission(api, ["/orders"]),
      "credentials.json": JSON.stringify({ API: credentials }),
    });
    const { code, stderr } = await folder.reqon(["orders.vague", "--auth", "credentials.json"]);
    expect(code).toBe(3);
    expect(stderr).toContain(`the token endpoint ${oidc.tokenUrl} refused the refresh token: invalid_grant`);
    expect(stderr).toContain("orders.vague:5, action A0");
    expect(stderr).toContain("log in again and give the new refreshToken in the credentials of `API`");
    expect(api.received).toEqual([]);
  });
});

describe("how the client proves itself", () => {
  const basicHeader = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }): string => {
    const encode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
    return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString("base64")}`;
  };

  it("by default in the header, id and secret form-encoded first", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const { run } = await loadRun(mission(api, ["/orders"]));
    expect(oidc.clients.web.clientSecret).toMatch(/%.*\+.*:.*\//);
    expect(await run({ auth: { API: await login(oidc) } })).toMatchObject({ success: true });
    expect(oidc.requests()[0]?.authorization).toBe(basicHeader(oidc.clients.web));
    expect(oidc.requests()[0]?.body).not.toHaveProperty("client_secret");
  });

  it("in the body where the mission or the credentials say so", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const { run } = await loadRun(mission(api, ["/orders"]));
    expect(await run({ auth: { API: { ...(await login(oidc, "post")), clientAuth: "body" } } })).toMatchObject({
      success: true,
    });
    const { clientId, clientSecret } = oidc.clients.post;
    expect(oidc.requests()[0]).toMatchObject({
      authorization: undefined,
      body: { client_id: clientId, client_secret: clientSecret },
    });
  });

  it("with the client credentials grant where there is no refresh token", async () => {
    const oidc = await newOidc();
    const api = await protectedApi(oidc);
    const { clientId, clientSecret } = oidc.clients.machine;
    const { run } = await loadRun(
      mission(api, ["/orders"], ["/lines"]).replace(
        "auth: oauth2,",
        'auth: oauth2, clientId: env("CLIENT_ID"), clientSecret: env("CLIENT_SECRET"), tokenUrl: env("TOKEN_URL"), scopes: "orders:read",',
      ),
    );
    const env = { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, TOKEN_URL: oidc.tokenUrl };
    expect(await run({ env })).toMatchObject({ success: true });
    expect(oidc.requests()).toEqual([
      {
        authorization: basicHeader(oidc.clients.machine),
        body: { grant_type: "client_credentials", scope: "orders:read" },
        status: 200,
      },
    ]);
  });
});
