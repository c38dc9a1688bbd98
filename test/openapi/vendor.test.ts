// `reqonc vendor` against a loopback server: copies, hashes, and builds that never fetch.
// Must not know how documents are read.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, scratch } from "../support/fixtures.js";

const folder = join(scratch, "vendor");
const document = (title: string): string =>
  `openapi: 3.0.0
info: { title: ${title}, version: "1" }
servers: [{ url: "https://shop.example.com" }]
paths:
  /orders:
    get:
      operationId: listOrders
      responses: { "200": { description: All, content: { application/json: { schema: { $ref: "parts/order.json#/Order" } } } } }
`;
const order = '{ "Order": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } } }';

let server: Server;
let served: Record<string, string> = {};
let requests: string[] = [];
let origin = "";

beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    requests.push(url);
    const body = served[url];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Finished {
  readonly code: number | null;
  readonly text: string;
}

function reqonc(...args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [join(root, "dist/compiler/cli/reqonc.js"), ...args], { cwd: folder });
  let text = "";
  child.stderr.on("data", (chunk) => (text += String(chunk)));
  child.stdout.on("data", (chunk) => (text += String(chunk)));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, text })));
}

async function prepare(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "missions"), { recursive: true });
  const text = `mission Sync {\n  source Shop from "${origin}/v1/api.yaml"\n  action A { call Shop.listOrders  let _id = response.id }\n}\n`;
  await writeFile(join(folder, "missions/sync.vague"), text);
  served = { "/v1/api.yaml": document("One"), "/v1/parts/order.json": order };
  requests = [];
}

describe("reqonc vendor", () => {
  it("keeps a copy of a document and of those it refers to, which builds then use without the network", async () => {
    await prepare();
    const before = await reqonc("check", "missions/sync.vague");
    expect(before.code).toBe(1);
    expect(before.text).toContain("RQ5018");
    expect(before.text).toContain("reqonc vendor");
    expect(requests).toEqual([]);

    const vendored = await reqonc("vendor", "missions/sync.vague");
    expect(vendored).toEqual({ code: 0, text: "2 documents in missions/vendor, 2 new or changed\n" });
    expect(requests.sort()).toEqual(["/v1/api.yaml", "/v1/parts/order.json"]);

    expect(await reqonc("check", "missions/sync.vague")).toEqual({ code: 0, text: "no mistakes in 1 file\n" });
    expect(requests).toHaveLength(2);
  });

  it("takes a copy that was changed for none", async () => {
    await prepare();
    await reqonc("vendor", "missions");
    const lock = JSON.parse(await readFile(join(folder, "missions/vendor/openapi.lock.json"), "utf8"));
    const { file } = lock[`${origin}/v1/api.yaml`];
    await writeFile(join(folder, "missions/vendor", file), document("Two"));
    const { code, text } = await reqonc("check", "missions");
    expect(code).toBe(1);
    expect(text).toContain("was not vendored, or its copy was changed since");
  });

  it("takes what is new, and drops what is named no more", async () => {
    await prepare();
    await reqonc("vendor", "missions");
    served = { "/v1/api.yaml": document("One").replace("parts/order.json#/Order", "#/components/schemas/Order") };
    const again = await reqonc("vendor", "missions");
    expect(again).toEqual({ code: 0, text: "1 document in missions/vendor, 1 new or changed\n" });
    const lock = Object.keys(JSON.parse(await readFile(join(folder, "missions/vendor/openapi.lock.json"), "utf8")));
    expect(lock).toEqual([`${origin}/v1/api.yaml`]);
  });

  it("changes nothing where a document cannot be fetched", async () => {
    await prepare();
    served = { "/v1/api.yaml": document("One") };
    const { code, text } = await reqonc("vendor", "missions");
    expect(code).toBe(2);
    expect(text).toContain(`cannot fetch ${origin}/v1/parts/order.json: the server answered 404`);
    expect(existsSync(join(folder, "missions/vendor"))).toBe(false);
  });

  it("fetches without encryption from loopback only", async () => {
    await prepare();
    await writeFile(join(folder, "missions/sync.vague"), 'source Shop from "http://shop.example.com/api.yaml"\n');
    const { code, text } = await reqonc("vendor", "missions");
    expect(code).toBe(2);
    expect(text).toContain("without encryption");
  });
});
