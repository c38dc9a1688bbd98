// Decisions of a generator, read from a list of numbers: fewer and smaller numbers make a smaller mission, so that
// shrinking the list shrinks the mission. Must not know what is decided.

export interface Decisions {
  /** A whole number from 0 to `size - 1`; 0, the simplest, once the numbers are used up. */
  below(size: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  /** One of them; the first is the simplest. */
  pick<T>(from: readonly [T, ...T[]]): T;
  /** A new number, for names. */
  fresh(): number;
}

export function decisions(numbers: readonly number[]): Decisions {
  let at = 0;
  let last = 0;
  const below = (size: number): number => (numbers[at++] ?? 0) % Math.max(1, size);
  return {
    below,
    oneIn: (times) => below(times) === times - 1,
    pick: ([first, ...others]) => others[below(others.length + 1) - 1] ?? first,
    fresh: () => ++last,
  };
}

/** Smaller lists, the smallest first. */
export function smaller(numbers: readonly number[]): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  for (let size = numbers.length; size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < numbers.length; at += size) found.push(numbers.toSpliced(at, size));
  numbers.forEach((each, at) => {
    if (each > 0) found.push(numbers.with(at, 0));
    if (each > 1) found.push(numbers.with(at, each % 2 === 0 ? each / 2 : each - 1));
  });
  return found;
}
