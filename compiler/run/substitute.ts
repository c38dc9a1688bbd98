// Environment references in the strings of a credentials file (language.md 3.4) and the `.env` file (3.5).
// Must not know what the strings mean.
import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The real environment over the variables of `file`. A file that is not there is an error only when `required`.
 * Rejects with the file system's error.
 */
export async function readEnvironment(file: string, required: boolean, real: Environment): Promise<Environment> {
  return { ...Object.fromEntries(await readEnvFile(file, required)), ...real };
}

/** Names and values; rejects with the file system's error. A file that is not there is empty unless `required`. */
export async function readEnvFile(file: string, required: boolean): Promise<ReadonlyMap<string, string>> {
  try {
    const text = await readFile(file, "utf8");
    const entries = Object.entries(parseEnv(text.replace(/^\uFEFF/, "")));
    return new Map(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
  } catch (error) {
    if (!required && error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw error;
  }
}

export interface Substitution {
  readonly text: string;
  /** Names without a value and without a default, in order. */
  readonly unset: readonly string[];
}

/** `${NAME}` and `${NAME:-default}` anywhere, `$NAME` as the whole text. What is put in is not looked at again. */
export function substitute(text: string, environment: Environment): Substitution {
  const unset: string[] = [];
  const whole = /^\$([A-Z_][A-Z0-9_]*)$/.exec(text);
  const pattern = whole === null ? /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g : /\$([A-Z_][A-Z0-9_]*)/g;
  const result = text.replace(pattern, (_reference, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    // As in a shell: `:-` is also for a variable that is set to nothing.
    if (typeof fallback === "string" && (value === undefined || value === "")) return fallback;
    if (value === undefined) unset.push(name);
    return value ?? "";
  });
  return { text: result, unset };
}
