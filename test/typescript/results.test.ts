// What an app sees of the stores of a run: records as declared, inferred, mapped and proven, read without a cast.
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
import { type Order, run as order, type Ticket } from ${golden("6-9-strict-by-status/expected/orders.js")};

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
      sees<string | null>()(booking.text);
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
`;

describe("the stores of a run", () => {
  it.each(versionNames)("have the types of their records, tsc %s", async (version) => {
    const project = join(folder, version);
    await writeTree(folder, { [`${version}/usage.ts`]: usage.replaceAll('"../', '"../../') });
    expect(await typecheck(version, project, { ...allFlags, rootDir: root }, [join(project, "usage.ts")])).toBe("");
  });
});
