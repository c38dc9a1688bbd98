// The functions that make one kind of value of another (language.md 10.6).
// Must not know the mission. Given null each returns null.
import { wrongArgument } from "./arguments.js";
import { exactNumbers, mayHoldLargeNumber } from "./exact-numbers.js";
import { MissionError } from "./errors.js";
import { asJson, isList, type Json } from "./json.js";

/** The language's `toString`: a scalar as text. */
export function toText(value: string | number | boolean): string;
export function toText(value: unknown): string | null;
export function toText(value: unknown): string | null {
  if (value == null) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw wrongArgument(["toString", "value"], "text, a number or a boolean", value);
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);

/** `true yes 1` and `false no 0`, in any case of letters. */
export function toBoolean(value: string | number | boolean): boolean;
export function toBoolean(value: unknown): boolean | null;
export function toBoolean(value: unknown): boolean | null {
  if (value == null || typeof value === "boolean") return value ?? null;
  const isScalar = typeof value === "string" || typeof value === "number";
  const meant = isScalar ? booleans.get(String(value).trim().toLowerCase()) : undefined;
  if (meant === undefined) throw wrongArgument(["toBoolean", "value"], "true or false, yes or no, 1 or 0", value);
  return meant;
}

type ElementOf<T> = T extends readonly (infer Element)[] ? Element : NonNullable<T>;

/** A list as it is, any other value as a list of that one. */
export function toArray<T extends string | number | boolean | object>(value: T): readonly ElementOf<T>[];
export function toArray<T>(value: T): readonly ElementOf<T>[] | null;
export function toArray(value: unknown): readonly Json[] | null {
  if (value == null) return null;
  return isList(value) ? value : [asJson(value)];
}

/** JSON without white space. */
export function toJson(value: string | number | boolean | object): string;
export function toJson(value: unknown): string | null;
export function toJson(value: unknown): string | null {
  return value == null ? null : JSON.stringify(asJson(value));
}

/** The value that a JSON text writes; whole numbers beyond ±(2^53−1) as their text. Throws `data` for other text. */
export function parseJson(text: unknown): Json {
  if (text == null) return null;
  if (typeof text !== "string") throw wrongArgument(["parseJson", "text"], "JSON text", text);
  const value = parsed(text);
  return mayHoldLargeNumber(text) ? parsed(exactNumbers(text, () => undefined)) : value;
}

/** The parser's own message is left out: it quotes the text, which may hold a secret. */
function parsed(text: string): Json {
  try {
    return asJson(JSON.parse(text));
  } catch {
    throw new MissionError("`text` of `parseJson` must be JSON, found text that is none", { code: "data" });
  }
}
