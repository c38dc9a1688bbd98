// A source as a client: what a mission or an app calls, and what it gets back.
// Must not know stores, matching or pipelines.
import { follow } from "./address.js";
import type { Auth, Authenticator, OnTokenRefresh, Outgoing, TokenStore } from "./auth.js";
import type { Breaker, Gate, RateLimitOptions } from "./gate.js";
import { fetchChecked, fetchReply, fetchValue } from "./exchange.js";
import { openState, type State } from "./connection.js";
import type { MissionError } from "./errors.js";
import type { Json, JsonObject } from "./json.js";
import type { PageOptions, Pages, PagingStrategy, RowGuard } from "./pages.js";
import type { Path } from "./path.js";
import type { RetryOptions } from "./retry.js";
import type { Clock, Fetch, MissionEvent, Scope } from "./scope.js";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestOptions {
  /** Appended to the query: null left out, lists repeated; an object is an error. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** Scalars; null leaves a header out. They go before the headers of the source. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** A string as it is, a form where the `Content-Type` header says so, else JSON. */
  readonly body?: unknown;
  /** Milliseconds per attempt, body included; 0 for none. Default: the source's, else 30 s. */
  readonly timeout?: number | undefined;
  /** Written on the request it also covers `POST` and `PATCH`. */
  readonly retry?: RetryOptions | undefined;
  /** Go before those of the source, one by one. */
  readonly rateLimit?: RateLimitOptions | undefined;
  /** Sent as `Idempotency-Key`: the request may then be repeated whatever its method. */
  readonly idempotencyKey?: unknown;
  /** What `currentOperation` is from then on: the operation that a `call` names. */
  readonly operation?: string | undefined;
  /** Looks at the bodies of answers (language.md 3.8). */
  readonly check?: ResponseCheck | undefined;
  /** Hears of the request and of what it brings: made by `startSync` of sync.ts. */
  readonly since?: AnswerListener | undefined;
  /** True: sent without any `retry`, its own and the source's (a further turn of a `retry` arm, language.md 7.5). */
  readonly once?: boolean | undefined;
}

/** What an answer should have held at a place such as `lines[0].price`, and what it holds. */
export type ValidationError = { readonly path: string; readonly expected: string; readonly found: string };

/** A check of answers; made by `strict` and `lenient` of validation.ts. `R` is what answers are that went through it. */
export interface ResponseCheck<R extends Reply = Reply> {
  /** True: an answer with problems is a failed response; false: a warning. */
  readonly strict: boolean;
  readonly problems: (body: unknown, status: number) => readonly ValidationError[];
  /** Whether a body of this very status that has no problems is known to be what the document says. */
  readonly documents: (status: number) => boolean;
  /** Of a reply that was made of what `problems` and `documents` said of it. */
  readonly proves: (reply: Reply) => reply is R;
}

/** What a request tells of itself (language.md 6.14). */
export interface AnswerListener {
  /** Before the first attempt. */
  sending(): void;
  /** An answer, or a page of it, with its rows where they are known, and its `Date`. */
  answered(body: Json, rows: readonly Json[] | undefined, date: unknown): void;
  /** Everything has been read. */
  done(): void;
}

/** The request as `request` shows it: no credentials, query values that look secret replaced. */
export interface RequestFacts {
  readonly method: Method;
  readonly url: string;
  readonly headers: JsonObject;
  readonly body: Json;
  /** Of a `call`, where the mission asks for it. */
  readonly operation?: string;
}

interface ReplyFacts {
  /** By lower-case name; a value that is a whole number is a number. */
  readonly headers: JsonObject;
  readonly source: string;
  readonly request: RequestFacts;
  /** Of the credentials that the request was sent with. */
  readonly generation: number;
  /** What the check of the request found. */
  readonly validationErrors?: readonly ValidationError[] | undefined;
}

interface Answer<Status extends number, Body, IsDocumented extends boolean> extends ReplyFacts {
  readonly ok: true;
  /** True: a strict check has found the body to be what the document says for this very status. */
  readonly documented: IsDocumented;
  readonly status: Status;
  readonly body: Body;
}

