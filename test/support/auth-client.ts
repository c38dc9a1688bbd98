// The smallest client that an Authenticator needs: one request, sent again once after a 401; and servers to talk to.
// Must not know any scheme.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AuthContext, Authenticator, Tokens, TokenStore } from "../../runtime/auth.js";
import type { MissionEvent } from "../../runtime/scope.js";

/** A clock that stands still until it is moved. */
export interface TestClock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  advance(milliseconds: number): void;
}

export function testClock(start: number = Date.now()): TestClock {
  let now = start;
  return {
    now: () => now,
    sleep: async (milliseconds) => void (now += milliseconds),
    random: () => 0.5,
    advance: (milliseconds) => void (now += milliseconds),
  };
}

export interface TestContext extends AuthContext {
  readonly clock: TestClock;
  readonly warnings: string[];
  readonly events: MissionEvent[];
}

/** What a scheme is opened with. `variables` is the whole environment. */
export function testContext(options: Partial<AuthContext> & { variables?: Record<string, string> } = {}): TestContext {
  const { variables = {}, clock, ...rest } = options;
  const warnings: string[] = [];
  const events: MissionEvent[] = [];
  return {
    source: "API",
    fetch: (url, init) => fetch(url, init),
    env: (name) => variables[name],
    tokenStore: undefined,
    onTokenRefresh: undefined,
    emit: (event) => void events.push(event),
    warn: (message) => void warnings.push(message),
    late: false,
    allowHttp: false,
    ...rest,
    clock: isTestClock(clock) ? clock : testClock(),
    warnings,
    events,
  };
}

function isTestClock(clock: object | undefined): clock is TestClock {
  return clock !== undefined && "advance" in clock;
}

/** A token store in memory, exclusive as one on disk is, that holds JSON: what it gives out is never what it was given. */
export function memoryTokenStore(): TokenStore & {
  kept(source: string): Tokens | undefined;
  set(source: string, tokens: Tokens): void;
} {
  const kept = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();
  const read = (source: string): Tokens | undefined => {
    const text = kept.get(source);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return {
    update(source, change) {
      const mine = last.then(async () => {
        const next = await change(read(source));
        if (next !== undefined) kept.set(source, JSON.stringify(next));
        return read(source);
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    kept: read,
    set: (source, tokens) => void kept.set(source, JSON.stringify(tokens)),
  };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** How often the request was sent. */
  readonly sent: number;
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export async function send(authenticator: Authenticator, url: string, options: SendOptions = {}): Promise<Answer> {
  const signal = options.signal ?? new AbortController().signal;
  for (let sent = 1; ; sent += 1) {
    const request = { method: "GET", url: new URL(url), headers: new Map(Object.entries(options.headers ?? {})) };
    const generation = await authenticator.apply(request, signal);
    const response = await fetch(request.url, {
      headers: Object.fromEntries(request.headers),
      redirect: "manual",
      signal,
    });
    const text = await response.text();
    if (response.status !== 401 || sent === 2 || !(await authenticator.renew(generation, signal))) {
      return { status: response.status, text, sent };
    }
  }
}

/** A request as the server received it: `head` is its first line and headers, byte for byte (Latin-1). */
export interface Received {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface LocalServer {
  readonly origin: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export type Handler = (request: Received, response: ServerResponse) => void | Promise<void>;

/** A server on a free loopback port that records what it receives; without `handler` it answers `{}`. */
export async function serve(handler: Handler = (_request, response) => void response.end("{}")): Promise<LocalServer> {
  const received: Received[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url = "", headers, rawHeaders } = request;
    const entry = { url, headers, rawHeaders, body: Buffer.concat(chunks).toString("utf8") };
    received.push(entry);
    await handler(entry, response);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
