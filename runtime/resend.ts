// The wait before a `retry` arm sends its request again (language.md 7.5).
// Must not know what the arm matched.
import type { Reply } from "./http.js";
import { inside, type Mission } from "./mission.js";
import { delayBefore, retryAfter, retryPolicy, type RetryOptions } from "./retry.js";

/** Waits before turn `turn` (from 1), as the arm's options say; the answer's `Retry-After` goes first. */
export async function waitToResend<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  turn: number,
  reply: Reply,
  options: RetryOptions = {},
): Promise<void> {
  const { clock, view } = context[inside];
  const policy = retryPolicy(undefined, { ...options, maxAttempts: turn + 1 });
  const header = Object.hasOwn(reply.headers, "retry-after") ? reply.headers["retry-after"] : undefined;
  const asked = header == null ? undefined : retryAfter(String(header), clock.now());
  // The arm says how often; a server that asks for more patience than allowed is obeyed up to that.
  const delay = policy === undefined ? 0 : (delayBefore(policy, turn, asked, clock.random()) ?? policy.maxWait);
  view.counts.retries++;
  await clock.sleep(delay, view.signal);
}
