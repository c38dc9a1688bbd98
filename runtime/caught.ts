// What `match … catch` offers to its arms: a failure as the record of a failed response (language.md 6.8, 7.6).
// Must not know what failed, nor who takes it.
import { MissionError, type ErrorCode } from "./errors.js";
import type { Reply } from "./http.js";
import { inside, type Mission } from "./mission.js";
import { replyOf } from "./reply.js";

/** The mission's own words, a cancelled run and bugs are no failures of a step. */
const passed: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["abort", "cancelled", "internal", "mission"]);

/**
 * The failure that was thrown, as a failed response: of a request its own; of anything else `{ error, code, status, message }`
 * with the kind of failure as `error` and, of a store, the code that its backend gave. Throws what no arm may take.
 */
export function caught<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  thrown: unknown,
): Reply & { readonly ok: false } {
  if (context.signal.aborted || !(thrown instanceof MissionError) || passed.has(thrown.code)) throw thrown;
  const { view } = context[inside];
  const failure = replyOf(thrown) ?? madeOf(thrown);
  // Where no arm takes it the same error is thrown again, and the result does not list it as handled.
  if (view.notes?.pending.has(failure) === false) view.failed(failure);
  return failure;
}

function madeOf(error: MissionError): Reply & { readonly ok: false } {
  const { code: reason, message, status = 0, source = "" } = error;
  const body = { error: reason, code: backendCode(error) ?? status, status, message };
  const request = { method: "GET", url: "", headers: {}, body: null } as const;
  const facts = { source, request, generation: -1, headers: {} };
  return { ...facts, ok: false, documented: false, status, reason, error, body, synthetic: Object.keys(body) };
}

/** What the store says, else the `code` of the error beneath: `23505` of PostgreSQL, `ENOSPC` of a disk. */
function backendCode(error: MissionError): string | number | undefined {
  if (error.backendCode !== undefined) return error.backendCode;
  for (let cause = error.cause, depth = 0; cause instanceof Error && depth < 10; cause = cause.cause, depth++) {
    if (cause instanceof MissionError || !("code" in cause)) continue;
    if (typeof cause.code === "string" || typeof cause.code === "number") return cause.code;
  }
  return undefined;
}
