// A small PostgREST on loopback: tables in memory, and the real one's syntax and errors, of which nothing is forgiven.
// Must not know stores.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

interface Row {
  readonly key: string;
  readonly record: unknown;
  readonly partial: boolean;
  readonly position: number;
}

export interface FakePostgrest {
  readonly url: string;
  /** Method, path and query as they came, decoded. */
  readonly requests: string[];
  /** Answers the next requests with these statuses and no body, before anything is done. */
  readonly fail: number[];
  stop(): Promise<void>;
}

/** What the server refuses, as PostgREST says it. */
class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const columns = ["key", "record", "partial", "position"];
/** `db-max-rows`: pages may be shorter than what was asked for. */
const mostRows = 300;

/** Serves every table of the schemas `public` and `billing`, but for those whose name begins with `no_`. */
export async function startPostgrest(token: string): Promise<FakePostgrest> {
  const tables = new Map<string, Row[]>();
  const requests: string[] = [];
  const fail: number[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? "", "http://localhost");
      requests.push(`${request.method ?? ""} ${decodeURIComponent(request.url ?? "")}`);
      const status = fail.shift();
      if (status !== undefined) return void response.writeHead(status).end();
      try {
        answer(tables, token, request, url, body, response);
      } catch (error) {
        const {
          status: refused,
          code,
          message,
        } = error instanceof Refusal ? error : new Refusal(500, "XX000", String(error));
        json(response, refused, { code, message, details: null, hint: null });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/rest/v1`,
    requests,
    fail,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function answer(
  tables: Map<string, Row[]>,
  token: string,
  request: IncomingMessage,
  url: URL,
  body: string,
  response: ServerResponse,
): void {
  if (request.headers.authorization === undefined) throw new Refusal(401, "42501", "permission denied for table");
  if (request.headers.authorization !== `Bearer ${token}`)
    throw new Refusal(401, "PGRST301", "JWSError JWSInvalidSignature");
  const isRead = request.method === "GET";
  const schema = request.headers[isRead ? "accept-profile" : "content-profile"]?.toString() ?? "public";
  if (!["public", "billing"].includes(schema))
    throw new Refusal(406, "PGRST106", "The schema must be one of the following: public, billing");
  const [, path] = /^\/rest\/v1\/([^/]+)$/.exec(url.pathname) ?? [];
  const name = decodeURIComponent(path ?? "");
  if (name === "" || name.startsWith("no_"))
    throw new Refusal(404, "PGRST205", `Could not find the table '${schema}.${name}' in the schema cache`);
  const id = `${schema}.${name}`;
  const rows = tables.get(id) ?? [];
  const prefer = preferences(request);
  if (isRead) return read(rows, url.searchParams, prefer, response);
  if (request.method === "DELETE") {
    const filters = filtersOf(url.searchParams, []);
    if (filters.length === 0) throw new Refusal(400, "21000", "DELETE requires a WHERE clause");
    tables.set(
      id,
      rows.filter((row) => !filters.every((fits) => fits(row))),
    );
    return void response.writeHead(204).end();
  }
  if (request.method !== "POST") throw new Refusal(405, "PGRST117", `Unsupported HTTP method: ${request.method ?? ""}`);
  if (request.headers["content-type"] !== "application/json")
    throw new Refusal(415, "PGRST102", "Content-Type not acceptable");
  tables.set(id, upsert(rows, url.searchParams, prefer, JSON.parse(body)));
  response.writeHead(201).end();
}

function preferences(request: IncomingMessage): ReadonlySet<string> {
  const given = (request.headers["prefer"]?.toString() ?? "").split(",").filter((each) => each !== "");
  const known = ["resolution=merge-duplicates", "return=minimal", "count=exact"];
  const strange = given.find((each) => !known.includes(each));
  if (strange !== undefined) throw new Refusal(400, "PGRST122", `Invalid preferences given: ${strange}`);
  return new Set(given);
}

function filtersOf(params: URLSearchParams, others: readonly string[]): readonly ((row: Row) => boolean)[] {
  return [...params].flatMap(([column, filter]) => {
    if (others.includes(column)) return [];
    if (!columns.includes(column)) throw new Refusal(400, "42703", `column ${column} does not exist`);
    const [, operator, operand = ""] = /^(eq|gt|not\.is)\.([^]*)$/.exec(filter) ?? [];
    if (operator === "eq" && column === "key") return [(row: Row) => row.key === operand];
    if (operator === "gt" && column === "position" && /^\d+$/.test(operand))
      return [(row: Row) => row.position > Number(operand)];
    if (operator === "not.is" && operand === "null") return [() => true];
    throw new Refusal(400, "PGRST100", `"failed to parse filter (${filter})" (line 1, column 4)`);
  });
}

function read(
  rows: readonly Row[],
  params: URLSearchParams,
  prefer: ReadonlySet<string>,
  response: ServerResponse,
): void {
  const filters = filtersOf(params, ["select", "order", "limit"]);
  const selected = (params.get("select") ?? "*").split(",").map((each) => {
    const [, column = "", cast] = /^(\w+)(?:::(text))?$/.exec(each) ?? [];
    if (!columns.includes(column)) throw new Refusal(400, "42703", `column ${each} does not exist`);
    return { column: column as keyof Row, isText: cast !== undefined };
  });
  const order = params.get("order");
  if (order !== null && !/^position\.(asc|desc)$/.test(order))
    throw new Refusal(400, "PGRST100", `"failed to parse order (${order})"`);
  const found = rows.filter((row) => filters.every((fits) => fits(row)));
  // Without an order there is none.
  found.sort((a, b) => (order === "position.asc" ? a.position - b.position : b.position - a.position));
  const limit = Math.min(mostRows, Number(params.get("limit") ?? mostRows));
  const page = found.slice(0, limit);
  const total = prefer.has("count=exact") ? String(found.length) : "*";
  const range = page.length === 0 ? `*/${total}` : `0-${page.length - 1}/${total}`;
  const shown = page.map((row) =>
    Object.fromEntries(
      selected.map(({ column, isText }) => [column, isText ? JSON.stringify(row[column]) : row[column]]),
    ),
  );
  json(response, total !== "*" && page.length < found.length ? 206 : 200, shown, { "content-range": range });
}

function upsert(rows: readonly Row[], params: URLSearchParams, prefer: ReadonlySet<string>, body: unknown): Row[] {
  const strange = [...params.keys()].find((each) => each !== "on_conflict" && each !== "columns");
  if (strange !== undefined) throw new Refusal(400, "PGRST100", `"failed to parse filter (${strange})"`);
  if (params.get("columns") !== "key,record,partial")
    throw new Refusal(400, "PGRST204", "Could not find the column in the schema cache");
  if (!Array.isArray(body)) throw new Refusal(400, "PGRST102", "Empty or invalid json");
  const merges = prefer.has("resolution=merge-duplicates") && params.get("on_conflict") === "key";
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const seen = new Set<string>();
  let position = Math.max(0, ...rows.map((row) => row.position));
  for (const { key, record, partial } of body) {
    if (byKey.has(key) && !merges) throw new Refusal(409, "23505", "duplicate key value violates unique constraint");
    if (seen.has(key)) throw new Refusal(500, "21000", "ON CONFLICT DO UPDATE command cannot affect row a second time");
    if (JSON.stringify([key, record]).includes(String.raw`\u0000`))
      throw new Refusal(400, "22P05", "unsupported Unicode escape sequence");
    seen.add(key);
    byKey.set(key, { key, record, partial, position: byKey.get(key)?.position ?? ++position });
  }
  return [...byKey.values()];
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify(body));
}
