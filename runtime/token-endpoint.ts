// One request to the token endpoint and the meaning of its answer (RFC 6749 sections 2.3.1, 4.4, 5 and 6).
// Must not know where tokens are kept or when they are renewed.
import { readBody } from "./body.js";
import { AuthError } from "./errors.js";
import { isObject } from "./json.js";
import { isLoopback } from "./loopback.js";
import { scrub } from "./redact.js";
import { retryAfter } from "./retry.js";
import { type Grant, readLifetime } from "./tokens.js";
import type { Clock, Fetch, FetchResponse } from "./scope.js";

export interface TokenRequest {
  readonly source: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly tokenUrl: string;
  /** Sent with grant type `refresh_token`; without one the grant is `client_credentials`. */
  readonly refreshToken: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly clientAuth: "basic" | "body";
  readonly scopes: readonly string[];
  readonly audience: string | undefined;
  /** Milliseconds, default 30,000. */
  readonly timeout?: number;
}

/** `refused`: the server's own verdict. `failed`: no verdict (no answer, 5xx, no OAuth answer), so nothing is lost yet. */
export type TokenAnswer =
  | { readonly kind: "granted"; readonly grant: Grant }
  | {
      readonly kind: "refused";
      readonly error: AuthError;
      /** Whether the refresh token is of no use any more. */
      readonly isLoginLost: boolean;
    }
  | { readonly kind: "failed"; readonly error: AuthError; readonly retryAfter: number };

const maxAnswerBytes = 1_048_576;

/** RFC 6749 section 5.2; GitHub and Slack have words of their own for it. */
const loginLost: ReadonlySet<string> = new Set(["invalid_grant", "bad_refresh_token", "invalid_refresh_token"]);

/** Why `text` cannot be a token URL, or undefined. Only loopback may be reached by `http:` without `allowHttp`. */
export function tokenUrlFault(text: string, allowHttp: boolean): string | undefined {
  if (!URL.canParse(text)) return "is no absolute URL";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    return "holds a user name or password: give clientId and clientSecret";
  if (url.protocol === "https:") return undefined;
  if (url.protocol !== "http:") return "is no https: URL";
  if (allowHttp || isLoopback(url.hostname)) return undefined;
  return "is an http: URL, which would send secrets unencrypted: use https:, or allowHttp: true";
}

/** Sends the request once, without following redirects. Never throws. */
export async function requestToken(request: TokenRequest): Promise<TokenAnswer> {
  const signal = AbortSignal.timeout(request.timeout ?? 30_000);
  const { headers, body } = tokenRequest(request);
  let response: FetchResponse;
  let bytes: Uint8Array | undefined;
  try {
    response = await request.fetch(request.tokenUrl, { method: "POST", headers, body, redirect: "manual", signal });
    bytes = await readBody(response.body, maxAnswerBytes);
  } catch (cause) {
    const reason = signal.aborted
      ? `did not answer within ${(request.timeout ?? 30_000) / 1000} s`
      : unreachable(cause);
    return failed(request, undefined, reason);
  }
  if (bytes === undefined) return failed(request, response, `sent more than ${maxAnswerBytes} bytes`);
  return readAnswer(request, response, new TextDecoder().decode(bytes));
}

function tokenRequest(request: TokenRequest): { headers: Record<string, string>; body: string } {
  const { clientId, clientSecret, refreshToken } = request;
  const body = new URLSearchParams({ grant_type: refreshToken === undefined ? "client_credentials" : "refresh_token" });
  const headers: Record<string, string> = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  };
  if (refreshToken !== undefined) body.set("refresh_token", refreshToken);
  if (request.scopes.length > 0) body.set("scope", request.scopes.join(" "));
  if (request.audience !== undefined) body.set("audience", request.audience);
  if (clientId !== undefined && clientSecret !== undefined && request.clientAuth === "basic") {
    headers["authorization"] = `Basic ${btoa(basicPair(clientId, clientSecret))}`;
  } else {
    if (clientId !== undefined) body.set("client_id", clientId);
    if (clientSecret !== undefined) body.set("client_secret", clientSecret);
  }
  return { headers, body: body.toString() };
}

function basicPair(clientId: string, clientSecret: string): string {
  return `${formEncode(clientId)}:${formEncode(clientSecret)}`;
}

/** `application/x-www-form-urlencoded`, as RFC 6749 section 2.3.1 wants id and secret before Base64. */
export function formEncode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

function readAnswer(request: TokenRequest, response: FetchResponse, text: string): TokenAnswer {
  const { status } = response;
  if (status === 0 || (status >= 300 && status < 400)) {
    const reason = `answered with a redirect (${status}), and credentials are not sent on`;
    return failed(request, response, reason, "give the address that it leads to as tokenUrl; the tokens are kept");
  }
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const fields = type === "application/x-www-form-urlencoded" ? formFields(text) : jsonFields(text);
  if (status >= 500 || status === 429 || status === 408) return failed(request, response, `answered ${status}`);
  const error = fields?.get("error");
  if (typeof error === "string" && error !== "") {
    return verdict(request, response, error, fields?.get("error_description"));
  }
  const kind =
    fields === undefined ? `${said(request, type) || "no content type"}, which is no JSON object` : "no OAuth error";
  if (status < 200 || status > 299) return failed(request, response, `answered ${status} with ${kind}`);
  return fields === undefined
    ? failed(request, response, `answered ${status} with ${kind}`)
    : granted(request, response, fields);
}