interface Failed<Status extends number, Body, IsDocumented extends boolean> extends ReplyFacts {
  readonly ok: false;
  readonly documented: IsDocumented;
  /** 0 without an answer. */
  readonly status: Status;
  /** `{ error, code, status, message, … }`, what `match response` sees (language.md 6.8), without `headers`. */
  readonly body: Body;
  /** The names in `body` that the answer's own body does not have. */
  readonly synthetic: readonly string[];
  /** `timeout`, `network`, `validation` or the status text, also where the body has an `error` of its own. */
  readonly reason: string;
  readonly error: MissionError;
}

/**
 * An answer, or why there is none. Bodies are `unknown`, which a guard narrows to exactly its type; of a union it would
 * keep parts.
 */
export type Reply = Answer<number, unknown, boolean> | Failed<number, unknown, boolean>;

/** A 2xx answer that is as the document says for its status. */
export type Documented<Status extends number, Body> = Answer<Status, Body, true>;

/** The same of any other status. The body is the record of the failure, which has the fields of the answer's own body. */
export type DocumentedFailure<Status extends number, Body> = Failed<Status, Body, true>;

/**
 * Any other answer of a checked request: of a status that the document does not name, with a body that it does not allow
 * (`reason` is `validation`), or none at all. A 2xx answer among them has one of the bodies of the others.
 */
export type UndocumentedReply<Body = unknown> = Answer<number, Body, false> | Failed<number, unknown, false>;

/** The body of a 2xx answer. */
export type BodyOf<R extends Reply> = Extract<R, { readonly ok: true }>["body"];

/** A source as a client. */
export interface Source {
  /** The decoded body of a 2xx answer. Throws MissionError: `http`, `network`, `timeout`, `auth`, `data`, `config`, `cancelled`. */
  get(path: Path, options?: RequestOptions): Promise<Json>;
  post(path: Path, options?: RequestOptions): Promise<Json>;
  put(path: Path, options?: RequestOptions): Promise<Json>;
  patch(path: Path, options?: RequestOptions): Promise<Json>;
  delete(path: Path, options?: RequestOptions): Promise<Json>;
  /**
   * Like the five above, but a failed response is an answer. Throws only where nothing could be sent, or when cancelled.
   * A `check` says what answers are.
   */
  send<R extends Reply>(
    method: Method,
    path: Path,
    options: RequestOptions & { readonly check: ResponseCheck<R> },
  ): Promise<R>;
  send(method: Method, path: Path, options?: RequestOptions): Promise<Reply>;
  /**
   * The rows of all pages, fetched as they are asked for: `for await (const order of source.pages(…))`. With `row` all of
   * them pass it; with a `check`, `until` and `rows` see what it has found a page to be.
   */
  pages<Value, Row, R extends Reply>(
    path: Path,
    options: PageOptions<Value, BodyOf<R>> & { readonly check: ResponseCheck<R>; readonly row: RowGuard<Row> },
  ): Pages<Row, R>;
  pages<Value, R extends Reply>(
    path: Path,
    options: PageOptions<Value, BodyOf<R>> & { readonly check: ResponseCheck<R> },
  ): Pages<unknown, R>;
  pages<Value, Row>(path: Path, options: PageOptions<Value> & { readonly row: RowGuard<Row> }): Pages<Row>;
  pages<Value>(path: Path, options: PageOptions<Value>): Pages;
  /** Uses these credentials before all others from now on. */
  authorize(credentials: Readonly<Record<string, unknown>>): Promise<void>;
}

/** `env("NAME")` in an expression of a source: throws `config` when it is not set, or gives null (language.md 10.7). */
export interface Environment {
  readonly env: (name: string) => string;
  readonly optionalEnv: (name: string) => string | null;
}

/** A source as the mission declares it. Functions are called when the source is first used, `headers` for each request. */
export interface SourceDefinition {
  readonly base: string | ((environment: Environment) => string) | undefined;
  readonly auth: Auth;
  readonly headers?:
    Readonly<Record<string, unknown>> | ((environment: Environment) => Readonly<Record<string, unknown>>) | undefined;
  /** Milliseconds per attempt; 0 for none. Default 30 s. */
  readonly timeout?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** `rateLimit(options)`; none without it. */
  readonly rateLimit?: Gate | undefined;
  /** `circuitBreaker(options)`; none without it. */
  readonly circuitBreaker?: Breaker | undefined;
  /** After decompression. Default 64 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Credentials over `http:` beyond loopback. */
  readonly allowHttp?: boolean | undefined;
  /** Origins that URLs from data may have beside those of the mission's sources. */
  readonly allowOrigins?: readonly string[] | undefined;
  /** Strategies for `paginate` that the program passes, by name. */
  readonly paging?: Readonly<Record<string, PagingStrategy>> | undefined;
  /** Credentials come later: `authorize`, a recovery action, or a header (language.md 3.4). */
  readonly late?: boolean | undefined;
}

