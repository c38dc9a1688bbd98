// The page of each diagnostic: its wrong missions show the code, its right ones do not.
// Must not know what any code means.
import { compile, type Diagnostic } from "reqon";
import { describe, expect, it } from "vitest";
import { pages, readPage } from "./markdown.js";

/** Codes that cannot stand alone: what they are about is not compiled yet. */
const companions: Readonly<Record<string, string>> = {};

interface Example {
  readonly kind: "Wrong" | "Right";
  readonly text: string;
}

const errorPages = pages.filter((page) => /^docs\/errors\/RQ\d{4}\.md$/.test(page));

describe.each(errorPages)("%s", (page) => {
  const code = page.slice(-9, -3);
  const text = readPage(page);
  const examples = examplesOf(text);
  // What the missions of the page have beside them.
  const [, document] = /^```yaml\n([\s\S]*?)^```$/m.exec(text) ?? [];

  it("is headed by its code and a title", () => {
    expect(text.split("\n")[0]).toMatch(new RegExp(`^# ${code}: \\S`));
  });

  it.each(examples.filter(({ kind }) => kind === "Wrong"))(
    "shows a mission with that mistake alone",
    async (example) => {
      const expected = [code, companions[code]].filter((each) => each !== undefined).sort();
      expect(codesOf(await diagnose(example, document))).toEqual(expected);
    },
  );

  it.each(examples.filter(({ kind }) => kind === "Right"))("shows a mission without it", async (example) => {
    const found = codesOf(await diagnose(example, document));
    // Syntax is shown in snippets, which other rules may object to.
    if (code.startsWith("RQ1")) expect(found).not.toContain(code);
    else expect(found).toEqual([]);
  });

  // The others are about credentials files, or bugs of ours, which no mission shows.
  const isShownByMissions = /^RQ[1-5][0-4]/.test(code);
  it(`shows ${isShownByMissions ? "both" : "no mission"}`, () => {
    const kinds = [...new Set(examples.map(({ kind }) => kind))].sort();
    expect(kinds).toEqual(isShownByMissions ? ["Right", "Wrong"] : []);
  });
});

/** The missions below `## Wrong` and `## Right`, or `Wrong:` and `Right:`. */
function examplesOf(text: string): readonly Example[] {
  const marked = /^(?:## )?(Wrong|Right)\b(?:(?!^```|^(?:## )?(?:Wrong|Right)\b)[\s\S])*?^```vague\n([\s\S]*?)^```$/gm;
  return [...text.matchAll(marked)].map((found) => ({
    kind: found[1] === "Wrong" ? "Wrong" : "Right",
    text: found[2] ?? "",
  }));
}

async function diagnose({ text }: Example, document: string | undefined): Promise<readonly Diagnostic[]> {
  const files = { "mission.vague": text, ...(document === undefined ? {} : { "openapi.yaml": document }) };
  const { diagnostics } = await compile(files, { emit: false });
  return diagnostics;
}

function codesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return [...new Set(diagnostics.map(({ code }) => code))].sort();
}
