// Documents as the compiler reads them: which files it wants, what unused operations cost, circles, broken and hostile ones.
// Must not know how a document becomes types.
import { compile, type Compilation, formatDiagnostics, wanted } from "reqon";
import { describe, expect, it } from "vitest";

const mission = `mission Sync {
  source Shop from "api.json"
  store orders: memory("orders")
  action Fetch {
    call Shop.op1
    store { id: response.id } -> orders
  }
}
`;

interface Schema {
  readonly [key: string]: unknown;
}

function document(schemas: Readonly<Record<string, Schema>>, operations: number): string {
  const paths = Array.from({ length: operations }, (_, index) => [
    `/things/${index + 1}`,
    {
      get: {
        operationId: `op${index + 1}`,
        responses: {
          200: {
            description: "",
            content: {
              "application/json": { schema: { $ref: `#/components/schemas/Thing${index === 0 ? "" : index}` } },
            },
          },
        },
      },
    },
  ]);
  return JSON.stringify({
    openapi: "3.1.0",
    info: {},
    servers: [{ url: "https://shop.example.com" }],
    paths: Object.fromEntries(paths),
    components: { schemas },
  });
}

function compileWith(api: string, text = mission): Promise<Compilation> {
  return compile({ "sync.vague": text, "api.json": api }, { runtime: "package" });
}

async function moduleOf(api: string): Promise<string> {
  const { files, diagnostics } = await compileWith(api);
  expect(formatDiagnostics(diagnostics, {}, { color: false })).toBe("");
  return files["sync.ts"] ?? "";
}

const thing: Schema = { type: "object", required: ["id"], properties: { id: { type: "integer" } } };

describe("wanted", () => {
  it("names documents, and those that they refer to, until nothing is missing", () => {
    const files: Record<string, string> = {
      "a/sync.vague": `import Types from "../types.yml"\nsource Shop from './api.yaml' { }`,
      "b.reqon": `source Web from "https://shop.example.com/v1/api.json"`,
    };
    expect(wanted(files)).toEqual(["a/api.yaml", "types.yml", "vendor/openapi.lock.json"]);
    files["types.yml"] =
      "components: { schemas: { A: { $ref: 'parts/a.yaml#/A' }, B: { $ref: '#/components/schemas/A' } } }";
    files["a/api.yaml"] = "paths: {}";
    files["vendor/openapi.lock.json"] = JSON.stringify({
      "https://shop.example.com/v1/api.json": { file: "api.json", sha256: "0" },
      "https://shop.example.com/v1/parts.json": { file: "parts.json", sha256: "0" },
      "https://evil.example.com/": { file: "../../secret", sha256: "0" },
    });
    expect(wanted(files)).toEqual(["parts/a.yaml", "vendor/api.json"]);
    files["parts/a.yaml"] = "A: { type: string }";
    files["vendor/api.json"] = '{ "$ref": "parts.json#/x", "other": { "$ref": "https://evil.example.com/" } }';
    expect(wanted(files)).toEqual(["vendor/parts.json"]);
    files["vendor/parts.json"] = "{}";
    expect(wanted(files)).toEqual([]);
  });

  it("asks for no document where a mission names none", () => {
    expect(wanted({ "a.vague": 'source Shop { base: "https://x" }' })).toEqual([]);
    expect(wanted({ "a.vague": 'source Shop { base: "https://x" } import { A } from "./b.vague"' })).toEqual([
      "b.vague",
    ]);
  });
});

describe("a document", () => {
  it("adds nothing for operations that are not called", async () => {
    const others = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`Thing${index + 1}`, thing]));
    const small = await moduleOf(document({ Thing: thing }, 1));
    expect(await moduleOf(document({ Thing: thing, ...others }, 500))).toBe(small);
  });

  it("gives the same module whatever the order of its schemas", async () => {
    const part: Schema = { type: "object", properties: { thing: { $ref: "#/components/schemas/Thing" } } };
    const whole: Schema = {
      ...thing,
      properties: { id: { type: "integer" }, part: { $ref: "#/components/schemas/Part" } },
    };
    expect(await moduleOf(document({ Thing: whole, Part: part }, 1))).toBe(
      await moduleOf(document({ Part: part, Thing: whole }, 1)),
    );
  });

  it("may go in circles", async () => {
    const tree: Schema = {
      allOf: [
        thing,
        {
          type: "object",
          properties: { next: { $ref: "#/components/schemas/Thing" }, any: { $ref: "#/components/schemas/Any" } },
        },
      ],
    };
    const any: Schema = { oneOf: [{ type: "string" }, { type: "array", items: { $ref: "#/components/schemas/Any" } }] };
    const text = await moduleOf(document({ Thing: tree, Any: any }, 1));
    expect(text).toContain("readonly next?: Thing | null;");
    expect(text).toContain("readonly any?: string | readonly unknown[] | null;");
  });

  it("whose references lead to themselves is reported, not followed for ever", async () => {
    const loop: Schema = { $ref: "#/components/schemas/Thing" };
    const { diagnostics } = await compileWith(document({ Thing: loop }, 1));
    expect(diagnostics.map(({ code }) => code)).toEqual(["RQ5019"]);
  });

  it.each([
    "null",
    "[]",
    '"text"',
    "{}",
    '{ "openapi": "4.0.0" }',
    '{ "openapi": "3.0.0", "paths": 5 }',
    "a: b: c",
    "&a [*a]",
  ])("that says %s is a diagnostic, never an exception", async (text) => {
    const { diagnostics } = await compileWith(text);
    expect(diagnostics.map(({ code }) => code)).toEqual([text.includes("paths") ? "RQ2016" : "RQ5015"]);
  });

  it("with aliases that multiply is refused", async () => {
    const lines = Array.from(
      { length: 12 },
      (_, index) =>
        `a${index}: &a${index} [${index === 0 ? "x" : Array.from({ length: 9 }, () => `*a${index - 1}`).join()}]`,
    );
    const { diagnostics } = await compileWith(["openapi: 3.0.0", ...lines].join("\n"));
    expect(diagnostics.map(({ code }) => code)).toEqual(["RQ5015"]);
  });
});

describe("what a document claims", () => {
  it("is used for mistakes, and not relied on where answers are not checked", async () => {
    const text = await moduleOf(document({ Thing: thing }, 1));
    expect(text).toContain('field(response, "id")');
    const { diagnostics } = await compileWith(
      document({ Thing: thing }, 1),
      mission.replace("response.id", "response.di"),
    );
    expect(diagnostics.map(({ message }) => message)).toEqual(["`Shop.Thing` has no field `di`"]);
  });
});
