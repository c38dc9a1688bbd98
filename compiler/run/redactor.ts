// The secrets of a run, and the one function that everything printed goes through: a second line of defence, since no
// message holds a secret in the first place. Must not know where texts go.
import { looksSecret, scrub } from "../../runtime/redact.js";
import { secretVariable } from "./credential-fields.js";
import type { Environment } from "./substitute.js";

export interface Redactor {
  /** Remembers secrets for the rest of the process's output. */
  add(secrets: Iterable<string | undefined>): void;
  /** `text` with every secret replaced, also in base64, URL-encoded and as JSON writes it. */
  readonly clean: (text: string) => string;
}

export function createRedactor(): Redactor {
  const known = new Set<string>();
  return {
    add(secrets) {
      for (const secret of secrets) {
        if (secret === undefined || secret === "") continue;
        known.add(secret);
        known.add(JSON.stringify(secret).slice(1, -1));
      }
    },
    // Longest first: a secret that holds another one must not be left in pieces.
    clean: (text) =>
      scrub(
        text,
        [...known].sort((a, b) => b.length - a.length),
      ),
  };
}

/** `environment`; the values of variables that hold a credential, or are named like one, are remembered when they are read. */
export function watchSecrets(environment: Environment, sources: readonly string[], redactor: Redactor): Environment {
  return new Proxy(environment, {
    get(variables, name) {
      const value: unknown = Reflect.get(variables, name);
      if (typeof name !== "string" || typeof value !== "string") return value;
      if (looksSecret(name) || sources.some((source) => secretVariable(source, name))) redactor.add([value]);
      return value;
    },
  });
}
