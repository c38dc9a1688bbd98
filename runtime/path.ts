// Request paths made of literal and dynamic parts, and the URL they lead to (language.md 6.4).
// Must not know how a request is sent or what its answer is.
import { MissionError } from "./errors.js";
import { describe } from "./json.js";

/** A URL written out in the mission: sent as it is, credentials only to the source's own origin. */
export interface WrittenUrl {
  readonly href: string;
}

/**
 * Where a request goes. A string is a literal path below the source's base, or an absolute URL, which must have the
 * origin of a source of the mission or one in `allowOrigins`. Put data into a path with `path`, never with `+`.
 */
export type Path = string | WrittenUrl;

/** A value whose encoding differs from the usual one: made by `segments` and `raw`. */
export interface Part {
  readonly mark: symbol;
  readonly text: string;
}

// Symbols, since no JSON from outside can hold one.
const SEGMENTS = Symbol("segments");
const RAW = Symbol("raw");
const MAX_DECODINGS = 10;

/** The text of a scalar; undefined for null, lists and objects. */
export function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return undefined;
  }
}

/** path`/orders/${id}/lines?since=${day}`: each value becomes one segment, or a query value behind a literal `?`. */
export function path(texts: TemplateStringsArray, ...values: readonly unknown[]): string {
  return compose(texts, values);
}

/** Like `path` for a URL written out in the mission. A host that is not literal has to pass the origin rule. */
export function url(texts: TemplateStringsArray, ...values: readonly unknown[]): Path {
  const text = compose(texts, values);
  const first = texts[0] ?? "";
  const literalHost = values.length === 0 || /^https?:\/\/[^/?#\\]+[/?#]/i.test(first);
  return literalHost ? { href: text } : text;
}

/** A value in which `/` stays a separator; each segment is encoded by itself. */
export function segments(value: unknown): Part {
  return { mark: SEGMENTS, text: partText(value, "a part of a path") };
}

/** A value that is not encoded. Control characters are refused. */
export function raw(value: unknown): Part {
  return { mark: RAW, text: partText(value, "the value given to raw()") };
}

/** An expression without any literal part: checked, not encoded. May be an absolute URL (see `Path`). */
export function wholePath(value: unknown): string {
  const text = partText(value, "the path of the request");
  if (text === "") throw broken("the path of the request is empty");
  if (/^[/\\]{2}/.test(text)) throw broken("a path from data begins with //, which would name another host");
  const names = text.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#\\]*/i, "").replace(/[?#][^]*$/, "");
  if (leavesFolder(names)) throw broken("a path from data holds the segment `.` or `..`, plain or percent-encoded");
  return text;
}

function compose(texts: readonly string[], values: readonly unknown[]): string {
  let text = texts[0] ?? "";
  let inQuery = text.includes("?");
  const dynamic: { readonly start: number; readonly end: number }[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const start = text.length;
    if (isPart(value) && value.mark === RAW) {
      text += value.text;
    } else if (inQuery) {
      text += queryValue(value);
    } else {
      text += isPart(value)
        ? value.text.split("/").map(encode).join("/")
        : encode(partText(value, "a part of the path"));
      dynamic.push({ start, end: text.length });
    }
    const literal = texts[index + 1] ?? "";
    text += literal;
    inQuery ||= literal.includes("?");
  }
  for (const { start, end } of dynamic) checkSegments(text, start, end, texts);
  return text;
}

/** The whole segments around a dynamic part must not be empty, `.` or `..`, however often they are decoded. */
function checkSegments(text: string, start: number, end: number, texts: readonly string[]): void {
  const from = text.lastIndexOf("/", start - 1) + 1;
  const rest = text.slice(end).search(/[/?#]/);
  const to = rest < 0 ? text.length : end + rest;
  const whole = text.slice(from, to);
  if (/^[\w~-]+$/.test(whole)) return;
  const pieces = whole.split("/");
  if (pieces.length > 1 && pieces.at(-1) === "") pieces.pop();
  const shape = `"${texts.join("{…}")}"`;
  if (pieces.includes("")) throw broken(`a dynamic segment of the path ${shape} is empty`);
  if (leavesFolder(whole)) {
    throw broken(`a dynamic segment of the path ${shape} is \`.\` or \`..\`, or becomes it when decoded again`);
  }
}

/** Servers decode more than once, and take an encoded or a backward slash for a separator. */
function leavesFolder(text: string): boolean {
  let decoded = text;
  for (let round = 0; round < MAX_DECODINGS; round++) {
    if (decoded.split(/[/\\]/).some((piece) => piece === "." || piece === "..")) return true;
    const next = decoded.replace(/%(25|2e|2f|5c)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    if (next === decoded) return false;
    decoded = next;
  }
  return true;
}

function isPart(value: unknown): value is Part {
  return (
    typeof value === "object" && value !== null && "mark" in value && (value.mark === SEGMENTS || value.mark === RAW)
  );
}

function partText(value: unknown, what: string): string {
  const text = scalarText(value);
  if (text !== undefined) {
    if (hasControl(text)) throw broken(`${what} holds a control character`);
    return text;
  }
  if (value == null)
    throw broken(`${what} is null`, "Test the value before the request, or give it a default with `??`.");
  throw broken(`${what} is ${describe(value)}; expected text or a number`);
}

function queryValue(value: unknown): string {
  if (value == null) return "";
  return encode(isPart(value) ? value.text : partText(value, "a query value of the path"));
}

/** `encodeURIComponent`, which throws for half of a surrogate pair. */
export function encode(text: string): string {
  if (/^[\w~-]*$/.test(text)) return text;
  try {
    return encodeURIComponent(text);
  } catch {
    throw broken("a value of the URL is not well-formed text: it holds half of a surrogate pair");
  }
}

export function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text);
}

function broken(message: string, help?: string): MissionError {
  return new MissionError(message, { code: "data", help });
}
