// The missions that are measured: one of about sixty lines, and generated ones of any length.
// Must not know how they are measured.
import { readFileSync } from "node:fs";
import { inPackage } from "./measure.mjs";

/** The mission of the demo: 62 lines, all five kinds of auth, map, match, stores. */
export const sixtyLines = readFileSync(inPackage("fixtures/examples/demo/shop-sync.vague"), "utf8");

/** What `sixtyLines` needs to send its first request to `origin`. */
export const credentials = (origin) => ({
  SHOP_URL: origin,
  SALES_TOKEN: "sales",
  REQON_WAREHOUSE_USERNAME: "user",
  REQON_WAREHOUSE_PASSWORD: "password",
  REQON_SHIPPING_KEY: "key",
  REQON_LEDGER_ACCESS_TOKEN: "access",
});

/** `count` missions of sixty lines by file name, no two alike. */
export function manyMissions(count) {
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(3, "0"));
  return Object.fromEntries(
    numbers.map((number) => [
      `shop-${number}.vague`,
      sixtyLines.replace("mission ShopSync", `mission Shop${number}`).replaceAll("Fetch", `Fetch${number}`),
    ]),
  );
}

/** One mission of at least `lines` lines: what grows is the number of its actions, each of twenty lines. */
export function longMission(lines) {
  const head = `mission Long {
  source Shop { auth: none, base: "http://127.0.0.1:1" }
  schema Order { id: string, status: "open" | "paid", total: number, customer: { name: string, email: string? } }
  schema Row { id: string, payer: string, due: number, state: "open" | "settled" }
  store orders: memory("orders") of Order
  store rows: memory("rows") of Row
  store rejected: memory("rejected")
`;
  const blocks = Math.ceil((lines - 8) / 20);
  const actions = Array.from(
    { length: blocks },
    (_, number) => `  /// Fetches part ${number}.
  action Part${number} {
    get "/orders/${number}" { params: { since: "2024-01-01", limit: ${number} } }
    match response {
      { code: 404 } -> skip,
      { orders: found } -> continue,
      _ -> abort "unexpected answer"
    }
    for order in response.orders where .status != "draft" {
      let total = order.total
      match order {
        Order -> store order -> orders { key: .id },
        { id: key } -> queue rejected { item: order, key: key },
        _ -> abort "an order without an id"
      }
      map order -> Row { id: .id, payer: .customer.email ?? .customer.name, due: total * 2 - 1, state: "open" }
      validate response { assume .due >= 0 "paid more than was ordered" }
      store response -> rows { key: .id }
    }
  }
`,
  );
  return `${head}${actions.join("")}}\n`;
}
