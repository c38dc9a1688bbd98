// The life of a mission's stores around a run: what they lack, opening them before the first request, closing them.
// Must not know kinds of stores, nor what a run does.
import { isStore } from "./store-view.js";
import { isManaged, managed, type ManagedStore } from "./stores.js";

export interface StoreProblem {
  readonly store: string;
  /** A sentence. */
  readonly problem: string;
}

/** What each store lacks before it can be opened. Opens nothing. */
export function storeProblems(stores: unknown): readonly StoreProblem[] {
  return managedStores(stores).flatMap(([store, { problem }]) => {
    const found = problem?.();
    return found === undefined ? [] : [{ store, problem: found }];
  });
}

/** Opens the stores that have to be, side by side. Rejects with the first error, once none is under way. */
export async function openStores(stores: unknown): Promise<void> {
  const opened = await Promise.allSettled(managedStores(stores).map(async ([, { open }]) => open?.()));
  for (const each of opened) if (each.status === "rejected") throw each.reason;
}

/** Closes all of them; resolves to what failed. */
export async function closeStores(stores: unknown): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (const [, { close }] of managedStores(stores)) await close().catch((error: unknown) => errors.push(error));
  return errors;
}

type Life = ManagedStore<unknown>[typeof managed];

/** The runtime's own stores; those of the program look after themselves. */
function managedStores(stores: unknown): readonly (readonly [name: string, life: Life])[] {
  return Object.entries(stores ?? {}).flatMap(([name, store]: [string, unknown]) =>
    isStore(store) && isManaged(store) ? [[name, store[managed]] as const] : [],
  );
}
