// docs/language.md says each rule of the language, and names the fixtures that prove it (`npm run test:update` rewrites
// those lines). Its examples give the diagnostics that they announce and no others. Must not know what any rule says.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "reqon";
import { describe, expect, it } from "vitest";
import { findFixtures, root } from "../support/fixtures.js";
import { announced, blocksOf, filesOf, placesOf, readPage } from "./markdown.js";

const page = "docs/language.md";
const update = process.env["MODE"] === "update";

/** Rules of the language by chapter: `[7, 6]` are 7.1 to 7.6. */
const chapters: readonly (readonly [number, number])[] = [
  ...([
    [1, 7],
    [2, 5],
    [3, 11],
    [4, 3],
    [5, 5],
    [6, 21],
    [7, 6],
    [8, 4],
    [9, 0],
    [10, 7],
  ] as const),
];
const rules = chapters.flatMap(([chapter, count]) =>
  count === 0 ? [String(chapter)] : Array.from({ length: count }, (_, index) => `${chapter}.${index + 1}`),
);

/** Rules that one fixture names in its notes, or in the name of its folder. */
function rulesOf(fixture: { readonly name: string; readonly folder: string }): ReadonlySet<string> {
  const notes = readNotes(fixture.folder);
  const lists = [
    ...notes.matchAll(/(?:language\.md|rules?)[^\S\n]+((?:\d+(?:\.\d+)?(?: \([a-d]\))?(?:, | and )?)+)/gi),
  ];
  const named = lists.flatMap(([, list = ""]) => list.match(/\d+(?:\.\d+)?/g) ?? []);
  const [, chapter, number] = /^language\/(\d+)(?:-(\d+))?-/.exec(fixture.name) ?? [];
  const own = chapter === undefined ? [] : [number === undefined ? chapter : `${chapter}.${number}`];
  return new Set([...named, ...own]);
}

function readNotes(folder: string): string {
  try {
    return readFileSync(join(folder, "notes.md"), "utf8");
  } catch {
    return "";
  }
}

/** The page with the line of fixtures at the end of each rule's section. */
function withFixtures(text: string, byRule: ReadonlyMap<string, readonly string[]>): string {
  const sections = text.replace(/^Fixtures: .*\n\n?/gm, "").split(/^(?=##+ )/m);
  return sections
    .map((section) => {
      const rule = ruleOf(section);
      const names = rule === undefined ? undefined : byRule.get(rule);
      if (names === undefined) return section;
      const links = names.map((name) => `[${name.split("/")[1]}](../fixtures/${name})`);
      return `${section.trimEnd()}\n\nFixtures: ${links.join(", ")}\n\n`;
    })
    .join("")
    .trimEnd()
    .concat("\n");
}

function ruleOf(section: string): string | undefined {
  return /^##+ (\d+(?:\.\d+)?) /.exec(section)?.[1];
}

const fixtures = await findFixtures();
const byRule = new Map<string, string[]>();
for (const fixture of fixtures) {
  for (const rule of rulesOf(fixture)) byRule.set(rule, [...(byRule.get(rule) ?? []), fixture.name]);
}
if (update) writeFileSync(join(root, page), withFixtures(readPage(page), byRule));

const text = readPage(page);
const sections = new Map(text.split(/^(?=##+ )/m).map((section) => [ruleOf(section) ?? "", section]));
const [document] = blocksOf(text).filter(({ language }) => language === "yaml");
const examples = blocksOf(text).filter(({ language }) => language === "vague");

describe(page, () => {
  it("has a section for every rule, in order", () => {
    expect([...sections.keys()].filter((rule) => rules.includes(rule))).toEqual(rules);
  });

  it.each(rules)("rule %s has an example", (rule) => {
    expect(sections.get(rule)).toContain("\n```vague\n");
  });

  it.each(rules)("rule %s is proven by fixtures that name it", (rule) => {
    const known = byRule.get(rule) ?? [];
    const linked = [...(sections.get(rule) ?? "").matchAll(/\]\(\.\.\/fixtures\/([^)]+)\)/g)].map(([, name]) => name);
    expect(linked).not.toEqual([]);
    expect(linked.filter((name) => name === undefined || !known.includes(name))).toEqual([]);
  });

  it.each(examples)("line $line gives the diagnostics that it announces", async (block) => {
    const missions = filesOf(block.text);
    const files = { ...missions, "openapi.yaml": document?.text ?? "" };
    const { diagnostics } = await compile(files, { emit: false });
    // An expression is shown by a `let` that nothing reads.
    const found = diagnostics.filter(({ code }) => code !== "RQ2023");
    expect(placesOf(found, missions)).toEqual(announced(missions));
  });
});
