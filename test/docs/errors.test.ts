// The page of each diagnostic: one format; what it shows as wrong gives the code, what it shows as right does not.
// Must not know what any code means.
import { compile, type Diagnostic } from "reqon";
import { describe, expect, it } from "vitest";
import { explain } from "../../compiler/cli/explain.js";
import { readCredentials } from "../../compiler/run/credentials.js";
import { blocksOf, filesOf, pages, readPage } from "./markdown.js";

interface Example {
  readonly kind: "Wrong" | "Right";
  readonly language: string;
  readonly text: string;
}

const errorPages = pages.filter((page) => /^docs\/errors\/RQ\d{4}\.md$/.test(page));

describe.each(errorPages)("%s", (page) => {
  const code = page.slice(-9, -3);
  const text = readPage(page);
  const examples = examplesOf(text);
  // What the missions of the page have beside them.
  const [, document] = /^```yaml\n([\s\S]*?)^```$/m.exec(text) ?? [];
  const missions = examples.filter(({ language }) => language === "vague");

  it("is what `reqonc explain` prints", async () => {
    expect(await explain([code.toLowerCase()])).toBe(text);
  });

  it("is headed by its code and a title", () => {
    expect(text.split("\n")[0]).toMatch(new RegExp(`^# ${code}: \\S`));
  });

  it.each(missions.filter(({ kind }) => kind === "Wrong"))(
    "shows a mission with that mistake alone",
    async (example) => {
      expect(codesOf(await diagnose(example, document))).toEqual([code]);
    },
  );

  it.each(missions.filter(({ kind }) => kind === "Right"))("shows a mission without it", async (example) => {
    const found = codesOf(await diagnose(example, document));
    expect(found).toEqual([]);
  });

  it.each(examples.filter(({ language }) => language === "json"))("shows a $kind credentials file", async (example) => {
    const found = codesOf(await readFile(example.text));
    expect(found).toEqual(example.kind === "Wrong" ? [code] : []);
  });

  it("has the parts that every page has, in their order", () => {
    const parts = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^## (.+)$/gm)].map((found) => found[1]);
    // Of our own bugs there is nothing to show.
    if (code.startsWith("RQ9")) expect(parts).toEqual(["What to do"]);
    else expect(["Wrong|Right", "Wrong|Right|What to do"]).toContain(parts.join("|"));
    for (const part of text.split(/^#+ .+$/m).slice(1)) expect(part.trim()).not.toBe("");
  });

  it("shows code below Wrong and Right: missions, if missions show the mistake", () => {
    const kinds = code.startsWith("RQ9") ? [] : ["Right", "Wrong"];
    expect([...new Set(examples.map(({ kind }) => kind))].sort()).toEqual(kinds);
    const languages = [...new Set(examples.map(({ language }) => language))];
    if (/^RQ[1-5][0-4]/.test(code)) expect(languages).toEqual(["vague"]);
    else expect(languages).not.toContain("vague");
  });
});

/** The code below `## Wrong` and `## Right`. */
function examplesOf(text: string): readonly Example[] {
  const sections = text.split(/^(?=## )/m).filter((section) => /^## (?:Wrong|Right)\n/.test(section));
  return sections.flatMap((section) =>
    blocksOf(section).map(({ language, text }) => ({
      kind: section.startsWith("## Wrong") ? ("Wrong" as const) : ("Right" as const),
      language,
      text,
    })),
  );
}

/** Read for a mission with one source, `API`, of `auth: bearer`. */
async function readFile(text: string): Promise<readonly Diagnostic[]> {
  const { modules } = await compile(
    { "mission.vague": 'source API { auth: bearer, base: "https://api.example.com" }' },
    { emit: false },
  );
  const sources = modules.flatMap((module) => module.sources);
  return readCredentials("credentials.json", text, sources, {}).diagnostics;
}

async function diagnose({ text }: Example, document: string | undefined): Promise<readonly Diagnostic[]> {
  const files = { ...filesOf(text), ...(document === undefined ? {} : { "openapi.yaml": document }) };
  const { diagnostics } = await compile(files, { emit: false });
  return diagnostics;
}

function codesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return [...new Set(diagnostics.map(({ code }) => code))].sort();
}
