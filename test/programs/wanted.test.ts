// What a compilation still lacks, and where imports lead.
// Must not know what is made of a file.
import { describe, expect, it } from "vitest";
import { foldPath, importedPaths, importOf } from "../../compiler/import-path.js";
import { importsOf, wanted } from "../../compiler/wanted.js";

describe("wanted", () => {
  it("names imports that are missing, both extensions where none is written, until all are there", () => {
    const files = { "a.vague": 'import { A } from "./lib/x"\nimport { B } from "../up.reqon"' };
    expect(wanted(files)).toEqual(["../up.reqon", "lib/x.reqon", "lib/x.vague"]);
    const more = { ...files, "lib/x.reqon": 'import { C } from "./x"\nimport { D } from "../a"', "../up.reqon": "" };
    expect(wanted(more)).toEqual([]);
  });

  it("names missions for imports by name in missions, documents for the others", () => {
    expect(wanted({ "openapi.yaml": 'import { A } from "./x"' })).toEqual([]);
    expect(wanted({ "a/b.vague": 'import Shop from "./shop.yaml"' })).toEqual(["a/shop.yaml"]);
    expect(wanted({ "<stdin>": 'import { A } from "./x.vague"' })).toEqual(["x.vague"]);
  });
});

describe("importsOf", () => {
  it.each([
    ['import { A } from "./x"', [{ all: false, from: "./x" }]],
    ["import {\n  A // a comment }\n  , from,\n} from './x.vague'", [{ all: false, from: "./x.vague" }]],
    ['import S from "openapi.yaml"', [{ all: true, from: "openapi.yaml" }]],
    [String.raw`import { A } from ".\\shared\\x"`, [{ all: false, from: String.raw`.\shared\x` }]],
    ['/* import { A } from "./x" */ # import { A } from "./x"\n// import { A } from "./x"', []],
    ["mission M { action A { let import = \"import { A } from './x'\" } }", []],
    ['import: "{ A } from ./x"', []],
    ["import { A } from", []],
    ["import { A", []],
  ])("reads %s", (text, found) => {
    expect(importsOf(text)).toEqual(found);
  });

  it("is linear in a text of many strings and braces", () => {
    const text = `import { A } from "./x"\n${'let a = "\\" { } import" { }\n'.repeat(100_000)}`;
    expect(importsOf(text)).toEqual([{ all: false, from: "./x" }]);
  });
});

describe("paths", () => {
  it.each([
    ["./a/./b/../c.vague", "a/c.vague"],
    ["a\\b\\c.vague", "a/b/c.vague"],
    ["../../a/../b", "../../b"],
    ["/a//b", "/a/b"],
    ["./", ""],
  ])("%s is %s", (path, folded) => {
    expect(foldPath(path)).toBe(folded);
  });

  it("lead from the folder of the file that imports, and nowhere else", () => {
    expect(importedPaths("a/b/c.vague", "../x")).toEqual(["a/x.vague", "a/x.reqon"]);
    for (const from of ["/x", "C:\\x", "https://example.com/x.vague", "\\\\server\\x", ""])
      expect(importedPaths("a.vague", from)).toEqual([]);
  });

  it.each([
    ["a/b.vague", "a/c.vague", "./c"],
    ["a/b.vague", "x.reqon", "../x"],
    ["b.vague", "a/c.v2.vague", "./a/c.v2"],
    ["a/b/c.vague", "a/d/e.vague", "../d/e"],
  ])("from %s to %s is written %s", (file, target, written) => {
    expect(importOf(file, target)).toBe(written);
  });
});
