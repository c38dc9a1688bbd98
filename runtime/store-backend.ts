// What keeps the records of a store somewhere else: the interface that an adapter implements (language.md 4.2).
// Must not know any place, nor what a mission does with its stores.
import type { JsonObject } from "./json.js";

export interface StoredRecord {
  readonly key: string;
  readonly record: JsonObject;
  /** Whether it was last written with `partial: true`. */
  readonly partial: boolean;
}

export interface PlacedRecord extends StoredRecord {
  /** Where it stands among the others: greater than 0, and greater than that of every record inserted before it. */
  readonly place: number;
}

/** Fields for a record that is there, or may be inserted. */
export interface RecordChange {
  readonly key: string;
  readonly fields: JsonObject;
  readonly partial: boolean;
  /** Whether a record that is not there is inserted. */
  readonly insert: boolean;
}

/**
 * Records by key in some database: what an adapter makes of a store's declaration. Every call may reject with any error;
 * its `code` becomes the `backendCode` of the MissionError that the mission sees.
 */
export interface StoreBackend {
  /** What is missing before it can be opened: one sentence. Reported before the first request, without opening it. */
  readonly problem?: string | undefined;
  /** Connects, and makes what it needs. Called before the first request of a run, or before the first use. */
  open?(): Promise<void>;
  get(key: string): Promise<StoredRecord | null>;
  /**
   * Inserts or replaces, in this order; no key comes twice. A record that replaces another takes its place. `place` is
   * one for new records, for those who cannot count them themselves: it grows with time.
   */
  put(records: readonly PlacedRecord[]): Promise<void>;
  /** Sets top-level fields in one step; resolves to whether there is a record now. Left out: made of `get` and `put`. */
  merge?(change: RecordChange): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Left out: made of `list` and `delete`. */
  clear?(): Promise<void>;
  /** Left out: made of `list`. */
  size?(): Promise<number>;
  /** Up to `limit` records with a place greater than `after`, by place; none only when there are none. */
  list(after: number, limit: number): Promise<readonly PlacedRecord[]>;
  /** The greatest place; 0 without records. */
  last(): Promise<number>;
  /** A run has ended. `open` is called again before the next use. */
  close?(): Promise<void>;
}

/** `kind("name", { … })` as the mission declares a store. */
export interface StoreDeclaration {
  readonly kind: string;
  readonly name: string;
  readonly options?: JsonObject | undefined;
}

/** Makes the place of a store's records; must not connect to anything before `open`. */
export type StoreAdapter = (declaration: StoreDeclaration) => StoreBackend;
