// Which request targets come of a path, and which addresses a source may not reach.
import { describe, expect, it } from "vitest";
import { isExposed, readBase, resolve } from "../../../runtime/address.js";
import { type Path, path, raw, segments, url, wholePath } from "../../../runtime/path.js";
import { json, open, rejection, serve } from "./support.js";

describe("path (language.md 6.4)", () => {
  it.each<[string, string, string]>([
    ["a number", path`/orders/${7}/lines`, "/orders/7/lines"],
    ["a slash in one segment", path`/files/${"a/b c"}`, "/files/a%2Fb%20c"],
    ["what would break out", path`/x/${"a?b#c&d=é"}`, "/x/a%3Fb%23c%26d%3D%C3%A9"],
    ["a percent sign once", path`/x/${"50%"}`, "/x/50%25"],
    [
      "a query value",
      path`/x?since=${"2024-01-01T00:00:00+01:00"}&q=${"a/b&c"}`,
      "/x?since=2024-01-01T00%3A00%3A00%2B01%3A00&q=a%2Fb%26c",
    ],
    ["null as a query value", path`/x?q=${null}`, "/x?q="],
    ["dots in a query value", path`/x?q=${".."}`, "/x?q=.."],
    ["segments", path`/files/${segments("a b/c?d")}/meta`, "/files/a%20b/c%3Fd/meta"],
    ["segments with a slash in front", path`/api${segments("/orders/7")}`, "/api/orders/7"],
    ["segments with a slash behind", path`/${segments("orders/")}`, "/orders/"],
    ["raw", path`/x/${raw("a/b?c=d")}`, "/x/a/b?c=d"],
    ["an empty part of a segment", path`/orders${""}`, "/orders"],
    ["dots inside a name", path`/files/${"v1..2.tar"}`, "/files/v1..2.tar"],
    ["booleans", path`/${true}`, "/true"],
  ])("writes %s", (_, made, expected) => expect(made).toBe(expected));

  it.each<[string, () => unknown, RegExp]>([
    ["null", () => path`/orders/${null}`, /is null/],
    ["a missing value", () => path`/orders/${undefined}/x`, /is null/],
    ["an empty segment", () => path`/orders/${""}/lines`, /"\/orders\/\{…\}\/lines" is empty/],
    ["an empty last segment", () => path`/orders/${""}`, /is empty/],
    ["an empty segment among segments", () => path`/x/${segments("a//b")}`, /is empty/],
    ["dot", () => path`/orders/${"."}`, /`\.` or `\.\.`/],
    ["dot dot", () => path`/orders/${".."}/x`, /`\.` or `\.\.`/],
    ["dot dot made of two parts", () => path`/orders/${"."}${"."}`, /`\.` or `\.\.`/],
    ["dot dot beside a literal", () => path`/orders/.${"."}`, /`\.` or `\.\.`/],
    ["encoded dots", () => path`/orders/${"%2e%2E"}`, /decoded again/],
    ["twice encoded dots", () => path`/orders/${"%252e%252e"}`, /decoded again/],
    ["an encoded slash behind dots", () => path`/orders/${"..%2fadmin"}`, /decoded again/],
    ["a slash behind dots", () => path`/orders/${"../admin"}`, /decoded again/],
    ["a backslash behind dots", () => path`/orders/${"a\\..\\admin"}`, /decoded again/],
    ["dots among segments", () => path`/orders/${segments("a/../b")}`, /decoded again/],
    ["endless encoding", () => path`/orders/${`%${"25".repeat(40)}2e`}`, /decoded again/],
    ["an object", () => path`/orders/${{ id: 1 }}`, /an object/],
    ["a list", () => path`/orders/${[1]}`, /a list/],
    ["a forged part", () => path`/orders/${{ mark: "raw", text: "../x" }}`, /an object/],
    ["a control character", () => path`/orders/${"a\r\nb"}`, /control character/],
    ["a control character in raw", () => raw("a\nb"), /control character/],
    ["half of a surrogate pair", () => path`/orders/${"\ud800"}`, /surrogate/],
  ])("refuses %s", (_, make, message) => expect(make).toThrow(message));

  it.each([
    null,
    "",
    "//evil.example/x",
    "/\\evil.example",
    "/a/../../admin",
    "a/..%2fadmin",
    "/a/%252e%252e/b",
    "/a\nb",
    {},
  ])("refuses %j as a whole path", (value) => expect(() => wholePath(value)).toThrow(/path/));

  it.each(["/orders?page=2", "orders/7", "https://api.example.com/v1/orders?x=..", "/v1/projects:run", "/a b"])(
    "leaves the whole path %j as it is",
    (value) => expect(wholePath(value)).toBe(value),
  );
});

