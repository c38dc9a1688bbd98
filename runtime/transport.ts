// One attempt of a request: redirects by hand, a time-out, cancelling (language.md 3.11, 6.6).
// Must not know credentials, retries or content types; what comes back is bytes or a reason.
import { readBody } from "./body.js";
import { longestTimer, onAbort } from "./clock.js";
import { MissionError } from "./errors.js";
import type { JsonObject } from "./json.js";
import { follow, type Hop, isRedirect, maxRedirects, type Sensitive } from "./redirect.js";
import type { Fetch, FetchInit, FetchResponse } from "./scope.js";

/** What came of an attempt. */
export type Outcome =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly statusText: string;
      readonly headers: FetchResponse["headers"];
      readonly bytes: Uint8Array;
      /** Of the last hop. */
      readonly hop: Hop;
      /** Why the answer is none although it came: it completes "the server …". */
      readonly refused: string | undefined;
      /** A 429 after which the source's rate limit would make the request wait too long. */
      readonly reason?: "rate_limit";
    }
  | { readonly kind: "none"; readonly reason: "network" | "timeout"; readonly message: string }
  /** Not sent at all. */
  | {
      readonly kind: "none";
      readonly reason: "rate_limit" | "circuit_open";
      readonly message: string;
      /** What the record of the failed response says besides. */
      readonly fields: JsonObject;
    };

/** One attempt, and who is told of it. */
export interface Job {
  readonly hop: Hop;
  /** Milliseconds for the whole attempt, redirects and body included; 0 for none. */
  readonly timeout: number;
  /** After decompression. */
  readonly maxResponseBytes: number;
  readonly cancel: AbortSignal;
  /** Told of every request that goes out, redirects included. */
  readonly sending: (hop: Hop) => void;
  readonly answered: (hop: Hop, status: number) => void;
  /** Asked when a redirect has to be followed. */
  readonly sensitive: () => Sensitive;
}

export interface Transport {
  /** Rejects only when `job.cancel` aborts: at once, with a MissionError, whatever `fetch` does. */
  attempt(job: Job): Promise<Outcome>;
}

/** The bodies of redirects are read, so that the connection can be used again, but no further than this. */
const REDIRECT_BODY = 65_536;
/** How often a controller serves: transports keep a listener on its signal until the next garbage collection. */
const CONTROLLER_USES = 32;
const NOTHING: Uint8Array = new Uint8Array(0);

export function openTransport(fetch: Fetch): Transport {
  // A new controller a request costs a tenth of a small request; one that was never aborted can serve again.
  let spare: AbortController | undefined;
  let uses = 0;

  function take(): AbortController {
    const controller = spare ?? new AbortController();
    spare = undefined;
    return controller;
  }

  function giveBack(controller: AbortController): void {
    uses = (uses + 1) % CONTROLLER_USES;
    spare = uses === 0 ? undefined : controller;
  }

  return {
    attempt: (job) =>
      new Promise((resolve, reject) => {
        const controller = take();
        const timer = job.timeout > 0 ? setTimeout(onTimeout, Math.min(job.timeout, longestTimer)) : undefined;
        const forget = onAbort(job.cancel, onCancel);
        converse(fetch, job, controller.signal).then(
          (outcome) => {
            release();
            if (outcome.kind === "answer" && outcome.refused === undefined) giveBack(controller);
            else controller.abort();
            resolve(outcome);
          },
          (error: unknown) => {
            release();
            controller.abort();
            resolve({ kind: "none", reason: "network", message: networkReason(error) });
          },
        );

        function release(): void {
          if (timer !== undefined) clearTimeout(timer);
          forget();
        }
        function onTimeout(): void {
          release();
          resolve({ kind: "none", reason: "timeout", message: `no complete answer within ${job.timeout} ms` });
          controller.abort();
        }
        function onCancel(): void {
          release();
          reject(cancelled(job.cancel));
          controller.abort();
        }
      }),
  };
}

/** What a cancelled run ends with: the reason of the signal when it is a MissionError. */
export function cancelled(signal: AbortSignal): MissionError {
  const reason: unknown = signal.reason;
  return reason instanceof MissionError ? reason : new MissionError("the run was cancelled", { code: "cancelled" });
}

async function converse(fetch: Fetch, job: Job, signal: AbortSignal): Promise<Outcome> {
  let { hop } = job;
  for (let redirects = 0; ; redirects++) {
    job.sending(hop);
    const response = await fetch(hop.url, initOf(hop, signal));
    const { status } = response;
    job.answered(hop, status);
    const location = isRedirect(status) ? response.headers.get("location") : null;
    if (location === null) {
      const bytes = await readBody(response.body, job.maxResponseBytes);
      const refused = bytes === undefined ? `sent a body of more than ${job.maxResponseBytes} bytes` : undefined;
      return answer(response, hop, bytes ?? NOTHING, refused);
    }
    const next =
      redirects < maxRedirects
        ? follow(hop, status, location, job.sensitive())
        : { refused: `redirected more than ${maxRedirects} times` };
    if ("refused" in next) return answer(response, hop, NOTHING, next.refused);
    await readBody(response.body, REDIRECT_BODY).catch(() => undefined);
    hop = next;
  }
}

function initOf({ method, headers, body }: Hop, signal: AbortSignal): FetchInit {
  return body === undefined
    ? { method, headers, redirect: "manual", signal }
    : { method, headers, body, redirect: "manual", signal };
}

/** Property by property: a spread here would cost a twentieth of a small request. */
function answer(response: FetchResponse, hop: Hop, bytes: Uint8Array, refused: string | undefined): Outcome {
  const { status, statusText, headers } = response;
  return { kind: "answer", status, statusText, headers, hop, bytes, refused };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed by the server",
  UND_ERR_SOCKET: "the connection was closed by the server",
  ERR_STREAM_PREMATURE_CLOSE: "the connection was closed by the server",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ETIMEDOUT: "the connection could not be made in time",
  UND_ERR_CONNECT_TIMEOUT: "the connection could not be made in time",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host",
};

/** In our own words: the transport's text may quote headers. Its codes, such as ECONNREFUSED, are safe. */
export function networkReason(error: unknown): string {
  const code = codeOf(error);
  if (code === undefined) return "the connection failed";
  const words = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return `${words ?? "the connection failed"} (${code})`;
}

function codeOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; depth < 4 && typeof cause === "object" && cause !== null; depth++) {
    if ("code" in cause && typeof cause.code === "string" && /^[A-Z][A-Z0-9_]+$/.test(cause.code)) return cause.code;
    cause = "cause" in cause ? cause.cause : undefined;
  }
  return undefined;
}
