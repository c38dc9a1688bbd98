// Parameters, bodies and headers of a request, from values of a mission to text (language.md 6.5, 3.11).
// Must not know sources or how a request is sent. No message holds a value: it may be a secret.
import { MissionError } from "./errors.js";
import { describe, isList } from "./json.js";
import { encode, scalarText } from "./path.js";

export type Values = Readonly<Record<string, unknown>>;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Field values of RFC 9110 section 5.5; the transport writes one byte for each character. */
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
/** The transport's own: they frame the message or choose its receiver. */
const TRANSPORT_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** `url` with `params` appended: null left out, lists repeated. Throws MissionError `data` for an object. */
export function withParams(url: string, params: Values): string {
  let text = url;
  let separator = url.includes("?") ? "&" : "?";
  const add = (name: string, value: unknown): void => {
    text += `${separator}${encode(name)}=${encode(requireScalar(value, `the parameter \`${name}\``))}`;
    separator = "&";
  };
  eachScalar(params, add);
  return text;
}

/** Calls `add` for every value that is not null, and for every such element of a list. */
function eachScalar(values: Values, add: (name: string, value: unknown) => void): void {
  for (const name of Object.keys(values)) {
    const value = values[name];
    for (const element of isList(value) ? value : [value]) if (element != null) add(name, element);
  }
}

/**
 * Text of `body`, and its content type in `headers` unless the mission has set one: a string as it is, a form where the
 * content type says so, else JSON. Undefined for null: no body.
 */
export function encodeBody(body: unknown, headers: Map<string, string>): string | undefined {
  if (body == null) return undefined;
  const type = headers.get("content-type");
  if (typeof body === "string") {
    if (type === undefined) headers.set("content-type", "text/plain; charset=utf-8");
    return body;
  }
  if (type !== undefined && /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return formOf(body);
  if (type === undefined) headers.set("content-type", "application/json");
  return jsonOf(body);
}

function formOf(body: unknown): string {
  if (!isValues(body))
    throw broken(`the body of a form is ${describe(body)}; expected an object of scalars and lists of them`);
  const form = new URLSearchParams();
  eachScalar(body, (name, value) => form.append(name, requireScalar(value, `the field \`${name}\` of a form`)));
  return form.toString();
}

function jsonOf(body: unknown): string {
  try {
    const text: unknown = JSON.stringify(body);
    if (typeof text === "string") return text;
  } catch {
    // What JSON.stringify says may quote the body.
  }
  throw broken(`the body of the request cannot be written as JSON: it is ${describe(body)}`);
}

/** Whether `body` is an object whose values are scalars or null: what a `get` can send as parameters. */
export function isFlat(body: unknown): body is Values {
  return isValues(body) && Object.values(body).every((value) => value == null || scalarText(value) !== undefined);
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Adds `values` to `headers` by lower-case name; null leaves a header out. Throws MissionError `data`. */
export function addHeaders(headers: Map<string, string>, values: Values): void {
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value == null) continue;
    const text = requireScalar(value, `the header \`${name}\``);
    checkHeader(name, text);
    headers.set(name.toLowerCase(), text.trim());
  }
}

/** Throws MissionError `data` for what the transport must not see: its own error text would quote the value. */
export function checkHeader(name: string, value: string): void {
  if (!TOKEN.test(name)) throw broken(`${JSON.stringify(name)} cannot be the name of a header`);
  if (TRANSPORT_HEADERS.has(name.toLowerCase()))
    throw broken(`the header \`${name}\` is set by the transport; leave it out`);
  const found = NOT_IN_VALUE.exec(value);
  if (found === null) return;
  const code = (value.codePointAt(found.index) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw broken(
    `the value of the header \`${name}\` holds the character U+${code} at position ${found.index}, which HTTP does not allow there`,
    found[0] === "\n" || found[0] === "\r" ? "Trim the value; a line break often comes from a file." : undefined,
  );
}

function requireScalar(value: unknown, what: string): string {
  const text = scalarText(value);
  if (text === undefined) throw broken(`${what} is ${describe(value)}; expected text, a number or true/false`);
  return text;
}

function broken(message: string, help?: string): MissionError {
  return new MissionError(message, { code: "data", help });
}
