// The database of the runner's `sql` stores: PostgreSQL where a URL is configured, else PGlite in the data directory.
// Must not know tables. Both packages are loaded with the first query.
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { MissionError } from "../../runtime/errors.js";
import { lockFile } from "../../runtime/file-lock.js";
import type { SqlClient } from "../../runtime/sql-store.js";
import { openDataDirectory } from "./data-directory.js";

export interface Database {
  readonly client: SqlClient;
  /** Keeps it open until `release`: a run goes on. */
  hold(): void;
  /** Held by nobody, it is closed a second after the last query; a later one opens it once more. */
  release(): void;
  /** Closes it at once. */
  close(): Promise<void>;
}

/** What the URL of a database must be; undefined when `url` can be used. Never holds the URL itself. */
export function urlProblem(url: string): string | undefined {
  const isUrl = /^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url);
  return isUrl ? undefined : "REQON_DATABASE_URL is no URL such as postgres://user:password@host:5432/database";
}

/** What of the URL of a database is secret: itself, and its password as it is written and as it is meant. */
export function urlSecrets(url: string): readonly string[] {
  if (!URL.canParse(url)) return [url];
  const { password, searchParams } = new URL(url);
  return [url, password, decoded(password), searchParams.get("password") ?? ""].filter((each) => each !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Nothing is opened before the first query. `url` must have no `urlProblem`. */
export function lazyDatabase(url: string | undefined, dataDirectory: string): Database {
  return reopening(() => (url === undefined ? openEmbedded(resolve(dataDirectory)) : openPool(url)));
}

interface Opened extends SqlClient {
  close(): Promise<void>;
}

/** Milliseconds for which a database that nobody holds stays open: somebody reads what a run left. */
const idleTime = 1_000;
/** Milliseconds for a connection to come about. */
const connectTime = 10_000;

function reopening(open: () => Promise<Opened>): Database {
  let opening: Promise<Opened> | undefined;
  let holders = 0;
  let queries = 0;
  let timer: NodeJS.Timeout | undefined;

  async function close(): Promise<void> {
    clearTimeout(timer);
    const current = opening;
    opening = undefined;
    const opened = await current?.catch(() => undefined);
    await opened?.close();
  }

  /** What fails here has no one to hear of it; the next query opens another one. */
  function closeWhenIdle(): void {
    clearTimeout(timer);
    if (holders === 0 && queries === 0) timer = setTimeout(() => void close().catch(() => undefined), idleTime);
  }

  async function query(text: string, params: unknown[]): ReturnType<SqlClient["query"]> {
    clearTimeout(timer);
    queries++;
    const current = (opening ??= open());
    try {
      const opened = await current.catch((error: unknown) => {
        if (opening === current) opening = undefined;
        throw error;
      });
      return await opened.query(text, params);
    } finally {
      queries--;
      closeWhenIdle();
    }
  }

  return {
    client: { query },
    hold() {
      holders++;
      clearTimeout(timer);
    },
    release() {
      holders--;
      closeWhenIdle();
    },
    close,
  };
}

async function openPool(connectionString: string): Promise<Opened> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString,
    application_name: "reqon",
    connectionTimeoutMillis: connectTime,
    allowExitOnIdle: true,
  });
  // Of a connection that nobody uses; the next query makes a new one, or fails.
  pool.on("error", () => undefined);
  return { query: (text, params) => pool.query(text, params), close: () => pool.end() };
}

interface Embedded {
  readonly opened: Promise<Opened>;
  users: number;
}

/** A data directory's database is open once in a process, however many missions use it. */
const embedded = new Map<string, Embedded>();
const closing = new Map<string, Promise<void>>();

async function openEmbedded(dataDirectory: string): Promise<Opened> {
  const shared = embedded.get(dataDirectory) ?? {
    opened: Promise.resolve(closing.get(dataDirectory)).then(() => startEmbedded(dataDirectory)),
    users: 0,
  };
  embedded.set(dataDirectory, shared);
  shared.users++;
  const opened = await shared.opened.catch((error: unknown) => {
    if (embedded.get(dataDirectory) === shared) embedded.delete(dataDirectory);
    throw error;
  });
  return {
    query: opened.query,
    async close() {
      shared.users--;
      if (shared.users > 0) return;
      embedded.delete(dataDirectory);
      const closed = opened.close().finally(() => closing.delete(dataDirectory));
      closing.set(dataDirectory, closed);
      await closed;
    },
  };
}

async function startEmbedded(dataDirectory: string): Promise<Opened> {
  await openDataDirectory(dataDirectory);
  const folder = join(dataDirectory, "sql");
  // PGlite itself would let two processes write to one folder.
  const lock = await lockFile(folder);
  try {
    const { PGlite } = await import("@electric-sql/pglite");
    if (!(await exists(join(folder, "PG_VERSION")))) await make(folder, (path) => PGlite.create(path));
    const db = await PGlite.create(folder);
    return {
      query: (text, params) => db.query(text, params),
      close: () => db.close().finally(() => lock.release()),
    };
  } catch (cause) {
    await lock.release();
    if (cause instanceof MissionError) throw cause;
    throw new MissionError(`the database in ${folder} cannot be opened`, {
      code: "store",
      cause,
      help: "it may have been made by another version: choose another data directory, or set REQON_DATABASE_URL",
    });
  }
}

/** Beside its place, so that a process that dies meanwhile leaves no half of a database. */
async function make(folder: string, create: (path: string) => Promise<{ close(): Promise<void> }>): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await (await create(draft)).close();
  await rename(draft, folder);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
