// The functions of text (language.md 10.6); positions and lengths count UTF-16 units, as in ECMAScript.
// Must not know the mission. Given null as the text each returns null.
import { listArgument, type OfText, textArgument, wholeArgument, wrongArgument } from "./arguments.js";
import { MissionError } from "./errors.js";
import { isList, isObject } from "./json.js";
import { text as scalarText } from "./convert.js";

function ofText<Result, Others extends readonly unknown[] = []>(
  name: string,
  compute: (text: string, ...others: Others) => Result,
): OfText<Result, Others> {
  function call(text: string | number | boolean, ...others: Others): Result;
  function call(text: unknown, ...others: Others): Result | null;
  function call(text: unknown, ...others: Others): Result | null {
    return text == null ? null : compute(textArgument(text, [name, "text"]), ...others);
  }
  return call;
}

export const lowercase: OfText<string> = ofText("lowercase", (text) => text.toLowerCase());

export const uppercase: OfText<string> = ofText("uppercase", (text) => text.toUpperCase());

/** Its first character, which may be two units long, in upper case. */
export const capitalize: OfText<string> = ofText("capitalize", (text) => {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
});

/** The text as it is; in a path it is sent without encoding (path.ts). */
export const rawText: OfText<string> = ofText("raw", (text) => text);

export const trimText: OfText<string> = ofText("trim", (text) => text.trim());

export const trimStart: OfText<string> = ofText("trimStart", (text) => text.trimStart());

export const trimEnd: OfText<string> = ofText("trimEnd", (text) => text.trimEnd());

/** From `start` to just before `end`; negative positions count from the end. */
export const substring: OfText<string, [start: unknown, end?: unknown]> = ofText("substring", (text, start, end) =>
  text.slice(
    wholeArgument(start, ["substring", "start"]),
    end == null ? undefined : wholeArgument(end, ["substring", "end"]),
  ),
);

export const splitText: OfText<readonly string[], [separator: unknown]> = ofText("split", (text, separator) =>
  text.split(textArgument(separator, ["split", "separator"])),
);

/** Every occurrence of `search`, as plain text. */
export const replaceText: OfText<string, [search: unknown, replacement: unknown]> = ofText(
  "replace",
  (text, search, replacement) => {
    const replaced = textArgument(replacement, ["replace", "replacement"]);
    return text.replaceAll(textArgument(search, ["replace", "search"]), () => replaced);
  },
);

/** Whether the text holds a match. */
export const matchesPattern: OfText<boolean, [pattern: RegExp]> = ofText("matches", (text, pattern) =>
  pattern.test(text),
);

export const padStart: OfText<string, [length: unknown, fill?: unknown]> = ofText("padStart", (text, length, fill) =>
  text.padStart(paddedLength("padStart", length), filling("padStart", fill)),
);

export const padEnd: OfText<string, [length: unknown, fill?: unknown]> = ofText("padEnd", (text, length, fill) =>
  text.padEnd(paddedLength("padEnd", length), filling("padEnd", fill)),
);

/** More would be a mistake in the data, and hundreds of megabytes. */
const longestPadding = 1_000_000;

function paddedLength(name: string, length: unknown): number {
  const whole = wholeArgument(length, [name, "length"]);
  if (whole > longestPadding) throw wrongArgument([name, "length"], `at most ${longestPadding}`, length);
  return whole;
}

function filling(name: string, fill: unknown): string {
  return fill == null ? " " : textArgument(fill, [name, "fill"]);
}

/** Letters that no accent makes of a plain one. */
const spelled: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
};

/** Accents off, letters and digits of any script in lower case, `-` for each run of anything else. */
export const slugify: OfText<string> = ofText("slugify", (text) =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[ßæœøđðłþı]/g, (letter) => spelled[letter] ?? letter)
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, ""),
);

/** The scalars of a list as one text, null as "". */
export function joinTexts(list: readonly unknown[], separator?: unknown): string;
export function joinTexts(list: unknown, separator?: unknown): string | null;
export function joinTexts(list: unknown, separator?: unknown): string | null {
  if (list == null) return null;
  const items = listArgument(list, ["join", "list"]).map((item, index) => {
    if (!isList(item) && !isObject(item)) return scalarText(item);
    throw new MissionError(`element ${index} of the list of \`join\` is no text, number or boolean`, {
      code: "data",
      help: "name a field of each with `.map(.field)`",
    });
  });
  return items.join(separator == null ? "," : textArgument(separator, ["join", "separator"]));
}
