// What stores kept in tables have in common: names such as `"orders"` or `"billing.orders"`, and records as JSON.
// Must not know databases.
import { MissionError } from "./errors.js";
import { exactNumbers, isInexact, mayHoldLargeNumber } from "./exact-numbers.js";
import { field, isObject } from "./json.js";
import type { PlacedRecord, StoredRecord } from "./store-backend.js";

/** PostgreSQL cuts longer names short without a word, so that two of them could be one table. */
const longestName = 63;

/** Whether `name` is `table` or `schema.table`, each of 1 to 63 bytes. */
export function isTableName(name: string): boolean {
  const parts = tableName(name);
  return parts.length <= 2 && parts.every((part) => part !== "" && !part.includes("\0") && bytes(part) <= longestName);
}

/** The parts of a name: schema, if it has one, and table. */
export function tableName(name: string): readonly string[] {
  return name.split(".");
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** About so many characters go into one statement. */
const chunkSize = 1 << 20;

/** The records as lists in JSON, each `{ key, record, partial }`, in pieces that are worth a statement each. */
export function* recordChunks(records: readonly StoredRecord[]): Generator<string, void, undefined> {
  let chunk: string[] = [];
  let size = 0;
  for (const { key, record, partial } of records) {
    const text = JSON.stringify({ key, record, partial });
    chunk.push(text);
    size += text.length;
    if (size < chunkSize) continue;
    yield `[${chunk.join(",")}]`;
    chunk = [];
    size = 0;
  }
  if (chunk.length > 0) yield `[${chunk.join(",")}]`;
}

/** A row with `key`, `record` as the text of its JSON, and `partial`. */
export function recordIn(table: string, row: unknown): StoredRecord {
  const key = field(row, "key");
  const text = field(row, "record");
  const record = typeof text === "string" ? parse(text) : null;
  if (typeof key === "string" && isObject(record)) return { key, record, partial: field(row, "partial") === true };
  throw new MissionError(`table \`${table}\` holds a record that is no JSON object`, {
    code: "store",
    help: "another program wrote it: correct or delete that row",
  });
}

/** @param column of the record's place */
export function placedIn(table: string, row: unknown, column: string): PlacedRecord {
  return { ...recordIn(table, row), place: Number(field(row, column)) };
}

/** A whole number of another program that no double can hold is kept as its text. */
function parse(text: string): unknown {
  return JSON.parse(mayHoldLargeNumber(text) ? exactNumbers(text, () => undefined, isInexact) : text);
}
