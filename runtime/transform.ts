// What a transform does with a record that none of its variants takes (language.md 6.17).
// Must not know transforms or missions.
import { MissionError } from "./errors.js";
import { describe } from "./json.js";

/** Throws the error that says which transform it was, and what it was given. */
export function noVariant(transform: string, record: unknown): never {
  throw new MissionError(`no variant of transform \`${transform}\` fits ${describe(record)}`, {
    code: "data",
    help: "add a variant for it, or `(_) -> …` for everything else",
  });
}
