// What other programs read: JSON with ranges of the Language Server Protocol, SARIF, annotations of GitHub Actions.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { type Outcome, workspace } from "./support.js";

/** An emoji takes two UTF-16 units; lines end in CRLF. */
const mission = [
  "mission Sync {",
  '  source API { base: "https://api.example.com" }',
  '  store orders: memory("orders")',
  '  action Load { /* 😀 */ get "/orders" store response -> Orders }',
  '  action Name { get "/x" for o in response { store { id: o.id, n: "{o.id}, 100%" } -> orders } }',
  "}",
].join("\r\n");

const space = workspace({ "a folder/sync.vague": mission });
const check = (format: string, ...more: readonly string[]): Promise<Outcome> =>
  space.reqonc(["check", "a folder", "--format", format, ...more]);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const schemaFolder = dirname(createRequire(import.meta.url).resolve("@microsoft/sarif-multitool-ts"));
const schema: unknown = JSON.parse(readFileSync(join(schemaFolder, "../assets/sarif-2.1.0.schema.json"), "utf8"));
if (typeof schema !== "object" || schema === null) throw new Error("the schema is no object");
const isSarif = ajv.compile(schema);

describe("--format json", () => {
  it("counts lines and characters from 0, in UTF-16 units", async () => {
    const { code, out, err } = await check("json");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const at = (line: number, from: number, to: number): object => ({
      file: "a folder/sync.vague",
      range: { start: { line, character: from }, end: { line, character: to } },
    });
    expect(JSON.parse(out)).toMatchObject([
      {
        code: "RQ2003",
        severity: "error",
        message: "unknown store `Orders`",
        ...at(3, 57, 63),
        related: [{ message: "did you mean this one?", ...at(2, 8, 14) }],
        fix: { title: "replace with `orders`", newText: "orders", safe: true, ...at(3, 57, 63) },
      },
      { code: "RQ4018", severity: "warning", ...at(4, 67, 73), related: [] },
    ]);
  });

  it("is an empty array without mistakes", async () => {
    const { reqonc } = workspace({ "m.vague": 'source API { base: "https://api.example.com" }' });
    expect(await reqonc(["check", "m.vague", "--format", "json"])).toEqual({ code: 0, out: "[]\n", err: "" });
  });
});

