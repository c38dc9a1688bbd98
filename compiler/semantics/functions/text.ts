// The functions of text (language.md 10.6), one entry each.
// Must not know how a call is checked or emitted.
import type { FunctionEntry } from "./entry.js";
import { concatenated } from "./elements.js";

export const textFunctions: readonly FunctionEntry[] = [
  {
    signature: "length(value: string | any[]): int",
    doc: "The number of elements of a list or records of a store, or of the UTF-16 units of text, as in ECMAScript: an emoji counts 2.",
    example: 'length("abc")',
    gives: "3",
    ofNull: 0,
  },
  {
    signature: "lowercase(text: string): string",
    doc: "The text in lower case.",
    example: 'lowercase("ÄB")',
    gives: '"äb"',
  },
  {
    signature: "uppercase(text: string): string",
    doc: "The text in upper case.",
    example: 'uppercase("äb")',
    gives: '"ÄB"',
  },
  {
    signature: "capitalize(text: string): string",
    doc: "The text with its first letter in upper case; the others stay.",
    example: 'capitalize("new order")',
    gives: '"New order"',
  },
  {
    signature: "substring(text: string, start: int, end?: int): string",
    doc: "The part from `start` to just before `end`, or to the end. Positions count UTF-16 units from 0, negative ones from the end.",
    example: 'substring("INV-2024", 0, 3)',
    gives: '"INV"',
  },
  {
    signature: "split(text: string, separator: string): string[]",
    doc: 'The parts between the separators; with `""`, each UTF-16 unit.',
    example: 'split("a,b,c", ",")',
    gives: '["a", "b", "c"]',
    runtime: "splitText",
  },
  {
    signature: "join(list: any[], separator?: string): string",
    doc: 'The elements as one text, with a separator between them (`","` if none is given); null counts as empty text.',
    example: 'join(["a", "b", "c"], "-")',
    gives: '"a-b-c"',
    runtime: "joinTexts",
  },
  {
    signature: "trim(text: string): string",
    doc: "The text without white space at both ends.",
    example: 'trim("  a b ")',
    gives: '"a b"',
    runtime: "trimText",
  },
  {
    signature: "trimStart(text: string): string",
    doc: "The text without white space at its start.",
    example: 'trimStart("  a ")',
    gives: '"a "',
  },
  {
    signature: "trimEnd(text: string): string",
    doc: "The text without white space at its end.",
    example: 'trimEnd(" a  ")',
    gives: '" a"',
  },
  {
    signature: "replace(text: string, search: string, replacement: string): string",
    doc: "The text with every occurrence of `search` replaced. Both are plain text, not patterns.",
    example: 'replace("1.234.567", ".", "")',
    gives: '"1234567"',
    runtime: "replaceText",
  },
  {
    signature: "concat(first: any, ...others: any): any",
    doc: "All arguments joined: texts, numbers and booleans to one text (null as empty text), or lists to one list (null as no list).",
    example: 'concat("order-", 17)',
    gives: '"order-17"',
    result: concatenated,
  },
  {
    signature: "slugify(text: string): string",
    doc: "The text for use in an address: in lower case, without accents (é is e), and with `-` for everything that is no letter or digit.",
    example: 'slugify("Crème Brûlée, 2 pcs.")',
    gives: '"creme-brulee-2-pcs"',
  },
  {
    signature: "padStart(text: string | number, length: int, fill?: string): string",
    doc: "The text with `fill` (a space if none is given) before it until it is `length` UTF-16 units long.",
    example: 'padStart(7, 3, "0")',
    gives: '"007"',
  },
  {
    signature: "padEnd(text: string | number, length: int, fill?: string): string",
    doc: "The text with `fill` (a space if none is given) behind it until it is `length` UTF-16 units long.",
    example: 'padEnd("ab", 4, ".")',
    gives: '"ab.."',
  },
  {
    signature: "matches(text: string, pattern: string): boolean",
    doc: "Whether the text holds a match of a regular expression of ECMAScript, which is written as text in the mission and read in Unicode mode where it is valid there. `^` and `$` tie it to the ends.",
    example: 'matches("INV-2024", "^INV-[0-9]+$")',
    gives: "true",
    runtime: "matchesPattern",
  },
  {
    signature: "startsWith(text: string, start: string): boolean",
    doc: "The operator `startsWith` as a function: whether the text begins with the other.",
    example: 'startsWith("INV-2024", "INV-")',
    gives: "true",
    ofNull: false,
  },
  {
    signature: "endsWith(text: string, end: string): boolean",
    doc: "The operator `endsWith` as a function: whether the text ends with the other.",
    example: 'endsWith("report.pdf", ".pdf")',
    gives: "true",
    ofNull: false,
  },
];
