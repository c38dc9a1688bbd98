// Bodies of every format and encoding come out as the values that they mean, large whole numbers included.
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeBody, parseJson } from "../../../runtime/decode.js";
import { always, open, serve, transports } from "./support.js";

const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, "utf16le");
const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");
const bytes = (text: string): Uint8Array => Buffer.from(text, "utf8");

describe.each(transports)("decoding with %s (language.md 6.6)", (_, transport) => {
  it.each<[string, string | undefined, Uint8Array, unknown]>([
    ["JSON", "application/json", bytes('{"a":[1,"é"]}'), { a: [1, "é"] }],
    ["+json", "application/problem+json; charset=utf-8", bytes("[1]"), [1]],
    ["JSON in capitals", "Application/JSON ; a=b", bytes("true"), true],
    ["text/json", "text/json", bytes("1"), 1],
    ["JSON with a byte-order mark", "application/json", bytes("\ufeff{}"), {}],
    ["JSON in the charset that the server names", "application/json; charset=iso-8859-1", latin1('"é"'), "é"],
    ["UTF-8 whatever the server names", "application/json; charset=iso-8859-1", bytes('"é"'), "é"],
    ["blank JSON", "application/json", bytes(" \r\n"), null],
    ["an empty body", "application/json", bytes(""), null],
    ["NDJSON", "application/x-ndjson", bytes('{"a":1}\r\n\n[2]\n"x"'), [{ a: 1 }, [2], "x"]],
    ["JSON lines", "application/jsonl", bytes("1\n2\n"), [1, 2]],
    ["text", "text/csv", bytes("a;b\n1;é"), "a;b\n1;é"],
    ["HTML that looks like JSON", "text/html", bytes("{}"), "{}"],
    ["text in Latin-1", 'text/plain; charset="ISO-8859-1"', latin1("é"), "é"],
    ["text with a UTF-16 mark", "text/plain", utf16("é"), "é"],
    ["text in an unknown charset", "text/plain; charset=klingon", bytes("é"), "é"],
    ["text with bytes that are none", "text/plain", latin1("é"), "\ufffd"],
    ["XML", "application/xml", bytes("<a/>"), "<a/>"],
    ["a form", "application/x-www-form-urlencoded", bytes("a=1"), "a=1"],
    ["JSON without a content type", undefined, bytes('{"a":1}'), { a: 1 }],
    ["text without a content type", undefined, bytes("hello"), "hello"],
    ["JSON as octets", "application/octet-stream", bytes("[1]"), [1]],
  ])("reads %s", async (_, type, body, expected) => {
    const server = await serve(always(body, type));
    expect(await open(server.origin, { shared: { fetch: transport() } }).source.get("/x")).toEqual(expected);
  });

  it.each<[string, string, Uint8Array, RegExp]>([
    ["malformed JSON", "application/json", bytes('{"a":'), /malformed JSON/],
    ["HTML that is called JSON", "application/json", bytes("<html>"), /malformed JSON/],
    ["JSON in no charset", "application/json", latin1('"é"'), /no valid UTF-8/],
    ["a malformed line", "application/x-ndjson", bytes('1\n{"a"\n2'), /malformed JSON in line 2/],
    [
      "an image",
      "image/png",
      Buffer.from([0x89, 0x50, 0xff, 0x00]),
      /neither JSON nor text \(content type image\/png\)/,
    ],
  ])("fails on %s", async (_, type, body, message) => {
    const server = await serve(always(body, type));
    const { source, failed } = open(server.origin, { shared: { fetch: transport() } });
    const reply = await source.send("GET", "/x");
    expect(reply).toMatchObject({ ok: false, status: 200, body: { error: "validation", code: 200 } });
    expect(reply.ok ? undefined : reply.error).toMatchObject({
      code: "data",
      status: 200,
      message: expect.stringMatching(message),
    });
    expect(failed).toEqual([reply]);
  });

  it.each([204, 205])("reads %i as null", async (status) => {
    const server = await serve((_, response) => void response.writeHead(status).end());
    expect(await open(server.origin, { shared: { fetch: transport() } }).source.send("DELETE", "/x")).toMatchObject({
      ok: true,
      status,
      body: null,
    });
  });

  it("reads compressed bodies, in many chunks too", async () => {
    const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `náme ${id}` }));
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify(rows)));
    });
    expect(await open(server.origin, { shared: { fetch: transport() } }).source.get("/x")).toEqual(rows);
  });

  it("keeps large whole numbers as text and warns once per field", async () => {
    const body =
      '{"rows":[{"id":9007199254740993,"n":9007199254740991},{"id":-9007199254740993}],"total":12345678901234567890}';
    const server = await serve(always(body, "application/json"));
    const { source, warnings } = open(server.origin, { shared: { fetch: transport() } });
    const expected = {
      rows: [{ id: "9007199254740993", n: 9007199254740991 }, { id: "-9007199254740993" }],
      total: "12345678901234567890",
    };
    expect(await source.get("/x")).toEqual(expected);
    expect(await source.get("/x")).toEqual(expected);
    expect(warnings).toEqual([
      "source `API`: `rows[].id` holds whole numbers beyond ±(2^53−1); they are kept as text",
      "source `API`: `total` holds whole numbers beyond ±(2^53−1); they are kept as text",
    ]);
  });
});

describe("large whole numbers", () => {
  const parsed = (text: string): [unknown, string[]] => {
    const paths: string[] = [];
    return [parseJson(text, (path) => paths.push(path)), paths];
  };

  it.each<[string, unknown, string[]]>([
    ["9007199254740992", "9007199254740992", ["the value itself"]],
    ["[9007199254740991, -9007199254740991]", [9007199254740991, -9007199254740991], []],
    ["[[12345678901234567]]", [["12345678901234567"]], ["[][]"]],
    [
      '{"a b":{"__proto__x":[12345678901234567,12345678901234568]}}',
      { "a b": { __proto__x: ["12345678901234567", "12345678901234568"] } },
      ["a b.__proto__x[]"],
    ],
    [
      '{"s":"12345678901234567890","t":"\\\\\\"12345678901234567890,","u":": 12345678901234567890"}',
      { s: "12345678901234567890", t: '\\"12345678901234567890,', u: ": 12345678901234567890" },
      [],
    ],
    ["[1.2345678901234567890, 1e20, 12345678901234567890e-3]", [1.2345678901234567, 1e20, 12345678901234567.89], []],
    ["[1e400, -1E+400]", ["1e400", "-1E+400"], ["[]"]],
    ['{"a\\u0041":12345678901234567}', { aA: "12345678901234567" }, ["aA"]],
  ])("%s", (text, value, paths) => {
    const [found, seen] = parsed(text);
    expect(found).toEqual(value);
    expect(seen).toEqual(paths);
  });

  it("finds one wherever it stands", () => {
    for (let offset = 0; offset < 40; offset++) {
      const text = `{"${"k".repeat(offset)}":12345678901234567}`;
      expect(parsed(text)[1]).toHaveLength(1);
    }
  });

  it("names fields of NDJSON by their place in a line", () => {
    const paths: string[] = [];
    decodeBody(bytes('{"id":12345678901234567}\n[12345678901234567]\n'), "application/x-ndjson", (path) =>
      paths.push(path),
    );
    expect(paths).toEqual(["[].id", "[][]"]);
  });
});