/** What each format says of one mission, in whose first line a byte-order mark and an emoji stand before the mistakes. */
describe("a fix that the help does not name, related places and columns", () => {
  const text = [
    '\uFEFF/* 😀 */ source API { base: "https://api.example.com", headers: { "x-ü": "%" } } store orders: memory("orders")',
    'action Load { get "/a" { body: { a: 1 } } /* 😀 */ store response -> Orders }',
  ].join("\r\n");
  const { reqonc } = workspace({ "sync.vague": text });
  const place = { start: { line: 1, character: 25 }, end: { line: 1, character: 29 } };

  it("are in json", async () => {
    const { out } = await reqonc(["check", "sync.vague", "--format", "json"]);
    expect(JSON.parse(out)).toMatchObject([
      { code: "RQ5005", range: place, fix: { title: "write `params`", range: place, newText: "params", safe: false } },
      {
        code: "RQ2003",
        range: { start: { line: 1, character: 69 }, end: { line: 1, character: 75 } },
        related: [{ range: { start: { line: 0, character: 87 }, end: { line: 0, character: 93 } } }],
      },
    ]);
  });

  it("are in sarif", async () => {
    const log: unknown = JSON.parse((await reqonc(["check", "sync.vague", "--format", "sarif"])).out);
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    const region = { startLine: 2, startColumn: 26, endLine: 2, endColumn: 30 };
    const edit = { replacements: [{ deletedRegion: region, insertedContent: { text: "params" } }] };
    expect(log).toMatchObject({
      runs: [
        {
          results: [
            {
              locations: [{ physicalLocation: { region } }],
              fixes: [{ description: { text: "write `params`" }, artifactChanges: [edit] }],
            },
            {
              relatedLocations: [
                {
                  message: { text: "did you mean this one?" },
                  physicalLocation: { region: { startLine: 1, startColumn: 88, endLine: 1, endColumn: 94 } },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("are in the annotations of github", async () => {
    const { err } = await reqonc(["check", "sync.vague", "--format", "github"]);
    const [first, second] = err.split("\n").filter((line) => line.startsWith("::"));
    expect(first).toBe(
      "::warning file=sync.vague,line=2,endLine=2,col=26,endColumn=30,title=RQ5005::`body` of a `get` is sent as query parameters%0Ahelp: write `params:` in place of `body:`%0Afix: write `params`",
    );
    expect(second).toMatch(/,col=70,endColumn=76,.*%0Async\.vague:1: did you mean this one\?$/);
  });
});

describe("exit codes of all formats", () => {
  const warned = 'source API { base: "https://api.example.com" } action Load { get "/a" { body: { a: 1 } } }';
  const { reqonc } = workspace({ "sync.vague": warned });

  it.each(["pretty", "json", "sarif", "github"])("%s", async (format) => {
    const run = (...args: readonly string[]): Promise<Outcome> =>
      reqonc(["check", "sync.vague", "--format", format, ...args]);
    expect(await run()).toMatchObject({ code: 0 });
    expect(await run("--max-warnings", "1")).toMatchObject({ code: 0 });
    expect(await run("--max-warnings", "0")).toMatchObject({ code: 1 });
    expect(await run("--deny", "warnings")).toMatchObject({ code: 1 });
  });
});

describe("--format sarif", () => {
  let log: unknown;
  beforeAll(async () => {
    log = JSON.parse((await check("sarif")).out);
  });

  it("fits the schema of SARIF 2.1.0, which refuses other things", () => {
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    const broken: unknown = JSON.parse(JSON.stringify(log).replace('"startLine":4', '"startLine":"4"'));
    expect(isSarif(broken)).toBe(false);
  });

  it("has rules, places, related places and fixes", () => {
    const region = { startLine: 4, startColumn: 58, endLine: 4, endColumn: 64 };
    const artifactLocation = { uri: "a%20folder/sync.vague" };
    expect(log).toMatchObject({
      runs: [
        {
          tool: { driver: { name: "reqonc", rules: [{ id: "RQ2003" }, { id: "RQ4018" }] } },
          columnKind: "utf16CodeUnits",
          results: [
            {
              ruleId: "RQ2003",
              level: "error",
              locations: [{ physicalLocation: { artifactLocation, region } }],
              relatedLocations: [{ physicalLocation: { artifactLocation, region: { startLine: 3, startColumn: 9 } } }],
              fixes: [
                {
                  artifactChanges: [{ replacements: [{ deletedRegion: region, insertedContent: { text: "orders" } }] }],
                },
              ],
            },
            { ruleId: "RQ4018", level: "warning" },
          ],
        },
      ],
    });
  });
});

describe("--format github", () => {
  const annotations = (err: string): readonly string[] => err.split("\n").filter((line) => line.startsWith("::"));

  it("adds one workflow command for each diagnostic behind the frames", async () => {
    const { code, out, err } = await check("github");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error[RQ2003]: unknown store `Orders`\n");
    expect(annotations(err)).toEqual([
      "::error file=a folder/sync.vague,line=4,endLine=4,col=58,endColumn=64,title=RQ2003::unknown store `Orders`%0Ahelp: replace with `orders`%0Aa folder/sync.vague:3: did you mean this one?",
      expect.stringMatching(/^::warning file=.*,title=RQ4018::`\{o\.id\}` in a text /),
    ]);
  });

  it("comes by itself in GitHub Actions, for builds too, unless another is asked for", async () => {
    const env = { GITHUB_ACTIONS: "true" };
    const run = (...args: readonly string[]): Promise<Outcome> => space.reqonc(args, { env });
    expect(annotations((await run("check", "a folder")).err)).toHaveLength(2);
    expect(annotations((await run("a folder", "-o", "out")).err)).toHaveLength(2);
    expect(annotations((await run("check", "a folder", "--format", "pretty")).err)).toHaveLength(0);
    expect(annotations((await run("check", "a folder", "-q")).err)).toHaveLength(1);
  });
});