describe("the base (language.md 3.9, 6.4)", () => {
  const at = (base: string, to: Path, allowed: readonly string[] = []): string => {
    const known = readBase(base);
    if ("problem" in known) throw new Error(known.problem);
    const target = resolve(known, to, (origin) => allowed.includes(origin));
    return `${target.own ? "own" : "foreign"} ${target.url}`;
  };

  it.each<[string, Path, string]>([
    ["https://h.example/api/v2", "/orders", "own https://h.example/api/v2/orders"],
    ["https://h.example/api/v2/", "/orders", "own https://h.example/api/v2/orders"],
    ["https://h.example/api/v2", "orders", "own https://h.example/api/v2/orders"],
    ["https://h.example", "//evil.example/x", "own https://h.example/evil.example/x"],
    ["https://h.example", "@evil.example", "own https://h.example/@evil.example"],
    ["https://h.example/a", "?page=2", "own https://h.example/a/?page=2"],
    ["https://h.example/a", "", "own https://h.example/a"],
    ["https://h.example/a/", "", "own https://h.example/a/"],
    ["https://h.example", "/x#part", "own https://h.example/x"],
    ["https://h.example", "v1/projects:run", "own https://h.example/v1/projects:run"],
    ["https://h.example", "javascript:alert(1)", "own https://h.example/javascript:alert(1)"],
    ["https://h.example/a", "https://h.example/next?c=1", "own https://h.example/next?c=1"],
    ["https://h.example/a", "HTTPS://H.EXAMPLE:443/next", "own https://h.example/next"],
    ["https://h.example", "https://other.example/x", "foreign https://other.example/x"],
    ["https://h.example", url`https://third.example/x/${"a/b"}`, "foreign https://third.example/x/a%2Fb"],
  ])("%s + %j", (base, to, expected) => expect(at(base, to, ["https://other.example"])).toBe(expected));

  it.each<[string, Path, RegExp]>([
    ["an origin that is no source's", "https://evil.example/x", /https:\/\/evil\.example.*no source/],
    ["the same host without TLS", "http://h.example/x", /http:\/\/h\.example/],
    ["another port", "https://h.example:8443/x", /8443/],
    ["a host put in by data", url`https://${"evil.example"}/x`, /evil\.example/],
    ["a host completed by data", url`https://h.example${".evil.example"}/x`, /h\.example\.evil\.example/],
    ["another scheme", "ftp://h.example/x", /ftp:/],
    ["user info", "https://me:secret@h.example/x", /user name or password/],
    ["a control character", "/a\tb", /control character/],
  ])("refuses %s", (_, to, message) => expect(() => at("https://h.example/api", to)).toThrow(message));

  it.each([
    "",
    "/api",
    "h.example/api",
    "ftp://h.example",
    "https://me:pw@h.example",
    "https://h.example/?key=1",
    "https://h.example/#x",
  ])("refuses %j as a base, without quoting it", (text) => {
    const known = readBase(text);
    expect(known).toHaveProperty("problem");
    expect(JSON.stringify(known)).not.toContain("pw");
  });

  it.each([
    ["http://api.example.com", true],
    ["http://127.0.0.1.evil.example", true],
    ["http://192.168.0.1", true],
    ["http://127.0.0.1:8080/x", false],
    ["http://127.1", false],
    ["http://localhost", false],
    ["http://[::1]:80", false],
    ["https://api.example.com", false],
  ])("%s is exposed: %j", (text, expected) => {
    const known = readBase(text);
    expect("problem" in known ? known.problem : isExposed(known)).toBe(expected);
  });
});

describe("on the wire", () => {
  it("sends exactly these request targets", async () => {
    const server = await serve((_, response) => json(response, null));
    const { source } = open(`${server.origin}/base/`);
    for (const to of ["/a b", path`/x/${"ü/?#"}`, "//evil.example/x", path`/q?a=${"1&b=2"}`]) await source.get(to);
    expect(server.received.map(({ url }) => url)).toEqual([
      "/base/a%20b",
      "/base/x/%C3%BC%2F%3F%23",
      "/base/evil.example/x",
      "/base/q?a=1%26b%3D2",
    ]);
  });

  it("reaches other origins only where they are sources or allowed, and without anything of this source", async () => {
    const other = await serve((_, response) => json(response, "other"));
    const own = await serve((_, response) => json(response, "own"));
    const headers = { "X-Tenant": "acme", Authorization: "Basic c2VjcmV0" };
    const closed = open(own.origin, { headers });
    expect(await rejection(closed.source.get(`${other.origin}/x`))).toMatchObject({
      code: "data",
      place: "test.vague:7",
    });
    expect(
      await open(own.origin, { headers, allowOrigins: [`${other.origin}/any`] }).source.get(`${other.origin}/1`),
    ).toBe("other");
    const shared = { origins: () => [other.origin] };
    expect(await open(own.origin, { headers, shared }).source.get(`${other.origin}/2`)).toBe("other");
    expect(await closed.source.get({ href: `${other.origin}/3` })).toBe("other");
    expect(own.received).toEqual([]);
    for (const { headers: seen } of other.received) {
      expect(seen["x-tenant"]).toBeUndefined();
      expect(seen["authorization"]).toBeUndefined();
    }
  });
});
