// `for … checkpoint every N` through the built `reqon`: a loop that fails is gone on with, not begun again (language.md 6.15).
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const reqon = join(import.meta.dirname, "../../../dist/compiler/cli/reqon.js");
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function run(folder: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [reqon, "sync.vague", ...args], { cwd: folder }, (_error, out, err) =>
      resolve({ code: child.exitCode, text: out + err }),
    );
  });
}

/** A server with 25 items whose `POST` of item 17 fails while `broken` says so. */
async function startServer(): Promise<{ base: string; posted: number[]; repair: () => void; close: () => void }> {
  const posted: number[] = [];
  let isBroken = true;
  const server = createServer((request, response) => {
    const id = Number(request.url?.split("/").at(-1));
    if (request.method === "GET") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(Array.from({ length: 25 }, (_, index) => ({ id: index }))));
    } else if (isBroken && id === 17) response.writeHead(500).end();
    else {
      posted.push(id);
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, posted, repair: () => (isBroken = false), close: () => server.close() };
}

async function prepare(base: string, loop: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "reqon-checkpoint-"));
  folders.push(folder);
  const mission = `mission Sync { source API { base: "${base}" } action Load { get "/items" ${loop} { post "/items/{item.id}" } } }`;
  await writeFile(join(folder, "sync.vague"), mission);
  return folder;
}

describe("checkpoint every", () => {
  it("resumes at the last saved position, and starts anew after a run that ended well", async () => {
    const server = await startServer();
    const folder = await prepare(server.base, "for item in response checkpoint every 5");
    const failed = await run(folder, []);
    expect(failed.code, failed.text).toBe(3);
    expect(server.posted).toEqual(Array.from({ length: 17 }, (_, id) => id));
    server.repair();
    server.posted.length = 0;
    const resumed = await run(folder, ["--resume"]);
    expect(resumed.code, resumed.text).toBe(0);
    expect(server.posted).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
    server.posted.length = 0;
    const again = await run(folder, ["--resume"]);
    expect(again.code, again.text).toBe(0);
    expect(server.posted).toHaveLength(25);
    server.close();
  });

  it("begins at the first item without --resume", async () => {
    const server = await startServer();
    const folder = await prepare(server.base, "for item in response checkpoint every 5");
    await run(folder, []);
    server.repair();
    server.posted.length = 0;
    await run(folder, []);
    expect(server.posted).toHaveLength(25);
    server.close();
  });

  it("skips nothing that had not finished in a parallel loop", async () => {
    const server = await startServer();
    const folder = await prepare(server.base, "for item in response parallel checkpoint every 2");
    const failed = await run(folder, []);
    expect(failed.code, failed.text).toBe(3);
    const before = new Set(server.posted);
    server.repair();
    const resumed = await run(folder, ["--resume"]);
    expect(resumed.code, resumed.text).toBe(0);
    expect([...new Set(server.posted)].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, id) => id));
    expect(before.size).toBeGreaterThan(0);
    server.close();
  });
});
