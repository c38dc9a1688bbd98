// Texts of missions and positions in them; the one place that turns code points into UTF-16 units.
// Must not know syntax, diagnostics or how anything is shown.

/** A piece of one file: `[start, end)` in UTF-16 units. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Whether `inner` lies in `outer`, of the same file. */
export function within(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

/** The texts of a compilation by path, relative to the program's folder, `/` between parts. */
export type SourceFiles = Readonly<Record<string, string>>;

/** 1-based line and column; columns count UTF-16 units (language.md 1.1). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One text with what is needed to find lines in it. */
export class SourceText {
  readonly path: string;
  readonly text: string;
  readonly #lineStarts: number[];

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    // A byte-order mark belongs to no column: editors do not count it (SARIF 2.1.0, 3.30).
    this.#lineStarts = [text.startsWith("\uFEFF") ? 1 : 0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  get lineCount(): number {
    return this.#lineStarts.length;
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(1, offset - (this.#lineStarts[low] ?? 0) + 1) };
  }

  /** The text of a 1-based line, without its line end. */
  line(number: number): string {
    const start = this.#lineStarts[number - 1] ?? this.text.length;
    const end = this.#lineStarts[number] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, "");
  }
}

/**
 * Turns a code-point index into a UTF-16 offset. Costs nothing for text without surrogates, else a table of
 * the places of its surrogate pairs.
 */
export function codePointOffsets(text: string): (codePoint: number) => number {
  const pairs: number[] = [];
  for (let at = 0, points = 0; at < text.length; at++, points++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(at + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        pairs.push(points);
        at++;
      }
    }
  }
  if (pairs.length === 0) return (codePoint) => codePoint;
  return (codePoint) => {
    let low = 0;
    let high = pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[middle] ?? 0) < codePoint) low = middle + 1;
      else high = middle;
    }
    return codePoint + low;
  };
}
