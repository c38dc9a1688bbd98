// Stores behind PostgREST do all that a store must do, with requests that the real server takes.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgrestOptions, postgrestAdapter } from "../../runtime/postgrest-store.js";
import { isManaged, managed, type Store } from "../../runtime/stores.js";
import { type FakePostgrest, startPostgrest } from "../support/postgrest.js";
import { contract } from "./contract.js";
import { adapted } from "./kinds.js";

const token = "eyJhbGciOiJIUzI1NiJ9.e30.secret-signature";
let server: FakePostgrest;
beforeAll(async () => {
  server = await startPostgrest(token);
});
afterAll(() => server.stop());

const store = (table: string, options: Partial<PostgrestOptions> = {}): Store =>
  adapted("postgrest", postgrestAdapter({ url: server.url, token, ...options })).open(table);
async function open(opened: Store): Promise<void> {
  if (isManaged(opened)) await opened[managed].open?.();
}

contract("postgrest", () => adapted("postgrest", shared()), { wholeCharacters: true, longestKey: 2_600 });

/** One adapter for all stores, as a program has it. */
function shared(): ReturnType<typeof postgrestAdapter> {
  return (adapter ??= postgrestAdapter({ url: server.url, token }));
}
let adapter: ReturnType<typeof postgrestAdapter> | undefined;

it("sends what PostgREST documents", async () => {
  server.requests.length = 0;
  const orders = store("orders");
  await open(orders);
  await orders.put("a&b", { n: 1 });
  await orders.get("a&b");
  await orders.delete("a&b");
  await orders.clear();
  await orders.size();
  expect(server.requests.map((each) => each.replace("/rest/v1", ""))).toEqual([
    "GET /orders?select=key,record::text,partial,position&limit=0",
    "POST /orders?on_conflict=key&columns=key,record,partial",
    "GET /orders?select=key,record::text,partial,position&key=eq.a&b",
    "DELETE /orders?key=eq.a&b",
    "DELETE /orders?key=not.is.null",
    "GET /orders?select=key&limit=1",
  ]);
});

it("reaches a table of another schema", async () => {
  await store("billing.lines").put("a", { n: 1 });
  expect(await store("billing.lines").size()).toBe(1);
  expect(await store("lines").size()).toBe(0);
  await expect(open(store("nowhere.lines"))).rejects.toMatchObject({
    code: "store",
    backendCode: "PGRST106",
    status: 406,
  });
});

it("finds a table that is not there, and says how to make it", async () => {
  await expect(open(store("no_table"))).rejects.toMatchObject({
    ...{ code: "store", backendCode: "PGRST205", status: 404 },
    message: expect.stringContaining("Could not find the table 'public.no_table' in the schema cache"),
    help: expect.stringContaining("docs/stores.md"),
  });
});

it("sends again what a gateway did not let through", async () => {
  const orders = store("retried");
  server.fail.push(503, 503);
  await orders.put("a", { n: 1 });
  expect(await orders.all()).toEqual([{ n: 1 }]);
}, 20_000);

it("never shows its token", async () => {
  const wrong = `${token}-wrong`;
  const failure: unknown = await open(store("orders", { token: wrong })).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "store", backendCode: "PGRST301", status: 401 });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(wrong);
  await expect(open(store("orders", { token: undefined }))).rejects.toMatchObject({ backendCode: "42501" });
});

it.each([
  [{ url: undefined }, /it has no base/],
  [{ url: "http://db.example.com" }, /send credentials over http/],
  [{ url: "not a url" }, /./],
])("says before anything is sent that %j cannot be used", (options, problem) => {
  const refused = store("orders", options);
  expect(isManaged(refused) && refused[managed].problem?.()).toMatch(problem);
});
