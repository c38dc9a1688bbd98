// The shape of our files: a header that says what a file owns, a length that can be read, a tidy top level.
// Must not know what any file does.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/fixtures.js";

/** Lines of a file; a test file may hold more, since its cases stand beside each other. */
const longest = 320;
const longestTest = 480;
/** Tables that are read line by line. */
const tables: ReadonlySet<string> = new Set(["compiler/catalog.ts", "compiler/syntax/ast.ts"]);
const topLevel: ReadonlySet<string> = new Set([
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "grammar",
  "compiler",
  "runtime",
  "test",
  "fixtures",
  "docs",
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
]);

/** Tracked by git or about to be. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)));
const ours = files.filter((path) => /^(compiler|runtime|test|grammar)\/.*\.(ts|js|mjs)$/.test(path));
const linesOf = (path: string): readonly string[] => readFileSync(join(root, path), "utf8").split("\n");

describe("files", () => {
  it("are found", () => {
    expect(ours.length).toBeGreaterThan(50);
  });

  it("begin with a comment of two lines, what they own and what they must not know; tests with at least one", () => {
    const bare = ours.filter((path) => {
      const lines = linesOf(path).filter((line) => !/^(#!|\/\/\/ <reference)/.test(line));
      return !lines.slice(0, path.startsWith("test/") ? 1 : 2).every((line) => /^\/\/ \S/.test(line));
    });
    expect(bare).toEqual([]);
  });

  it(`are at most ${longest} lines long, tests ${longestTest}`, () => {
    const limit = (path: string): number => (path.endsWith(".test.ts") ? longestTest : longest);
    const long = ours.filter((path) => !tables.has(path) && linesOf(path).length > limit(path));
    expect(long.map((path) => `${path}: ${linesOf(path).length}`)).toEqual([]);
  });

  it("of the top level are known", () => {
    const names = [...new Set(files.map((path) => path.split("/", 1).join()))];
    expect(names.filter((name) => !name.startsWith(".") && !topLevel.has(name))).toEqual([]);
  });
});
