// An API on loopback, and missions that talk to it.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Auth } from "../../../runtime/auth.js";
import { none } from "../../../runtime/auth.js";
import type { Definition, MissionOptions } from "../../../runtime/mission.js";
import type { Clock } from "../../../runtime/scope.js";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface Api {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** Answers each request as `answer` says; one that it gives no answer to is left open. */
export async function startApi(
  answer: (request: Seen) => Answer | undefined | Promise<Answer | undefined>,
): Promise<Api> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const { method = "", url = "", headers } = request;
      const facts = { method, path: url, authorization: headers.authorization, body };
      seen.push(facts);
      const said = await answer(facts);
      if (said === undefined) return;
      response.writeHead(said.status ?? 200, { "content-type": "application/json", ...said.headers });
      response.end(said.body === undefined ? undefined : JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${portOf(server)}`, seen, close: () => closed(server) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}

/** A mission `Sync` of one source, `API`. */
export function definitionOf<Stores>(base: string, stores: Stores, auth: Auth = none()): Definition<"API", Stores> {
  return { name: "Sync", file: "sync.vague", env: [], sources: { API: { base, auth, late: true } }, stores };
}

export const withoutEnvironment: MissionOptions = { env: {} };

/** Waits take no time and are written down. */
export function instantClock(): { clock: Clock; waits: number[] } {
  const waits: number[] = [];
  let time = Date.UTC(2024, 0, 1);
  const clock: Clock = {
    now: () => time,
    random: () => 0,
    async sleep(milliseconds) {
      waits.push(milliseconds);
      time += milliseconds;
    },
  };
  return { clock, waits };
}
