// A mission that waits for webhooks, run by an app whose own server takes them (language.md 6.21).
// Must not know `reqon --webhook`.
import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type * as Library from "../../compiler/index.js";
import { built, workspace } from "../cli/support.js";

const { execute, webhookInbox }: typeof Library = await import(built("compiler/index.js"));

const payment = (base: string): string => `mission Payment {
  source Pay { base: "${base}" }
  store paid: memory("paid")
  action Charge {
    let order = "7"
    post "/charges" { body: { callback: response.webhookUrl } }
    wait { path: "/hooks/{order}", timeout: 1m }
    store { id: order, status: webhook.status } -> paid
  }
  run Charge
}
`;

/** One server for the API that is charged and the webhooks of the app. */
async function app(inbox: Library.Inbox): Promise<{ readonly url: string; readonly callbacks: string[] }> {
  const callbacks: string[] = [];
  const server = createServer((request, response) => {
    if (request.url !== "/charges") {
      inbox.listener(request, response);
      return;
    }
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      const { callback } = JSON.parse(body);
      callbacks.push(callback);
      response.writeHead(202).end();
      void fetch(callback, { method: "POST", body: '{ "status": "paid" }' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}`, callbacks };
}

describe("execute with webhooks", () => {
  it("takes events by the app's own server", async () => {
    const inbox = webhookInbox();
    const { url, callbacks } = await app(inbox);
    const webhooks = { url: `${url}/api/`, inbox };
    const result = await execute(payment(url), { webhooks, dataDir: workspace().folder });
    expect(result).toMatchObject({ success: true, errors: [] });
    expect(await result.stores["paid"]?.all()).toEqual([{ id: "7", status: "paid" }]);
    expect(callbacks).toEqual([`${url}/api/hooks/7`]);
  });

  it("fails before the first request without them, or under an address that is none", async () => {
    const inbox = webhookInbox();
    const { url, callbacks } = await app(inbox);
    const dataDir = workspace().folder;
    const without = await execute(payment(url), { dataDir });
    const wrong = await execute(payment(url), { dataDir, webhooks: { url: "hooks.example.com", inbox } });
    expect([without.success, wrong.success]).toEqual([false, false]);
    expect(without.errors[0]?.message).toContain("pass `webhooks: { url, inbox: webhookInbox() }`");
    expect(wrong.errors[0]?.message).toContain("found `hooks.example.com`");
    expect(callbacks).toEqual([]);
  });
});
