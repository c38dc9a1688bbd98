// Mistakes that a generated mission can be given: at one place of a kind, something else is written.
// Must not know what the checker says of them.

export const kinds = [
  "a field misspelt",
  "a literal misspelt in a comparison",
  "a literal misspelt in a pattern",
  "a function misspelt",
  "an argument of the wrong kind",
  "a field left out of a map",
  "a value of the wrong kind in a map",
  "a case left out of a match",
  "a key that may be null",
] as const;
export type Mistake = (typeof kinds)[number];

export interface Mutations {
  /** What is written at this place: what is right, or, where this is the place, what is wrong. */
  write(kind: Mistake, right: string, wrong: string): string;
  /** How many places there were. */
  readonly places: ReadonlyMap<Mistake, number>;
}

/** `at` counts the places of the kind; without a kind nothing is wrong. */
export function mutations(kind?: Mistake, at = 0): Mutations {
  const places = new Map<Mistake, number>();
  return {
    places,
    write(each, right, wrong) {
      const count = places.get(each) ?? 0;
      places.set(each, count + 1);
      return each === kind && count === at ? wrong : right;
    },
  };
}
