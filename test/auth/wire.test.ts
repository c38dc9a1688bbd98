// The bytes of each auth type as a server on loopback receives them from a generated module.
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { crossFetch } from "../../runtime/cross-fetch.js";
import { load } from "./support.js";

/** A server that keeps the heads of requests byte for byte (as Latin-1) and answers `{}`. */
async function rawServer(): Promise<{ readonly origin: string; readonly heads: readonly string[] }> {
  const heads: string[] = [];
  const server = createServer((socket) => {
    let text = "";
    socket.setEncoding("latin1").on("error", () => undefined);
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (!text.includes("\r\n\r\n")) return;
      heads.push(text);
      socket.end(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { origin: `http://127.0.0.1:${address.port}`, heads };
}

/** What every transport adds by itself. */
const common = /^(host|connection|accept|accept-language|accept-encoding|sec-fetch-mode|user-agent): /i;

/** The request line and all headers that the transport did not add by itself. */
function telling(head: string): readonly string[] {
  const [first = "", ...headers] = head.slice(0, head.indexOf("\r\n\r\n")).split("\r\n");
  return [first, ...headers.filter((line) => !common.test(line)).sort()];
}

const utf8 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

interface Case {
  readonly name: string;
  /** Options of the source. */
  readonly source: string;
  readonly credentials?: object;
  readonly path?: string;
  readonly sent: readonly string[];
}

const cases: readonly Case[] = [
  { name: "none", source: "auth: none", sent: ["GET /items?page=1 HTTP/1.1"] },
  { name: "no auth at all", source: "", sent: ["GET /items?page=1 HTTP/1.1"] },
  {
    name: "bearer",
    source: "auth: bearer",
    credentials: { token: "a.b-c_d~e+f/g==" },
    sent: ["GET /items?page=1 HTTP/1.1", "authorization: Bearer a.b-c_d~e+f/g=="],
  },
  {
    name: "basic",
    source: "auth: basic",
    credentials: { username: "admin", password: "secret" },
    sent: ["GET /items?page=1 HTTP/1.1", "authorization: Basic YWRtaW46c2VjcmV0"],
  },
  {
    name: "basic with a colon in the password and nothing in ASCII",
    source: "auth: basic",
    credentials: { username: "jürgen", password: "pä:ss€😀" },
    sent: ["GET /items?page=1 HTTP/1.1", `authorization: Basic ${utf8("jürgen:pä:ss€😀")}`],
  },
  {
    name: "basic without a password",
    source: "auth: basic",
    credentials: { username: "sk_test_key", password: "" },
    sent: ["GET /items?page=1 HTTP/1.1", `authorization: Basic ${utf8("sk_test_key:")}`],
  },
  {
    name: "api_key in the default header",
    source: "auth: api_key",
    credentials: { key: "k-1+/=" },
    sent: ["GET /items?page=1 HTTP/1.1", "x-api-key: k-1+/="],
  },
  {
    name: "api_key in a header of its own, with a prefix",
    source: 'auth: api_key, header: "X-Shop-Auth", prefix: "Token"',
    credentials: { apiKey: "k-1" },
    sent: ["GET /items?page=1 HTTP/1.1", "x-shop-auth: Token k-1"],
  },
  {
    name: "api_key in the query",
    source: 'auth: api_key, query: "api_key"',
    credentials: { key: "k&1 +/=ü" },
    sent: ["GET /items?page=1&api_key=k%261%20%2B%2F%3D%C3%BC HTTP/1.1"],
  },
  {
    name: "api_key in the query of a request that has none",
    source: 'auth: api_key, query: "key"',
    credentials: { key: "k-1" },
    path: "/items",
    sent: ["GET /items?key=k-1 HTTP/1.1"],
  },
  {
    name: "api_key as a cookie",
    source: 'auth: api_key, cookie: "session"',
    credentials: { key: "k-1" },
    sent: ["GET /items?page=1 HTTP/1.1", "cookie: session=k-1"],
  },
  {
    name: "api_key with further headers",
    source: "auth: api_key",
    credentials: { key: "k-1", additionalHeaders: { "X-Account": "a-7" } },
    sent: ["GET /items?page=1 HTTP/1.1", "x-account: a-7", "x-api-key: k-1"],
  },
  {
    name: "oauth2",
    source: "auth: oauth2",
    credentials: { accessToken: "current-token" },
    sent: ["GET /items?page=1 HTTP/1.1", "authorization: Bearer current-token"],
  },
];

describe.each([
  ["the platform's fetch", undefined],
  ["cross-fetch", crossFetch()],
])("through %s", (_name, transport) => {
  for (const { name, source, credentials, path = "/items?page=1", sent } of cases)
    it(name, async () => {
      const { origin, heads } = await rawServer();
      const { connect } = await load(`source API { base: "${origin}", ${source} }`);
      const { sources } = connect({ auth: { API: credentials }, fetch: transport, env: {} });
      await sources["API"]?.get(path);
      expect(heads.map(telling)).toEqual([sent]);
    });
});
