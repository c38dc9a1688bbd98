// `reqon --daemon`, `--once` and `--validate-cron`, as processes with real signals (language.md 9).
import { createServer, type ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { workspace } from "./support.js";

interface Api {
  readonly base: string;
  readonly waiting: ServerResponse[];
  readonly count: () => number;
}

/** Answers at once, or keeps the answers for the test to give. */
async function api(keeps = false): Promise<Api> {
  const waiting: ServerResponse[] = [];
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    if (keeps) waiting.push(response);
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { base: `http://127.0.0.1:${address.port}`, waiting, count: () => count };
}

const mission = (base: string, name: string, schedule: string): string => `mission ${name} {
  ${schedule}
  source Api { base: "${base}" }
  action Fetch { get "/${name}" { params: { scheduled: env("REQON_SCHEDULED", "no") } } }
}`;

describe("reqon --daemon", () => {
  it("runs until SIGTERM, lets the run that goes on finish, exit 143", async () => {
    const { base, waiting, count } = await api(true);
    const space = workspace({
      "poll.vague": mission(base, "Poll", "schedule: every 1 second { runImmediately: true }"),
    });
    const running = space.start("reqon", ["poll.vague", "--daemon", "--verbose"]);
    await running.until("skipped at");
    running.child.kill("SIGTERM");
    await running.until("no further runs");
    for (const response of waiting) response.writeHead(204).end();
    const { code, err } = await running.ended;
    expect(code).toBe(143);
    expect(err).toContain("Poll succeeded");
    expect(err).toContain("scheduled=true");
    expect(count()).toBe(1);
  });

  it("cancels at the second signal", async () => {
    const { base } = await api(true);
    const space = workspace({ "poll.vague": mission(base, "Poll", "schedule: every 1h { runImmediately: true }") });
    const running = space.start("reqon", ["poll.vague", "--daemon", "--verbose"]);
    await running.until("> GET");
    running.child.kill("SIGINT");
    await running.until("no further runs");
    running.child.kill("SIGINT");
    const { code, err } = await running.ended;
    expect(code).toBe(130);
    expect(err).toContain("cancelled by SIGINT");
  });

  it("ends by itself when no time is left, and its events name the mission", async () => {
    const { base, count } = await api();
    const space = workspace({
      "once.vague": mission(base, "Once", 'schedule: at "2020-01-01T00:00:00Z" { runImmediately: true }'),
    });
    const { code, out } = await space.reqon(["once.vague", "--daemon", "--json"]);
    expect(code).toBe(0);
    const events = out
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(events).toContainEqual(expect.objectContaining({ type: "request", mission: "Once" }));
    expect(count()).toBe(1);
  });

  it("needs a schedule, and writes no --output", async () => {
    const { base } = await api();
    const space = workspace({ "none.vague": mission(base, "None", "") });
    const none = await space.reqon(["none.vague", "--daemon"]);
    expect(none.code).toBe(2);
    expect(none.err).toContain("no mission has a `schedule`");
    expect((await space.reqon(["none.vague", "--daemon", "-o", "x.json"])).code).toBe(2);
  });
});

describe("reqon --once", () => {
  it("runs each scheduled mission now, and no other", async () => {
    const { base, count } = await api();
    const space = workspace({
      "a.vague": mission(base, "Nightly", 'schedule: cron "0 3 * * *"'),
      "b.vague": mission(base, "Manual", ""),
    });
    const { code, err } = await space.reqon([".", "--once", "--verbose"]);
    expect(code).toBe(0);
    expect(err).toContain("/Nightly?scheduled=true");
    expect(count()).toBe(1);
  });
});

describe("reqon --validate-cron", () => {
  it("shows the next five times, or what is wrong", async () => {
    const space = workspace({});
    const fine = await space.reqon(["--validate-cron", "0 0 29 2 *"]);
    expect(fine.code).toBe(0);
    expect(fine.out.trim().split("\n")).toHaveLength(5);
    expect(fine.out).toMatch(/^(\d{4}-02-29T00:00:00Z\n){5}$/);
    const wrong = await space.reqon(["--validate-cron", "0 9 * *"]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("it has 4 fields, not five");
  });
});
