// match + map + store of 100,000 records against the same written by hand, over the same store and over a bare Map.
import { memoryStore } from "../../dist/runtime/stores.js";
import { loadMission } from "./load.mjs";
import { ratios, summary, temporaryFolder, timed } from "./measure.mjs";

const count = 100_000;
const rounds = 15;
const mission = `mission Records {
  schema Order {
    id: string, status: "open" | "paid" | "refunded", total: number, customer: { name: string, email: string? }
  }
  schema Row { id: string, payer: string, due: number, state: "open" | "settled" | "void" }
  store inbox: memory("inbox")
  store rows: memory("rows") of Row
  store rejected: memory("rejected")
  action Book {
    let batch = inbox["batch"]
    for order in batch.orders {
      match order {
        Order -> {
          map order -> Row {
            id: .id
            payer: .customer.email ?? .customer.name
            due: .total * 2
            state: match .status { "paid" => "settled", "refunded" => "void", _ => "open" }
          }
          store response -> rows { key: .id }
        },
        { id: key } -> queue rejected { item: order, key: key },
        _ -> abort "an order without an id"
      }
    }
  }
}`;
const { run } = await loadMission(mission, temporaryFolder());

const statuses = ["open", "paid", "refunded"];
const orders = Array.from({ length: count }, (_, index) => ({
  id: `order-${index}`,
  status: statuses[index % 3],
  total: index,
  customer: index % 2 === 0 ? { name: "Ada", email: "ada@example.com" } : { name: "Grace" },
}));
const inbox = memoryStore("inbox");
await inbox.put("batch", { orders });

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isOrder = (value) =>
  isObject(value) &&
  typeof value.id === "string" &&
  (value.status === "open" || value.status === "paid" || value.status === "refunded") &&
  typeof value.total === "number" &&
  isObject(value.customer) &&
  typeof value.customer.name === "string" &&
  (value.customer.email == null || typeof value.customer.email === "string");
const isRow = (value) =>
  isObject(value) &&
  typeof value.id === "string" &&
  typeof value.payer === "string" &&
  typeof value.due === "number" &&
  (value.state === "open" || value.state === "settled" || value.state === "void");

/** A row as a person would make it. */
const rowOf = (order) => ({
  id: order.id,
  payer: order.customer.email ?? order.customer.name,
  due: order.total * 2,
  state: order.status === "paid" ? "settled" : order.status === "refunded" ? "void" : "open",
});

async function generated() {
  const { success, stores } = await run({ stores: { inbox } });
  if (!success) throw new Error("the run failed");
  requireAll(await stores.rows.size());
}

async function byHand() {
  const rows = memoryStore("rows", isRow);
  const rejected = memoryStore("rejected");
  const batch = await inbox.get("batch");
  for (const order of batch.orders) {
    if (isOrder(order)) {
      const row = rowOf(order);
      await rows.put(row.id, row);
    } else if (isObject(order) && order.id != null) {
      await rejected.put(order.id, order);
    } else {
      throw new Error("an order without an id");
    }
  }
  requireAll(await rows.size());
}

async function overMaps() {
  const rows = new Map();
  const rejected = new Map();
  const batch = await inbox.get("batch");
  for (const order of batch.orders) {
    if (isOrder(order)) {
      const row = rowOf(order);
      rows.set(row.id, row);
    } else if (isObject(order) && order.id != null) {
      rejected.set(String(order.id), order);
    } else {
      throw new Error("an order without an id");
    }
  }
  requireAll(rows.size);
}

function requireAll(size) {
  if (size !== count) throw new Error(`${size} rows were stored, not ${count}`);
}

const overStore = await ratios(
  rounds,
  () => timed(byHand),
  () => timed(generated),
);
const overMap = await ratios(
  rounds,
  () => timed(overMaps),
  () => timed(generated),
);
process.stdout.write(
  JSON.stringify([
    {
      name: "match + map + store of 100,000 records / by hand, same store",
      bar: 1.3,
      goal: 1.05,
      unit: "×",
      ...summary(overStore),
    },
    { name: "the same / by hand, bare Maps", unit: "×", ...summary(overMap) },
  ]),
);
