// Real servers on loopback, and a source opened against them with a clock that never waits.
// Must not know any single rule.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Auth, Authenticator } from "../../../runtime/auth.js";
import { crossFetch } from "../../../runtime/cross-fetch.js";
import {
  type Connection,
  type NetScope,
  openConnection,
  type Reply,
  type RequestFacts,
  type Shared,
  type Source,
  type SourceDefinition,
} from "../../../runtime/http.js";
import type { Fetch, MissionEvent } from "../../../runtime/scope.js";

export interface Received {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface TestServer {
  readonly origin: string;
  readonly received: Received[];
  /** How many connections were made. */
  readonly connections: () => number;
}

type Answer = (request: Received, response: ServerResponse, count: number) => void;

/** A server that notes what it received; `answer` gets the whole request and its number, from 1. */
export async function serve(answer: Answer): Promise<TestServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    readAll(request).then(
      (body) => {
        const { method = "", url = "", headers } = request;
        const noted = { method, url, headers: flat(headers), body };
        received.push(noted);
        answer(noted, response, received.length);
      },
      () => response.destroy(),
    );
  });
  let connections = 0;
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${portOf(server.address())}`, received, connections: () => connections };
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

function flat(headers: IncomingMessage["headers"]): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** Answers `body` of `contentType` to everything. */
export function always(body: string | Uint8Array, contentType?: string, status = 200): Answer {
  return (_, response) =>
    void response.writeHead(status, contentType === undefined ? {} : { "content-type": contentType }).end(body);
}

/** Both transports: most rules hold for either. */
export const transports: readonly (readonly [string, () => Fetch])[] = [
  ["platform fetch", () => (url, init) => fetch(url, init)],
  ["crossFetch", crossFetch],
];

export interface Opened {
  readonly source: Source;
  readonly connection: Connection;
  readonly events: MissionEvent[];
  readonly warnings: string[];
  readonly sleeps: number[];
  readonly sent: RequestFacts[];
  readonly failed: Reply[];
  readonly scope: NetScope;
  readonly abort: (reason?: unknown) => void;
}

export interface OpenOptions extends Partial<SourceDefinition> {
  readonly shared?: Partial<Shared>;
  readonly random?: number;
}

export const START: number = Date.UTC(2024, 0, 20, 10, 30);

/** A source named `API` in an action `Test` at `test.vague:7`, without credentials unless `auth` is given. */
export function open(base: string | undefined, options: OpenOptions = {}): Opened {
  const { shared, random = 0, ...definition } = options;
  const events: MissionEvent[] = [];
  const warnings: string[] = [];
  const sleeps: number[] = [];
  const sent: RequestFacts[] = [];
  const failed: Reply[] = [];
  const controller = new AbortController();
  let now = START;
  const clock = {
    now: () => now,
    random: () => random,
    sleep: async (milliseconds: number) => {
      sleeps.push(milliseconds);
      now += milliseconds;
    },
  };
  const emit = (event: MissionEvent): void => void events.push(event);
  const warn = (message: string): void => void warnings.push(message);
  const connection = openConnection(
    "API",
    { base, auth: noAuth, ...definition },
    {
      fetch: (url, init) => fetch(url, init),
      clock,
      env: () => undefined,
      tokenStore: undefined,
      onTokenRefresh: undefined,
      emit,
      warn,
      ...shared,
    },
  );
  const scope: NetScope = {
    action: "Test",
    place: () => "test.vague:7",
    signal: controller.signal,
    clock: shared?.clock ?? clock,
    counts: { requests: 0, retries: 0, pages: 0, rowsIn: 0, rowsOut: 0 },
    recovering: false,
    emit,
    warn,
    sent: (request) => void sent.push(request),
    failed: (reply) => void failed.push(reply),
    pinned: () => scope,
  };
  const abort = (reason?: unknown): void => controller.abort(reason);
  return { source: connection.client(scope), connection, events, warnings, sleeps, sent, failed, scope, abort };
}

/** The smallest scheme: what `change` does to it. */
export function scheme(name: string, change: Partial<Authenticator> = {}): Auth {
  return {
    scheme: name,
    open: () => ({
      problems: () => [],
      apply: async () => 0,
      renew: async () => false,
      generation: () => 0,
      advice: () => "check its token",
      holdsCredentials: () => false,
      adopt: async () => false,
      authorize: async () => undefined,
      carriers: () => ({ headers: ["authorization"], query: [] }),
      secrets: () => [],
      ...change,
    }),
  };
}

export const noAuth: Auth = scheme("none", { carriers: () => ({ headers: [], query: [] }) });

/** A scheme that sends `Authorization: Bearer <token>`. */
export function bearerOf(token: string, change: Partial<Authenticator> = {}): Auth {
  return scheme("bearer", {
    apply: async ({ headers }) => {
      headers.set("authorization", `Bearer ${token}`);
      return 1;
    },
    secrets: () => [token],
    ...change,
  });
}

/** What `promise` rejects with. Fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}
