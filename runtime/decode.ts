// From the bytes of an answer to a JSON value, by content type (language.md 6.6).
// Must not know where the bytes came from, nor what becomes of the value.
import { exactNumbers, mayHoldLargeNumber } from "./exact-numbers.js";
import type { Json } from "./json.js";

export type Decoded =
  | { readonly ok: true; readonly value: Json }
  /** `text`: what the body says when it is read as text. */
  | { readonly ok: false; readonly problem: string; readonly text: string };

type Format = "json" | "ndjson" | "text" | "unknown";

/** The part of `TextDecoder` used here: as a type, that name is not there without the browser's library. */
interface Decoder {
  decode(bytes: Uint8Array): string;
}

const utf8: Decoder = new TextDecoder("utf-8", { fatal: true });
const lenientUtf8: Decoder = new TextDecoder("utf-8");

/** Called with the path of a field whose whole number was too large and became text, such as `orders[].id`. */
export type OnLargeNumber = (path: string) => void;

/**
 * JSON and NDJSON to values, text to a string, nothing to null. A body without content type, or of a binary one, is
 * JSON when it reads as JSON, else text when it reads as UTF-8.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | null, onLargeNumber: OnLargeNumber): Decoded {
  if (bytes.length === 0) return { ok: true, value: null };
  const format = formatOf(contentType);
  if (format === "text") return { ok: true, value: lenient(bytes, charsetOf(contentType)) };
  const text = strict(bytes, contentType);
  if (text === undefined) {
    const problem = format === "unknown" ? "is neither JSON nor text" : "is no valid UTF-8";
    return {
      ok: false,
      problem: `${problem} (content type ${contentType ?? "missing"})`,
      text: lenientUtf8.decode(bytes),
    };
  }
  if (format === "ndjson") return decodeLines(text, onLargeNumber);
  const decoded = decodeJson(text, onLargeNumber);
  return decoded.ok || format === "json" ? decoded : { ok: true, value: text };
}

function decodeJson(text: string, onLargeNumber: OnLargeNumber): Decoded {
  if (text.trim() === "") return { ok: true, value: null };
  try {
    return { ok: true, value: parseJson(text, onLargeNumber) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, problem: `is malformed JSON (${text.length} characters)`, text };
  }
}

/** One value a line; empty lines are skipped. */
function decodeLines(text: string, onLargeNumber: OnLargeNumber): Decoded {
  const values: Json[] = [];
  let start = 0;
  for (let number = 1; start <= text.length; number++) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === "") continue;
    try {
      values.push(parseJson(line, (path) => onLargeNumber(path.startsWith("[") ? `[]${path}` : `[].${path}`)));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { ok: false, problem: `holds malformed JSON in line ${number}`, text };
    }
  }
  return { ok: true, value: values };
}

/** Typed: the standard library says `any`, but what it makes of a text is JSON. */
const parseText: (text: string) => Json = JSON.parse;

/** `JSON.parse`, but whole numbers outside ±(2^53−1) are kept as text. Throws SyntaxError. */
export function parseJson(text: string, onLargeNumber: OnLargeNumber): Json {
  const value = parseText(text);
  return mayHoldLargeNumber(text) ? parseText(exactNumbers(text, onLargeNumber)) : value;
}

function formatOf(contentType: string | null): Format {
  if (contentType === "application/json") return "json";
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type === "text/json" || type.endsWith("+json")) return "json";
  if (/^application\/(x-)?(ndjson|jsonl|json-?lines|json-seq-lines)$/.test(type)) return "ndjson";
  if (type.startsWith("text/") || /[/+]xml$/.test(type)) return "text";
  return type === "application/x-www-form-urlencoded" || type === "application/javascript" ? "text" : "unknown";
}

function charsetOf(contentType: string | null): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "")?.[1];
}

/** UTF-8, as JSON has to be (RFC 8259 section 8.1); what is not, in the charset that the server names, or undefined. */
function strict(bytes: Uint8Array, contentType: string | null): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    const charset = charsetOf(contentType);
    return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : decoderFor(charset)?.decode(bytes);
  }
}

/** What cannot be read becomes U+FFFD. A byte-order mark goes before the charset of the header. */
function lenient(bytes: Uint8Array, charset: string | undefined): string {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const label = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : mark === 0xefbb ? "utf-8" : charset;
  return (label === undefined ? lenientUtf8 : (decoderFor(label) ?? lenientUtf8)).decode(bytes);
}

function decoderFor(label: string): Decoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}
