// A loopback server for each origin of a fixture's `exchange.json`, and the transport that sends to them for real.
// Must not know missions or what a run comes to.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Fetch } from "../../runtime/scope.js";

export interface ExpectedRequest {
  readonly method: string;
  /** With its query, as it is sent. */
  readonly path: string;
  /** Some of the headers; null: absent. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** JSON, or the body as it is when it is a string. Left out: there is none. */
  readonly body?: unknown;
}

/** `disconnect`: the connection ends without an answer; `hang`: no answer ever comes. */
export type Answer =
  | "disconnect"
  | "hang"
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** A string is sent as it is (`text/plain` unless the headers say otherwise), anything else as JSON. */
      readonly body?: unknown;
    };

export interface WebhookEvent {
  readonly path: string;
  /** JSON, or the body as it is when it is a string. */
  readonly body: unknown;
  /** What the inbox answers; default 202. */
  readonly status?: number;
}

export interface Turn {
  readonly request: ExpectedRequest;
  readonly answer: Answer;
  /** Events that reach the mission's webhooks before the answer does. */
  readonly events?: readonly WebhookEvent[];
  /** Turns of one label come in order, those of different labels in any order: actions or iterations side by side. */
  readonly action?: string;
}

/** The request that a turn expects, and as much as it asks for of the one that came. */
export interface Seen {
  readonly expected: ExpectedRequest;
  readonly received: ExpectedRequest;
}

export interface Exchange {
  readonly fetch: Fetch;
  readonly seen: readonly Seen[];
  /** Requests that no turn expects at that time. */
  readonly unexpected: readonly string[];
  /** Turns that never came, so far. */
  readonly unused: () => readonly string[];
  readonly close: () => Promise<void>;
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** `turns` by origin; `listener` takes events; `refusal` answers every request that no turn expects in all it asks for. */
export async function openExchange(
  turns: ReadonlyMap<string, readonly Turn[]>,
  listener?: RequestListener,
  refusal?: Answer,
): Promise<Exchange> {
  const seen: Seen[] = [];
  const unexpected: string[] = [];
  const lanes = new Map([...turns].map(([origin, list]) => [origin, lanesOf(list)] as const));
  const ports = new Map<string, number>();
  const servers: Server[] = [];
  const inbox = listener && createServer(listener);
  const inboxPort = inbox && (await listen(inbox));
  if (inbox) servers.push(inbox);
  const deliver = async ({ path, body, status = 202 }: WebhookEvent): Promise<void> => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`http://127.0.0.1:${inboxPort}${path}`, { method: "POST", body: text });
    if (answer.status !== status) unexpected.push(`an event at ${path} was answered ${answer.status}`);
  };
  for (const [origin, list] of lanes) {
    const server = createServer((incoming, response) => {
      void receive(incoming).then(async (received) => {
        if (refusal !== undefined && !list.some(([turn]) => turn !== undefined && same(turn.request, received)))
          return give(refusal, response);
        const turn = take(list, received);
        if (turn === undefined) {
          unexpected.push(`${received.method} ${origin}${received.path}`);
          response.writeHead(501).end("the exchange of this fixture expects no such request now");
          return;
        }
        seen.push({ expected: shapeOf(turn.request), received: asked(turn.request, received) });
        for (const event of turn.events ?? []) await deliver(event);
        give(turn.answer, response);
      });
    });
    ports.set(origin, await listen(server));
    servers.push(server);
  }
  return {
    fetch(address, init) {
      const url = new URL(address);
      const port = ports.get(url.origin);
      if (port !== undefined) return fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`, init);
      unexpected.push(`${init.method} ${address}`);
      return Promise.reject(new Error("the exchange of this fixture has no such origin"));
    },
    seen,
    unexpected,
    unused: () =>
      [...lanes].flatMap(([origin, list]) =>
        list.flat().map(({ request }) => `${request.method} ${origin}${request.path}`),
      ),
    close: async () => void (await Promise.all(servers.map(stop))),
  };
}

/** One queue for each label. */
function lanesOf(turns: readonly Turn[]): Turn[][] {
  const lanes = new Map<string, Turn[]>();
  for (const turn of turns) {
    const label = turn.action ?? "";
    lanes.set(label, [...(lanes.get(label) ?? []), turn]);
  }
  return [...lanes.values()];
}

/** The turn that a request takes: of those due, one that fits in everything, else one with its method and path. */
function take(lanes: Turn[][], received: Received): Turn | undefined {
  const due = lanes.filter(([turn]) => turn?.request.method === received.method && turn.request.path === received.path);
  const exact = due.find(([turn]) => turn !== undefined && same(turn.request, received));
  return (exact ?? due[0])?.shift();
}

function same(request: ExpectedRequest, received: Received): boolean {
  return isDeepStrictEqual(shapeOf(request), asked(request, received));
}

function shapeOf({ method, path, headers = {}, body }: ExpectedRequest): ExpectedRequest {
  return { method, path, headers, ...(body === undefined ? {} : { body }) };
}

/** As much of the request as the turn asks for. */
function asked(request: ExpectedRequest, { method, path, headers, body }: Received): ExpectedRequest {
  const names = Object.keys(request.headers ?? {});
  const values = names.map((name) => [name, headers[name.toLowerCase()]?.toString() ?? null] as const);
  return {
    method,
    path,
    headers: Object.fromEntries(values),
    ...(body === "" ? {} : { body: typeof request.body === "string" ? body : parsed(body) }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

async function receive(incoming: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const { method = "", url = "", headers } = incoming;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
}

function give(answer: Answer, response: ServerResponse): void {
  if (answer === "hang") return;
  if (answer === "disconnect") return void response.destroy();
  const { status, headers = {}, body } = answer;
  const isText = typeof body === "string";
  const type = body === undefined ? {} : { "content-type": isText ? "text/plain" : "application/json" };
  response.sendDate = false;
  response.writeHead(status, { ...type, ...lowerCase(headers) });
  response.end(isText || body === undefined ? body : JSON.stringify(body));
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
