// The functions of numbers (language.md 10.6), one entry each.
// Must not know how a call is checked or emitted.
import type { FunctionEntry } from "./entry.js";

export const numberFunctions: readonly FunctionEntry[] = [
  {
    signature: "round(number: number, digits?: int): number",
    doc: "The nearest number with so many decimal places (0 if none are given), halves away from zero, as the number is written: no binary surprises.",
    example: "round(1.005, 2)",
    gives: "1.01",
    runtime: "roundTo",
  },
  {
    signature: "floor(number: number): int",
    doc: "The greatest whole number that is not above the number.",
    example: "floor(-1.5)",
    gives: "-2",
    runtime: "roundDown",
  },
  {
    signature: "ceil(number: number): int",
    doc: "The smallest whole number that is not below the number.",
    example: "ceil(1.2)",
    gives: "2",
    runtime: "roundUp",
  },
  {
    signature: "abs(number: number): number",
    doc: "The number without its sign.",
    example: "abs(-3)",
    gives: "3",
    runtime: "magnitude",
  },
  {
    signature: "pow(base: number, exponent: number): number",
    doc: "The base to the power of the exponent; an error where that is no number.",
    example: "pow(2, 10)",
    gives: "1024",
    runtime: "powerOf",
  },
  {
    signature: "sqrt(number: number): number",
    doc: "The square root; an error for a negative number.",
    example: "sqrt(9)",
    gives: "3",
    runtime: "squareRoot",
  },
  {
    signature: "min(first: T | T[], ...others: T): T?",
    doc: "The least of several numbers, texts or dates, or of a list of them; null is left out, and null if nothing is left.",
    example: "min(3, 1, 2)",
    gives: "1",
  },
  {
    signature: "max(first: T | T[], ...others: T): T?",
    doc: "The greatest of several numbers, texts or dates, or of a list of them; null is left out, and null if nothing is left.",
    example: "max([3, null, 5])",
    gives: "5",
  },
  {
    signature: "toNumber(value: string | number): number",
    doc: "A number as it is, decimal text as the number that it writes; any other text is an error.",
    example: 'toNumber(" 12.5 ")',
    gives: "12.5",
  },
  {
    signature: "parseDecimal(text: string | number): number",
    doc: "The number that a text writes with a decimal point, `,` allowed between groups of three digits.",
    example: 'parseDecimal("1,234.50")',
    gives: "1234.5",
  },
];
