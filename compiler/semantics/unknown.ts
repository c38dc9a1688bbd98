// Reports a name that nothing has, with the nearest one and where that is defined.
// Must not know how names are looked up.
import type { Details } from "../diagnostics.js";
import type { Span } from "../source.js";
import { nearest } from "../suggest.js";
import type { Reporter } from "./reporter.js";

const codes = {
  store: "RQ2003",
  source: "RQ2004",
  schema: "RQ2005",
  action: "RQ2006",
  transform: "RQ2021",
  name: "RQ2007",
  function: "RQ2008",
  option: "RQ2011",
  value: "RQ2012",
} as const;

/** The names that would be right, with the place of their definition where they have one. */
export type Candidates = ReadonlyMap<string, Span | undefined>;

export function candidates(names: Iterable<string>): Candidates {
  return new Map([...names].map((each) => [each, undefined]));
}

/** Where the symbols of a namespace are defined. */
export function places(
  symbols: ReadonlyMap<string, { readonly node?: { readonly name: { readonly span: Span } } | undefined }>,
): Candidates {
  return new Map([...symbols].map(([name, symbol]) => [name, symbol.node?.name.span]));
}

/** What is nearest to `name`: the help, the place and the edit that name it, as `write` puts it into a mission. */
export function nearestDetails(
  name: string,
  span: Span,
  among: Candidates,
  write: (near: string) => string = (near) => near,
): Details {
  const near = nearest(name, [...among.keys()]);
  if (near === undefined) return {};
  const place = among.get(near);
  const text = write(near);
  return {
    help: `replace with \`${text}\``,
    fix: { title: `replace with \`${text}\``, span, text, safe: isOnlyOne(name, near, among) },
    ...(place ? { related: [{ span: place, message: "did you mean this one?" }] } : {}),
  };
}

/** Whether nothing else can have been meant. */
function isOnlyOne(name: string, near: string, among: Candidates): boolean {
  const alike = [...among.keys()].filter((each) => folded(each) === folded(name));
  return alike.length === 1 && alike[0] === near;
}

/** Names that differ only in case and in what joins their words are the same to a reader. */
export function folded(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}

/** `meant`: what has this name elsewhere, which is not near by its letters. */
export function reportUnknown(
  reporter: Reporter,
  kind: keyof typeof codes,
  name: { readonly text: string; readonly span: Span },
  among: Candidates,
  of?: string,
  meant?: string,
): void {
  const title = `replace with \`${meant}\``;
  const details: Details =
    meant === undefined
      ? nearestDetails(name.text, name.span, among)
      : { help: title, fix: { title, span: name.span, text: meant, safe: false } };
  const known = [...among.keys()];
  reporter.report(codes[kind], name.span, { name: name.text, known, of: of ?? "" }, details);
}
