// The functions of numbers (language.md 10.6). Decimal text counts as a number.
// Must not know the mission. Given null as the number each returns null.
import { type Argument, numberArgument, type OfNumber, wholeArgument, wrongArgument } from "./arguments.js";
import { numberIn } from "./convert.js";

function ofNumber<Others extends readonly unknown[] = []>(
  argument: Argument,
  compute: (number: number, ...others: Others) => number,
): OfNumber<number, Others> {
  function call(number: number | string, ...others: Others): number;
  function call(number: unknown, ...others: Others): number | null;
  function call(number: unknown, ...others: Others): number | null {
    return number == null ? null : compute(numberArgument(number, argument), ...others);
  }
  return call;
}

/** Beyond this many digits a double has none to round. */
const mostDigits = 400;

/** The nearest number of so many decimal places, halves away from zero, as the number is written in decimal. */
export const roundTo: OfNumber<number, [digits?: unknown]> = ofNumber(["round", "number"], (number, digits) => {
  const places = digits == null ? 0 : wholeArgument(digits, ["round", "digits"]);
  if (Math.abs(places) > mostDigits) {
    throw wrongArgument(["round", "digits"], `from -${mostDigits} to ${mostDigits}`, digits);
  }
  const scaled = Math.round(shifted(Math.abs(number), places));
  // What overflows has no such decimal place, and is its own nearest number.
  const rounded = Number.isFinite(scaled) ? Math.sign(number) * shifted(scaled, -places) : number;
  return rounded === 0 ? 0 : rounded;
});

/** The decimal number with its point moved: exact where multiplying would not be. */
function shifted(number: number, places: number): number {
  const [digits, exponent = "0"] = String(number).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

export const roundDown: OfNumber<number> = ofNumber(["floor", "number"], Math.floor);

export const roundUp: OfNumber<number> = ofNumber(["ceil", "number"], Math.ceil);

export const magnitude: OfNumber<number> = ofNumber(["abs", "number"], Math.abs);

/** Throws `data` where the result is no number or too large for one. */
export const powerOf: OfNumber<number, [exponent: unknown]> = ofNumber(["pow", "base"], (base, exponent) => {
  const result = base ** numberArgument(exponent, ["pow", "exponent"]);
  if (Number.isFinite(result)) return result;
  throw wrongArgument(["pow", "exponent"], `one for which ${base} has a power that is a number`, exponent);
});

/** Throws `data` for a negative number. */
export const squareRoot: OfNumber<number> = ofNumber(["sqrt", "number"], (number) => {
  if (number < 0) throw wrongArgument(["sqrt", "number"], "0 or more", number);
  return Math.sqrt(number);
});

/** A number, or decimal text as the number it writes. */
export const toNumber: OfNumber<number> = ofNumber(["toNumber", "value"], (number) => number);

const grouped = /^\s*[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*$/;

/** A number, or the number that a text writes with a decimal point and, if need be, `,` between groups of three. */
export function parseDecimal(value: number | string): number;
export function parseDecimal(value: unknown): number | null;
export function parseDecimal(value: unknown): number | null {
  if (value == null) return null;
  const plain = typeof value === "string" && grouped.test(value) ? value.replaceAll(",", "") : value;
  const number = typeof plain === "string" ? numberIn(plain) : plain;
  if (typeof number === "number") return number;
  throw wrongArgument(["parseDecimal", "text"], "decimal text or a number", value);
}
