// The variables that a `.env` file sets (`reqonc --env`): their names only.
// Must not keep or print values.
import { resolve } from "node:path";
import { readEnvFile } from "../run/substitute.js";
import type { GivenVariables } from "../semantics/unset-variables.js";
import { fileError } from "./failure.js";

/** Undefined without a file. Rejects with a CommandError for a file that cannot be read. */
export async function readVariables(file: string | undefined, folder: string): Promise<GivenVariables | undefined> {
  if (file === undefined) return undefined;
  const variables = await readEnvFile(resolve(folder, file), true).catch((error: unknown) => {
    throw fileError(error, file, "cannot read the environment file");
  });
  return { file, names: [...variables.keys()] };
}
