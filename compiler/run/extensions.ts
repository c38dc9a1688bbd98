// `--extend FILE`: a JavaScript module whose exports are options that only a program can pass.
// Must not know what is made of them.
import { pathToFileURL } from "node:url";
import type { AuthProvider } from "../../runtime/auth.js";
import type { PagingStrategy } from "../../runtime/pages.js";
import { nearest } from "../suggest.js";
import { misuse } from "./choose-mission.js";
import type { Functions, Steps } from "./program.js";
import type { Adapters } from "./store-adapters.js";

export interface Extensions {
  /** Store adapters by kind of store. */
  readonly adapters?: Adapters | undefined;
  /** Auth providers by name. */
  readonly providers?: Readonly<Record<string, AuthProvider>> | undefined;
  /** Ways of paging by name. */
  readonly paging?: Readonly<Record<string, PagingStrategy>> | undefined;
  /** Functions that missions call, by name. */
  readonly functions?: Functions | undefined;
  /** Steps of missions' own, by name. */
  readonly steps?: Steps | undefined;
}

const known = [
  "adapters",
  "providers",
  "paging",
  "functions",
  "steps",
] as const satisfies readonly (keyof Extensions)[];

/** Rejects with a `config` error for a module that cannot be loaded, or that exports anything else. */
export async function loadExtensions(path: string, shown: string): Promise<Extensions> {
  const module: unknown = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw misuse(`cannot load ${shown}: ${messageOf(error)}`, "it must be a JavaScript module (ESM or CommonJS)");
  });
  const { default: _, "module.exports": __, ...named } = Object(module) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(named)) check(shown, name, value);
  return named;
}

function check(shown: string, name: string, value: unknown): void {
  if (!known.some((each) => each === name)) {
    const guess = nearest(name, known);
    const help =
      guess === undefined
        ? `it may export ${known.slice(0, -1).join(", ")} and ${known.at(-1) ?? ""}`
        : `did you mean \`${guess}\`?`;
    throw misuse(`${shown} exports \`${name}\`, which is nothing that a run takes`, help);
  }
  const kind = name === "providers" ? "object" : "function";
  const isRecord = typeof value === "object" && value !== null;
  const wrong = isRecord ? Object.entries(value).find(([, each]) => typeof each !== kind)?.[0] : undefined;
  if (isRecord && wrong === undefined) return;
  const what = wrong === undefined ? `\`${name}\`` : `\`${name}.${wrong}\``;
  throw misuse(
    `${what} of ${shown} must be ${wrong === undefined ? "an object" : `a ${kind}`}`,
    "see docs/extensions.md",
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
