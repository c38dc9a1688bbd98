// `reqon --webhook` as a user runs it: a payment API on loopback that calls back for real, and senders who mean no good.
// Must not know how an inbox keeps events.
import { connect } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { workspace } from "./support.js";

const servers: LocalServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

interface PaymentApi extends LocalServer {
  /** Callback addresses that were asked for. */
  readonly callbacks: string[];
}

/** Answers POST /charges, then does what `callBack` says with the address it was given. */
async function paymentApi(callBack: (address: string) => Promise<void>): Promise<PaymentApi> {
  const callbacks: string[] = [];
  const server = await serve((request, response) => {
    const { callback } = JSON.parse(request.body);
    callbacks.push(callback);
    json(response, 201, { id: "ch_1" });
    setTimeout(() => void callBack(callback), 50);
  });
  servers.push(server);
  return { ...server, callbacks };
}

function post(address: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(address, { method: "POST", body, headers });
}

function payment(server: LocalServer, wait = "timeout: 20s"): string {
  return `mission Payment {
  source Pay { base: "${server.origin}" }
  store paid: memory("paid")
  action Charge {
    post "/charges" { body: { callback: response.webhookUrl } }
    wait { path: "/hooks/payment", ${wait} }
    store { id: webhook.charge, status: response.status } -> paid
  }
  run Charge
}
`;
}

const local = ["--webhook-port", "0", "--output", "paid.json"];