function granted(request: TokenRequest, response: FetchResponse, fields: ReadonlyMap<string, unknown>): TokenAnswer {
  const token = fields.get("access_token");
  if (typeof token !== "string" || token === "") {
    const seen = said(request, [...fields.keys()].join(", ")) || "no field";
    return failed(request, response, `answered ${response.status} without an access_token (it holds ${seen})`);
  }
  const tokenType = fields.get("token_type");
  // RFC 6749 section 5.1 requires token_type; servers that leave it out mean Bearer. Apigee says BearerToken.
  if (tokenType != null && !(typeof tokenType === "string" && /^bearer(token)?$/i.test(tokenType))) {
    return failed(request, response, "granted a token of a type other than Bearer, which cannot be used");
  }
  const refreshToken = fields.get("refresh_token");
  return {
    kind: "granted",
    grant: {
      token,
      refreshToken: typeof refreshToken === "string" && refreshToken !== "" ? refreshToken : undefined,
      expiresIn: readLifetime(fields.get("expires_in")),
    },
  };
}

function verdict(request: TokenRequest, response: FetchResponse, error: string, description: unknown): TokenAnswer {
  const code = said(request, error);
  const isPassing = error === "temporarily_unavailable" || error === "server_error";
  if (isPassing) return failed(request, response, `answered ${response.status} ${code}`);
  const words = typeof description === "string" ? said(request, description) : undefined;
  const isLoginLost = request.refreshToken !== undefined && loginLost.has(error);
  const what = isLoginLost ? "the refresh token" : error === "invalid_client" ? "the client" : "the request";
  return {
    kind: "refused",
    isLoginLost,
    error: new AuthError(
      `source \`${request.source}\`: the token endpoint ${place(request)} refused ${what}: ${code}${words ? ` (${words})` : ""}`,
      { ...facts(request, response), error: code, errorDescription: words, help: advice(request, error) },
    ),
  };
}

function advice({ source, refreshToken, clientSecret, clientAuth }: TokenRequest, error: string): string {
  switch (error) {
    case "invalid_grant":
    case "bad_refresh_token":
    case "invalid_refresh_token":
      if (refreshToken === undefined) return `check clientId and scopes of \`${source}\` at its server`;
      return (
        `the login has ended or was revoked: log in again and give the new refreshToken in the credentials of ` +
        `\`${source}\`; tokens kept from the old one are then no longer used`
      );
    case "invalid_client": {
      const isBasic = clientAuth === "basic" && clientSecret !== undefined;
      const [sent, other] = isBasic ? ["with HTTP Basic", "body"] : ["in the body", "basic"];
      return (
        `check clientId and clientSecret of \`${source}\`; they were sent ${sent}, and a server that expects them ` +
        (isBasic ? "in the body" : "with HTTP Basic") +
        ` needs ${clientSecret === undefined ? "a clientSecret" : `clientAuth: ${other}`}`
      );
    }
    case "invalid_scope":
      return `scopes of \`${source}\` must be among those that were granted; without \`scopes\` all of them are asked for`;
    case "unauthorized_client":
    case "unsupported_grant_type": {
      const grant = refreshToken === undefined ? "client_credentials" : "refresh_token";
      return `allow the client of \`${source}\` the grant ${grant} at its server, or choose another with \`grant\``;
    }
    default:
      return `check tokenUrl, clientId, clientSecret, clientAuth and scopes of \`${source}\``;
  }
}

function failed(
  request: TokenRequest,
  response: FetchResponse | undefined,
  reason: string,
  help: string = "the tokens are kept; check tokenUrl and try again",
): TokenAnswer {
  return {
    kind: "failed",
    retryAfter: retryAfter(response?.headers.get("retry-after") ?? null, request.clock.now()) ?? 0,
    error: new AuthError(`source \`${request.source}\`: the token endpoint ${place(request)} ${reason}`, {
      ...facts(request, response),
      help,
    }),
  };
}

function facts(
  request: TokenRequest,
  response: FetchResponse | undefined,
): { source: string; method: string; url: string; status: number | undefined } {
  return { source: request.source, method: "POST", url: place(request), status: response?.status };
}

function place(request: TokenRequest): string {
  const url = new URL(request.tokenUrl);
  return url.origin + url.pathname;
}

/** The server's words, short, on one line, and without the secrets that it may echo. */
function said({ refreshToken, clientId, clientSecret }: TokenRequest, words: string): string {
  // As HTTP Basic carries it: the secret alone is not found in the base64 of both.
  const pair = clientSecret === undefined ? undefined : basicPair(clientId ?? "", clientSecret);
  const secrets = [refreshToken, clientSecret, pair].filter((secret) => secret !== undefined);
  const text = scrub(words, secrets);
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").slice(0, 300);
}

/** The transport's own text may contain headers; its code (`ECONNREFUSED`) does not. */
function unreachable(cause: unknown): string {
  for (let error: unknown = cause, depth = 0; depth < 4 && typeof error === "object" && error !== null; depth += 1) {
    if ("code" in error && typeof error.code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code)) {
      return `could not be reached (${error.code})`;
    }
    error = "cause" in error ? error.cause : undefined;
  }
  return "could not be reached";
}

function jsonFields(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? new Map<string, unknown>(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

function formFields(text: string): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  new URLSearchParams(text).forEach((value, name) => fields.set(name, value));
  return fields;
}
