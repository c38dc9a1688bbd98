// The shape of an entry in the tables of functions.
// Must not know any function.
import type { Type } from "../types.js";

/** What is written down about a function of the language (language.md 10.6): all that anyone shows or asks of it. */
export interface FunctionEntry {
  /** `name(parameter: type, optional?: type, ...others: type): type`, see signature.ts. */
  readonly signature: string;
  readonly doc: string;
  readonly example: string;
  /** What the example gives, as JSON. */
  readonly gives: string;
  /** What null as first argument gives where that is not null. */
  readonly ofNull?: 0 | true | false;
  /** The export of the runtime that does it, where it has another name. */
  readonly runtime?: string;
  /** The type of the result, where the signature cannot say it. */
  readonly result?: (args: readonly Type[]) => Type;
  /** Not compiled yet. */
  readonly later?: true;
}
