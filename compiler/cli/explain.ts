// `reqonc explain RQ2003`: prints the page of a diagnostic code, which the package brings along.
// Must not know what the codes mean.
import { readFile } from "node:fs/promises";
import { catalog } from "../catalog.js";
import { packageRoot } from "../run/cache.js";
import { nearest } from "../suggest.js";
import { CommandError } from "./failure.js";

/** The text of docs/errors/<code>.md. Rejects with a CommandError for a code that does not exist. */
export async function explain(codes: readonly string[]): Promise<string> {
  const [code, ...others] = codes;
  if (code === undefined || others.length > 0)
    throw new CommandError("explain takes one code", "such as: reqonc explain RQ2003");
  const name = code.toUpperCase();
  if (!Object.hasOwn(catalog, name)) {
    const guess = nearest(name, Object.keys(catalog));
    throw new CommandError(
      `there is no diagnostic ${code}`,
      guess === undefined ? undefined : `did you mean ${guess}?`,
    );
  }
  return readFile(new URL(`docs/errors/${name}.md`, packageRoot), "utf8");
}
