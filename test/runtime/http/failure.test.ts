// A failed answer as the mission sees it, and the errors of sources that are not ready.
import { describe, expect, it } from "vitest";
import type { AuthContext } from "../../../runtime/auth.js";
import { AuthError, MissionError } from "../../../runtime/errors.js";
import { networkReason } from "../../../runtime/transport.js";
import { redactUrl, scrub } from "../../../runtime/redact.js";
import { always, bearerOf, json, open, type OpenOptions, rejection, serve, transports } from "./support.js";

describe.each(transports)("failed responses with %s (language.md 6.8)", (_, transport) => {
  async function failing(
    status: number,
    body: string,
    type = "application/json",
    headers: Record<string, string> = {},
    options: OpenOptions = {},
  ) {
    const server = await serve(
      (_, response) => void response.writeHead(status, { "content-type": type, ...headers }).end(body),
    );
    const opened = open(server.origin, { ...options, shared: { fetch: transport() } });
    const reply = await opened.source.send("GET", "/x?page=2");
    if (reply.ok) throw new Error("expected a failed response");
    return { reply, server, ...opened };
  }

  it("offers the record; the body's own fields win", async () => {
    const { reply, failed, server } = await failing(
      422,
      '{"error":{"id":7},"status":"bad","detail":"no name"}',
      undefined,
      { "retry-after": "90" },
    );
    expect(reply.body).toEqual({
      error: { id: 7 },
      code: 422,
      status: "bad",
      message: expect.any(String),
      retryAfter: 90,
      detail: "no name",
    });
    expect(new Set(reply.synthetic)).toEqual(new Set(["code", "message", "retryAfter"]));
    expect(reply.status).toBe(422);
    expect(reply.error).toMatchObject({
      code: "http",
      status: 422,
      method: "GET",
      source: "API",
      action: "Test",
      place: "test.vague:7",
      url: `${server.origin}/x?page=2`,
      message: `GET ${server.origin}/x?page=2 of source \`API\` answered 422 Unprocessable Entity: no name`,
    });
    expect(failed).toEqual([reply]);
  });

  it.each<[string, string, unknown]>([
    ["[1,2]", "application/json", [1, 2]],
    ['"text"', "application/json", "text"],
    ["<h1>no</h1>", "text/html", "<h1>no</h1>"],
    ["<h1>not JSON</h1>", "application/json", "<h1>not JSON</h1>"],
    ["", "application/json", null],
  ])("offers the body %j of type %s as `body`", async (body, type, expected) => {
    const { reply } = await failing(502, body, type);
    expect(reply.body).toEqual({
      error: "Bad Gateway",
      code: 502,
      status: 502,
      message: expect.any(String),
      body: expected,
    });
  });

  it("offers a body with names that JavaScript knows", async () => {
    const { reply } = await failing(400, '{"__proto__":{"ok":true},"constructor":1}');
    expect(Object.keys(Object(reply.body))).toEqual(expect.arrayContaining(["__proto__", "constructor"]));
    expect(Object.getPrototypeOf(reply.body)).toBe(Object.prototype);
  });

  it("offers headers with lower-case names and whole numbers", async () => {
    const values = {
      "X-Total-Count": "120",
      "X-Ratio": "1.5",
      "X-Id": "007",
      "X-Big": "90071992547409930",
      "X-Neg": "-3",
      "X-Text": "a",
    };
    const { reply } = await failing(404, "{}", undefined, values);
    expect(reply.headers).toMatchObject({
      "x-total-count": 120,
      "x-ratio": "1.5",
      "x-id": "007",
      "x-big": "90071992547409930",
      "x-neg": -3,
      "x-text": "a",
    });
    expect(reply.body).not.toHaveProperty("headers");
  });

  it("offers headers of a good answer, too", async () => {
    const server = await serve((_, response) => json(response, 1, 201, { Location: "/orders/7", "X-N": "3" }));
    const { source } = open(server.origin, { shared: { fetch: transport() } });
    const reply = await source.send("POST", "/x");
    expect(reply).toMatchObject({ ok: true, status: 201, body: 1, source: "API" });
    expect(reply.headers["x-n"]).toBe(3);
    expect(reply.headers["location"]).toMatch(/\/orders\/7$/);
  });

  it("ignores a Retry-After that is nonsense, and reads a date", async () => {
    expect((await failing(503, "{}", undefined, { "retry-after": "soon" })).reply.body).not.toHaveProperty(
      "retryAfter",
    );
    expect(
      (await failing(503, "{}", undefined, { "retry-after": "Sat, 20 Jan 2024 10:30:30 GMT" })).reply.body,
    ).toMatchObject({ retryAfter: 30 });
  });

  it("says why there is no answer", async () => {
    const server = await serve((_, response) => void response.destroy());
    const reply = await open(server.origin, { shared: { fetch: transport() } }).source.send("GET", "/x");
    expect(reply).toMatchObject({ ok: false, status: 0, headers: {}, body: { error: "network", code: 0, status: 0 } });
    const error = reply.ok ? undefined : reply.error;
    expect(error).toMatchObject({ code: "network", message: expect.stringContaining("closed by the server") });
    expect(error).not.toHaveProperty("status");
  });

  it("throws the same error from the short verbs", async () => {
    const server = await serve(always('{"message":"gone\\nfor good"}', "application/json", 410));
    const { source, failed } = open(server.origin, { shared: { fetch: transport() } });
    for (const call of [source.get, source.post, source.put, source.patch, source.delete]) {
      expect(await rejection(call("/x"))).toMatchObject({
        status: 410,
        message: expect.stringMatching(/410 Gone: gone for good$/),
      });
    }
    expect(failed).toEqual([]);
    expect(server.received.map(({ method }) => method)).toEqual(["GET", "POST", "PUT", "PATCH", "DELETE"]);
  });

  it("hides secrets that the server sends back", async () => {
    const token = "tok/secret+1=";
    const said = `bad token ${token} or ${encodeURIComponent(token)} or ${Buffer.from(token).toString("base64")}`;
    const { reply } = await failing(400, JSON.stringify({ message: said }), undefined, {}, { auth: bearerOf(token) });
    expect(reply.error.message).toMatch(/: bad token \*\*\* or \*\*\* or \*\*\*/);
  });

  it("sends a request again, once, after renewed credentials", async () => {
    const server = await serve(({ headers }, response) =>
      json(response, null, headers["authorization"] === "Bearer 2" ? 200 : 401),
    );
    const renewed: number[] = [];
    let token = 1;
    const auth = bearerOf("", {
      apply: async ({ headers }) => {
        headers.set("authorization", `Bearer ${token}`);
        return token;
      },
      renew: async (generation) => {
        renewed.push(generation);
        token += 1;
        return true;
      },
    });
    const { source, scope } = open(server.origin, { auth, shared: { fetch: transport() } });
    expect(await source.send("POST", "/x", { body: { a: 1 } })).toMatchObject({ ok: true, generation: 2 });
    expect(server.received.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
    expect(renewed).toEqual([1]);
    expect(scope.counts).toMatchObject({ requests: 2, retries: 0 });
    token = 5;
    expect(await rejection(source.get("/x"))).toMatchObject({
      name: "AuthError",
      code: "auth",
      status: 401,
      help: "check its token",
    });
    expect(server.received).toHaveLength(4);
  });

  it("does not count the renewal among the attempts of `retry`", async () => {
    const statuses = [503, 401, 503, 200];
    const server = await serve((_, response, count) => json(response, null, statuses[count - 1] ?? 200));
    const { source } = open(server.origin, {
      auth: bearerOf("t", { renew: async () => true }),
      shared: { fetch: transport() },
    });
    expect(await source.send("GET", "/x", { retry: { maxAttempts: 3 } })).toMatchObject({ ok: true });
    expect(server.received).toHaveLength(4);
  });

  it("reports why credentials could not be renewed, as the error of the 401", async () => {
    const refusal = new AuthError("the login has ended", { error: "invalid_grant", help: "log in again" });
    const auth = bearerOf("t", { renew: () => Promise.reject(refusal) });
    const { reply } = await failing(401, '{"error":"nope"}', undefined, {}, { auth });
    expect(reply).toMatchObject({ status: 401, body: { error: "nope", code: 401 } });
    expect(reply.error).toMatchObject({
      name: "AuthError",
      message: "the login has ended",
      error: "invalid_grant",
      help: "log in again",
      status: 401,
      place: "test.vague:7",
    });
  });

  it("throws what stops credentials from being added", async () => {
    const server = await serve((_, response) => json(response, null));
    const auth = bearerOf("t", { apply: () => Promise.reject(new AuthError("no token", { source: "API" })) });
    const { source } = open(server.origin, { auth, shared: { fetch: transport() } });
    expect(await rejection(source.send("GET", "/x"))).toMatchObject({
      message: "no token",
      place: "test.vague:7",
      action: "Test",
    });
    expect(server.received).toEqual([]);
  });

  it("reports a lacking scope, and refreshes nothing", async () => {
    let renewals = 0;
    const auth = bearerOf("t", { renew: async () => (renewals += 1) > 0 });
    const challenge = { "www-authenticate": 'Bearer error="insufficient_scope", scope="orders:write"' };
    const { reply } = await failing(403, "{}", undefined, challenge, { auth });
    expect(reply.error).toMatchObject({
      name: "AuthError",
      error: "insufficient_scope",
      help: expect.stringContaining("orders:write"),
    });
    expect(renewals).toBe(0);
  });
});

describe("redaction", () => {
  it.each([
    ["https://h/x?page=2&q=a", "https://h/x?page=2&q=a"],
    ["https://me:pw@h/x#frag", "https://h/x"],
    [
      "https://h/x?k=1&api_key=2&access%5Ftoken=3&sig=4&page=5&code=6",
      "https://h/x?k=***&api_key=***&access%5Ftoken=***&sig=***&page=5&code=***",
    ],
    ["https://h/x@y?email=a@b", "https://h/x@y?email=a@b"],
    ["https://h/x?flag&%zz=1", "https://h/x?flag&%zz=1"],
  ])("shows %s as %s", (url, shown) => expect(redactUrl(url, ["k"])).toBe(shown));

  it("finds a secret in every spelling, longest first, and leaves very short ones", () => {
    const secret = "a b/ü?";
    const spellings = [secret, "a+b%2F%C3%BC%3F", "a%20b%2F%C3%BC%3F", Buffer.from(secret).toString("base64url")];
    for (const spelling of spellings) expect(scrub(`<${spelling}>`, ["a", "a b", secret])).toBe("<***>");
    expect(scrub("ab", ["a"])).toBe("ab");
  });

  it("takes only codes from a transport's error", () => {
    const cause = Object.assign(new Error("Bearer tok-secret"), { code: "ECONNREFUSED" });
    expect(networkReason(new TypeError("fetch failed: tok-secret", { cause }))).toBe(
      "the connection was refused (ECONNREFUSED)",
    );
    expect(networkReason(Object.assign(new Error(), { code: "X_NEW_CODE" }))).toBe(
      "the connection failed (X_NEW_CODE)",
    );
    expect(networkReason(Object.assign(new Error(), { code: "tok secret" }))).toBe("the connection failed");
    expect(networkReason("tok-secret")).toBe("the connection failed");
  });
});

describe("a source that is not ready (language.md 3.4, 3.9)", () => {
  it("reports everything together, before the first request", async () => {
    const fetch = (): never => {
      throw new Error("nothing may be sent");
    };
    const auth = bearerOf("t", { problems: () => ["source `API`: `token` is missing"] });
    const { source, connection } = open("http://api.example.com", {
      auth,
      timeout: -1,
      allowOrigins: ["nonsense"],
      headers: { "x-a": "secret\n" },
      shared: { fetch },
    });
    const expected = [
      expect.stringMatching(/^source `API`: it would send credentials over http to http:\/\/api\.example\.com/),
      expect.stringContaining("allowOrigins"),
      expect.stringContaining("timeout"),
      expect.stringContaining("`x-a`"),
      "source `API`: `token` is missing",
    ];
    expect(connection.problems()).toEqual(expected);
    expect(connection.problems().join("\n")).not.toContain("secret");
    const error = await rejection(source.get("/x"));
    expect(error).toBeInstanceOf(MissionError);
    expect(error).toMatchObject({ code: "config", message: connection.problems().join("\n"), place: "test.vague:7" });
  });

  it.each([undefined, "", "nonsense"])("asks for a base instead of %j", (base) => {
    const { connection } = open(base);
    expect(connection.problems()).toEqual([expect.stringContaining("base")]);
    expect(connection.origin()).toBeUndefined();
  });

  it("lets `allowHttp` and `auth: none` pass", () => {
    expect(open("http://api.example.com", { auth: bearerOf("t"), allowHttp: true }).connection.problems()).toEqual([]);
    expect(open("http://api.example.com").connection.problems()).toEqual([]);
  });

  it("opens nothing before it is needed", () => {
    let opened = 0;
    const auth = { scheme: "bearer", open: (context: AuthContext) => ((opened += 1), bearerOf("t").open(context)) };
    const { connection } = open("https://api.example.com", { auth });
    expect(opened).toBe(0);
    expect([connection.problems(), connection.origin(), opened]).toEqual([[], "https://api.example.com", 1]);
    expect(connection.authenticator).toBe(connection.authenticator);
    expect(opened).toBe(1);
  });
});
