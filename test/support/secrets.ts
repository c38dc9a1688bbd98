// Secrets in the JSON files of fixtures: strings that begin with `@secret:`, and the search for them in what came out.
// Must not know who uses a secret.
import { readFile } from "node:fs/promises";

const mark = "@secret:";
/** A shorter one would be found by chance. */
const shortest = 8;

export interface Marked<T> {
  /** Undefined when there is no such file. */
  readonly value: T | undefined;
  readonly secrets: ReadonlySet<string>;
}

/** The JSON of a file with the marks taken off. The shape is that of our own fixtures and is not checked. */
export async function readMarked<T>(path: string): Promise<Marked<T>> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  const secrets = new Set<string>();
  if (text === undefined) return { value: undefined, secrets };
  const value: T = JSON.parse(text, (_key, each: unknown) => {
    if (typeof each !== "string" || !each.startsWith(mark)) return each;
    const secret = each.slice(mark.length);
    if (secret.length < shortest) throw new Error(`${path}: a marked secret has at least ${shortest} characters`);
    secrets.add(secret);
    return secret;
  });
  return { value, secrets };
}

/** The secrets that `output` holds: as they are, in JSON, URL-encoded, or inside base64 at any offset. */
export function leaked(output: string, secrets: Iterable<string>): readonly string[] {
  return [...secrets].filter((secret) => formsOf(secret).some((form) => output.includes(form)));
}

function formsOf(secret: string): readonly string[] {
  const urlEncoded = encodeURIComponent(secret);
  const formEncoded = new URLSearchParams({ s: secret }).toString().slice(2);
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, urlEncoded, formEncoded, ...[0, 1, 2].flatMap((offset) => base64At(secret, offset))];
}

/** What every base64 text shows of the secret when `offset` bytes (modulo 3) stand before it. */
function base64At(secret: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret, "utf8")]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
  const base64 = whole.toString("base64").slice(offset === 0 ? 0 : 4);
  return [base64, base64.replaceAll("+", "-").replaceAll("/", "_")];
}
