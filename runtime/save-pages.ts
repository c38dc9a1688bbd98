// `store` of a paginated answer that nothing else reads: page by page, so that its rows are never all in memory (language.md 6.12).
// Must not know how pages are fetched or how a store keeps records.
import type { Pages } from "./pages.js";
import { save, type WriteMode } from "./save.js";
import type { Store } from "./stores.js";

/** Writes the rows of each page as it arrives; what was written before a page fails stays. */
export async function savePages(
  store: Store,
  pages: Pages,
  key?: (record: unknown) => unknown,
  mode?: WriteMode,
): Promise<void> {
  for await (const rows of pages.batches()) await save(store, rows, key, mode);
}
