// Draws diagnostics: the line of the mistake with a caret under it, related places below, and what to do.
// Must not know how diagnostics are found; prints nothing itself.
import picocolors from "picocolors";
import type { Diagnostic } from "./diagnostics.js";
import { foldPath } from "./import-path.js";
import { type SourceFiles, SourceText, type Span } from "./source.js";

export interface RenderOptions {
  readonly color: boolean;
}

/** Columns of a line that are shown at most; longer lines are cut around the mark. */
const widest = 160;
const lead = 60;

type Colors = ReturnType<typeof picocolors.createColors>;
type Paint = (text: string) => string;

/** All diagnostics as text, by file and position, an empty line between two; ends with a line end unless empty. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: SourceFiles,
  options: RenderOptions,
): string {
  const colors = picocolors.createColors(options.color);
  const texts = new Map<string, SourceText>();
  // Spans name files as `compile` calls them, with `/` between the parts.
  const folded = new Map(Object.keys(files).map((path) => [foldPath(path), path]));
  const find = (path: string): SourceText | undefined => {
    const text = files[folded.get(path) ?? path];
    if (text !== undefined && !texts.has(path)) texts.set(path, new SourceText(path, text));
    return texts.get(path);
  };
  return inReadingOrder(diagnostics).map((each) => `${drawDiagnostic(each, find, colors)}\n`).join("\n");
}

/** By file and position. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(byPlace);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : Number(a.code > b.code));
}

/** A place to be drawn: its line, the mark under it and what stands beside the mark. */
interface Mark {
  readonly span: Span;
  readonly sign: "^" | "-";
  readonly label: string | undefined;
  readonly paint: Paint;
}

function drawDiagnostic(each: Diagnostic, find: (path: string) => SourceText | undefined, colors: Colors): string {
  const paint = each.severity === "error" ? colors.red : colors.yellow;
  const primary: Mark = { span: each.span, sign: "^", label: each.label, paint };
  const related = each.related.map(({ span, message }): Mark => ({
    span,
    sign: "-",
    label: message,
    paint: colors.cyan,
  }));
  const marks = [primary, ...related];
  const numbers = marks.map(({ span }) => find(span.file)?.position(span.start).line ?? 0);
  const gutter = Math.max(...numbers.map((number) => String(number).length));
  const lines = [`${paint(colors.bold(`${each.severity}[${each.code}]`))}${colors.bold(`: ${each.message}`)}`];
  for (const [index, mark] of marks.entries()) {
    const source = find(mark.span.file);
    const previous = marks[index - 1]?.span.file;
    if (mark.span.file !== previous) lines.push(placeLine(mark.span, source, gutter, index === 0, colors));
    if (!source) continue;
    const [line, under] = drawMark(mark, source, gutter, colors);
    const isSameLine = mark.span.file === previous && numbers[index] === numbers[index - 1];
    lines.push(...(isSameLine ? [under] : [line, under]));
  }
  if (each.help !== undefined)
    lines.push(`${" ".repeat(gutter)}${colors.dim("=")} ${colors.bold("help:")} ${each.help}`);
  return lines.join("\n");
}

function placeLine(
  span: Span,
  source: SourceText | undefined,
  gutter: number,
  isFirst: boolean,
  colors: Colors,
): string {
  const position = source?.position(span.start);
  const place = position ? `${span.file}:${position.line}:${position.column}` : span.file;
  return `${" ".repeat(gutter)}${colors.dim(isFirst ? "┌─" : "├─")} ${place}`;
}

/** What could move the cursor of a terminal. */
const controls = /[\0-\x08\x0B-\x1F\x7F-\x9F\u2028\u2029]/g;

/** The first line of the span and the mark under it. */
function drawMark(mark: Mark, source: SourceText, gutter: number, colors: Colors): [line: string, under: string] {
  const { line, column } = source.position(mark.span.start);
  const whole = source.line(line).replace(controls, "\uFFFD");
  const from = Math.min(column - 1, whole.length);
  const to = Math.max(from, Math.min(whole.length, from + mark.span.end - mark.span.start));
  const view = cut(whole, from, to);
  const before = blank(view.text.slice(0, view.from));
  const width = Math.max(1, displayWidth(view.text.slice(view.from, view.to)));
  const label = mark.label === undefined ? "" : ` ${mark.label}`;
  const bar = colors.dim("│");
  const shown = `${colors.dim(String(line).padStart(gutter))}${bar} ${view.text}`.trimEnd();
  return [shown, `${" ".repeat(gutter)}${bar} ${before}${mark.paint(mark.sign.repeat(width) + label)}`];
}

/** Cuts a very long line so that the mark stays in view. */
function cut(
  line: string,
  from: number,
  to: number,
): { readonly text: string; readonly from: number; readonly to: number } {
  if (line.length <= widest) return { text: line, from, to };
  const start = wholeSign(line, from > lead ? from - lead : 0);
  const end = wholeSign(line, Math.min(line.length, start + widest));
  const head = start > 0 ? "…" : "";
  const tail = end < line.length ? "…" : "";
  const shift = head.length - start;
  return { text: head + line.slice(start, end) + tail, from: from + shift, to: Math.min(to, end) + shift };
}

/** Moves an offset out of a surrogate pair. */
function wholeSign(line: string, at: number): number {
  const unit = line.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at;
}

/** Space as wide as the text, its tabs kept. */
function blank(text: string): string {
  return text.replace(/[^\t]+/g, (piece) => " ".repeat(displayWidth(piece)));
}

/** Made when it is first needed: it takes as long as all other modules of a check together. */
let graphemes: Intl.Segmenter | undefined;
const wide =
  /^\p{Emoji_Presentation}|\uFE0F|^[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|^[\u{20000}-\u{3FFFD}]/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Columns that a terminal gives to the text. */
function displayWidth(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += invisible.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  return width;
}
