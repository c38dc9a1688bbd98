// From a path and options to a request that can be sent, again and again (language.md 6.4, 6.5).
// Must not know attempts or answers.
import { resolve } from "./address.js";
import type { Outgoing } from "./auth.js";
import { foreignHeaders, type HeaderSet, headerSet, type Ready, type State } from "./connection.js";
import { addHeaders, checkHeader, encodeBody, isFlat, type Values, withParams } from "./encode.js";
import { MissionError } from "./errors.js";
import type { Method, RequestFacts, RequestOptions } from "./http.js";
import { asJson } from "./json.js";
import type { Path } from "./path.js";
import { redactUrl } from "./redact.js";
import type { Hop } from "./redirect.js";

/** A request without its credentials. */
export interface Prepared {
  readonly method: Method;
  readonly url: string;
  readonly headers: HeaderSet;
  readonly body: string | undefined;
  /** Whether it goes to the source's own origin. */
  readonly own: boolean;
  readonly facts: RequestFacts;
}

/** Throws MissionError `data` for a path, parameter, header or body that cannot be sent. */
export function prepare(
  state: State,
  ready: Ready,
  method: Method,
  path: Path,
  options: RequestOptions | undefined,
  place: string | undefined,
): Prepared {
  const { url, own } = resolve(ready.base, path, ready.allowed);
  // Headers of the source may be credentials: they stay with its own origin.
  const headers = own ? ready.headers() : foreignHeaders;
  if (options === undefined) return prepared(state, method, url, own, headers, undefined, null);
  const asParams = method === "GET" && options.body != null;
  const params = asParams ? { ...flatBody(state, options.body, place), ...options.params } : options.params;
  const target = params === undefined ? url : withParams(url, params);
  const changed = new Map(headers.values);
  if (options.headers !== undefined) addHeaders(changed, options.headers);
  if (options.idempotencyKey != null) addHeaders(changed, { "idempotency-key": options.idempotencyKey });
  const body = asParams ? undefined : encodeBody(options.body, changed);
  const set = headerSet(changed, state.authenticator().carriers().headers);
  const request = prepared(state, method, target, own, set, body, asParams ? null : options.body);
  const { operation } = options;
  return operation === undefined ? request : { ...request, facts: { ...request.facts, operation } };
}

function prepared(
  state: State,
  method: Method,
  url: string,
  own: boolean,
  headers: HeaderSet,
  body: string | undefined,
  value: unknown,
): Prepared {
  const facts = { method, url: shownUrl(state, url), headers: headers.shown, body: asJson(value) };
  return { method, url, own, headers, body, facts };
}

/** `url` as events, errors and `request` may show it. */
export function shownUrl(state: State, url: string): string {
  return url.includes("?") ? redactUrl(url, state.authenticator().carriers().query) : url;
}

/** A `get` has no body: an object of scalars becomes parameters, with a warning. */
function flatBody(state: State, body: unknown, place: string | undefined): Values {
  if (!isFlat(body)) {
    throw new MissionError("a `get` cannot send a body", {
      code: "data",
      help: "use `params` for an object of scalars, or `post` where the server expects a body",
    });
  }
  const key = `get-body ${place ?? ""}`;
  if (!state.warned.has(key)) {
    state.warned.add(key);
    state.shared.warn("the `body` of a `get` was sent as query parameters: write `params` instead of `body`");
  }
  return body;
}

/** A copy that a scheme may change. A class for its accessors, since only few schemes look at the URL. */
export class Draft implements Outgoing {
  readonly method: Method;
  readonly headers: Map<string, string>;
  private readonly text: string;
  private parsed: URL | undefined;

  constructor({ method, url, headers }: Prepared) {
    this.method = method;
    this.headers = new Map(headers.values);
    this.text = url;
    this.parsed = undefined;
  }

  get url(): URL {
    return (this.parsed ??= new URL(this.text));
  }

  set url(changed: URL) {
    this.parsed = changed;
  }

  href(): string {
    return this.parsed === undefined ? this.text : this.parsed.href;
  }
}

/**
 * What goes over the wire. `draft` is undefined when nothing was changed.
 * Throws MissionError `data` for a header that a scheme has set and HTTP does not allow.
 */
export function hopOf({ method, url, headers, body, own }: Prepared, draft: Draft | undefined): Hop {
  if (draft === undefined) return { method, url, headers: headers.record, body, own };
  const record: Record<string, string> = {};
  for (const [name, value] of draft.headers) {
    if (headers.values.get(name) !== value) checkHeader(name, value);
    record[name] = value;
  }
  return { method, url: draft.href(), headers: record, body, own };
}
