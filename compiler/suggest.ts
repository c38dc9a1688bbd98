// The nearest of several names to one that was mistyped.
// Must not know what the names stand for.
import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant: same but for case, else close enough; undefined if none is. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  const tolerated = Math.max(1, Math.round(name.length / 3));
  let best: string | undefined;
  let bestDistance = tolerated + 0.5;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const folded = candidate.toLowerCase();
    if (folded === lower) return candidate;
    const apart = isSwapped(lower, folded) ? 1 : distance(lower, folded);
    const isBegun =
      Math.min(lower.length, folded.length) >= 3 &&
      (folded.startsWith(lower) || lower.startsWith(folded)) &&
      apart <= 4;
    const weight = isBegun ? Math.min(apart, tolerated) : apart;
    if (weight < bestDistance && apart < name.length) {
      best = candidate;
      bestDistance = weight;
    }
  }
  return best;
}

/** Whether a name is another one mistyped and no name of its own: one with a word more, or another word, is its own. */
export function isMistyped(name: string, other: string): boolean {
  if (nearest(name, [other]) === undefined) return false;
  const [words, others] = [wordsOf(name), wordsOf(other)];
  if (words.join("") === others.join("")) return true;
  const isNear = (word: string, at: number): boolean =>
    word === others[at] || nearest(word, others.slice(at, at + 1)) !== undefined;
  return words.length === others.length && words.every(isNear);
}

/**
 * Which of the names another one is misspelt for, though it may stand beside them: each of its words is the same, or the same but
 * for a slip.
 */
export function misspellingsAmong(names: Iterable<string>): (name: string) => readonly string[] {
  const all = [...names].map((each) => [each, wordsOf(each)] as const);
  return (name) => {
    const words = wordsOf(name);
    const isMeant = (others: readonly string[]): boolean =>
      words.length === others.length
        ? words.every((word, at) => isSameWord(word, others[at] ?? ""))
        : words.join("") === others.join("");
    return all.flatMap(([each, others]) => (isMeant(others) ? [each] : []));
  };
}

function isSameWord(word: string, other: string): boolean {
  if (word === other || (word.length > 2 && isSwapped(word, other))) return true;
  const length = Math.min(word.length, other.length);
  const apart = distance(word, other);
  // With another first letter it is another word, `date` and `rate`; without it, it is not.
  const isBegun = word[0] === other[0] || (apart === 1 && word.length !== other.length);
  return length >= 4 && isBegun && apart <= (length >= 8 ? 2 : 1);
}

/** `InvoiceLine`, `invoice_line` → `invoice`, `line`. */
function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]*[a-z]+|[A-Z]+|\d+/g) ?? []).map((each) => each.toLowerCase());
}

/** Whether one letter makes the difference: too few for another word to be meant. */
export function isSlip(name: string, word: string): boolean {
  return distance(name.toLowerCase(), word) === 1 || isSwapped(name.toLowerCase(), word);
}

/** Whether two neighbouring letters changed places, the commonest slip. */
function isSwapped(name: string, other: string): boolean {
  if (name.length !== other.length) return false;
  const at = [...name].findIndex((letter, index) => letter !== other[index]);
  return at >= 0 && name.slice(0, at) + (name[at + 1] ?? "") + (name[at] ?? "") + name.slice(at + 2) === other;
}
