// Rate limit and circuit breaker on the wire, many requests at once (language.md 3.8).
import { describe, expect, it } from "vitest";
import { circuitBreaker } from "../../../runtime/circuit-breaker.js";
import type { Passage } from "../../../runtime/gate.js";
import { rateLimit } from "../../../runtime/rate-limit.js";
import type { Clock } from "../../../runtime/scope.js";
import type { Outcome } from "../../../runtime/transport.js";
import { open, rejection, serve, START, type TestServer } from "./support.js";

interface SteppedClock extends Clock {
  /** Lets time pass, sleeper by sleeper, until `work` settles. Between two steps every request under way is answered. */
  runUntil<T>(work: Promise<T>, server: () => number): Promise<T>;
}

/** Time passes only when nothing else can go on. */
function steppedClock(): SteppedClock {
  let now = START;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    random: () => 0,
    sleep: (milliseconds) => new Promise((resolve) => void sleepers.push({ at: now + milliseconds, wake: resolve })),
    async runUntil(work, inFlight) {
      const state = { settled: false };
      void work.then(
        () => (state.settled = true),
        () => (state.settled = true),
      );
      for (let quiet = 0; !state.settled;) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        quiet = inFlight() === 0 ? quiet + 1 : 0;
        if (quiet < 8 || sleepers.length === 0) continue;
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        now = Math.max(now, next?.at ?? now);
        next?.wake();
        quiet = 0;
      }
      return work;
    },
  };
}

/** Times at which requests reached the server, in seconds from the start, and how many are being answered. */
async function timedServer(
  clock: Clock,
  status: (count: number) => [number, Record<string, string>],
): Promise<TestServer & { readonly times: number[]; readonly inFlight: () => number }> {
  const times: number[] = [];
  let busy = 0;
  const server = await serve((_, response, count) => {
    busy += 1;
    times.push((clock.now() - START) / 1_000);
    setTimeout(() => {
      response.writeHead(...status(count)).end();
      busy -= 1;
    }, 2);
  });
  return { ...server, times, inFlight: () => busy };
}

const fine = (): [number, Record<string, string>] => [204, {}];

