// Strings as written: escapes (language.md 1.3), `${NAME}` references (1.4) and the `{…}` of request paths (6.4).
// Must not know tokens, the tree, or what the parts become.

/** An escape sequence that the language does not have, at its place in the literal. */
export interface BadEscape {
  readonly at: number;
  readonly length: number;
}

const simple: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "\\": "\\",
  '"': '"',
  "'": "'",
  $: "$",
  "{": "{",
};

/** The escape that begins with the backslash at `at`: its text, or undefined where there is no such escape. */
function readEscape(raw: string, at: number): { readonly length: number; readonly text: string | undefined } {
  const short = simple[raw.charAt(at + 1)];
  if (short !== undefined) return { length: 2, text: short };
  const code = /^\\u(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]{1,6})\})/.exec(raw.slice(at, at + 11));
  if (code === null)
    return { length: raw.codePointAt(at + 1) === undefined ? 1 : wholeLength(raw, at + 1) + 1, text: undefined };
  const point = Number.parseInt(code[1] ?? code[2] ?? "", 16);
  return { length: code[0].length, text: point <= 0x10ffff ? String.fromCodePoint(point) : undefined };
}

function wholeLength(raw: string, at: number): number {
  return (raw.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Places in a literal, its quotes included, where a backslash begins no escape. */
export function badEscapes(literal: string): readonly BadEscape[] {
  const found: BadEscape[] = [];
  for (let at = literal.indexOf("\\"); at !== -1 && at < literal.length - 1;) {
    const { length, text } = readEscape(literal, at);
    if (text === undefined) found.push({ at, length });
    at = literal.indexOf("\\", at + length);
  }
  return found;
}

/** The value of a literal, quotes removed and escapes replaced; `${NAME}` stays as it is written. */
export function decodeString(literal: string): string {
  return decode(literal.slice(1, -1));
}

function decode(raw: string): string {
  if (!raw.includes("\\")) return raw;
  let value = "";
  let from = 0;
  for (let at = raw.indexOf("\\"); at !== -1; at = raw.indexOf("\\", from)) {
    const { length, text } = readEscape(raw, at);
    value += raw.slice(from, at) + (text ?? raw.slice(at, at + length));
    from = at + length;
  }
  return value + raw.slice(from);
}

/** A piece of a literal; `start` and `end` are offsets into the literal, quotes included. */
export type StringPart = { readonly start: number; readonly end: number } & (
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "env"; readonly name: string; readonly fallback: string | undefined }
  | { readonly type: "expression"; readonly source: string; readonly closed: boolean }
);

const environment = /\$\{([A-Z_][A-Z0-9_]*)(?::-((?:\\[^]|[^}\\])*))?\}/y;

/** Splits a literal at its environment references and, in a request path, at its `{…}`. */
export function splitString(literal: string, isPath: boolean): readonly StringPart[] {
  const parts: StringPart[] = [];
  const last = literal.length - 1;
  let from = 1;
  const text = (end: number): void => {
    if (end > from) parts.push({ type: "text", start: from, end, text: decode(literal.slice(from, end)) });
  };
  for (let at = 1; at < last;) {
    const sign = literal.charAt(at);
    if (sign === "\\") {
      at += readEscape(literal, at).length;
      continue;
    }
    const part =
      sign === "$" ? environmentPart(literal, at) : sign === "{" && isPath ? expressionPart(literal, at) : undefined;
    if (part === undefined) {
      at++;
      continue;
    }
    text(at);
    parts.push(part);
    at = from = part.end;
  }
  text(last);
  return parts;
}

function environmentPart(literal: string, start: number): StringPart | undefined {
  environment.lastIndex = start;
  const found = environment.exec(literal);
  if (found === null) return undefined;
  const [whole, name = "", fallback] = found;
  const end = start + whole.length;
  return { type: "env", start, end, name, fallback: fallback === undefined ? undefined : decode(fallback) };
}

/** The expression between the brace at `start` and the one that closes it. */
function expressionPart(literal: string, start: number): StringPart {
  const last = literal.length - 1;
  const inner = withPlainQuotes(literal.slice(0, last));
  let depth = 0;
  let quote = "";
  for (let at = start; at < last; at++) {
    const sign = inner.charAt(at);
    if (quote !== "") {
      if (sign === "\\") at++;
      else if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "{") depth++;
    else if (sign === "}" && --depth === 0) {
      return { type: "expression", start, end: at + 1, source: inner.slice(start + 1, at), closed: true };
    }
  }
  return { type: "expression", start, end: last, source: inner.slice(start + 1), closed: false };
}

/** The same text at the same places, with the quotes that are escaped in it as quotes. */
function withPlainQuotes(literal: string): string {
  const quote = literal.charAt(0);
  let isOpen = false;
  return literal.replaceAll(`\\${quote}`, () => {
    isOpen = !isOpen;
    return isOpen ? ` ${quote}` : `${quote} `;
  });
}
