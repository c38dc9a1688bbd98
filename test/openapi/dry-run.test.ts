// `reqon --dry-run` of missions whose sources have documents: a run with sample answers that touches nothing.
// Must not know how samples are made.
import { describe, expect, it } from "vitest";
import { workspace } from "../cli/support.js";

const api = `openapi: 3.0.3
info: { title: Shop, version: "1" }
servers: [{ url: "https://shop.invalid/v1" }]
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        "200":
          description: All.
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Order" } } } }
  /orders/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    get:
      operationId: getOrder
      responses:
        "200":
          description: One.
          content: { application/json: { example: { id: 42, state: closed }, schema: { $ref: "#/components/schemas/Order" } } }
  /orders/latest:
    get: { operationId: latest, responses: { "204": { description: None. } } }
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties: { id: { type: integer, minimum: 7 }, state: { type: string, enum: [open, closed] }, parent: { $ref: "#/components/schemas/Order" } }
`;

const mission = `mission Sync {
  source Shop from "api.yaml" { auth: api_key, query: "token", validateResponses: true }
  store orders: file("orders")
  action Fetch {
    call Shop.listOrders
    for order in response {
      call Shop.getOrder { params: { id: order.id } }
      store response -> orders { key: .id }
      call Shop.latest
    }
  }
}
`;

describe("reqon --dry-run", () => {
  it("goes through a mission with answers from its document", async () => {
    const space = workspace({ "sync.vague": mission, "api.yaml": api });
    const { code, out, err } = await space.reqon(["sync.vague", "--dry-run"], {
      env: { REQON_SHOP_KEY: "s3cret-of-the-shop" },
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`Sync can send these requests:
  Fetch  call  Shop  listOrders  sync.vague:5
  Fetch  call  Shop  getOrder    sync.vague:7
  Fetch  call  Shop  latest      sync.vague:9

Sync with sample answers from its documents:
  GET https://shop.invalid/v1/orders?token=*** → 200
  GET https://shop.invalid/v1/orders/7?token=*** → 200
  GET https://shop.invalid/v1/orders/latest?token=*** → 204
  store orders would hold 1
  the run would succeed
`);
    expect(space.list()).toEqual(["api.yaml", "sync.vague"]);
  });

  it("prints JSON only with --json, a line for each thing", async () => {
    const dataset = "dataset Some { orders: 3 of Row }\nschema Row { id: int }\n";
    const space = workspace({ "sync.vague": `${dataset}${mission}`, "api.yaml": api });
    const { code, out } = await space.reqon(["sync.vague", "--dry-run", "--json"], { env: { REQON_SHOP_KEY: "s3cret" } });
    expect(code).toBe(0);
    const lines = out.split("\n");
    expect(lines.pop()).toBe("");
    const call = { type: "possible-request", mission: "Sync", action: "Fetch", method: "call", source: "Shop" };
    const get = { type: "response", method: "GET", status: 200 };
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...call, operation: "listOrders", file: "sync.vague", line: 7 },
      { ...call, operation: "getOrder", file: "sync.vague", line: 9 },
      { ...call, operation: "latest", file: "sync.vague", line: 11 },
      {
        type: "sample-run",
        mission: "Sync",
        success: true,
        events: [
          { ...get, url: "https://shop.invalid/v1/orders?token=***" },
          { ...get, url: "https://shop.invalid/v1/orders/7?token=***" },
          { ...get, url: "https://shop.invalid/v1/orders/latest?token=***", status: 204 },
        ],
        stores: { orders: 1 },
      },
      { type: "dataset", dataset: "Some", name: "orders", count: 3, schema: "Row", record: { id: 1 } },
    ]);
  });

  it("only lists requests where credentials or documents are missing", async () => {
    const space = workspace({
      "sync.vague": mission,
      "api.yaml": api,
      "plain.vague": 'source Web { base: "https://web.invalid" } action A { get "/from" }',
    });
    const missing = await space.reqon(["sync.vague", "--dry-run"]);
    expect(missing.code).toBe(2);
    expect(missing.out).not.toContain("sample answers");
    const plain = await space.reqon(["plain.vague", "--dry-run"]);
    expect(plain).toMatchObject({ code: 0, err: "" });
    expect(plain.out).not.toContain("sample answers");
  });
});