describe("rate limit", () => {
  it("keeps parallel requests within the limit of any minute", async () => {
    const clock = steppedClock();
    const server = await timedServer(clock, fine);
    const { source } = open(server.origin, {
      rateLimit: rateLimit({ requestsPerMinute: 5, maxWait: 600_000 }),
      shared: { clock },
    });
    const all = Promise.all(Array.from({ length: 14 }, (_, index) => source.get(`/${index}`)));
    await clock.runUntil(all, server.inFlight);
    expect(server.times).toEqual([0, 0, 0, 0, 0, 60, 60, 60, 60, 60, 120, 120, 120, 120]);
  });

  it("spaces parallel requests evenly with `throttle`", async () => {
    const clock = steppedClock();
    const server = await timedServer(clock, fine);
    const limit = rateLimit({ requestsPerMinute: 30, strategy: "throttle" });
    const { source } = open(server.origin, { rateLimit: limit, shared: { clock } });
    const all = Promise.all(Array.from({ length: 5 }, (_, index) => source.get(`/${index}`)));
    await clock.runUntil(all, server.inFlight);
    expect(server.times).toEqual([0, 2, 4, 6, 8]);
  });

  it("frees the slot of a request that is cancelled while it waits for it", async () => {
    const gate = rateLimit({ requestsPerMinute: 1, maxWait: 600_000 });
    const answer: Outcome = { kind: "none", reason: "network", message: "sent" };
    const waits: number[] = [];
    const passage = (sleep: Clock["sleep"]): Passage => ({
      source: "S",
      clock: { now: () => START, random: () => 0, sleep },
      signal: new AbortController().signal,
      limit: undefined,
      send: () => Promise.resolve(answer),
      resending: () => undefined,
    });
    const note = (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
      return Promise.resolve();
    };
    await gate.pass(passage(note));
    const cancelled = gate.pass(passage(() => Promise.reject(new Error("cancelled"))));
    await expect(cancelled).rejects.toThrow("cancelled");
    await gate.pass(passage(note));
    expect(waits).toEqual([60_000]);
  });

  it("makes everyone wait after one 429", async () => {
    const clock = steppedClock();
    const server = await timedServer(clock, (count) => (count === 1 ? [429, { "retry-after": "20" }] : fine()));
    const { source } = open(server.origin, { rateLimit: rateLimit({ requestsPerMinute: 100 }), shared: { clock } });
    const first = source.post("/first");
    const rest = new Promise((resolve) => setTimeout(resolve, 60)).then(() =>
      Promise.all([source.get("/second"), source.get("/third")]),
    );
    const all = Promise.all([first, rest]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await clock.runUntil(all, server.inFlight);
    expect(server.times).toEqual([0, 20, 20, 20]);
    expect(server.received.filter(({ method }) => method === "POST")).toHaveLength(2);
  });

  it("gives up on a server that answers 429 for ever, once `maxWait` is used up", async () => {
    const clock = steppedClock();
    const server = await timedServer(clock, () => [429, { "retry-after": "0" }]);
    const { source } = open(server.origin, { rateLimit: rateLimit({ maxWait: 5_000 }), shared: { clock } });
    const failure = await clock.runUntil(rejection(source.get("/")), server.inFlight);
    const message: unknown = expect.stringContaining("is not sent again: it waits no longer than its maxWait of 5 s");
    expect(failure).toMatchObject({ status: 429, message });
    expect(server.times).toHaveLength(6);
  });

  it("asks no more than the server's own quota allows", async () => {
    const clock = steppedClock();
    const server = await timedServer(clock, (count) => [
      204,
      { "x-ratelimit-remaining": String(Math.max(0, 3 - count)), "x-ratelimit-reset": String(START / 1_000 + 30) },
    ]);
    const { source } = open(server.origin, { rateLimit: rateLimit({ requestsPerMinute: 1_000 }), shared: { clock } });
    const one = source.get("/1").then(() => Promise.all(["/2", "/3", "/4", "/5"].map((path) => source.get(path))));
    await clock.runUntil(one, server.inFlight);
    expect(server.times).toEqual([0, 0, 0, 30, 30]);
  });

  it("ends a wait when the run is cancelled", async () => {
    const server = await serve((_, response) => void response.writeHead(204).end());
    const sleep = (_: number, signal?: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const clock = { now: () => START, random: () => 0, sleep };
    const { source, abort } = open(server.origin, {
      rateLimit: rateLimit({ requestsPerMinute: 1 }),
      shared: { clock },
    });
    await source.get("/1");
    const waiting = rejection(source.get("/2"));
    abort();
    expect(await waiting).toMatchObject({ code: "cancelled" });
    expect(server.received).toHaveLength(1);
  });
});

describe("circuit breaker", () => {
  it("lets one of many through after `resetTimeout`, and all once it is closed", async () => {
    const clock = steppedClock();
    const server = await timedServer(clock, (count) => (count <= 3 ? [500, {}] : fine()));
    const breaker = circuitBreaker({ failureThreshold: 3, resetTimeout: 10_000, successThreshold: 1 });
    const { source } = open(server.origin, { circuitBreaker: breaker, shared: { clock } });
    const send = async (count: number): Promise<number[]> => {
      const replies = Array.from({ length: count }, () => source.send("GET", "/"));
      return (await clock.runUntil(Promise.all(replies), server.inFlight)).map(({ status }) => status);
    };
    expect(await send(3)).toEqual([500, 500, 500]);
    expect(await send(4)).toEqual([0, 0, 0, 0]);
    const said = "its circuit is open since its last failure (it answered 500); it is tried again in 10 s";
    const message: unknown = expect.stringContaining(said);
    expect(await rejection(source.get("/"))).toMatchObject({ code: "circuit_open", message });
    await clock.runUntil(clock.sleep(10_000), server.inFlight);
    expect(await send(4)).toEqual([204, 0, 0, 0]);
    expect(await send(4)).toEqual([204, 204, 204, 204]);
    expect(server.received).toHaveLength(8);
  });

  it("forgets failures older than its window, and those before a success", async () => {
    const clock = steppedClock();
    const statuses = [500, 200, 500, 500, 200];
    const server = await timedServer(clock, (count) => [statuses[count - 1] ?? 200, {}]);
    const breaker = circuitBreaker({ failureThreshold: 2, failureWindow: 30_000 });
    const { source } = open(server.origin, { circuitBreaker: breaker, shared: { clock } });
    const send = async (): Promise<number> => (await clock.runUntil(source.send("GET", "/"), server.inFlight)).status;
    expect([await send(), await send(), await send()]).toEqual([500, 200, 500]);
    await clock.runUntil(clock.sleep(31_000), server.inFlight);
    expect([await send(), await send()]).toEqual([500, 200]);
  });

  it("sends nothing that waited for its turn while the circuit opened", async () => {
    const clock = steppedClock();
    const server = await timedServer(clock, () => [503, {}]);
    const { source } = open(server.origin, {
      rateLimit: rateLimit({ requestsPerMinute: 1, strategy: "throttle" }),
      circuitBreaker: circuitBreaker({ failureThreshold: 1, resetTimeout: 3_600_000 }),
      shared: { clock },
    });
    const replies = Promise.all([source.send("GET", "/1"), source.send("GET", "/2")]);
    expect((await clock.runUntil(replies, server.inFlight)).map(({ status }) => status)).toEqual([503, 0]);
    expect(server.received).toHaveLength(1);
  });
});
