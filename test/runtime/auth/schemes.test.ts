// What each scheme sends, byte for byte, as a real server received it (language.md 3.2), and what it refuses to send.
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { apiKey, type Auth, basic, bearer, none, oauth2, provider } from "../../../runtime/auth.js";
import { type LocalServer, memoryTokenStore, send, serve, testContext } from "../../support/auth-client.js";

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function server(...args: Parameters<typeof serve>): Promise<LocalServer> {
  const started = await serve(...args);
  servers.push(started);
  return started;
}

/** The bytes that one GET of `/items?page=1%202` with the scheme puts on the wire, as Latin-1 lines. */
async function wire(auth: Auth, headers: Record<string, string> = {}): Promise<string[]> {
  let text = "";
  const listener = createServer((socket) => {
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      if (text.includes("\r\n\r\n")) socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  await send(auth.open(testContext()), `${origin}/items?page=1%202`, { headers });
  await new Promise((resolve) => listener.close(resolve));
  return text.split("\r\n");
}

describe("bytes on the wire", () => {
  it("none adds nothing", async () => {
    const lines = await wire(none());
    expect(lines[0]).toBe("GET /items?page=1%202 HTTP/1.1");
    expect(lines.join("\n")).not.toMatch(/authorization|cookie|x-api-key/i);
  });

  it("bearer", async () => {
    expect(await wire(bearer({ token: "abc.DEF-1~+/=" }))).toContain("authorization: Bearer abc.DEF-1~+/=");
  });

  it("bearer with a Latin-1 letter is one byte", async () => {
    expect(await wire(bearer({ token: "clé" }))).toContain("authorization: Bearer cl\u00e9");
  });

  it("basic", async () => {
    const lines = await wire(basic({ username: "Aladdin", password: "open sesame" }));
    expect(lines).toContain("authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="); // RFC 7617 section 2
  });

  it("basic encodes what is not ASCII as UTF-8", async () => {
    const lines = await wire(basic({ username: "test", password: "123£" }));
    expect(lines).toContain("authorization: Basic dGVzdDoxMjPCow=="); // RFC 7617 section 2.1
    const emoji = await wire(basic({ username: "żółw", password: "🔑:x" }));
    expect(emoji).toContain(`authorization: Basic ${Buffer.from("żółw:🔑:x", "utf8").toString("base64")}`);
  });

  it("basic with an empty password", async () => {
    expect(await wire(basic({ username: "sk_live", password: "" }))).toContain("authorization: Basic c2tfbGl2ZTo=");
  });

  it("api_key in the default header", async () => {
    expect(await wire(apiKey({ key: "k-1" }))).toContain("x-api-key: k-1");
  });

  it("api_key in a header of its own, with a prefix", async () => {
    const lines = await wire(apiKey({ apiKey: "k-1", apiKeyHeader: "Authorization", prefix: "Token" }));
    expect(lines).toContain("authorization: Token k-1");
  });

  it("api_key in the query leaves the rest of it as it was", async () => {
    const lines = await wire(apiKey({ key: "a b&c=d+é", query: "api key" }));
    expect(lines[0]).toBe("GET /items?page=1%202&api%20key=a%20b%26c%3Dd%2B%C3%A9 HTTP/1.1");
    expect(lines.join("\n")).not.toMatch(/x-api-key/i);
  });

  it("api_key as a cookie, after those of the request", async () => {
    expect(await wire(apiKey({ key: "k-1", cookie: "session" }))).toContain("cookie: session=k-1");
    expect(await wire(apiKey({ key: "k-1", cookie: "session" }), { cookie: "lang=en" })).toContain(
      "cookie: lang=en; session=k-1",
    );
  });

  it("api_key with additional headers, some of them fetched", async () => {
    let calls = 0;
    const auth = apiKey({
      key: "k-1",
      additionalHeaders: { "X-App-Id": "app", "X-App-Key": async () => `fetched-${(calls += 1)}` },
    });
    const lines = await wire(auth);
    expect(lines).toContain("x-api-key: k-1");
    expect(lines).toContain("x-app-id: app");
    expect(lines).toContain("x-app-key: fetched-1");
  });

  it("oauth2", async () => {
    expect(await wire(oauth2({ accessToken: "at-1" }))).toContain("authorization: Bearer at-1");
  });

  it("a credential header of the request itself is left alone, and its 401 renews nothing", async () => {
    expect(await wire(bearer({ token: "configured" }), { authorization: "Custom 1" })).toContain(
      "authorization: Custom 1",
    );
    const api = await server((_request, response) => void response.writeHead(401).end());
    const authenticator = bearer({ token: "configured" }).open(testContext());
    expect(await send(authenticator, api.origin, { headers: { authorization: "Custom 1" } })).toMatchObject({
      sent: 1,
    });
  });

  it("a key that a next link already carries is replaced, not repeated", async () => {
    const api = await server();
    await send(apiKey({ key: "new", query: "key" }).open(testContext()), `${api.origin}/items?key=old&page=2`);
    expect(api.received[0]?.url).toBe("/items?page=2&key=new");
  });
});

describe("what cannot be sent is found before the first request and names the field, never the value", () => {
  const cases: [string, Auth, string][] = [
    [
      "a line break in a token",
      bearer({ token: "sec\r\nret" }),
      "source `API`: `token` holds a line break, which no HTTP header can carry",
    ],
    [
      "a character outside Latin-1",
      bearer({ token: "sec→ret" }),
      "source `API`: `token` holds a character outside Latin-1, which no HTTP header can carry",
    ],
    [
      "a control character",
      oauth2({ accessToken: "sec\u0000ret" }),
      "source `API`: `accessToken` holds a control character, which no HTTP header can carry",
    ],
    [
      "a colon in a user name",
      basic({ username: "sec:ret", password: "x" }),
      "source `API`: `username` holds a `:`, which HTTP Basic cannot send (RFC 7617)",
    ],
    [
      "a line break in a password",
      basic({ username: "u", password: "secret\n" }),
      "source `API`: `password` holds a line break or another control character",
    ],
    [
      "a semicolon in a cookie",
      apiKey({ key: "sec;ret", cookie: "sid" }),
      "source `API`: `key` holds a character that no cookie can carry (RFC 6265)",
    ],
    [
      "a header's name",
      apiKey({ key: "secret", header: "X Key" }),
      "source `API`: `header` is no valid name of a header",
    ],
    [
      "two places",
      apiKey({ key: "secret", header: "X-Key", query: "key" }),
      "source `API`: the key has 2 places, header and query; give one of them",
    ],
    [
      "an additional header",
      apiKey({ key: "k", additionalHeaders: { "X-Two": "sec\nret" } }),
      "source `API`: `additionalHeaders.X-Two` holds a line break, which no HTTP header can carry",
    ],
  ];
  it.each(cases)("%s", async (_name, auth, problem) => {
    const authenticator = auth.open(testContext());
    expect(authenticator.problems()).toEqual([problem]);
    expect(problem).not.toContain("sec");
    const api = await server();
    await expect(send(authenticator, api.origin)).rejects.toMatchObject({ name: "AuthError", message: problem });
    expect(api.received).toEqual([]);
  });

  it("checks secrets that a function gives when they arrive", async () => {
    const api = await server();
    const authenticator = bearer({ token: async () => "sec\nret" }).open(testContext());
    expect(authenticator.problems()).toEqual([]);
    await expect(send(authenticator, api.origin)).rejects.toThrow("source `API`: `token` holds a line break");
    const noColon = basic({ username: () => "a:b", password: "x" }).open(testContext());
    await expect(send(noColon, api.origin)).rejects.toThrow("`username` holds a `:`");
    expect(api.received).toEqual([]);
  });
});

describe("carriers and secrets", () => {
  it("names what carries credentials, and the secrets in use", async () => {
    const header = apiKey({ key: "k-1", header: "X-Key", additionalHeaders: { "X-Two": "two-2" } }).open(testContext());
    expect(header.carriers()).toEqual({ headers: ["x-key", "x-two"], query: [] });
    expect(header.secrets()).toEqual(["k-1", "two-2"]);
    expect(apiKey({ key: "k", query: "key" }).open(testContext()).carriers()).toEqual({ headers: [], query: ["key"] });
    expect(apiKey({ key: "k", cookie: "c" }).open(testContext()).carriers()).toEqual({
      headers: ["cookie"],
      query: [],
    });
    expect(bearer({ token: "t" }).open(testContext()).carriers()).toEqual({ headers: ["authorization"], query: [] });
    const login = basic({ username: "user", password: async () => "pass" }).open(testContext());
    await send(login, (await server()).origin);
    expect(login.secrets()).toEqual(["pass", Buffer.from("user:pass").toString("base64")]);
    expect(basic({ username: "sk_live", password: "" }).open(testContext()).secrets()).toEqual(["sk_live"]);
  });
});

describe("recovery (language.md 3.7)", () => {
  it.each([
    [bearer({ token: "old" }), { access_token: "new", refresh_token: "r" }, "authorization", "Bearer new"],
    [bearer(), { id_token: "new", token: "" }, "authorization", "Bearer new"],
    [apiKey({ key: "old" }), { api_key: "new" }, "x-api-key", "new"],
    [oauth2({ accessToken: "old" }), { accessToken: "new", expires_in: 3600 }, "authorization", "Bearer new"],
  ])("%# takes the new token for later requests and persists it", async (auth, answer, header, value) => {
    const api = await server();
    const tokenStore = memoryTokenStore();
    const context = testContext({ tokenStore, late: true });
    const authenticator = auth.open(context);
    await send(authenticator, api.origin);
    const generation = authenticator.generation();
    expect(authenticator.holdsCredentials(answer)).toBe(true);
    expect(await authenticator.adopt(answer)).toBe(true);
    expect(authenticator.generation()).toBeGreaterThan(generation);
    expect(await authenticator.renew(generation, new AbortController().signal)).toBe(true);
    await send(authenticator, api.origin);
    await send(auth.open(testContext({ tokenStore, late: true })), api.origin);
    expect(api.received.slice(1).map((request) => request.headers[header])).toEqual([value, value]);
    expect(context.events).toEqual([{ type: "token", source: "API", reason: "recovered" }]);
  });

  it("keeps expiry and refresh token of the answer, and the old refresh token where it has none", async () => {
    const tokenStore = memoryTokenStore();
    const context = testContext({ tokenStore });
    const auth = oauth2({ accessToken: "a", refreshToken: "r1", tokenUrl: "https://id.example.com/token" });
    const authenticator = auth.open(context);
    await authenticator.adopt({ access_token: "b", expires_in: "60", refresh_token: "" });
    expect(tokenStore.kept("API")).toMatchObject({
      accessToken: "b",
      refreshToken: "r1",
      expiresAt: new Date(context.clock.now() + 60_000).toISOString(),
    });
    await authenticator.adopt({ token: "c", refreshToken: "r2", expiresAt: "2031-01-02T03:04:05" });
    expect(tokenStore.kept("API")).toMatchObject({
      accessToken: "c",
      refreshToken: "r2",
      previousRefreshToken: "r1",
      expiresAt: "2031-01-02T03:04:05.000Z",
    });
  });

  it("an answer without a token is a warning that lists its fields, not their values", async () => {
    const context = testContext();
    const authenticator = bearer({ token: "old" }).open(context);
    expect(authenticator.holdsCredentials({ jwt: "secret" })).toBe(false);
    expect(await authenticator.adopt({ jwt: "secret", access_token: "", token: 12, toString: "x" })).toBe(false);
    expect(context.warnings).toEqual([
      "the recovery action's answer holds no new credentials for source `API`: expected a text under access_token, " +
        "accessToken, token, id_token; fields seen: jwt, access_token, token, toString",
    ]);
  });

  it("never changes none and basic", async () => {
    for (const auth of [none(), basic({ username: "u", password: "p" })]) {
      const authenticator = auth.open(testContext());
      expect(authenticator.holdsCredentials({ token: "new" })).toBe(false);
      expect(await authenticator.adopt({ token: "new" })).toBe(false);
      expect(authenticator.secrets()).not.toContain("new");
    }
  });
});

describe("authorize", () => {
  it("sets credentials that were to come later", async () => {
    const api = await server();
    const context = testContext({ late: true });
    const authenticator = bearer().open(context);
    expect(authenticator.problems()).toEqual([]);
    await send(authenticator, api.origin);
    await authenticator.authorize({ token: "given" });
    await send(authenticator, api.origin);
    await authenticator.authorize({ token: "again" });
    await send(authenticator, api.origin);
    expect(api.received.map((request) => request.headers.authorization)).toEqual([
      undefined,
      "Bearer given",
      "Bearer again",
    ]);
    expect(context.events).toHaveLength(2);
  });

  it("goes before a token that a store keeps", async () => {
    const api = await server();
    const tokenStore = memoryTokenStore();
    const auth = oauth2({ refreshToken: "r", tokenUrl: `${api.origin}/token` });
    const first = auth.open(testContext({ tokenStore }));
    await first.adopt({ access_token: "kept" });
    const second = auth.open(testContext({ tokenStore }));
    await second.authorize({ accessToken: "given", oauth: { clientId: "me" } });
    await send(second, `${api.origin}/items`);
    expect(api.received.map((request) => request.headers.authorization)).toEqual(["Bearer given"]);
    expect(tokenStore.kept("API")?.refreshToken).toBe("r");
  });

  it("basic and api_key settings", async () => {
    const api = await server();
    const login = basic({ password: "p" }).open(testContext({ late: true }));
    await login.authorize({ username: "u" });
    await send(login, api.origin);
    const key = apiKey().open(testContext({ late: true }));
    await key.authorize({ key: "k", query: "key" });
    await send(key, `${api.origin}/items`);
    expect(api.received[0]?.headers.authorization).toBe("Basic dTpw");
    expect(api.received[1]?.url).toBe("/items?key=k");
  });

  it.each([
    [bearer({ token: "old" }), { token: null }, "source `API`: authorize was given no value for token"],
    [bearer(), { token: 12 }, "source `API`: `token` must be text, or a function that gives it, found a number"],
    [bearer(), { tokn: "secret" }, "source `API`: auth bearer has no field `tokn`; did you mean `token`?"],
    [none(), { token: "secret" }, "source `API` has auth none and takes no credentials"],
    [
      basic(),
      { username: "a:b", password: "p" },
      "source `API`: `username` holds a `:`, which HTTP Basic cannot send (RFC 7617)",
    ],
  ])("%# refuses what is wrong", async (auth, fields, message) => {
    await expect(auth.open(testContext({ late: true })).authorize(fields)).rejects.toMatchObject({
      name: "AuthError",
      message,
    });
  });
});

describe("a registered provider", () => {
  it("signs requests with credentials looked up like any others, and is asked again after a 401", async () => {
    let valid = false;
    const api = await server((_request, response) => void response.writeHead(valid ? 200 : 401).end());
    const auth = provider(
      "hmac",
      {
        async apply(request, { credential }) {
          request.headers.set("x-signature", `${request.method}:${await credential("apiSecret")}`);
          request.url.searchParams.set("key", (await credential("keyId")) ?? "");
        },
        renew: () => (valid = true),
      },
      { keyId: "k-1" },
    );
    const authenticator = auth.open(testContext({ variables: { REQON_API_API_SECRET: "s-1" } }));
    expect(await send(authenticator, `${api.origin}/items`)).toMatchObject({ status: 200, sent: 2 });
    expect(api.received[0]?.headers["x-signature"]).toBe("GET:s-1");
    expect(api.received[0]?.url).toBe("/items?key=k-1");
    expect(authenticator.carriers()).toEqual({ headers: ["x-signature"], query: ["key"] });
    expect(authenticator.secrets()).toEqual(["s-1", "k-1"]);
  });

  it("is missed at the start", () => {
    expect(provider("hmac", undefined).open(testContext()).problems()).toEqual([
      "source `API` has auth hmac, and the program passes no provider of that name",
    ]);
  });
});
