// Stores in tables do all that a store must do, over PGlite and over the PostgreSQL of the machine, in one dialect.
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqlAdapter } from "../../runtime/sql-store.js";
import { isManaged, managed, type Store } from "../../runtime/stores.js";
import { type Cluster, postgresPrograms, startPostgres } from "../support/postgres.js";
import { contract, type Kind, noise } from "./contract.js";
import { adapted } from "./kinds.js";

const programs = postgresPrograms();
const limits = { wholeCharacters: true, longestKey: 2_600 };

const databases: readonly {
  readonly name: string;
  readonly open: () => Promise<{ kind: Kind; query: Query; end(): Promise<void> }>;
}[] = [
  {
    name: "sql on PGlite",
    async open() {
      const db = await PGlite.create();
      return {
        kind: adapted("sql", sqlAdapter(db)),
        query: async (text) => (await db.query(text)).rows,
        end: () => db.close(),
      };
    },
  },
  ...(programs === undefined
    ? []
    : [
        {
          name: "sql on PostgreSQL",
          async open() {
            const cluster = await startPostgres(programs);
            const pool = new pg.Pool({ connectionString: cluster.url });
            pool.on("error", () => undefined);
            return {
              kind: adapted("sql", sqlAdapter(pool)),
              query: async (text: string) => (await pool.query<Record<string, unknown>>(text)).rows,
              end: async () => {
                await pool.end();
                await cluster.stop();
              },
            };
          },
        },
      ]),
];

type Query = (text: string) => Promise<readonly unknown[]>;

async function open(store: Store): Promise<void> {
  if (isManaged(store)) await store[managed].open?.();
}

describe("PostgreSQL", () => {
  it.skipIf(programs === undefined && process.env["CI"] !== "true")(
    "is installed, else its part of this suite is skipped: apt-get install postgresql",
    () => expect(programs).toBeDefined(),
  );
});

describe.each(databases)("$name", ({ name, open: openDatabase }) => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    database = await openDatabase();
  }, 60_000);
  afterAll(() => database.end());
  const store = (table: string): Store => database.kind.open(table);

  contract(name, () => database.kind, limits);

  it("makes a table that other programs can read", async () => {
    await store("read_me").putAll([{ id: 7, total: 12.5, customer: { name: "Ada" } }]);
    const text = `select key, record ->> 'total' as total, record #>> '{customer,name}' as name, partial from read_me`;
    expect(await database.query(text)).toEqual([{ key: "7", total: "12.5", name: "Ada", partial: false }]);
  });

  it("keeps the text of numbers that another program wrote and no double can hold", async () => {
    await open(store("foreign_numbers"));
    await database.query(
      `insert into foreign_numbers (key, record) values ('a', '{"n": 9007199254740993, "e": 1e400}')`,
    );
    const found = await store("foreign_numbers").get("a");
    expect(found).toMatchObject({ n: "9007199254740993", e: expect.stringMatching(/^10{400}$/) });
  });

  it.each([`a"b'; drop table contract_1; --`, "Select", "ünï cödé", "with space", "$1", "x".repeat(63)])(
    "takes the name %j as it is",
    async (table) => {
      await store(table).put("a", { n: 1 });
      expect(await store(table).all()).toEqual([{ n: 1 }]);
      const tables = await database.query("select table_name as name from information_schema.tables");
      expect(tables).toContainEqual({ name: table });
    },
  );

  it("finds a table in a schema", async () => {
    await database.query(`create schema "Billing"`);
    await store("Billing.lines").put("a", { n: 1 });
    expect(await database.query(`select key from "Billing".lines`)).toEqual([{ key: "a" }]);
    await expect(open(store("nowhere.lines"))).rejects.toMatchObject({
      ...{ code: "store", backendCode: "3F000" },
      ...{ message: 'table `nowhere.lines`: schema "nowhere" does not exist (3F000)' },
    });
  });

  it.each(["", "a.b.c", ".a", "a.", "x".repeat(64), "a\0b"])(
    "refuses the name %j before anything is sent",
    async (table) => {
      const refused = store(table);
      expect(isManaged(refused) && refused[managed].problem?.()).toMatch(/is no name of a table/);
      await expect(refused.size()).rejects.toMatchObject({ code: "config" });
    },
  );

  it("does not touch a table of someone else", async () => {
    await database.query("create table theirs (id int primary key, name text)");
    await database.query("create table alike (key text primary key, record json, partial boolean, position bigint)");
    for (const table of ["theirs", "alike"])
      await expect(open(store(table))).rejects.toMatchObject({
        ...{ code: "store", message: `table \`${table}\` exists and is not one that a store can use` },
        help: expect.stringContaining("record jsonb"),
      });
  });

  it("is opened by several at once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => open(store("opened_at_once"))));
    expect(await store("opened_at_once").size()).toBe(0);
  });

  it("says which table failed, the database's words and code, and nothing of the record", async () => {
    const failure: unknown = await store("long_keys")
      .put(noise(4_000), { password: "hunter2" })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "store", backendCode: "54000", help: "a key may have about 2,600 bytes" });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain("hunter2");
  });
});

describe.skipIf(programs === undefined)("a PostgreSQL that goes away", () => {
  let cluster: Cluster;
  let pool: pg.Pool;
  beforeAll(async () => {
    cluster = await startPostgres(programs ?? "");
    pool = new pg.Pool({ connectionString: cluster.url });
    pool.on("error", () => undefined);
  }, 60_000);
  afterAll(async () => {
    await pool.end();
    await cluster.stop();
  });

  it("is a failure that says so, and is used again once it is back", async () => {
    const store = adapted("sql", sqlAdapter(pool)).open("orders");
    await store.put("a", { n: 1 });
    const client = await pool.connect();
    client.on("error", () => undefined);
    const waiting = adapted("sql", sqlAdapter(client)).open("orders");
    await waiting.put("b", { n: 2 });
    await cluster.restart();
    const lost: unknown = await waiting.put("c", { n: 3 }).catch((error: unknown) => error);
    expect(lost).toMatchObject({
      ...{ name: "MissionError", code: "store" },
      message: expect.stringMatching(/^table `orders`: the connection to the database failed/),
      help: expect.stringContaining("what finished steps wrote is in it"),
    });
    client.release(true);
    expect(await store.all()).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("names what is wrong with the way in, without the password", async () => {
    const attempts = [
      { url: cluster.url.replace("reqon:", "reqon:no"), backendCode: "28P01" },
      { url: `${cluster.url}_absent`, backendCode: "3D000" },
      { url: cluster.url.replace(String(cluster.port), "1"), backendCode: "ECONNREFUSED" },
    ];
    for (const { url, backendCode } of attempts) {
      const other = new pg.Pool({ connectionString: url });
      other.on("error", () => undefined);
      const failure: unknown = await open(adapted("sql", sqlAdapter(other)).open("orders")).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code: "store", backendCode });
      const shown = JSON.stringify(failure, ["message", "help", "cause", "stack", "backendCode"]);
      expect(shown).not.toContain(cluster.password);
      expect(shown).not.toContain(encodeURIComponent(cluster.password));
      await other.end();
    }
  });
});
