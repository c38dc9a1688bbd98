// Stores of the kind `sql("table")`: a table of PostgreSQL for each, whoever sends the queries (language.md 4.2).
// Must not know drivers, connections or missions.
import { MissionError } from "./errors.js";
import { isObject, type JsonObject } from "./json.js";
import type { StoreAdapter, StoreBackend } from "./store-backend.js";
import { sqlError } from "./sql-error.js";
import { isTableName, placedIn, recordChunks, recordIn, tableName } from "./store-table.js";

/** A pool or client of `pg`, a PGlite, or anything else that sends `text` with its parameters `$1`, `$2`, … */
export interface SqlClient {
  query(text: string, params: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/**
 * Tables over `client`, which stays the program's own: it is neither connected nor ended here. A table that does not
 * exist is made with the columns `key text`, `record jsonb`, `partial boolean` and `position bigint`.
 */
export function sqlAdapter(client: SqlClient): StoreAdapter {
  return ({ name }) => openTable(client, name);
}

/** Two statements that wait for each other's rows: PostgreSQL takes one of them back, and it can be sent again. */
const takenBack = ["40P01", "40001"];
const attempts = 5;

function openTable(client: SqlClient, name: string): StoreBackend {
  const problem = isTableName(name) ? undefined : `\`${name}\` is no name of a table: write "table" or "schema.table"`;
  const table = tableName(name).map(quoted).join(".");

  async function send(text: string, ...params: unknown[]): Promise<readonly JsonObject[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { rows } = await client.query(text, params);
        return rows.filter(isObject);
      } catch (cause) {
        const error = sqlError(name, cause);
        if (attempt === attempts || !takenBack.includes(error.backendCode ?? "")) throw error;
      }
    }
  }

  /** Throws unless the table has the columns that it must have, of the right types. */
  const look = `select key || '', record || '{}'::jsonb, partial is true, position + 0 from ${table} limit 0`;

  async function open(): Promise<void> {
    try {
      await send(look);
    } catch (error) {
      if (!isMissing(error)) throw foreign(name, error);
      // Another process may be making it, too: then that one's is used.
      await send(create(table)).catch((failure: unknown) => send(look).catch(() => Promise.reject(failure)));
    }
  }

  return {
    problem,
    open,
    async get(key) {
      const [row] = await send(`select key, record::text as record, partial from ${table} where key = $1`, key);
      return row === undefined ? null : recordIn(name, row);
    },
    async put(records) {
      for (const chunk of recordChunks(records)) await send(insert(table), chunk);
    },
    async merge({ key, fields, partial, insert: mayInsert }) {
      const text = mayInsert ? mergeOrInsert(table) : mergeOnly(table);
      return (await send(text, key, JSON.stringify(fields), partial)).length > 0;
    },
    async delete(key) {
      await send(`delete from ${table} where key = $1`, key);
    },
    async clear() {
      await send(`delete from ${table}`);
    },
    async size() {
      const [row] = await send(`select count(*)::text as size from ${table}`);
      return Number(row?.["size"]);
    },
    async list(after, limit) {
      const columns = "key, record::text as record, partial, position::text as place";
      const text = `select ${columns} from ${table} where position > $1 order by position limit $2`;
      return (await send(text, after, limit)).map((row) => placedIn(name, row, "place"));
    },
    async last() {
      const [row] = await send(`select coalesce(max(position), 0)::text as place from ${table}`);
      return Number(row?.["place"]);
    },
  };
}

/** The one way a name gets into a statement. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

// PostgreSQL counts up `position` in the order of the rows that it inserts, and leaves it as it is when one is replaced.
function create(table: string): string {
  return `create table if not exists ${table} (
  key text primary key,
  record jsonb not null,
  partial boolean not null default false,
  position bigint generated always as identity unique
)`;
}

// Parameters are cast from text, so that no driver has a say in how JSON is written.
function insert(table: string): string {
  return `insert into ${table} (key, record, partial)
select item ->> 'key', item -> 'record', (item ->> 'partial')::boolean
from jsonb_array_elements($1::text::jsonb) with ordinality as items (item, number)
order by number
on conflict (key) do update set record = excluded.record, partial = excluded.partial`;
}

function mergeOrInsert(table: string): string {
  return `insert into ${table} as known (key, record, partial) values ($1, $2::text::jsonb, $3)
on conflict (key) do update set record = known.record || excluded.record, partial = excluded.partial
returning key`;
}

function mergeOnly(table: string): string {
  return `update ${table} set record = record || $2::text::jsonb, partial = $3 where key = $1 returning key`;
}

function isMissing(error: unknown): boolean {
  return error instanceof MissionError && error.backendCode === "42P01";
}

/** A table of that name with other columns is someone else's. */
function foreign(name: string, error: unknown): unknown {
  const isOther = error instanceof MissionError && /^42(703|883|804)$/.test(error.backendCode ?? "");
  if (!isOther) return error;
  return new MissionError(`table \`${name}\` exists and is not one that a store can use`, {
    code: "store",
    backendCode: error.backendCode,
    help: "it must have the columns key text, record jsonb, partial boolean and position bigint: choose another name",
  });
}