/** The member of a way of paging that makes pages of a call: it brings its reader along, so that sources need not know it. */
export const read: unique symbol = Symbol("read");

/** What the connections of one opened mission share. */
export interface Shared {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly env: (name: string) => string | undefined;
  readonly tokenStore: TokenStore | undefined;
  readonly onTokenRefresh: OnTokenRefresh | undefined;
  readonly emit: (event: MissionEvent) => void;
  readonly warn: (message: string) => void;
  /** Origins of all sources of the mission: URLs from data may lead there. */
  readonly origins?: (() => readonly string[]) | undefined;
  /** Sees each attempt before its credentials are added, and may change its headers and URL. */
  readonly requestInterceptor?: ((request: Outgoing, source: string) => void | Promise<void>) | undefined;
}

/** What a request reports to, besides the scope of its action. */
export interface NetScope extends Scope {
  /** A request of the action goes out: the new value of `request`. */
  readonly sent: (request: RequestFacts) => void;
  /** A failed response was handed to the action instead of being thrown. */
  readonly failed: (reply: Reply) => void;
  /** The same for work that goes on later: errors, warnings and events keep naming the line that runs now. */
  readonly pinned: () => NetScope;
}

/** One source of one opened mission. */
export interface Connection {
  readonly name: string;
  /** Opened when first asked for. */
  readonly authenticator: Authenticator;
  /** A sentence for everything that is missing or wrong, credentials included. Sends nothing. */
  problems(): readonly string[];
  client(scope: NetScope): Source;
  /** Origin of the base; undefined while the base is missing or wrong. */
  origin(): string | undefined;
  /** Secrets now in use, for redaction. */
  secrets(): readonly string[];
}

/** Reads and sends nothing before the first use. */
export function openConnection(name: string, definition: SourceDefinition, shared: Shared): Connection {
  const state = openState(name, definition, shared);
  return {
    name,
    get authenticator() {
      return state.authenticator();
    },
    problems: state.problems,
    client: (scope) => ({
      get: (path, options) => fetchValue({ state, scope, method: "GET", path, options }),
      post: (path, options) => fetchValue({ state, scope, method: "POST", path, options }),
      put: (path, options) => fetchValue({ state, scope, method: "PUT", path, options }),
      patch: (path, options) => fetchValue({ state, scope, method: "PATCH", path, options }),
      delete: (path, options) => fetchValue({ state, scope, method: "DELETE", path, options }),
      send: sendOf(state, scope),
      pages: pagesOf(state, scope),
      authorize: (credentials) => state.authenticator().authorize(credentials),
    }),
    origin: state.origin,
    secrets: () => state.authenticator().secrets(),
  };
}

function sendOf(state: State, scope: NetScope): Source["send"] {
  return <R extends Reply>(
    method: Method,
    path: Path,
    options?: RequestOptions & { readonly check?: ResponseCheck<R> | undefined },
  ): Promise<Reply> => {
    const call = { state, scope, method, path, options };
    return options?.check ? fetchChecked(call, options.check) : fetchReply(call);
  };
}

function isAnything(row: unknown): row is unknown {
  return row !== undefined;
}

function pagesOf(state: State, scope: NetScope): Source["pages"] {
  return <Value, Row>(path: Path, options: PageOptions<Value> & { readonly row?: RowGuard<Row> }): Pages => {
    const own = scope.pinned();
    const { paginate, method = "GET", row = isAnything } = options;
    return paginate[read](
      {
        ...{ source: state.name, scope: own, path, options, strategies: state.definition.paging ?? {} },
        send: (to, sent) => fetchReply({ state, scope: own, method, path: to, options: sent }),
        follow: (from, reference) => follow(state.ready().base, from, reference),
      },
      row,
    );
  };
}
