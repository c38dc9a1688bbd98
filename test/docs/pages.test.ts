// The pages hold together: links lead somewhere, missions compile, the README agrees with `--help`.
// Must not know what any page is about.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { compile, formatDiagnostics } from "reqon";
import { describe, expect, it } from "vitest";
import { type Command, reqon, reqonc } from "../../compiler/cli/usage.js";
import { root } from "../support/fixtures.js";
import { anchorsOf, announced, type Block, blocksOf, filesOf, linksOf, pages, placesOf, readPage } from "./markdown.js";

/** The pages of diagnostics have a test of their own. */
const guides = pages.filter((page) => !page.startsWith("docs/errors/") && missionsOf(page).length > 0);

describe.each(pages)("%s", (page) => {
  const text = readPage(page);

  it("has links that lead somewhere", () => {
    const broken = linksOf(text).filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(readPage(target)).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});

it("links of the packed pages lead to what is packed", () => {
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
  });
  const packed = new Set(
    [...listed.matchAll(/"path": "([^"]+)"/g)].flatMap(([, path = ""]) => [path, ...foldersOf(path)]),
  );
  const missing = pages
    .filter((page) => packed.has(page))
    .flatMap((page) => {
      const paths = linksOf(readPage(page)).flatMap((link) => link.split("#")[0] || []);
      return paths
        .map((path) => normalize(join(dirname(page), path)))
        .filter((path) => !packed.has(path.replace(/\/$/, "")));
    });
  expect(packed.size).toBeGreaterThan(900);
  expect(missing).toEqual([]);
});

describe.each(guides)("the missions of %s", (page) => {
  it.each(missionsOf(page))("line $line has the errors that it announces, or none", async ({ text }) => {
    const [document] = blocksOf(readPage(page)).filter(({ language }) => language === "yaml");
    const missions = filesOf(text);
    const files = { ...missions, ...(document === undefined ? {} : { "openapi.yaml": document.text }) };
    const { diagnostics } = await compile(files, { emit: false });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(placesOf(errors, missions), formatDiagnostics(errors, files, { color: false })).toEqual(
      announced(missions).filter((each) => each.includes(" error ")),
    );
  });
});

describe("the README", () => {
  const text = readPage("README.md");

  it.each([reqonc, reqon])("lists the flags of $name", (command) => {
    expect(listedFlags(text, command.name)).toEqual(flagsOf(command));
  });

  it.each([reqonc, reqon])("lists the exit codes of $name", (command) => {
    const section = sectionOf(text, "Exit codes");
    for (const [code] of command.exits) expect(section).toMatch(new RegExp(`^\\| .*\\b${code}\\b`, "m"));
  });

  it("shows code that the compiler makes of the mission above it", async () => {
    const blocks = blocksOf(text);
    const mission = blocks.find(({ language }) => language === "vague");
    const excerpt = blocks.find(({ language }) => language === "ts");
    const { files } = await compile({ "sync-orders.vague": mission?.text ?? "" });
    const parts = (excerpt?.text ?? "").split("\n\n");
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(files["sync-orders.ts"]).toContain(part.trimEnd());
  });
});

function missionsOf(page: string): readonly Block[] {
  return blocksOf(readPage(page)).filter(({ language }) => language === "vague");
}

function sectionOf(text: string, heading: string): string {
  return text.split(/^##+ /m).find((section) => section.startsWith(`${heading}\n`)) ?? "";
}

/** The flags in the first column of the table below `### name`, as `--help` writes them. */
function listedFlags(text: string, name: string): readonly string[] {
  const cells = [...sectionOf(text, name).matchAll(/^\| (`.*?`) \|/gm)].map((found) => found[1] ?? "");
  return cells
    .flatMap((cell) => [...cell.matchAll(/`(.+?)`/g)].map((found) => (found[1] ?? "").replaceAll("\\|", "|")))
    .sort();
}

function flagsOf(command: Command): readonly string[] {
  const names = Object.entries(command.flags).flatMap(([name, flag]) => [
    ...(flag.short === undefined ? [] : [`-${flag.short}`]),
    flag.argument === undefined ? `--${name}` : `--${name} <${flag.argument}>`,
  ]);
  return names.sort();
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join("/"));
}
