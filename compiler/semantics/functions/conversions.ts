// The functions that make one kind of value of another (language.md 10.6), one entry each.
// Must not know how a call is checked or emitted.
import { dynamic } from "../types.js";
import { arrayOf } from "./elements.js";
import type { FunctionEntry } from "./entry.js";

export const conversionFunctions: readonly FunctionEntry[] = [
  {
    signature: "toString(value: string | number | boolean): string",
    doc: "A text, number or boolean as text. For lists and objects there is `toJson`.",
    example: "toString(1.50)",
    gives: '"1.5"',
    runtime: "toText",
  },
  {
    signature: "toBoolean(value: string | number | boolean): boolean",
    doc: "True for true, 1 and the texts `true`, `yes` and `1`, false for false, 0 and `false`, `no` and `0`, in any case of letters; anything else is an error.",
    example: 'toBoolean("Yes")',
    gives: "true",
  },
  {
    signature: "toArray(value: any): any[]",
    doc: "A list as it is, any other value as a list of that one.",
    example: 'toArray("a")',
    gives: '["a"]',
    result: ([value]) => arrayOf(value ?? dynamic),
  },
  {
    signature: "toJson(value: any): string",
    doc: "The value as JSON text, without white space.",
    example: "toJson({ a: [1, null] })",
    gives: '"{\\"a\\":[1,null]}"',
  },
  {
    signature: "parseJson(text: string): any",
    doc: "The value that a JSON text writes. A whole number beyond ±(2^53−1) is kept as its text.",
    example: 'parseJson("[1, 2]")',
    gives: "[1, 2]",
  },
];
