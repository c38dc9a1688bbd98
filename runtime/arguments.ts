// Arguments of the language's functions, checked where their types are known only at run time (language.md 10.6, 5.4).
// Must not know the mission; names are those of the language, so that a message speaks the user's words.
import { numberIn } from "./convert.js";
import { instantOf } from "./dates.js";
import { MissionError } from "./errors.js";
import { describe, isList, isObject, type Json, type JsonObject } from "./json.js";

/** Which argument it is: the function's name and the parameter's. */
export type Argument = readonly [name: string, parameter: string];

/** An argument of the wrong kind, a `data` error. */
export function wrongArgument([name, parameter]: Argument, expected: string, value: unknown): MissionError {
  return new MissionError(`\`${parameter}\` of \`${name}\` must be ${expected}, found ${describe(value)}`, {
    code: "data",
    help: value == null ? "give a default with `??`" : undefined,
  });
}

/** Text; a number or a boolean becomes it. */
export function textArgument(value: unknown, argument: Argument): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw wrongArgument(argument, "text", value);
}

/** A finite number; decimal text becomes one. */
export function numberArgument(value: unknown, argument: Argument): number {
  const number = typeof value === "string" ? numberIn(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw wrongArgument(argument, "a number", value);
}

/** A whole number within ±(2^53 − 1); decimal text becomes one. */
export function wholeArgument(value: unknown, argument: Argument): number {
  const number = typeof value === "string" ? numberIn(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw wrongArgument(argument, "a whole number", value);
}

/** The instant of a date or date-time, in milliseconds since the epoch. */
export function instantArgument(value: unknown, argument: Argument): number {
  const instant = instantOf(value);
  if (instant === undefined) throw wrongArgument(argument, "an ISO 8601 date or date-time", value);
  return instant;
}

export function listArgument(value: unknown, argument: Argument): readonly Json[] {
  if (isList(value)) return value;
  throw wrongArgument(argument, "a list or a store", value);
}

export function objectArgument(value: unknown, argument: Argument): JsonObject {
  if (isObject(value)) return value;
  throw wrongArgument(argument, "an object", value);
}

/** A function of a text and of `Others`: null for null. */
export interface OfText<Result, Others extends readonly unknown[] = []> {
  (text: string | number | boolean, ...others: Others): Result;
  (text: unknown, ...others: Others): Result | null;
}

/** A function of a number and of `Others`: null for null. */
export interface OfNumber<Result, Others extends readonly unknown[] = []> {
  (number: number | string, ...others: Others): Result;
  (number: unknown, ...others: Others): Result | null;
}
