// Outputs that take no more: a full disk, a reader that left. One line says so, and the exit code tells.
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { packageFolder, type Workspace, workspace } from "./support.js";

const servers: LocalServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

const mission = `mission Numbers {
  source API { auth: none, base: "http://127.0.0.1:9" }
  action Fetch { get "/numbers" }
}
`;

async function items(): Promise<string> {
  const server = await serve((_request, response) => json(response, 200, [{ id: 1 }]));
  servers.push(server);
  return mission.replace("http://127.0.0.1:9", server.origin);
}

/** A device that takes nothing, for want of room. */
const full = "/dev/full";
const description = describe.skipIf(!existsSync(full));

/** Runs a command with stdout on `path`. */
function intoFile(
  space: Workspace,
  command: "reqon" | "reqonc",
  args: readonly string[],
  path = full,
): Promise<{ readonly code: number | null; readonly err: string }> {
  const output = openSync(path, "w");
  const child = spawn(process.execPath, [join(packageFolder, `dist/compiler/cli/${command}.js`), ...args], {
    cwd: space.folder,
    env: { PATH: process.env["PATH"], HOME: space.folder, XDG_CACHE_HOME: space.path("cache") },
    stdio: ["ignore", output, "pipe"],
  });
  closeSync(output);
  let err = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, err })));
}

description("stdout on a full disk", () => {
  it.each([
    ["reqonc", ["numbers.vague"]],
    ["reqonc", ["check", "numbers.vague", "--format", "json"]],
    ["reqonc", ["explain", "RQ2003"]],
    ["reqonc", ["--help"]],
    ["reqonc", ["--version"]],
    ["reqon", ["--help"]],
    ["reqon", ["numbers.vague", "--dry-run"]],
  ] as const)("%s %j says so in one line, exit 2", async (command, args) => {
    const { code, err } = await intoFile(workspace({ "numbers.vague": mission }), command, args);
    expect({ code, err }).toEqual({
      code: 2,
      err: `${command}: cannot write to standard output: no space left on the device\n`,
    });
  });

  it("a run goes on to its end, and is no success", async () => {
    const space = workspace({ "items.vague": await items() });
    const { code, err } = await intoFile(space, "reqon", ["items.vague", "--json"]);
    expect(code).toBe(2);
    expect(err).toContain("Numbers succeeded");
    expect(err.match(/cannot write to standard output/g)).toHaveLength(1);
    expect(err).not.toMatch(/\bat .*\.js|Error:/);
  });

  it("the exit code of a failure stands, whichever came first", async () => {
    const down = await intoFile(workspace({ "down.vague": mission }), "reqon", ["down.vague", "--json"]);
    expect(down.code).toBe(3);
    const space = workspace({ "bad.vague": mission.replace("get", "got") });
    const { code } = await intoFile(space, "reqonc", ["check", "bad.vague", "--format", "json"]);
    expect(code).toBe(1);
  });
});

describe("a reader that has left", () => {
  it.each([
    ["reqonc", ["numbers.vague"]],
    ["reqonc", ["explain", "RQ2003"]],
    ["reqonc", ["--help"]],
    ["reqon", ["numbers.vague", "--dry-run"]],
  ] as const)("of stdout is no failure of %s %j", async (command, args) => {
    const running = workspace({ "numbers.vague": mission }).start(command, args);
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 0, err: "" });
  });

  it("of stdout does not end a run with --json", async () => {
    const running = workspace({ "items.vague": await items() }).start("reqon", ["items.vague", "--json"]);
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 0, err: expect.stringContaining("Numbers succeeded") });
  });

  it("of stderr is no failure", async () => {
    const running = workspace({ "items.vague": await items() }).start("reqon", ["items.vague"]);
    running.child.stderr?.destroy();
    expect((await running.ended).code).toBe(0);
  });
});
