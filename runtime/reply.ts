// What an action gets: the decoded answer, or the record and error of a failed response (language.md 6.8).
// Must not know how the answer was fetched.
import { insufficientScope } from "./challenge.js";
import { decodeBody, type OnLargeNumber } from "./decode.js";
import { AuthError, MissionError } from "./errors.js";
import type { Reply, RequestFacts, ResponseCheck, ValidationError } from "./http.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { scrub } from "./redact.js";
import { retryAfter } from "./retry.js";
import type { FetchResponse } from "./scope.js";
import type { Outcome } from "./transport.js";

/** Where and how the request was made. */
export interface Circumstances {
  readonly source: string;
  readonly action: string | undefined;
  readonly place: string | undefined;
  readonly request: RequestFacts;
  readonly generation: number;
}

/** What is only asked when a request has failed. */
export interface FailureFacts extends Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly shownUrl: (url: string) => string;
  readonly secrets: readonly string[];
  /** What to do about a 401 of this source. */
  readonly advice: () => string;
  /** Why credentials could not be renewed after a 401. */
  readonly refusal: AuthError | undefined;
}

export interface Success {
  readonly ok: true;
  readonly status: number;
  readonly value: Json;
  readonly headers: FetchResponse["headers"];
  readonly documented?: boolean;
  readonly validationErrors?: readonly ValidationError[];
  readonly url: string;
}

export interface Failure {
  readonly ok: false;
  readonly reason: string;
  readonly status: number;
  /** What the server did, for "GET https://… <what>". */
  readonly what: string;
  readonly code: "http" | "network" | "timeout" | "rate_limit" | "circuit_open" | "data";
  /** What the record says besides. */
  readonly fields?: JsonObject | undefined;
  /** Undefined without an answer. */
  readonly body: Json | undefined;
  readonly headers: FetchResponse["headers"] | undefined;
  readonly documented?: boolean;
  readonly validationErrors?: readonly ValidationError[];
  /** Of the last hop; undefined without an answer. */
  readonly url: string | undefined;
}

/** Reads an outcome: whether it is a failed response, and its body. */
export function read(outcome: Outcome, onLargeNumber: OnLargeNumber): Success | Failure {
  if (outcome.kind === "none") {
    const { reason, message } = outcome;
    const none = { status: 0, body: undefined, headers: undefined, url: undefined };
    if ("fields" in outcome)
      return { ok: false, reason, code: reason, what: `was not sent: ${message}`, fields: outcome.fields, ...none };
    return { ok: false, reason, code: reason, what: `had no answer: ${message}`, ...none };
  }
  const { status, headers, refused } = outcome;
  const decoded = decodeBody(outcome.bytes, headers.get("content-type"), onLargeNumber);
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && refused === undefined && decoded.ok) {
    return { ok: true, status, value: decoded.value, headers, url: outcome.hop.url };
  }
  const body = decoded.ok ? decoded.value : decoded.text;
  const shared = { ok: false, status, body, headers, url: outcome.hop.url } as const;
  if (isSuccess) {
    const what = refused ?? `answered ${status} with a body that ${decoded.ok ? "is unusable" : decoded.problem}`;
    return { ...shared, reason: "validation", what, code: "data" };
  }
  const text = statusText(status, outcome.statusText);
  const what = `answered ${status} ${text}${refused === undefined ? "" : ` and ${refused}`}`;
  return { ...shared, reason: outcome.reason ?? text, what, code: "http" };
}

/** The answer with what its check found: a strict one makes it a failure, and one that has failed anyway an invalid one. */
export function checked(result: Success | Failure, check: ResponseCheck | undefined): Success | Failure {
  const { status, headers, url } = result;
  const body = result.ok ? result.value : result.body;
  if (check === undefined || body === undefined || (!result.ok && result.code !== "http")) return result;
  const validationErrors = check.problems(body, status);
  if (validationErrors.length === 0) return { ...result, documented: check.documents(status) };
  if (!check.strict) return { ...result, validationErrors };
  const reason = "validation";
  const problem = `with a body that its document does not allow: ${problemText(validationErrors)}`;
  if (!result.ok) return { ...result, reason, what: `${result.what} ${problem}`, validationErrors };
  const what = `answered ${status} ${problem}`;
  return { ok: false, reason, code: "data", what, status, body, headers, url, validationErrors };
}

