// `reqon --webhook`: the server that events for `wait` steps come to, from before the first run to after the last.
// Must not know what waits for them.
import { createServer, type Server } from "node:http";
import { type Inbox, webhookInbox } from "../../runtime/webhook-inbox.js";
import type { Webhooks } from "../../runtime/webhook.js";
import { CommandError } from "./failure.js";
import type { ReqonValues } from "./reqon-command.js";

export interface WebhookServer {
  readonly webhooks: Webhooks;
  readonly close: () => Promise<void>;
}

const defaultPort = 3000;

/** Rejects with a CommandError for an argument that cannot be used, or a port that is taken. */
export async function openWebhookServer(values: ReqonValues, report: (line: string) => void): Promise<WebhookServer> {
  const url = readUrl(values["webhook-url"]);
  const inbox = webhookInbox({ onWarning: (message) => report(`warning: ${message}`) });
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, inbox.listener);
  server.maxConnections = 256;
  // Without a public address nobody but this machine is meant.
  const port = await listen(server, readPort(values["webhook-port"]), url === undefined ? "127.0.0.1" : undefined);
  const own = `http://127.0.0.1:${port}`;
  report(`webhooks: listening on port ${port}, reached at ${url ?? own}`);
  return { webhooks: { url: url ?? own, inbox }, close: () => stop(server) };
}

/** For a dry run: addresses without a server behind them. */
export function unheardWebhooks(values: ReqonValues): Webhooks {
  const inbox: Inbox = webhookInbox();
  return { url: readUrl(values["webhook-url"]) ?? `http://127.0.0.1:${readPort(values["webhook-port"])}`, inbox };
}

function readPort(text: string | undefined): number {
  if (text === undefined) return defaultPort;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new CommandError(`--webhook-port must be a port, found \`${text}\``, "write a number from 0 to 65535");
}

function readUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "") return text;
  throw new CommandError(
    `--webhook-url must be the public address, found \`${text}\``,
    "write one such as https://hooks.example.com, without a query",
  );
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new CommandError(
          `cannot listen on port ${port} (${error.code ?? error.message})`,
          "choose another one with --webhook-port",
        ),
      ),
    );
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address();
      resolve(address === null || typeof address === "string" ? port : address.port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
