// What a request puts on the wire: query, headers, body, and no credential where one can see it.
import { describe, expect, it } from "vitest";
import { apiKey } from "../../../runtime/auth.js";
import type { Method, RequestOptions } from "../../../runtime/http.js";
import { bearerOf, json, open, type OpenOptions, rejection, serve, transports } from "./support.js";

describe.each(transports)("requests with %s (language.md 6.5)", (_, transport) => {
  async function received(method: Method, path: string, options?: RequestOptions, settings: OpenOptions = {}) {
    const server = await serve((_, response) => json(response, null));
    const opened = open(server.origin, { ...settings, shared: { fetch: transport() } });
    await opened.source.send(method, path, options);
    return { request: server.received[0], ...opened };
  }

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ a: 1, b: true, c: "x y&z=ü" }, "/x?a=1&b=true&c=x%20y%26z%3D%C3%BC"],
    [{ a: null, b: undefined, c: 0, d: "" }, "/x?c=0&d="],
    [{ tag: ["a", 2, null, "b"] }, "/x?tag=a&tag=2&tag=b"],
    [{ "a b[]": 1 }, "/x?a%20b%5B%5D=1"],
    [{}, "/x"],
    [JSON.parse('{"__proto__": 1, "constructor": 2}'), "/x?__proto__=1&constructor=2"],
  ])("writes the parameters %j", async (params, expected) => {
    expect((await received("GET", "/x", { params })).request?.url).toBe(expected);
  });

  it("appends parameters to a query that is there", async () => {
    expect((await received("GET", "/x?a=1", { params: { b: 2 } })).request?.url).toBe("/x?a=1&b=2");
  });

  it.each<[string, Method, RequestOptions, string | undefined, string]>([
    ["JSON", "POST", { body: { a: [1, null], ü: "é" } }, "application/json", '{"a":[1,null],"ü":"é"}'],
    ["a list", "PUT", { body: [1, 2] }, "application/json", "[1,2]"],
    ["a number", "PATCH", { body: 7 }, "application/json", "7"],
    [
      "JSON of its own type",
      "POST",
      { body: {}, headers: { "Content-Type": "application/vnd.api+json" } },
      "application/vnd.api+json",
      "{}",
    ],
    ["text as it is", "POST", { body: "a=1\r\nb" }, "text/plain; charset=utf-8", "a=1\r\nb"],
    [
      "text of its own type",
      "POST",
      { body: "<x/>", headers: { "content-type": "application/xml" } },
      "application/xml",
      "<x/>",
    ],
    [
      "a form",
      "POST",
      {
        body: { grant: "a b", n: 1, tags: ["x", "y&z"], none: null },
        headers: { "CONTENT-TYPE": "application/x-www-form-urlencoded; charset=utf-8" },
      },
      "application/x-www-form-urlencoded; charset=utf-8",
      "grant=a+b&n=1&tags=x&tags=y%26z",
    ],
    ["nothing for null", "POST", { body: null }, undefined, ""],
    ["a body with DELETE", "DELETE", { body: { a: 1 } }, "application/json", '{"a":1}'],
  ])("sends %s", async (_, method, options, type, body) => {
    const { request } = await received(method, "/x", options);
    expect(request).toMatchObject({ method, body });
    expect(request?.headers["content-type"]).toBe(type);
  });

  it("sends the scalars of a `get` body as parameters, with one warning", async () => {
    const { request, warnings, source } = await received("GET", "/x", {
      body: { a: 1, b: null, c: "d" },
      params: { a: 2 },
    });
    await source.get("/x", { body: { a: 1 } });
    expect(request).toMatchObject({ url: "/x?a=2&c=d", body: "" });
    expect(warnings).toEqual(["the `body` of a `get` was sent as query parameters: write `params` instead of `body`"]);
  });

  it.each<[string, Method, RequestOptions, RegExp]>([
    ["an object as a parameter", "GET", { params: { filter: { a: 1 } } }, /parameter `filter` is an object/],
    ["a list in a list of parameters", "GET", { params: { a: [[1]] } }, /parameter `a` is a list/],
    ["a nested `get` body", "GET", { body: { a: { b: 1 } } }, /`get` cannot send a body/],
    ["a list as a `get` body", "GET", { body: [1] }, /`get` cannot send a body/],
    [
      "a nested form",
      "POST",
      { body: { a: { b: 1 } }, headers: { "content-type": "application/x-www-form-urlencoded" } },
      /field `a` of a form/,
    ],
    [
      "a list as a form",
      "POST",
      { body: [1], headers: { "content-type": "application/x-www-form-urlencoded" } },
      /body of a form is a list/,
    ],
    ["an object as a header", "GET", { headers: { "x-a": {} } }, /header `x-a` is/],
    [
      "a line break in a header",
      "GET",
      { headers: { "x-a": "v\r\nx-b: 1" } },
      /`x-a` holds the character U\+000D at position 1/,
    ],
    ["a line break at the end of a header", "GET", { headers: { "x-a": "v\n" } }, /U\+000A at position 1/],
    ["a character beyond a byte", "GET", { headers: { "x-a": "a😀" } }, /U\+1F600 at position 1/],
    ["a header name that is none", "GET", { headers: { "x a": 1 } }, /"x a" cannot be the name/],
    ["a line break in a header name", "GET", { headers: { "x\r\ny": 1 } }, /cannot be the name/],
    ["a second length", "POST", { body: "x", headers: { "Content-Length": 5 } }, /set by the transport/],
    ["a second framing", "POST", { body: "x", headers: { "transfer-encoding": "chunked" } }, /set by the transport/],
    ["another host", "GET", { headers: { Host: "evil.example" } }, /set by the transport/],
    ["a cyclic body", "POST", { body: cyclic() }, /cannot be written as JSON/],
  ])("refuses %s before anything is sent", async (_, method, options, message) => {
    const server = await serve((_, response) => json(response, null));
    const { source } = open(server.origin, { shared: { fetch: transport() } });
    const error = await rejection(source.send(method, "/x", options));
    expect(error).toMatchObject({
      code: "data",
      message: expect.stringMatching(message),
      place: "test.vague:7",
      action: "Test",
    });
    expect(server.received).toEqual([]);
  });

  it("merges headers: defaults, source, request; null leaves one out", async () => {
    const headers = { "X-Tenant": "acme", "X-Trace": 1, Accept: null };
    const { request } = await received(
      "GET",
      "/x",
      { headers: { "x-tenant": "other", "X-Empty": null, "X-Flag": true } },
      { headers },
    );
    expect(request?.headers).toMatchObject({
      accept: "application/json, */*;q=0.5",
      "user-agent": "reqon",
      "x-tenant": "other",
      "x-trace": "1",
      "x-flag": "true",
    });
    expect(request?.headers).not.toHaveProperty("x-empty");
  });

  it("evaluates headers that are expressions for each request", async () => {
    let count = 0;
    const server = await serve((_, response) => json(response, null));
    const { source } = open(server.origin, {
      headers: () => ({ "x-count": (count += 1) }),
      shared: { fetch: transport() },
    });
    await source.get("/x");
    await source.get("/x");
    const seen = server.received.map(({ headers }) => Number(headers["x-count"]));
    expect((seen[1] ?? 0) - (seen[0] ?? 0)).toBe(1);
  });

  it("writes Latin-1 header values and the idempotency key", async () => {
    const { request } = await received("POST", "/x", { headers: { "x-name": "Zoë" }, idempotencyKey: "k-1" });
    expect(Buffer.from(request?.headers["x-name"] ?? "", "latin1").toString("latin1")).toBe("Zoë");
    expect(request?.headers["idempotency-key"]).toBe("k-1");
  });

  it("shows the request without credentials", async () => {
    const token = "tok-secret-1";
    const options = {
      headers: { "X-Tenant": "acme", "X-Api-Key": "k-secret-2" },
      params: { page: 2, access_token: "q-secret-3" },
    };
    const { request, sent, events } = await received(
      "POST",
      "/x",
      { ...options, body: { a: 1 } },
      { auth: bearerOf(token) },
    );
    expect(request?.headers["authorization"]).toBe(`Bearer ${token}`);
    expect(request?.url).toBe("/x?page=2&access_token=q-secret-3");
    expect(sent).toMatchObject([
      { method: "POST", url: expect.stringMatching(/\/x\?page=2&access_token=\*\*\*$/), body: { a: 1 } },
    ]);
    expect(sent[0]?.headers).toEqual({
      accept: "application/json, */*;q=0.5",
      "user-agent": "reqon",
      "content-type": "application/json",
      "x-tenant": "acme",
    });
    expect(JSON.stringify([sent, events])).not.toMatch(/secret/);
  });

  it("works with the schemes of auth.ts and hides their query keys", async () => {
    const auth = apiKey({ key: "k/secret", query: "sid" });
    const { request, events, sent } = await received("GET", "/x?page=2", undefined, { auth });
    expect(request?.url).toBe("/x?page=2&sid=k%2Fsecret");
    expect(JSON.stringify([events, sent])).not.toContain("secret");
    expect(events[0]).toMatchObject({ type: "request", url: expect.stringMatching(/\?page=2&sid=\*\*\*$/) });
  });

  it("shows an interceptor the request before its credentials, and keeps them at home", async () => {
    const server = await serve((_, response) => json(response, null));
    const seen: string[][] = [];
    const shared = {
      fetch: transport(),
      requestInterceptor: ({ headers, url }: { headers: Map<string, string>; url: URL }) => {
        seen.push([...headers.keys()]);
        headers.set("x-signed", "yes");
        url.searchParams.set("v", "2");
      },
    };
    await open(server.origin, { shared, auth: bearerOf("t") }).source.get("/x");
    expect(seen).toEqual([["accept", "user-agent"]]);
    expect(server.received).toMatchObject([
      { url: "/x?v=2", headers: { "x-signed": "yes", authorization: "Bearer t" } },
    ]);
    const astray = {
      fetch: transport(),
      requestInterceptor: ({ url }: { url: URL }) => void (url.hostname = "localhost"),
    };
    expect(
      await rejection(open(server.origin, { shared: astray, auth: bearerOf("t") }).source.get("/x")),
    ).toMatchObject({ code: "config" });
    expect(server.received).toHaveLength(1);
  });
});

function cyclic(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}
