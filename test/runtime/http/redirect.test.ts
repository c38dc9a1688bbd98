// Redirects that are followed, and the credentials that never go along to another origin.
import { describe, expect, it } from "vitest";
import type { Method } from "../../../runtime/http.js";
import { follow, type Hop } from "../../../runtime/redirect.js";
import { bearerOf, json, open, rejection, scheme, serve, type TestServer, transports } from "./support.js";

const redirecting = (status: number, location: (path: string) => string | undefined): Promise<TestServer> =>
  serve(({ url }, response) => {
    const to = location(url);
    if (to === undefined) json(response, { at: url });
    else response.writeHead(status, { location: to, "content-type": "text/html" }).end("<p>moved</p>");
  });

describe.each(transports)("redirects with %s (language.md 3.11)", (_, transport) => {
  it.each<[number, Method, string, string]>([
    [301, "GET", "GET", ""],
    [302, "GET", "GET", ""],
    [301, "POST", "GET", ""],
    [302, "POST", "GET", ""],
    [303, "POST", "GET", ""],
    [303, "PUT", "GET", ""],
    [303, "DELETE", "GET", ""],
    [301, "PUT", "PUT", '{"a":1}'],
    [302, "PATCH", "PATCH", '{"a":1}'],
    [307, "POST", "POST", '{"a":1}'],
    [308, "PUT", "PUT", '{"a":1}'],
  ])("%i turns %s into %s", async (status, method, then, body) => {
    const server = await redirecting(status, (path) => (path === "/a" ? "b?x=1" : undefined));
    const { source } = open(server.origin, { auth: bearerOf("tok"), shared: { fetch: transport() } });
    const options = method === "GET" ? {} : { body: { a: 1 } };
    expect((await source.send(method, "/a", options)).body).toEqual({ at: "/b?x=1" });
    expect(server.received[1]).toMatchObject({
      method: then,
      url: "/b?x=1",
      body,
      headers: { authorization: "Bearer tok" },
    });
    expect(server.received[1]?.headers["content-type"]).toBe(body === "" ? undefined : "application/json");
  });

  it("follows five, not six, and counts and tells of each", async () => {
    const server = await redirecting(302, (path) =>
      Number(path.slice(1)) < 6 ? `/${Number(path.slice(1)) + 1}` : undefined,
    );
    const opened = open(server.origin, { shared: { fetch: transport() } });
    expect(await opened.source.get("/1")).toEqual({ at: "/6" });
    expect(opened.scope.counts.requests).toBe(6);
    expect(opened.events.filter(({ type }) => type === "response")).toHaveLength(6);
    const error = await rejection(opened.source.get("/0"));
    expect(error).toMatchObject({
      code: "http",
      status: 302,
      message: expect.stringContaining("redirected more than 5 times"),
    });
  });

  it("ends a loop", async () => {
    const server = await redirecting(301, () => "/a");
    expect(await rejection(open(server.origin, { shared: { fetch: transport() } }).source.get("/a"))).toMatchObject({
      status: 301,
    });
    expect(server.received).toHaveLength(6);
  });

  it("drops every credential across origins, and does not take them up again", async () => {
    const home = await redirecting(302, (path) =>
      path.startsWith("/start") ? `${thief.origin}/catch?k=mine&key=key-secret&x=1` : undefined,
    );
    const thief: TestServer = await redirecting(302, (path) =>
      path.startsWith("/catch") ? `${home.origin}/back` : undefined,
    );
    const auth = scheme("api_key", {
      apply: async ({ headers, url }) => {
        headers.set("x-api-key", "key-secret");
        headers.set("authorization", "Bearer tok-secret");
        headers.set("cookie", "session=key-secret");
        url.searchParams.set("k", "key-secret");
        return 1;
      },
      carriers: () => ({ headers: ["x-api-key", "authorization", "cookie"], query: ["k"] }),
      secrets: () => ["key-secret", "tok-secret"],
    });
    const opened = open(home.origin, {
      auth,
      headers: { "X-Tenant": "tenant-secret" },
      shared: { fetch: transport() },
    });
    await opened.source.get("/start", { headers: { "x-own": "own-secret" } });
    expect(home.received[0]).toMatchObject({
      url: "/start?k=key-secret",
      headers: { "x-api-key": "key-secret", "x-tenant": "tenant-secret" },
    });
    expect(thief.received).toMatchObject([{ url: "/catch?x=1", headers: { accept: "application/json, */*;q=0.5" } }]);
    expect(home.received[1]).toMatchObject({ url: "/back" });
    expect(JSON.stringify([thief.received, home.received[1], opened.events])).not.toMatch(/secret/);
  });

  it("keeps the query key within its origin", async () => {
    const server = await redirecting(302, (path) => (path.startsWith("/a") ? "/b?x=1" : undefined));
    const auth = scheme("api_key", {
      apply: async ({ url }) => {
        url.searchParams.set("k", "s3cret");
        return 1;
      },
      carriers: () => ({ headers: [], query: ["k"] }),
    });
    await open(server.origin, { auth, shared: { fetch: transport() } }).source.get("/a");
    expect(server.received.map(({ url }) => url)).toEqual(["/a?k=s3cret", "/b?x=1&k=s3cret"]);
  });

  it("does not renew credentials for the 401 of another origin", async () => {
    const other = await serve((_, response) => json(response, null, 401));
    const home = await redirecting(302, () => `${other.origin}/x`);
    let renewals = 0;
    const auth = bearerOf("t", {
      renew: async () => {
        renewals += 1;
        return true;
      },
    });
    expect(await rejection(open(home.origin, { auth, shared: { fetch: transport() } }).source.get("/x"))).toMatchObject(
      { status: 401 },
    );
    expect(renewals).toBe(0);
  });

  it.each<[string, number, Method, (other: string) => string, RegExp]>([
    [
      "a body to another origin",
      307,
      "POST",
      (other) => `${other}/x`,
      /redirects a POST with its body to another origin/,
    ],
    ["something that is no URL", 302, "GET", () => "http://[", /no URL/],
    ["another scheme", 302, "GET", () => "file:///etc/passwd", /begins with file:/],
  ])("refuses %s", async (_, status, method, to, message) => {
    const other = await serve((_, response) => json(response, null));
    const server = await redirecting(status, () => to(other.origin));
    const { source } = open(server.origin, { shared: { fetch: transport() } });
    const reply = await source.send(method, "/x", method === "POST" ? { body: { a: "b" } } : {});
    expect(reply).toMatchObject({ ok: false, status });
    expect(reply.ok ? "" : reply.error.message).toMatch(message);
    expect(other.received).toEqual([]);
    expect(server.received).toHaveLength(1);
  });

  it("takes a redirect without Location, and a 304, for failures", async () => {
    const server = await serve(({ url }, response) => void response.writeHead(Number(url.slice(1))).end());
    const { source } = open(server.origin, { shared: { fetch: transport() } });
    expect(await source.send("GET", "/302")).toMatchObject({ ok: false, status: 302, body: { error: "Found" } });
    expect(await source.send("GET", "/304")).toMatchObject({ ok: false, status: 304, body: { error: "Not Modified" } });
  });
});