describe("reqon --webhook", () => {
  it("takes the callback of the API and closes its server at the end", async () => {
    const statuses: number[] = [];
    const server = await paymentApi(async (address) => {
      statuses.push((await post(address, '{ "charge": "ch_1", "status": "paid" }')).status);
    });
    const space = workspace({ "pay.vague": payment(server) });
    const { code, err } = await space.reqon(["pay.vague", "--webhook", ...local]);
    expect(err).toMatch(/webhooks: listening on port \d+, reached at http:\/\/127\.0\.0\.1:\d+\n/);
    expect(code).toBe(0);
    expect(statuses).toEqual([202]);
    expect(JSON.parse(space.read("paid.json"))).toEqual({ paid: [{ id: "ch_1", status: "paid" }] });
    const [address = ""] = server.callbacks;
    expect(new URL(address).pathname).toBe("/hooks/payment");
    await expect(fetch(address)).rejects.toThrow();
  });

  it("gives the public address of --webhook-url, whose first parts a proxy may leave on", async () => {
    const ports: string[] = [];
    const server = await paymentApi(async (address) => {
      const { pathname } = new URL(address);
      const [port = ""] = ports;
      expect((await post(`http://127.0.0.1:${port}${pathname}`, '{ "charge": 7, "status": "paid" }')).status).toBe(202);
    });
    const space = workspace({ "pay.vague": payment(server) });
    const running = space.start("reqon", ["pay.vague", "--webhook-url", "https://example.com/a/b/", ...local]);
    await running.until("listening on port");
    ports.push(portOf(running.printed()));
    expect((await running.ended).code).toBe(0);
    expect(server.callbacks).toEqual(["https://example.com/a/b/hooks/payment"]);
  });

  it("is not hurt by what senders send", async () => {
    const statuses: number[] = [];
    const server = await paymentApi(async (address) => {
      const note = async (answer: Promise<Response>): Promise<void> => void statuses.push((await answer).status);
      await note(post(address, "not json"));
      await note(post(address, ""));
      await note(post(address, "null"));
      await note(post(address, "[1, 2]"));
      await note(post(address, "[".repeat(100_000)));
      await note(post(address, '{"a":'.repeat(5_000) + "1" + "}".repeat(5_000)));
      await note(fetch(address));
      await note(fetch(address, { method: "PUT", body: "{}" }));
      await note(post(address.replace("payment", "other"), "{}"));
      await note(post(new URL("/%00..%2f", address).href, "{}"));
      await note(post(address, `{ "x": "${"y".repeat(1_100_000)}" }`).catch(() => new Response(null, { status: 413 })));
      await brokenOff(address);
      await note(
        post(address, '{ "charge": "no", "__proto__": { "status": "x" }, "constructor": 1, "amount": "many" }'),
      );
      await note(post(address, '{ "charge": "ch_1", "status": "paid", "amount": 5 }'));
    });
    const space = workspace({ "pay.vague": payment(server, "timeout: 20s, eventFilter: .amount > 1") });
    const { code, err } = await space.reqon(["pay.vague", "--webhook", ...local]);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 400, 405, 405, 404, 404, 413, 202, 202]);
    expect(err).toContain("an event does not count, since `eventFilter` failed on it");
    expect(code).toBe(0);
    expect(JSON.parse(space.read("paid.json"))).toEqual({ paid: [{ id: "ch_1", status: "paid" }] });
  });

  it("fails with the mission's line when nothing comes in time", async () => {
    const server = await paymentApi(() => Promise.resolve());
    const space = workspace({ "pay.vague": payment(server, "timeout: 100ms") });
    const { code, err } = await space.reqon(["pay.vague", "--webhook", "--webhook-port", "0"]);
    expect(code).toBe(3);
    expect(err).toContain("no event came to http://127.0.0.1");
    expect(err).toContain("pay.vague:6");
  });

  it("ends a wait when the run is cancelled", async () => {
    const server = await paymentApi(() => Promise.resolve());
    const space = workspace({ "pay.vague": payment(server, "timeout: 1h") });
    const running = space.start("reqon", ["pay.vague", "--webhook", "--webhook-port", "0", "--verbose"]);
    await running.until("201");
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    const [address = ""] = server.callbacks;
    await expect(fetch(address)).rejects.toThrow();
  });

  it("gives actions side by side their own events, whichever comes first", async () => {
    const asked: string[] = [];
    const server = await paymentApi(async (address) => {
      asked.push(address);
      const [first = "", second] = asked;
      if (second === undefined) return;
      expect((await post(second, '{ "status": "second" }')).status).toBe(202);
      expect((await post(first, '{ "status": "first" }')).status).toBe(202);
    });
    const action = (name: string, path: string): string => `  action ${name} {
    post "/charges" { body: { callback: response.webhookUrl } }
    wait { path: "${path}", timeout: 20s }
    store { id: "${path}", status: webhook.status } -> paid
  }
`;
    const head = `mission Both {\n  source Pay { base: "${server.origin}" }\n  store paid: memory("paid")\n`;
    const space = workspace({
      "both.vague": `${head}${action("One", "/one")}${action("Two", "/two")}  run [One, Two]\n}\n`,
    });
    const { code, err } = await space.reqon(["both.vague", "--webhook", ...local]);
    expect([code, err]).toEqual([0, expect.stringContaining("succeeded")]);
    const { paid } = JSON.parse(space.read("paid.json"));
    const statuses = asked.map((each) => paid.find(({ id }: { id: string }) => each.endsWith(id))?.status);
    expect(statuses).toEqual(["first", "second"]);
  });

  it("serves missions of a daemon side by side, run after run, with one server", async () => {
    const statuses: number[] = [];
    const server = await paymentApi(async (address) => {
      statuses.push((await post(address, '{ "charge": "ch_1", "status": "paid" }')).status);
    });
    const mission = (name: string, path: string): string =>
      payment(server)
        .replace("mission Payment {", `mission ${name} {\n  schedule: every 1 second`)
        .replace("/hooks/payment", path);
    const space = workspace({ "all/a.vague": mission("A", "/hooks/a"), "all/b.vague": mission("B", "/hooks/b") });
    const running = space.start("reqon", ["all", "--daemon", "--webhook", "--webhook-port", "0"]);
    await running.until("A succeeded");
    await running.until("B succeeded");
    await expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(3);
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(143);
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(new Set(server.callbacks.map((each) => new URL(each).port)).size).toBe(1);
    await expect(fetch(server.callbacks[0] ?? "")).rejects.toThrow();
  });

  it("says before the first request that a mission with `wait` needs it", async () => {
    const server = await paymentApi(() => Promise.resolve());
    const space = workspace({ "pay.vague": payment(server) });
    const { code, err } = await space.reqon(["pay.vague"]);
    expect(code).toBe(2);
    expect(err).toContain("or run it with `reqon --webhook`");
    expect(server.callbacks).toEqual([]);
  });

  it("refuses a port and an address that are none, and a port that is taken", async () => {
    const server = await paymentApi(() => Promise.resolve());
    const space = workspace({ "pay.vague": payment(server) });
    const taken = new URL(server.origin).port;
    const tries = await Promise.all([
      space.reqon(["pay.vague", "--webhook-port", "70000"]),
      space.reqon(["pay.vague", "--webhook-url", "hooks.example.com"]),
      space.reqon(["pay.vague", "--webhook-port", taken]),
    ]);
    expect(tries.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(tries.map(({ err }) => err).join("")).toMatch(/must be a port[^]*must be the public address[^]*EADDRINUSE/);
  });
});

/** Promises a body and goes away. */
function brokenOff(address: string): Promise<void> {
  const { port, pathname } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write(`POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{ "charge"`, () => {
        socket.destroy();
        resolve();
      });
    });
  });
}

/** From what the command printed. */
function portOf(printed: string): string {
  return /listening on port (\d+)/.exec(printed)?.[1] ?? "";
}
