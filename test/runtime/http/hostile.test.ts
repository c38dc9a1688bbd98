// Servers and transports that misbehave cost neither memory nor time, and no secret.
import { createServer } from "node:net";
import { brotliCompressSync, constants, createGzip, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { MissionError } from "../../../runtime/errors.js";
import type { FetchResponse } from "../../../runtime/scope.js";
import { bearerOf, json, open, portOf, rejection, serve, transports } from "./support.js";

const MIB = 1024 * 1024;

/** A server that answers every connection with these bytes, then does `then`. */
async function bare(text: string, then: "end" | "reset" | "stay"): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.write(text, () => {
        if (then === "end") socket.end();
        if (then === "reset") socket.resetAndDestroy();
      });
    });
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${portOf(server.address())}`;
}

const head = (headers: string): string => `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`;

describe.each(transports)("hostile servers with %s", (_, transport) => {
  it("gives up a brotli bomb: a few hundred bytes, 200 MB", async () => {
    const bomb = brotliCompressSync(Buffer.alloc(200 * MIB, " "), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    expect(bomb.length).toBeLessThan(2_000);
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "br" }).end(bomb);
    });
    const { source } = open(server.origin, { maxResponseBytes: MIB, shared: { fetch: transport() } });
    const before = process.memoryUsage().arrayBuffers;
    const reply = await source.send("GET", "/x");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
    expect(reply).toMatchObject({ ok: false, status: 200, body: { error: "validation" } });
    expect(reply.ok ? "" : reply.error.message).toContain(`more than ${MIB} bytes`);
  });

  it("gives up a gzip stream that never ends", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
      const gzip = createGzip();
      gzip.pipe(response);
      const more = (): void => {
        if (!response.destroyed) gzip.write(Buffer.alloc(MIB), () => setImmediate(more));
      };
      more();
      response.on("close", () => gzip.destroy());
    });
    const { source } = open(server.origin, { maxResponseBytes: 3 * MIB, shared: { fetch: transport() } });
    expect(await rejection(source.get("/x"))).toMatchObject({
      code: "data",
      message: expect.stringContaining("more than"),
    });
  });

  it("takes a body of exactly the limit", async () => {
    const server = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/plain" }).end("x".repeat(1000)),
    );
    expect(
      await open(server.origin, { maxResponseBytes: 1000, shared: { fetch: transport() } }).source.get("/x"),
    ).toHaveLength(1000);
    expect(
      await rejection(open(server.origin, { maxResponseBytes: 999, shared: { fetch: transport() } }).source.get("/x")),
    ).toMatchObject({ code: "data" });
  });

  it.each<[string, string, "end" | "reset"]>([
    ["a body shorter than announced", `${head("content-length: 100")}{"a":`, "end"],
    ["a reset in the body", `${head("content-length: 100")}{"a":`, "reset"],
    ["chunks without an end", `${head("transfer-encoding: chunked")}5\r\n{"a":\r\n`, "end"],
    ["a reset in a chunk", `${head("transfer-encoding: chunked")}50\r\n{"a":`, "reset"],
    ["no head", "", "end"],
    ["a broken head", "HTTP/1.1 two hundred\r\n\r\n", "end"],
    ["a broken chunk", `${head("transfer-encoding: chunked")}zz\r\n{}`, "end"],
  ])("takes %s for a network error", async (_, text, then) => {
    const { source } = open(await bare(text, then), { timeout: 5_000, shared: { fetch: transport() } });
    expect(await source.send("GET", "/x")).toMatchObject({ ok: false, status: 0, body: { error: "network" } });
  });

  it("takes compressed bytes that are none for a network error", async () => {
    const server = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x").fill(7, 4)),
    );
    expect(await open(server.origin, { shared: { fetch: transport() } }).source.send("GET", "/x")).toMatchObject({
      ok: false,
      status: 0,
    });
  });

  it.each([
    ["no answer", ""],
    ["half a head", "HTTP/1.1 200 OK\r\ncontent-"],
    ["half a body", `${head("content-length: 100")}{"a":`],
  ])("ends %s with a time-out", async (_, text) => {
    const { source } = open(await bare(text, "stay"), { timeout: 50, shared: { fetch: transport() } });
    const reply = await source.send("GET", "/x");
    expect(reply).toMatchObject({ ok: false, status: 0, body: { error: "timeout", code: 0 } });
    expect(reply.ok ? undefined : reply.error).toMatchObject({
      code: "timeout",
      message: expect.stringContaining("within 50 ms"),
    });
  });

  it("lets a request have its own time-out", async () => {
    const { source } = open(await bare("", "stay"), { timeout: 60_000, shared: { fetch: transport() } });
    expect(await source.send("GET", "/x", { timeout: 40 })).toMatchObject({ body: { error: "timeout" } });
  });

  it.each([
    ["before the answer", ""],
    ["within the body", `${head("content-length: 100")}{"a":`],
  ])("ends at once when cancelled %s", async (_, text) => {
    const opened = open(await bare(text, "stay"), { shared: { fetch: transport() } });
    const pending = rejection(opened.source.send("GET", "/x"));
    setTimeout(() => opened.abort(), 30);
    expect(await pending).toMatchObject({ code: "cancelled", place: "test.vague:7" });
    expect(await rejection(opened.source.get("/x"))).toMatchObject({ code: "cancelled" });
    expect(opened.scope.counts.requests).toBe(1);
    expect(opened.failed).toEqual([]);
  });

  it("ends with the reason of whoever cancelled", async () => {
    const opened = open(await bare("", "stay"), { shared: { fetch: transport() } });
    const pending = rejection(opened.source.get("/x"));
    const reason = new MissionError("the run took too long", { code: "timeout" });
    setTimeout(() => opened.abort(reason), 30);
    expect(await pending).toBe(reason);
  });

  it("keeps other requests alive when one of many ends", async () => {
    const server = await serve(({ url }, response) => {
      if (url === "/after") json(response, url);
      else if (url !== "/never") setTimeout(() => json(response, url), 80);
    });
    const { source } = open(server.origin, { shared: { fetch: transport() } });
    const paths = Array.from({ length: 30 }, (_, index) => `/${index}`);
    const [never, ...others] = await Promise.all([
      source.send("GET", "/never", { timeout: 20 }),
      ...paths.map((path) => source.get(path)),
    ]);
    expect(never).toMatchObject({ body: { error: "timeout" } });
    expect(others).toEqual(paths);
    for (let index = 0; index < 100; index++) expect(await source.get("/after")).toBe("/after");
  });

  it("keeps connections alive for requests in a row, redirects and failures included", async () => {
    const server = await serve(({ url }, response) => {
      if (url === "/moved") response.writeHead(302, { location: "/x" }).end("moved");
      else json(response, url, url === "/bad" ? 500 : 200);
    });
    const { source } = open(server.origin, { shared: { fetch: transport() } });
    for (let round = 0; round < 40; round++)
      for (const path of ["/x", "/moved", "/bad"]) await source.send("GET", path);
    expect(server.received).toHaveLength(160);
    // The platform may start a request while it still tidies up after the one before.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it("warns of no leaking listeners", async () => {
    const server = await serve((_, response) => setTimeout(() => json(response, null), 5));
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    const { source } = open(server.origin, { shared: { fetch: transport() } });
    await Promise.all(Array.from({ length: 60 }, () => source.get("/x")));
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });

  it("shows no token that holds a line break, neither in the error nor on the wire", async () => {
    const server = await serve((_, response) => json(response, null));
    const { source } = open(server.origin, {
      auth: bearerOf("tok-secret\r\nx-admin: 1"),
      shared: { fetch: transport() },
    });
    const error = await rejection(source.get("/x"));
    expect(error).toMatchObject({
      code: "data",
      message: expect.stringContaining("`authorization` holds the character U+000D"),
    });
    expect(`${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ""}`).not.toContain(
      "secret",
    );
    expect(server.received).toEqual([]);
  });

  it("names a server that cannot be reached", async () => {
    const server = await serve((_, response) => json(response, null));
    const closed = server.origin.replace(/:\d+$/, ":1");
    const error = await rejection(open(closed, { shared: { fetch: transport() } }).source.get("/x?token=tok-secret"));
    expect(error).toMatchObject({
      code: "network",
      message: expect.stringMatching(/\/x\?token=\*\*\* of source `API` had no answer: the connection/),
    });
  });
});

describe("hostile transports", () => {
  it("ends at once even when the transport ignores its signal", async () => {
    const opened = open("https://api.example.com", { shared: { fetch: () => new Promise(() => undefined) } });
    expect(await opened.source.send("GET", "/x", { timeout: 20 })).toMatchObject({ body: { error: "timeout" } });
    const pending = rejection(opened.source.get("/x"));
    opened.abort();
    expect(await pending).toMatchObject({ code: "cancelled" });
  });

  it("takes a transport that throws, or has no readable body, for a network error", async () => {
    const thrown = open("https://api.example.com", {
      shared: {
        fetch: () => {
          throw new TypeError("Bearer tok-secret");
        },
      },
    });
    expect(String(await rejection(thrown.source.get("/x")))).toMatch(/the connection failed$/);
    const response: FetchResponse = { status: 200, statusText: "OK", headers: new Headers(), body: "text" };
    const odd = open("https://api.example.com", { shared: { fetch: async () => response } });
    expect(await odd.source.send("GET", "/x")).toMatchObject({ body: { error: "network" } });
  });
});