/** The first problem, and how many more there are. */
export function problemText([first, ...others]: readonly ValidationError[]): string {
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${first.path === "" ? "it" : `\`${first.path}\``} must be ${first.expected}, found ${first.found}${more}`;
}

export function succeeded(success: Success, around: Circumstances): Reply {
  return new Answered(success, around);
}

/** A class for its accessor: most answers are never asked for their headers, which are dear to read. */
class Answered {
  readonly ok = true;
  readonly documented: boolean;
  readonly status: number;
  readonly body: Json;
  readonly source: string;
  readonly request: RequestFacts;
  readonly generation: number;
  readonly validationErrors: readonly ValidationError[] | undefined;
  private readonly sent: FetchResponse["headers"];
  private record: JsonObject | undefined;

  constructor(
    { status, value, headers, documented = false, validationErrors }: Success,
    { source, request, generation }: Circumstances,
  ) {
    this.documented = documented;
    this.status = status;
    this.body = value;
    this.source = source;
    this.request = request;
    this.generation = generation;
    this.validationErrors = validationErrors;
    this.sent = headers;
  }

  get headers(): JsonObject {
    return (this.record ??= headerRecord(this.sent));
  }
}

/** The record that `match response` sees; the body's own fields win. */
export function failed(failure: Failure, around: FailureFacts): Reply & { readonly ok: false } {
  const { status, reason, headers, body } = failure;
  const { source, request, generation } = around;
  const error = errorOf(failure, around);
  const wait = retryAfter(headers?.get("retry-after") ?? null, around.now);
  const own = isObject(body) ? body : {};
  const synthetic: Record<string, Json> = { error: reason, code: status, status, message: error.message };
  if (wait !== undefined) synthetic["retryAfter"] = Math.ceil(wait / 1_000);
  if (body !== undefined && !isObject(body)) synthetic["body"] = body;
  Object.assign(synthetic, failure.fields);
  if (failure.validationErrors !== undefined) synthetic["validationErrors"] = failure.validationErrors;
  return remembered({
    ok: false,
    documented: failure.documented ?? false,
    status,
    source,
    request,
    generation,
    error,
    reason,
    headers: headers === undefined ? {} : headerRecord(headers),
    validationErrors: failure.validationErrors,
    body: { ...synthetic, ...own },
    synthetic: Object.keys(synthetic).filter((name) => !Object.hasOwn(own, name)),
  });
}

const replies = new WeakMap<MissionError, Reply & { readonly ok: false }>();

/** `replyOf` finds the answer by its error from now on. */
export function remembered(reply: Reply & { readonly ok: false }): Reply & { readonly ok: false } {
  replies.set(reply.error, reply);
  return reply;
}

/** The answer that the error was made of, also where another error has it as its cause. */
export function replyOf(error: unknown): (Reply & { readonly ok: false }) | undefined {
  for (let cause = error, depth = 0; cause instanceof MissionError && depth < 10; cause = cause.cause, depth++) {
    const reply = replies.get(cause);
    if (reply !== undefined) return reply;
  }
  return undefined;
}

function errorOf(failure: Failure, around: FailureFacts): MissionError {
  const { status, headers, body } = failure;
  const { source, action, place, request, refusal } = around;
  const { secrets } = around;
  const url = scrub(failure.url === undefined ? request.url : around.shownUrl(failure.url), secrets);
  const facts = { source, action, place, method: request.method, url, status: status === 0 ? undefined : status };
  if (refusal !== undefined && status === 401) {
    const { error, errorDescription, help } = refusal;
    return new AuthError(refusal.message, { ...facts, error, errorDescription, help, cause: refusal });
  }
  const said = oneLine(scrub(wordsOf(body), secrets));
  const message = `${request.method} ${url} of source \`${source}\` ${failure.what}${said === "" ? "" : `: ${said}`}`;
  if (status === 401) return new AuthError(message, { ...facts, help: around.advice() });
  const challenge = status === 403 ? scrub(headers?.get("www-authenticate") ?? "", secrets) : null;
  const help = insufficientScope(source, challenge);
  if (help !== undefined) return new AuthError(message, { ...facts, error: "insufficient_scope", help });
  return new MissionError(message, { ...facts, code: failure.code });
}

const WORD_FIELDS = ["error_description", "message", "detail", "title", "error"];

/** Short and on one line; the text was scrubbed before, since a part of a secret would not be found. */
function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").slice(0, 200);
}

/** What the server says about the failure. */
function wordsOf(body: Json | undefined): string {
  if (!isObject(body)) return "";
  const error = Object.hasOwn(body, "error") ? body["error"] : undefined;
  for (const record of [body, error]) {
    if (!isObject(record)) continue;
    for (const name of WORD_FIELDS) {
      const value = Object.hasOwn(record, name) ? record[name] : undefined;
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return "";
}

/** Names in lower case; whole numbers as numbers, unless digits would be lost. */
function headerRecord(headers: FetchResponse["headers"]): JsonObject {
  const values = new Map<string, string | number>();
  headers.forEach((value, name) => {
    const key = name.toLowerCase();
    const before = values.get(key);
    values.set(key, before === undefined ? headerValue(value) : `${before}, ${value}`);
  });
  return Object.fromEntries(values);
}

function headerValue(value: string): string | number {
  const number = /^(?:0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : value;
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  301: "Moved Permanently",
  302: "Found",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** HTTP/2 sends no text, and a server may leave it out. */
function statusText(status: number, sent: string): string {
  return sent !== "" ? sent : (STATUS_TEXTS[status] ?? `HTTP ${status}`);
}
