/// <reference types="node" />
// cross-fetch as a transport, with connections kept alive. Used by our own runner, never copied into an app.
// Must not know requests or sources.
import { Agent as HttpAgent, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createRequire } from "node:module";
import type { Fetch, FetchInit, FetchResponse } from "./scope.js";

type NodeFetch = (
  url: string,
  init: FetchInit & { readonly agent: (url: { readonly protocol: string | null }) => HttpAgent },
) => Promise<FetchResponse>;

/** A `fetch` whose bodies are Node streams. It has its own connections; idle ones keep no process alive. */
export function crossFetch(): Fetch {
  const send = load();
  const http = watched(new HttpAgent({ keepAlive: true }));
  const https = watched(new HttpsAgent({ keepAlive: true }));
  const agent = (url: { readonly protocol: string | null }): HttpAgent => (url.protocol === "https:" ? https : http);
  return (url, { method, headers, body, redirect, signal }) =>
    send(
      url,
      body === undefined
        ? { method, headers, redirect, signal, agent }
        : { method, headers, body, redirect, signal, agent },
    );
}

/** By `require`: the package's own types would pull the browser's into every program that uses the runtime. */
function load(): NodeFetch {
  const loaded: unknown = createRequire(import.meta.url)("cross-fetch");
  if (isNodeFetch(loaded)) return loaded;
  throw new TypeError("the package cross-fetch does not export a function; reinstall reqon");
}

function isNodeFetch(value: unknown): value is NodeFetch {
  return typeof value === "function";
}

/**
 * node-fetch does not notice a connection that closes before the announced length of a body: it would wait for ever.
 * The agent is the one place of ours that sees each request; an error of the request ends the body.
 */
function watched(agent: HttpAgent): HttpAgent {
  const addRequest: unknown = Reflect.get(agent, "addRequest");
  if (typeof addRequest !== "function") return agent;
  const add = (request: ClientRequest, ...rest: unknown[]): void => {
    request.once("response", (response: IncomingMessage) => {
      response.once("close", () => {
        if (!response.complete) request.emit("error", Object.assign(new Error("closed"), { code: "ECONNRESET" }));
      });
    });
    Reflect.apply(addRequest, agent, [request, ...rest]);
  };
  Reflect.set(agent, "addRequest", add);
  return agent;
}
