// Stores of the kind `postgrest("table")`: a table of PostgreSQL for each, behind PostgREST's HTTP (language.md 4).
// Must not know missions; what is true of requests (redirects, time-outs, size) is the matter of the request layer.
import { bearer, none } from "./auth.js";
import { systemClock } from "./clock.js";
import { MissionError } from "./errors.js";
import { type Method, type NetScope, openConnection, type Reply, type RequestOptions, type Source } from "./http.js";
import { field, isList, type Json } from "./json.js";
import type { Fetch } from "./scope.js";
import type { StoreAdapter, StoreBackend } from "./store-backend.js";
import { isTableName, placedIn, recordChunks, recordIn, tableName } from "./store-table.js";

export interface PostgrestOptions {
  /** Of the PostgREST server, without a table. */
  readonly url: string | undefined;
  /** A JWT. Without one the requests are those of the anonymous role. */
  readonly token?: string | undefined;
  /** Sent with each request, such as the `apikey` of a gateway. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: the platform's. */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds per attempt. Default 30 s. */
  readonly timeout?: number | undefined;
}

/**
 * Tables that PostgREST serves, each with the columns `key text primary key`, `record jsonb`, `partial boolean` and
 * `position bigint generated always as identity`: those that `sqlAdapter` makes.
 */
export function postgrestAdapter(options: PostgrestOptions): StoreAdapter {
  return ({ name }) => openTable(options, name);
}

/** The record as its text: nobody else has a say in how its numbers are read. */
const columns = "key,record::text,partial,position";
/** Every statement may be sent twice without harm. */
const retry = { maxAttempts: 3 };

type Send = (method: Method, options: RequestOptions) => Promise<Reply & { readonly ok: true }>;

function openTable(options: PostgrestOptions, name: string): StoreBackend {
  const isRight = isTableName(name);
  const [table = "", schema] = [...tableName(name)].reverse();
  const connection = openConnection(
    "postgrest",
    {
      base: options.url,
      auth: options.token === undefined ? none() : bearer({ token: options.token }),
      headers: { ...options.headers, ...(schema === undefined ? {} : profile(schema)) },
      timeout: options.timeout,
    },
    {
      fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
      clock: systemClock,
      env: () => undefined,
      tokenStore: undefined,
      onTokenRefresh: undefined,
      emit: () => undefined,
      warn: () => undefined,
    },
  );
  const client = connection.client(scope);
  const send: Send = (method, request) => answered(client, name, method, `/${encodeURIComponent(table)}`, request);
  const problem = isRight ? connection.problems().join("; ") : `\`${name}\` is no name of a table`;
  return { ...tableOver(name, send), problem: problem === "" ? undefined : problem };
}

function profile(schema: string): Readonly<Record<string, string>> {
  return { "accept-profile": schema, "content-profile": schema };
}

function tableOver(name: string, send: Send): StoreBackend {
  const rows = async (params: Readonly<Record<string, unknown>>, headers = {}): Promise<readonly Json[]> => {
    const { body } = await send("GET", { params, headers });
    if (isList(body)) return body;
    throw unreadable(name);
  };
  return {
    async open() {
      await rows({ select: columns, limit: 0 });
    },
    async get(key) {
      const [row] = await rows({ select: columns, key: `eq.${key}` });
      return row === undefined ? null : recordIn(name, row);
    },
    async put(records) {
      for (const body of recordChunks(records)) {
        const headers = {
          "content-type": "application/json",
          prefer: "resolution=merge-duplicates,return=minimal",
        };
        await send("POST", { params: { on_conflict: "key", columns: "key,record,partial" }, headers, body });
      }
    },
    async delete(key) {
      await send("DELETE", { params: { key: `eq.${key}` }, headers: { prefer: "return=minimal" } });
    },
    async clear() {
      // Many servers refuse a DELETE without a filter; no key is null.
      await send("DELETE", { params: { key: "not.is.null" }, headers: { prefer: "return=minimal" } });
    },
    async size() {
      const { headers } = await send("GET", {
        params: { select: "key", limit: 1 },
        headers: { prefer: "count=exact" },
      });
      const range = headers["content-range"];
      const total = typeof range === "string" ? /\/(\d+)$/.exec(range)?.[1] : undefined;
      if (total === undefined) throw unreadable(name);
      return Number(total);
    },
    async list(after, limit) {
      const found = await rows({ select: columns, position: `gt.${after}`, order: "position.asc", limit });
      return found.map((row) => placedIn(name, row, "position"));
    },
    async last() {
      const [row] = await rows({ select: "position", order: "position.desc", limit: 1 });
      return row === undefined ? 0 : Number(field(row, "position"));
    },
  };
}

/** The requests of a store belong to no action: they are neither counted nor shown. */
const scope: NetScope = {
  action: undefined,
  place: () => undefined,
  signal: new AbortController().signal,
  clock: systemClock,
  counts: { requests: 0, retries: 0, pages: 0, rowsIn: 0, rowsOut: 0 },
  recovering: false,
  emit: () => undefined,
  warn: () => undefined,
  sent: () => undefined,
  failed: () => undefined,
  pinned: () => scope,
};

async function answered(
  client: Source,
  name: string,
  method: Method,
  path: string,
  request: RequestOptions,
): Promise<Reply & { readonly ok: true }> {
  const reply = await client.send(method, path, { retry, ...request });
  if (reply.ok) return reply;
  const { error, body, status } = reply;
  const code = field(body, "code");
  const backendCode = typeof code === "string" ? code : status === 0 ? error.code : String(status);
  const { url, help } = error;
  const words = `table \`${name}\`: ${error.message}`;
  throw new MissionError(words, {
    code: "store",
    backendCode,
    method,
    url,
    status,
    help: helpFor(backendCode) ?? help,
  });
}

function helpFor(code: string): string | undefined {
  if (code !== "42P01" && code !== "PGRST205" && code !== "42703" && code !== "PGRST204") return undefined;
  return "make the table with the columns of a store, see docs/stores.md, and let PostgREST reload its schema cache";
}

function unreadable(table: string): MissionError {
  return new MissionError(`table \`${table}\`: the answer is not what PostgREST gives`, {
    code: "store",
    help: "check the URL, and that the table has the columns of a store: see docs/stores.md",
  });
}
