// Loads the heavy packages, each when it is first needed, and the runtime's own sources.
// Must not know what they are used for; a browser build replaces this file.
import { readFileSync } from "node:fs";
import type * as morph from "ts-morph";
import type { Plugin } from "prettier";
import type * as prettier from "prettier/standalone";
import type * as yaml from "yaml";
import { requireWithCache } from "./code-cache.js";

export function loadMorph(): typeof morph {
  return requireWithCache("ts-morph") as typeof morph;
}

/** Prettier without its command line, and the two plugins that TypeScript needs. */
export function loadPrettier(): { readonly format: typeof prettier.format; readonly plugins: readonly Plugin[] } {
  const { format } = requireWithCache("prettier/standalone") as typeof prettier;
  return {
    format,
    plugins: [
      requireWithCache("prettier/plugins/babel") as Plugin,
      requireWithCache("prettier/plugins/estree") as Plugin,
    ],
  };
}

/** YAML 1.2 as JSON values; throws an Error that says what is wrong and where. */
export function parseYaml(text: string): unknown {
  const { parse } = requireWithCache("yaml") as typeof yaml;
  return parse(text);
}

/** One file of the runtime: its text, the files it imports, and where their specifiers end. */
export interface RuntimeSource {
  readonly text: string;
  /** Of each relative import: the file, and the offset of the extension in its specifier. */
  readonly imports: readonly { readonly file: string; readonly extensionAt: number }[];
}

let sources: Readonly<Record<string, RuntimeSource>> | undefined;

/** By file name, such as `auth.ts`. */
export function loadRuntimeSources(): Readonly<Record<string, RuntimeSource>> {
  sources ??= JSON.parse(readFileSync(new URL("../../runtime-sources.json", import.meta.url), "utf8")) as Readonly<
    Record<string, RuntimeSource>
  >;
  return sources;
}
