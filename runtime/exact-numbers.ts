// Large whole numbers in JSON text, which JavaScript's numbers cannot hold (language.md 6.6).
// Must not know HTTP. Works on text that JSON.parse has accepted.

interface Level {
  readonly list: boolean;
  /** Property name that is open in an object, as written between its quotes. */
  key: string;
}

/** 2^53 has so many digits. */
const LARGE_DIGITS = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The JSON in `text` with each whole number outside ±(2^53−1) written as a string, digits as they were. So is a number
 * beyond the range of a double, which would be Infinity. Fractions and exponents within it stay: they are doubles.
 * @param onLarge called once per path in the text, such as `orders[].id`
 * @param isText whether a number is written as a string
 */
export function exactNumbers(
  text: string,
  onLarge: (path: string) => void,
  isText: (number: string) => boolean = isLarge,
): string {
  const levels: Level[] = [];
  const seen = new Set<string>();
  const tokens = /[{}[\],:"]|-?\d[\d.eE+-]*/g;
  let out = "";
  let copied = 0;
  let lastString = "";
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const found = token[0];
    const top = levels.at(-1);
    if (found === '"') {
      const end = endOfString(text, token.index);
      lastString = text.slice(token.index, end);
      tokens.lastIndex = end;
    } else if (found === "{" || found === "[") {
      levels.push({ list: found === "[", key: "" });
    } else if (found === "}" || found === "]") {
      levels.pop();
    } else if (found === ":") {
      if (top !== undefined) top.key = lastString;
    } else if (found !== "," && isText(found)) {
      out += `${text.slice(copied, token.index)}"${found}"`;
      copied = tokens.lastIndex;
      const path = pathOf(levels);
      if (!seen.has(path)) onLarge(path);
      seen.add(path);
    }
  }
  return out + text.slice(copied);
}

/**
 * Whether `exactNumbers` may find something. Looks at every 16th character, which no run of 16 digits can avoid: this
 * costs a tenth of what a regular expression would, and that more than JSON.parse.
 */
export function mayHoldLargeNumber(text: string): boolean {
  for (let index = LARGE_DIGITS - 1; index < text.length; index += LARGE_DIGITS) {
    if (!isDigit(text, index)) continue;
    let start = index;
    while (isDigit(text, start - 1)) start--;
    let end = index + 1;
    while (isDigit(text, end)) end++;
    if (end - start >= LARGE_DIGITS) return true;
  }
  return /\d[eE]\+?\d{3}(?:[\s,\]}]|$)/.test(text);
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x30 && code <= 0x39;
}

function isLarge(number: string): boolean {
  const value = Number(number);
  return /[.eE]/.test(number) ? !Number.isFinite(value) : !Number.isSafeInteger(value);
}

/** Whether a number would change if it were read: a whole number that is no double, or one that is Infinity. */
export function isInexact(number: string): boolean {
  const value = Number(number);
  return !Number.isFinite(value) || (/^-?\d+$/.test(number) && isLarge(number) && BigInt(value) !== BigInt(number));
}

/** Index behind the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    const isEscaped = (quote - 1 - before) % 2 === 1;
    if (!isEscaped) return quote + 1;
  }
  return text.length;
}

function pathOf(levels: readonly Level[]): string {
  let path = "";
  for (const level of levels) {
    if (level.list) path += "[]";
    else path += `${path === "" ? "" : "."}${nameOf(level.key)}`;
  }
  return path === "" ? "the value itself" : path;
}

function nameOf(written: string): string {
  if (written.charCodeAt(0) !== QUOTE) return written;
  const name: unknown = JSON.parse(written);
  return typeof name === "string" ? name : written;
}
