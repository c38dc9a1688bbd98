// How an action deals with a failed answer: `jump A then retry` renews the credentials of its source, once for everyone
// (language.md 3.7); `abort` gives up. Must not know what a scheme takes for credentials: it asks the authenticator.
import { unlessAborted } from "./clock.js";
import { MissionError } from "./errors.js";
import type { Connection, Reply } from "./http.js";
import type { JsonObject } from "./json.js";
import { inside, type Mission } from "./mission.js";
import { cancelled } from "./transport.js";

/** The error of `abort`: `reply` is the answer that was being matched, a failed one becomes the cause. */
export function aborted(message: string, reply?: Reply): MissionError {
  if (reply === undefined || reply.ok) return new MissionError(message, { code: "abort" });
  const { source, method, url, status } = reply.error;
  return new MissionError(message, { code: "abort", source, method, url, status, cause: reply.error });
}

/**
 * `jump A then retry`: runs `action` before a request is sent again. After a 401 or 403 it is a recovery action: the
 * last answer of a `post` or `put` in it that holds credentials becomes those of the source; callers at the same time
 * share one run; nothing runs when the refused token is no longer the current one. Inside a recovery action a 401
 * throws the reply's own error.
 */
export async function recover<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  reply: Reply,
  action: (context: Mission<SourceName, Stores>) => Promise<void>,
): Promise<void> {
  const { connections, view } = context[inside];
  const connection = connections.get(reply.source);
  const isRefused = !reply.ok && (reply.status === 401 || reply.status === 403);
  if (!isRefused || connection === undefined) return action(context);
  if (view.recovering) {
    if (reply.status === 401) throw reply.error;
    return action(context);
  }
  try {
    await recoverOnce(context, reply, connection, action);
  } catch (error) {
    // The refusal was not taken care of: the result must not list it as handled.
    view.forget(reply);
    throw error;
  }
}

async function recoverOnce<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  reply: Reply,
  connection: Connection,
  action: (context: Mission<SourceName, Stores>) => Promise<void>,
): Promise<void> {
  const { recoveries, view } = context[inside];
  for (;;) {
    // A negative generation means that the request brought credentials of its own.
    if (reply.generation >= 0 && connection.authenticator.generation() !== reply.generation) return;
    const running = recoveries.get(reply.source);
    if (running === undefined) break;
    const isFinished = await joined(running.finished, view.signal);
    if (isFinished && running.action === action) return;
  }
  const finished = renew(context, connection, action).finally(() => recoveries.delete(reply.source));
  recoveries.set(reply.source, { action, finished });
  await finished;
}

/** Waits for someone else's run; false when it was only cancelled, which is no reason for this caller to fail. */
async function joined(finished: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await unlessAborted(finished, signal);
    return true;
  } catch (error) {
    if (signal.aborted) throw cancelled(signal);
    if (error instanceof MissionError && error.code === "cancelled") return false;
    throw error;
  }
}

async function renew<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  { authenticator }: Connection,
  action: (context: Mission<SourceName, Stores>) => Promise<void>,
): Promise<void> {
  const answers: JsonObject[] = [];
  await action(context[inside].fork({ recovering: true }, (answer) => answers.push(answer)));
  const withCredentials = answers.filter((answer) => authenticator.holdsCredentials(answer));
  // Without any, the scheme says what it would have needed.
  await authenticator.adopt(withCredentials.at(-1) ?? answers.at(-1) ?? {});
}
