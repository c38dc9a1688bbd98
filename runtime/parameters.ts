// Parameters in the styles of OpenAPI: delimited lists, deep objects, cookies, JSON (OpenAPI 3.1, 4.8.12.2).
// Must not know requests; what cannot be written is left to the checks of the place it goes to.
import { MissionError } from "./errors.js";
import { describe, isList, isObject, type Json } from "./json.js";
import { encode, scalarText } from "./path.js";

/** A list as one text, nulls left out; null for an empty one. Anything else as it is. */
export function delimited(value: unknown, by: string): unknown {
  if (!isList(value)) return value;
  const present = value.filter((each) => each !== null);
  return present.length === 0 ? null : present.map((each) => scalar(each, "an element of a list")).join(by);
}

/** `{ gte: 1 }` of `created` as `{ "created[gte]": 1 }`, at any depth; nothing for null. */
export function deepObject(name: string, value: unknown): Record<string, Json> {
  const found: Record<string, Json> = {};
  const add = (path: string, each: Json): void => {
    if (isObject(each)) for (const key of Object.keys(each)) add(`${path}[${key}]`, each[key] ?? null);
    else found[path] = each;
  };
  if (isObject(value)) for (const key of Object.keys(value)) add(`${name}[${key}]`, value[key] ?? null);
  else if (value != null)
    throw new MissionError(`the parameter \`${name}\` must be an object, found ${describe(value)}`, { code: "data" });
  return found;
}

/** The value of a `Cookie` header (RFC 6265); null where no cookie has a value. */
export function cookies(values: Readonly<Record<string, unknown>>): string | null {
  const pairs = Object.keys(values).flatMap((name) => {
    const value = values[name];
    return value == null ? [] : [`${name}=${encode(scalar(value, `the cookie \`${name}\``))}`];
  });
  return pairs.length === 0 ? null : pairs.join("; ");
}

/** A value as JSON; null is left out as everywhere. */
export function jsonText(value: unknown): string | null {
  return value == null ? null : JSON.stringify(value);
}

function scalar(value: unknown, what: string): string {
  const text = scalarText(value);
  if (text === undefined)
    throw new MissionError(`${what} is ${describe(value)}; expected text, a number or true/false`, { code: "data" });
  return text;
}
