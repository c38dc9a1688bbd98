// The functions of objects (language.md 10.6). Every read sees own fields only (1.6).
// Must not know the mission. Given null as the object each returns null.
import { objectArgument, textArgument } from "./arguments.js";
import { asJson, field, isList, type Json, type JsonObject } from "./json.js";

/** The names of an object's members, in their order. */
export function keys(value: object): readonly string[];
export function keys(value: unknown): readonly string[] | null;
export function keys(value: unknown): readonly string[] | null {
  return value == null ? null : Object.keys(objectArgument(value, ["keys", "object"]));
}

/** The values of an object's members, in their order. */
export function valuesOf(value: object): readonly Json[];
export function valuesOf(value: unknown): readonly Json[] | null;
export function valuesOf(value: unknown): readonly Json[] | null {
  return value == null ? null : Object.values(objectArgument(value, ["values", "object"])).map(asJson);
}

export interface Entry {
  readonly key: string;
  readonly value: Json;
}

/** An object's members, in their order. */
export function entriesOf(value: object): readonly Entry[];
export function entriesOf(value: unknown): readonly Entry[] | null;
export function entriesOf(value: unknown): readonly Entry[] | null {
  if (value == null) return null;
  return Object.entries(objectArgument(value, ["entries", "object"])).map(([key, each]) => ({
    key,
    value: asJson(each),
  }));
}

/** `entriesOf` where all members are of one type, as `groupBy` gives them. */
export function groupEntries<T>(groups: Readonly<Record<string, T>>): readonly GroupEntry<T>[];
export function groupEntries<T>(
  groups: Readonly<Record<string, T>> | null | undefined,
): readonly GroupEntry<T>[] | null;
export function groupEntries<T>(
  groups: Readonly<Record<string, T>> | null | undefined,
): readonly GroupEntry<T>[] | null {
  return groups == null ? null : Object.entries(groups).map(([key, value]) => ({ key, value }));
}

export interface GroupEntry<T> {
  readonly key: string;
  readonly value: T;
}

/** `valuesOf` where all members are of one type. */
export function groupValues<T>(groups: Readonly<Record<string, T>>): readonly T[];
export function groupValues<T>(groups: Readonly<Record<string, T>> | null | undefined): readonly T[] | null;
export function groupValues<T>(groups: Readonly<Record<string, T>> | null | undefined): readonly T[] | null {
  return groups == null ? null : Object.values(groups);
}

/** Whether the object has a member of that name that is not null: missing and null are one (language.md 10.1). */
export function hasKey(value: object, key: unknown): boolean;
export function hasKey(value: unknown, key: unknown): boolean | null;
export function hasKey(value: unknown, key: unknown): boolean | null {
  if (value == null) return null;
  return field(objectArgument(value, ["hasKey", "object"]), textArgument(key, ["hasKey", "key"])) !== null;
}

/** What each of several kinds of records is with some of its fields, or without them. Of names that are not known nothing is. */
type Picked<T, K extends string> = string extends K ? JsonObject : T extends unknown ? Pick<T, K & keyof T> : never;
type Omitted<T, K extends string> = string extends K ? JsonObject : T extends unknown ? Without<T, K> : never;
/** `Omit` would leave nothing of the fields of a record that may have others, too. */
type Without<T, K extends string> = { [P in keyof T as P extends K ? never : P]: T[P] };

/** The members of these names; `names` are texts or lists of them. */
export function pickFields<T extends object, K extends string>(value: T, ...names: readonly K[]): Picked<T, K>;
export function pickFields<T extends object, K extends string>(
  value: T | null | undefined,
  ...names: readonly K[]
): Picked<T, K> | null;
export function pickFields(value: object, ...names: readonly unknown[]): JsonObject;
export function pickFields(value: unknown, ...names: readonly unknown[]): JsonObject | null;
export function pickFields(value: unknown, ...names: readonly unknown[]): unknown {
  if (value == null) return null;
  const object = objectArgument(value, ["pick", "object"]);
  const wanted = namesIn("pick", names).filter((name) => Object.hasOwn(object, name));
  return Object.fromEntries(wanted.map((name) => [name, object[name]]));
}

/** The members of all other names; `names` are texts or lists of them. */
export function omitFields<T extends object, K extends string>(value: T, ...names: readonly K[]): Omitted<T, K>;
export function omitFields<T extends object, K extends string>(
  value: T | null | undefined,
  ...names: readonly K[]
): Omitted<T, K> | null;
export function omitFields(value: object, ...names: readonly unknown[]): JsonObject;
export function omitFields(value: unknown, ...names: readonly unknown[]): JsonObject | null;
export function omitFields(value: unknown, ...names: readonly unknown[]): unknown {
  if (value == null) return null;
  const unwanted = new Set(namesIn("omit", names));
  const members = Object.entries(objectArgument(value, ["omit", "object"]));
  return Object.fromEntries(members.filter(([name]) => !unwanted.has(name)));
}

function namesIn(name: string, given: readonly unknown[]): readonly string[] {
  const all = given.flatMap((each): readonly unknown[] => (isList(each) ? each : [each]));
  return all.map((each) => textArgument(each, [name, "keys"]));
}

/** The members of all; of members of one name the last counts, in the place of the first. Null adds nothing. */
export function mergeObjects(value: object, ...others: readonly unknown[]): JsonObject;
export function mergeObjects(value: unknown, ...others: readonly unknown[]): JsonObject | null;
export function mergeObjects(value: unknown, ...others: readonly unknown[]): JsonObject | null {
  if (value == null) return null;
  const members = others.flatMap((each) =>
    each == null ? [] : Object.entries(objectArgument(each, ["merge", "others"])),
  );
  return Object.fromEntries([...Object.entries(objectArgument(value, ["merge", "first"])), ...members]);
}