describe("one redirect", () => {
  const hop: Hop = {
    method: "GET",
    url: "https://h.example/a?k=1",
    headers: { accept: "x", authorization: "y" },
    body: undefined,
    own: true,
  };
  const sensitive = { queryKeys: ["k"], secrets: [] };

  it("never leads from https to http, not even on the same host", () => {
    expect(follow(hop, 302, "http://h.example/b", sensitive)).toEqual({
      refused: expect.stringContaining("from https to http"),
    });
  });

  it("takes http to https for another origin", () => {
    const from = { ...hop, url: "http://h.example/a?k=1" };
    expect(follow(from, 302, "https://h.example/b", sensitive)).toMatchObject({
      own: false,
      headers: { accept: "x" },
      url: "https://h.example/b",
    });
  });

  it("takes another port or a look-alike host for another origin", () => {
    for (const to of ["https://h.example:8443/", "https://h.example.evil.example/", "//evil.example/"]) {
      expect(follow(hop, 302, to, sensitive)).toMatchObject({ own: false, headers: { accept: "x" } });
    }
  });

  it("drops user info and fragment, and reads bytes beyond ASCII as UTF-8", () => {
    expect(follow(hop, 302, "https://me:pw@h.example/\u00c3\u00a9#x", sensitive)).toMatchObject({
      url: "https://h.example/%C3%A9?k=1",
    });
  });
});
