// The runner's own transport.
// Must not know requests.
import type { Fetch } from "../../runtime/scope.js";

/** cross-fetch with connections kept alive, loaded with the first request. */
export function lazyTransport(): Fetch {
  let transport: Promise<Fetch> | undefined;
  return async (url, init) => {
    transport ??= import("../../runtime/cross-fetch.js").then(({ crossFetch }) => crossFetch());
    return (await transport)(url, init);
  };
}
