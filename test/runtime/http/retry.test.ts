// When a failed request is sent again, and how long that waits.
import { describe, expect, it } from "vitest";
import {
  delayBefore,
  httpDate,
  isRetryable,
  mayRepeat,
  retryAfter,
  retryPolicy,
  type RetryOptions,
} from "../../../runtime/retry.js";
import type { Method, RequestOptions } from "../../../runtime/http.js";
import { json, open, rejection, serve, START, transports } from "./support.js";

const now = START;
const policy = (options: RetryOptions = {}) => {
  const made = retryPolicy(undefined, options);
  if (made === undefined) throw new Error("expected a policy");
  return made;
};
const delays = (options: RetryOptions, random = 0): (number | undefined)[] =>
  [1, 2, 3, 4].map((attempt) => delayBefore(policy(options), attempt, undefined, random));

describe("retry timing (language.md 6.7)", () => {
  it("doubles from one second, three attempts in all", () => {
    expect(delays({})).toEqual([1_000, 2_000, undefined, undefined]);
  });

  it("knows the three backoffs and the longest delay", () => {
    expect(delays({ maxAttempts: 9, backoff: "linear" })).toEqual([1_000, 2_000, 3_000, 4_000]);
    expect(delays({ maxAttempts: 9, backoff: "constant", initialDelay: 50 })).toEqual([50, 50, 50, 50]);
    expect(delays({ maxAttempts: 9, maxDelay: 3_000 })).toEqual([1_000, 2_000, 3_000, 3_000]);
  });

  it("lengthens a computed delay by up to a fifth, never shortens it, and leaves `delay` exact", () => {
    expect(delays({ maxAttempts: 9 }, 0.5)).toEqual([1_100, 2_200, 4_400, 8_800]);
    expect(delays({ maxAttempts: 9, delay: 70 }, 0.9)).toEqual([70, 70, 70, 70]);
  });

  it("takes the server's wait exactly, unless it is beyond maxWait", () => {
    expect(delayBefore(policy({ delay: 5 }), 1, 7_000, 0.9)).toBe(7_000);
    expect(delayBefore(policy({ maxDelay: 10 }), 1, 0, 0.9)).toBe(0);
    expect(delayBefore(policy(), 1, 60_001, 0)).toBeUndefined();
    expect(delayBefore(policy({ maxWait: 100_000 }), 1, 60_001, 0)).toBe(60_001);
  });

  it("merges options of source and request one by one", () => {
    expect(retryPolicy(undefined, undefined)).toBeUndefined();
    expect(retryPolicy({ maxAttempts: 5, backoff: "linear" }, { backoff: "constant" })).toMatchObject({
      maxAttempts: 5,
      backoff: "constant",
      initialDelay: 1_000,
    });
    expect(retryPolicy({ maxAttempts: 0 }, undefined)?.maxAttempts).toBe(1);
  });

  it("repeats POST and PATCH only where someone vouches", () => {
    expect(["GET", "PUT", "DELETE", "POST", "PATCH"].map((method) => mayRepeat(method, false))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(mayRepeat("POST", true)).toBe(true);
  });

  it("repeats exactly these statuses", () => {
    const all = Array.from({ length: 600 }, (_, status) => status);
    expect(all.filter(isRetryable)).toEqual([0, 408, 425, 429, 500, 502, 503, 504]);
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["Sat, 20 Jan 2024 10:30:05 GMT", 5_000],
    ["Saturday, 20-Jan-24 10:30:05 GMT", 5_000],
    ["Sat Jan 20 10:30:05 2024", 5_000],
    ["Fri, 19 Jan 2024 10:30:05 GMT", 0],
  ])("%j is %i ms", (value, expected) => expect(retryAfter(value, now)).toBe(expected));

  it.each([
    null,
    "",
    "-5",
    "1.5",
    "soon",
    "1e3",
    "NaN",
    "99999999999999999999",
    "2024-01-20T10:30:05Z",
    "Sat, 31 Feb 2024 10:30:05 GMT",
    "Sat, 20 Jan 2024 25:00:00 GMT",
  ])("%j is nonsense", (value) => expect(retryAfter(value, now)).toBeUndefined());

  it("puts two-digit years more than 50 years ahead into the past century", () => {
    expect(httpDate("Sunday, 06-Nov-94 08:49:37 GMT", now)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
  });
});

describe.each(transports)("retrying with %s", (_, transport) => {
  const statuses = async (
    answers: readonly number[],
    method: Method,
    options: RequestOptions | undefined,
    source?: RetryOptions,
  ) => {
    const server = await serve((_, response, count) => json(response, { count }, answers[count - 1] ?? 200));
    const opened = open(server.origin, { retry: source, shared: { fetch: transport() } });
    const reply = await opened.source.send(method, "/x", options);
    return { ...opened, status: reply.status, requests: server.received.length };
  };

  it("sends nothing again without `retry`", async () => {
    expect(await statuses([503, 200], "GET", undefined)).toMatchObject({ status: 503, requests: 1, sleeps: [] });
  });

  it("sends again until it works, and counts and tells", async () => {
    const result = await statuses([503, 429], "GET", { retry: {} });
    expect(result).toMatchObject({ status: 200, requests: 3, sleeps: [1_000, 2_000] });
    expect(result.scope.counts).toMatchObject({ requests: 3, retries: 2 });
    expect(result.events.filter(({ type }) => type === "retry")).toMatchObject([
      { reason: "503", delay: 1_000, place: "test.vague:7", action: "Test", source: "API" },
      { reason: "429", delay: 2_000 },
    ]);
    expect(result.events.filter(({ type }) => type === "request")).toMatchObject([
      { attempt: 1 },
      { attempt: 2 },
      { attempt: 3 },
    ]);
  });

  it("stops after maxAttempts", async () => {
    expect(await statuses([500, 500, 500, 200], "GET", { retry: { maxAttempts: 3 } })).toMatchObject({
      status: 500,
      requests: 3,
    });
  });

  it("leaves other statuses alone", async () => {
    expect(await statuses([501, 200], "GET", { retry: {} })).toMatchObject({ status: 501, requests: 1 });
    expect(await statuses([404, 200], "GET", { retry: {} })).toMatchObject({ status: 404, requests: 1 });
  });

  it("repeats a POST only with its own `retry` or an idempotency key", async () => {
    const body = { a: 1 };
    expect(await statuses([503], "POST", { body }, {})).toMatchObject({ status: 503, requests: 1 });
    expect(await statuses([503], "PATCH", { body }, {})).toMatchObject({ status: 503, requests: 1 });
    expect(await statuses([503], "PUT", { body }, {})).toMatchObject({ status: 200, requests: 2 });
    expect(await statuses([503], "POST", { body, retry: {} })).toMatchObject({ status: 200, requests: 2 });
    expect(await statuses([503], "POST", { body, idempotencyKey: 7 }, {})).toMatchObject({ status: 200, requests: 2 });
    expect(await statuses([503], "POST", { body, headers: { "Idempotency-Key": "k" } }, {})).toMatchObject({
      status: 200,
      requests: 2,
    });
  });

  it("obeys Retry-After exactly, and gives up at once beyond maxWait", async () => {
    const waiting = await serve((_, response, count) =>
      json(response, null, count === 1 ? 503 : 200, { "retry-after": "7" }),
    );
    const patient = open(waiting.origin, { random: 0.9, shared: { fetch: transport() } });
    expect(await patient.source.get("/x", { retry: { delay: 3 } })).toBeNull();
    expect(patient.sleeps).toEqual([7_000]);
    const hurried = open(waiting.origin, { shared: { fetch: transport() } });
    waiting.received.length = 0;
    const reply = await hurried.source.send("GET", "/x", { retry: { maxWait: 6_999 } });
    expect(reply).toMatchObject({ ok: false, status: 503, body: { retryAfter: 7 } });
    expect(hurried.sleeps).toEqual([]);
  });

  it("repeats network errors and time-outs", async () => {
    const server = await serve((_, response, count) => {
      if (count === 1) response.destroy();
      else if (count === 3) json(response, "done");
    });
    const opened = open(server.origin, { shared: { fetch: transport() } });
    expect(await opened.source.get("/x", { timeout: 60, retry: { delay: 1 } })).toBe("done");
    expect(opened.events.filter(({ type }) => type === "retry")).toMatchObject([
      { reason: "network" },
      { reason: "timeout" },
    ]);
  });

  it("ends a wait at once when the run is cancelled", async () => {
    const server = await serve((_, response) => json(response, null, 503));
    const clock = {
      now: () => now,
      random: () => 0,
      sleep: (_: number, signal?: AbortSignal) =>
        new Promise<void>((_, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason));
          queueMicrotask(() => opened.abort());
        }),
    };
    const opened = open(server.origin, { shared: { clock, fetch: transport() } });
    expect(await rejection(opened.source.get("/x", { retry: {} }))).toMatchObject({
      code: "cancelled",
      place: "test.vague:7",
    });
    expect(server.received).toHaveLength(1);
  });
});
