// The store adapters that the run of a fixture gets: tables of a PGlite, a PostgREST of its exchange, the sample adapter.
// Must not know missions.
import { PGlite } from "@electric-sql/pglite";
import { postgrestAdapter } from "reqon/runtime/postgrest-store.js";
import type { Fetch } from "../../runtime/scope.js";
import { sqlAdapter } from "reqon/runtime/sql-store.js";
import type { StoreAdapter } from "../../runtime/store-backend.js";
import { documentAdapter } from "../stores/documents.js";
import type { FixtureOptions } from "./fixtures.js";

/** One for all fixtures, since starting one takes long; each run finds it empty. */
let database: Promise<PGlite> | undefined;

export function fixtureAdapters(
  { adapters = [], postgrest }: FixtureOptions,
  fetch: Fetch,
): Readonly<Record<string, StoreAdapter>> {
  const given = adapters.map((kind) => [kind, documentAdapter()] as const);
  return {
    sql: emptyDatabase(),
    ...(postgrest === undefined ? {} : { postgrest: postgrestAdapter({ ...postgrest, fetch }) }),
    ...Object.fromEntries(given),
  };
}

function emptyDatabase(): StoreAdapter {
  let emptied: Promise<PGlite> | undefined;
  return sqlAdapter({
    async query(text, params) {
      emptied ??= empty();
      return (await emptied).query(text, params);
    },
  });
}

async function empty(): Promise<PGlite> {
  database ??= PGlite.create();
  const db = await database;
  await db.exec(
    "drop schema if exists billing cascade; drop schema public cascade; create schema public; create schema billing",
  );
  return db;
}
