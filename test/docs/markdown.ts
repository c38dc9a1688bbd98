// The project's pages: their code blocks, headings and links.
// Must not know what any page says.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "reqon";
import { root } from "../support/fixtures.js";

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of the fence. */
  readonly line: number;
}

/** Pages by path relative to the package's folder. */
export const pages: readonly string[] = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md"],
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`)
    .sort(),
];

export function readPage(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    language: found[1] ?? "",
    text: found[2] ?? "",
    line: text.slice(0, found.index).split("\n").length,
  }));
}

/**
 * The files that a block of missions stands for: each begins with a line `// file: shared/schemas.vague`; without such
 * lines it is one.
 */
export function filesOf(text: string): Readonly<Record<string, string>> {
  const [before = "", ...parts] = text.split(/^\/\/ file: (\S+)\n/m);
  if (parts.length === 0) return { "mission.vague": text };
  if (before.trim() !== "") throw new Error("text before the first file of a block");
  return Object.fromEntries(
    parts.flatMap((path, index) => (index % 2 === 0 ? [[path, parts[index + 1] ?? ""] as const] : [])),
  );
}

/** The diagnostics that comments announce where they come out: `// error RQ1006`. */
export function announced(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) => {
      const [, found] = /\/\/ ((?:error|warning) RQ\d{4})$/.exec(line) ?? [];
      return found === undefined ? [] : [`${file}:${index + 1}: ${found}`];
    }),
  );
}

/** Where diagnostics came out, in the form of `announced`. */
export function placesOf(
  diagnostics: readonly Diagnostic[],
  files: Readonly<Record<string, string>>,
): readonly string[] {
  return diagnostics.map(({ severity, code, span: { file, start } }) => {
    const line = (files[file] ?? "").slice(0, start).split("\n").length;
    return `${file}:${line}: ${severity} ${code}`;
  });
}

/** Targets of the links outside of code, those of the web left out. */
export function linksOf(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((found) => found[1] ?? "");
  return targets.filter((target) => !/^[a-z]+:/i.test(target));
}

/** The anchors that a page's headings have on GitHub. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map((found) => found[1] ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
