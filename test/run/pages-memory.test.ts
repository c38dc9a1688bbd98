// Pages that a loop takes are never all in memory: a small heap is enough for any number of rows (language.md 6.12).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compile } from "reqon";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/fixtures.js";

const folder = mkdtempSync(join(tmpdir(), "reqon-pages-"));
const rowsAPage = 500;
/** About 600 bytes each: 100,000 of them are twice the heap that the readers get. */
const note = "n".repeat(500);
const heap = 32;

const server = createServer(({ url = "" }, response) => {
  const { searchParams } = new URL(url, "http://localhost");
  const first = Number(searchParams.get("offset"));
  const count = Math.max(0, Math.min(rowsAPage, Number(searchParams.get("total")) - first));
  const rows = Array.from({ length: count }, (_, index) => ({ id: first + index, note: `${note}${first + index}` }));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ rows }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a mission whose only action has `steps` with `total` rows and a small heap. Its store keeps nothing. */
async function read(name: string, steps: string, total: number): Promise<{ stored: number; exit: number | null }> {
  const text = `mission ${name} {\n source Shop { auth: none }\n store rows: memory("rows")\n action Fetch {\n${steps}\n}\n}`;
  const runtime = pathToFileURL(join(root, "dist/runtime/")).href;
  const { files, modules } = await compile({ "mission.vague": text }, { runtime, format: false });
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  const script = ts.transpileModule(files[modules[0]?.path ?? ""] ?? "", { compilerOptions: options }).outputText;
  const port = (server.address() as AddressInfo).port;
  const program = `
${script}
let stored = 0;
const count = async () => void stored++;
const countAll = async (rows) => void (stored += [...rows].length);
await run({
  base: { Shop: "http://127.0.0.1:${port}" },
  env: { TOTAL: "${total}" },
  stores: { rows: { put: count, get: count, putAll: countAll, merge: count, update: count, delete: count, clear: count, size: count, values: count, all: count } },
});
process.stdout.write(String(stored));
`;
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, program);
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, path], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const [exit] = (await once(child, "close")) as [number | null];
  return { stored: Number(output), exit };
}

const get = `get "/rows" { params: { total: env("TOTAL") }, paginate: offset(offset, ${rowsAPage}) }`;

describe("memory", () => {
  it.each([10_000, 100_000])(`is bounded for a loop over %i rows`, async (total) => {
    const steps = `${get}\n for row in response.rows { store row -> rows { key: .id } }`;
    expect(await read(`Loop${total}`, steps, total)).toEqual({ stored: total, exit: 0 });
  });

  it("is bounded for a `store` of all rows", async () => {
    expect(await read("Store", `${get}\n store response.rows -> rows { key: .id }`, 100_000)).toEqual({
      stored: 100_000,
      exit: 0,
    });
  });

  it("is not where the answer is held, which shows that the heap is small enough", async () => {
    const steps = `${get}\n let all = response\n for row in all.rows { store row -> rows { key: .id } }`;
    const { exit } = await read("Held", steps, 100_000);
    expect(exit).not.toBe(0);
  });
});
