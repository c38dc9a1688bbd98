// Regular expressions and date formats that a mission writes as text (language.md 10.6).
// Must not know where they stand.
import { nearest } from "../../suggest.js";

/**
 * The pattern of `matches`: in Unicode mode where it is valid there, else as ECMAScript reads it without. Where it is
 * no pattern, why.
 */
export function readPattern(text: string): RegExp | { readonly reason: string } {
  try {
    return new RegExp(text, "u");
  } catch {
    try {
      return new RegExp(text);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { reason: message.replace(/^Invalid regular expression: (?:\/[\s\S]*\/\w*: )?/, "") };
    }
  }
}

const formatTokens = ["YYYY", "MM", "M", "DD", "D", "MMM", "MMMM", "HH", "mm", "ss", "SSS"];
const letters = /([A-Za-z])\1*/g;
/** What other notations of date formats are made of; here they stand for themselves. */
const otherLetters = /^[yYMdDhHmsSaAEeuwWLQkKxXz]$/;

export interface StrayToken {
  readonly text: string;
  readonly meant: string | undefined;
}

/** The runs of letters in a date format that look like tokens and are none, with those that were probably meant. */
export function strayTokens(format: string): readonly StrayToken[] {
  return [...format.matchAll(letters)].flatMap((found) => {
    const [text, letter = ""] = found;
    // Letters of a word are a word.
    const isWord = /[a-z]/.test((format[found.index - 1] ?? "") + (format[found.index + text.length] ?? ""));
    const isStray = !formatTokens.includes(text) && otherLetters.test(letter) && !isWord;
    return isStray ? [{ text, meant: meantBy(text) }] : [];
  });
}

function meantBy(text: string): string | undefined {
  const spelled = formatTokens.find((each) => each.toLowerCase() === text.toLowerCase());
  return spelled ?? formatTokens.find((each) => each.startsWith(text)) ?? nearest(text, formatTokens);
}
