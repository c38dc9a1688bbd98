// How diagnostics are drawn, and which names are suggested.
import { describe, expect, it } from "vitest";
import { type Diagnostic } from "../../compiler/diagnostics.js";
import { formatDiagnostics } from "../../compiler/render.js";
import { nearest } from "../../compiler/suggest.js";

const base: Omit<Diagnostic, "span"> = {
  code: "RQ1001",
  severity: "error",
  message: "unknown store `invoces`",
  label: "no store has this name",
  related: [],
  help: undefined,
  fix: undefined,
};
const at = (files: Record<string, string>, file: string, text: string): Diagnostic["span"] => {
  const start = files[file]?.indexOf(text) ?? -1;
  return { file, start, end: start + text.length };
};
const draw = (diagnostics: readonly Diagnostic[], files: Record<string, string>, color = false): string =>
  formatDiagnostics(diagnostics, files, { color });

describe("formatDiagnostics", () => {
  const files = {
    "b.vague": `\n\n  store invoices: memory("i")\n\n\n\n\n\n\n    store x -> invoces { }\n`,
    "a.vague": "source S { }\n",
  };
  const span = at(files, "b.vague", "invoces");

  it("draws the place, related places and help", () => {
    const related = [
      { span: at(files, "b.vague", "invoices"), message: "did you mean this one?" },
      { span: at(files, "a.vague", "S"), message: "used here" },
    ];
    expect(draw([{ ...base, span, related, help: "replace with `invoices`" }], files)).toBe(
      [
        "error[RQ1001]: unknown store `invoces`",
        "  ┌─ b.vague:10:16",
        "10│     store x -> invoces { }",
        "  │                ^^^^^^^ no store has this name",
        ' 3│   store invoices: memory("i")',
        "  │         -------- did you mean this one?",
        "  ├─ a.vague:1:8",
        " 1│ source S { }",
        "  │        - used here",
        "  = help: replace with `invoices`",
        "",
      ].join("\n"),
    );
  });

  it("sorts by file and position, with a warning's own word", () => {
    const warning: Diagnostic = { ...base, severity: "warning", label: undefined, span: at(files, "a.vague", "S") };
    const text = draw([{ ...base, span }, { ...base, span: at(files, "b.vague", "invoices") }, warning], files);
    expect(text.match(/^(error|warning)|\S+:\d+:\d+$/gm)).toEqual([
      ...["warning", "a.vague:1:8", "error", "b.vague:3:9", "error", "b.vague:10:16"],
    ]);
  });

  it("aligns the caret behind tabs, wide signs and combining marks", () => {
    const line = '\t"日本😀e\u0301" bad';
    const [, , , under] = draw([{ ...base, span: at({ f: line }, "f", "bad"), label: undefined }], { f: line }).split(
      "\n",
    );
    expect(under).toBe(` │ \t${" ".repeat(10)}^^^`);
  });

  it("cuts very long lines around the mark and draws only the first line of a long span", () => {
    const line = `${"a".repeat(5000)} bad\nnext ${"b".repeat(5000)}`;
    const start = 5001;
    const text = draw([{ ...base, span: { file: "f", start, end: start + 8 } }], { f: line });
    const [, , shown = "", under = ""] = text.split("\n");
    expect(shown.length).toBeLessThan(200);
    expect(shown.slice(under.indexOf("^"), under.lastIndexOf("^") + 1)).toBe("bad");
    expect(text).not.toContain("next");
  });

  it("marks the end of the file, an unknown file and an empty one", () => {
    expect(draw([{ ...base, label: undefined, span: { file: "f", start: 3, end: 3 } }], { f: "ab\n" })).toContain(
      "2│\n │ ^\n",
    );
    expect(draw([{ ...base, span: { file: "gone", start: 0, end: 1 } }], {})).toContain("┌─ gone\n");
  });

  it("colours only when told to, and never passes on what moves a cursor", () => {
    const evil = { f: "\u001b[2Jx" };
    const diagnostic = { ...base, span: at(evil, "f", "x") };
    expect(draw([diagnostic], evil)).not.toContain("\u001b");
    expect(draw([diagnostic], evil, true)).toContain("\u001b[31m");
  });
});

describe("nearest", () => {
  const candidates = ["invoices", "Orders", "token", "tokenUrl", "get"];
  it.each([
    ["invoces", "invoices"],
    ["orders", "Orders"],
    ["tokenURL", "tokenUrl"],
    ["tokne", "token"],
    ["gett", "get"],
    ["customers", undefined],
    ["x", undefined],
    ["token", "tokenUrl"],
  ])("%s → %s", (name, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });
});
