// The wait before a `retry` arm sends its request again (language.md 7.5).
// Must not know what the arm matched.
import type { Reply } from "./http.js";
import { inside, type Mission } from "./mission.js";
import { delayBefore, retryAfter, retryPolicy, type RetryOptions } from "./retry.js";

/**
 * Waits before turn `turn` (from 1), as the arm's options say; the answer's `Retry-After` goes first. A wait longer than
 * `maxWait` is none: the failure stands at once and is thrown (language.md 6.7).
 */
export async function waitToResend<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  turn: number,
  reply: Reply,
  options: RetryOptions = {},
): Promise<void> {
  const { clock, view } = context[inside];
  const { source, request } = reply;
  const policy = retryPolicy(undefined, { ...options, maxAttempts: turn + 1 });
  const header = Object.hasOwn(reply.headers, "retry-after") ? reply.headers["retry-after"] : undefined;
  const asked = typeof header === "string" || typeof header === "number" ? retryAfter(String(header), clock.now()) : undefined;
  const delay = policy && delayBefore(policy, turn, asked, clock.random());
  if (delay === undefined && !reply.ok) throw reply.error;
  const milliseconds = delay ?? policy?.maxWait ?? 0;
  view.counts.retries++;
  view.emit({
    type: "retry",
    action: view.action,
    place: view.place(),
    source,
    method: request.method,
    url: request.url,
    reason: reply.ok ? "a `retry` arm" : reply.reason,
    delay: milliseconds,
  });
  await clock.sleep(milliseconds, view.signal);
}
