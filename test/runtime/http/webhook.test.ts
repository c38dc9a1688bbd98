// The inbox of `wait` steps behind real servers, as an app mounts it in its own (language.md 6.21).
// Must not know how `reqon` serves it.
import { createServer, type RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { webhookInbox } from "../../../runtime/webhook-inbox.js";

/** Posts to a server of the app that `listener` is mounted in. */
async function mounted(listener: RequestListener): Promise<(path: string, body: unknown) => Promise<number>> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return async (path, body) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`http://127.0.0.1:${address.port}${path}`, { method: "POST", body: text });
    await answer.text();
    return answer.status;
  };
}

const nothing = (): void => undefined;

describe("an inbox", () => {
  it("is full at its number of events, says so once, and takes events again when a wait has taken one", async () => {
    const warnings: string[] = [];
    const inbox = webhookInbox({ maxEvents: 2, onWarning: (message) => void warnings.push(message) });
    inbox.register("/in", true);
    const post = await mounted(inbox.listener);
    expect([await post("/in", { n: 1 }), await post("/in", { n: 2 })]).toEqual([202, 202]);
    expect([await post("/in", { n: 3 }), await post("/in", { n: 4 })]).toEqual([503, 503]);
    expect(warnings).toEqual(["the webhook inbox is full: no wait has taken 2 events; others are refused"]);
    expect(inbox.refused()).toBe(2);
    const wait = inbox.open("/in", nothing);
    expect([wait.next(), wait.take()]).toEqual([{ n: 1 }, true]);
    wait.keep();
    expect(await post("/in", { n: 5 })).toBe(202);
    expect([wait.next(), wait.next(), wait.next()]).toEqual([{ n: 2 }, { n: 5 }, undefined]);
  });

  it("is full at its number of bytes, and takes no list of more events than it keeps", async () => {
    const inbox = webhookInbox({ maxEvents: 3, maxKeptBytes: 100 });
    inbox.register("/in", true);
    const post = await mounted(inbox.listener);
    expect(await post("/in", { text: "x".repeat(60) })).toBe(202);
    expect(await post("/in", { text: "x".repeat(60) })).toBe(503);
    expect(await post("/in", [{}, {}, {}, {}])).toBe(413);
    expect(await post("/in", [{}, {}])).toBe(202);
  });

  it("gives back what a wait took in vain, in the order it came", async () => {
    const inbox = webhookInbox();
    inbox.register("/in", true);
    const post = await mounted(inbox.listener);
    for (const n of [1, 2, 3]) await post("/in", { n });
    const vain = inbox.open("/in", nothing);
    vain.next();
    vain.take();
    vain.close();
    const wait = inbox.open("/in", nothing);
    expect([wait.next(), wait.next(), wait.next()]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("works behind a prefix of the app, and lets the app serve the rest", async () => {
    const inbox = webhookInbox({ maxBodyBytes: 100 });
    inbox.register("/hooks/a b", true);
    const post = await mounted((request, response) => {
      if (request.url?.startsWith("/api/") === true) inbox.listener(request, response);
      else response.writeHead(418).end();
    });
    expect(await post("/api/v1/hooks/a%20b?x=1", { n: 1 })).toBe(202);
    expect(await post("/api/v1/hooks/other", { n: 1 })).toBe(404);
    expect(await post("/api/hooks/a%20b", { text: "x".repeat(100) })).toBe(413);
    expect(await post("/own", {})).toBe(418);
    expect(inbox.open("/hooks/a b", nothing).next()).toEqual({ n: 1 });
  });

  it("takes requests of the web platform, and answers a body that breaks off", async () => {
    const inbox = webhookInbox({ maxBodyBytes: 10 });
    inbox.register("/in", true);
    const send = async (body: ReadableStream<Uint8Array> | string): Promise<number> => {
      const request = new Request("https://app.example.com/in", { method: "POST", body, duplex: "half" });
      return (await inbox.handle(request)).status;
    };
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(8).fill(0x20));
      },
    });
    expect(await send('{ "n": 1 }')).toBe(202);
    expect(await send(endless)).toBe(413);
    expect(pulled).toBeLessThan(10);
    expect(await send(new ReadableStream({ start: (controller) => controller.error(new Error("gone")) }))).toBe(400);
  });
});
