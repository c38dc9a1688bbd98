// What an app sees of a run: records as declared, inferred, mapped and proven, and answers by status, read without a cast.
// Must not know how modules come about; golden ones stand for them.
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { root, scratch, writeTree } from "../support/fixtures.js";
import { allFlags, typecheck, versionNames } from "../support/typescript.js";

const folder = join(scratch, "results");

function golden(path: string): string {
  return JSON.stringify(relative(folder, join(root, "fixtures/language", path)));
}

const usage = `
import { run as plan, type Count, type Job } from ${golden("5-4-literals/expected/literals.js")};
import { run as book } from ${golden("5-4-records-told-apart/expected/bookings.js")};
import {
  checkOfPlaceOrder,
  connect,
  type Gone,
  type Order,
  type PlaceOrderReply,
  type Problem,
  type Refusal,
  run as order,
  type Ticket,
} from ${golden("6-9-strict-by-status/expected/orders.js")};
import { checkOfListItems, connect as connectRows, isItem, type Item } from ${golden("6-9-paginated-rows/expected/rows.js")};
import { byOffset } from "reqon/runtime/paging.js";

/** Neither more nor less: an exact match of types, which \`any\` fails, too. */
type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function sees<Wanted>(): <Found>(_found: Found, ..._same: Exactly<Wanted, Found> extends true ? [] : [never]) => void {
  return () => undefined;
}

export async function declared(): Promise<void> {
  const { stores, success } = await plan();
  sees<boolean>()(success);
  sees<Job | null>()(await stores.jobs.get("full"));
  for await (const job of stores.jobs.values()) sees<Job>()(job);
  sees<"big" | "small" | undefined>()((await stores.jobs.all())[0]?.size);
  // What maps made, and what was stored as it stands.
  for await (const note of stores.notes.values()) sees<Count | { readonly id: string; readonly rank: number; readonly weight: number }>()(note);
}

export async function toldApart(): Promise<number> {
  const booking = await (await book()).stores.bookings.get(1);
  switch (booking?.kind) {
    case "payment":
      sees<string>()(booking.from);
      return booking.amount;
    case "fee":
      return booking.cents / 100;
    case "other":
      sees<string>()(booking.text);
      return 0;
    case undefined:
      return 0;
  }
}

export async function proven(): Promise<void> {
  const { stores } = await order();
  for (const record of await stores.orders.all())
    sees<Order | Ticket | { readonly sku: string; readonly order: string; readonly total: number }>()(record);
  // @ts-expect-error: no record has it
  sees<unknown>()((await stores.tickets.all())[0]?.order);
}

export async function byStatus(): Promise<string> {
  const { sources } = connect();
  const reply = await sources.Shop.send("POST", "/orders", { body: { sku: "A-1" }, check: checkOfPlaceOrder });
  sees<PlaceOrderReply>()(reply);
  const plain = await sources.Shop.send("POST", "/orders", { body: { sku: "A-1" } });
  sees<unknown>()(plain.body);
  // @ts-expect-error: nothing has checked it
  told(plain);
  return told(reply);
}

export function told(reply: PlaceOrderReply): string {
  // @ts-expect-error: not every answer has it
  void reply.body.id;
  if (reply.ok) sees<Order | Ticket | null>()(reply.body);
  // @ts-expect-error: an answer of this status may also be one that has failed its check
  if (reply.status === 201) void reply.body.id;
  // @ts-expect-error: the document says nothing of this status
  if (reply.documented && reply.status === 418) return "";
  if (!reply.documented) return reply.ok ? "of another status" : reply.reason;
  if (reply.status === 404 || reply.status === 410) sees<Gone>()(reply.body);
  switch (reply.status) {
    case 201:
      // @ts-expect-error: an answer has no reason
      void reply.reason;
      return reply.body.id;
    case 202:
      sees<Ticket>()(reply.body);
      return "later";
    case 204:
      sees<null>()(reply.body);
      return "known";
    case 404:
    case 410:
      return \`\${reply.reason} since \${reply.body.since}\`;
    case 422:
      sees<Refusal>()(reply.body);
      return reply.body.problems[0]?.field ?? reply.reason;
  }
}

export async function rows(): Promise<void> {
  const { Shop } = connectRows().sources;
  const paginate = byOffset("offset", 2);
  const until = (page: readonly Item[]): boolean => page.length < 2;
  for await (const item of Shop.pages("/items", { check: checkOfListItems, paginate, until, row: isItem })) sees<Item>()(item);
  for await (const item of Shop.pages("/items", { check: checkOfListItems, paginate, until })) sees<unknown>()(item);
  // @ts-expect-error: nothing has checked the page
  void Shop.pages("/items", { paginate, until });
  // @ts-expect-error: the check may not be there
  void Shop.pages("/items", { paginate, until, check: until([]) ? checkOfListItems : undefined });
}

/** What the document says of all other statuses is for a guard to find. */
export function other(reply: PlaceOrderReply, isProblem: (value: unknown) => value is Problem): string {
  return !reply.documented && !reply.ok && isProblem(reply.body) ? reply.body.title : "";
}
`;

describe("stores and answers", () => {
  it.each(versionNames)("have the types of what they hold, tsc %s", async (version) => {
    const project = join(folder, version);
    await writeTree(folder, { [`${version}/usage.ts`]: usage.replaceAll('"../', '"../../') });
    expect(await typecheck(version, project, { ...allFlags, rootDir: root }, [join(project, "usage.ts")])).toBe("");
  });
});
