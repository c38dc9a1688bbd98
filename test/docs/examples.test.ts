// The TypeScript of the guides type-checks against the modules that the missions of the same page compile to.
// Must not know what the code does.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile } from "reqon";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root, scratch } from "../support/fixtures.js";
import { type Block, blocksOf, filesOf, readPage } from "./markdown.js";

/** What the examples take for granted. */
const ambient = `
import type { OAuth2Credentials, Tokens } from "./out/runtime/auth.js";
declare global {
  const source: string;
  const token: string;
  const credentials: OAuth2Credentials;
  function readSecret(name: string): Promise<string>;
  const db: { load(name: string): Promise<Tokens | undefined>; save(name: string, tokens: Tokens): Promise<void> };
}
`;

const options: ts.CompilerOptions = {
  ...{
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  },
  ...{ strict: true, noEmit: true, skipLibCheck: true, types: ["node"] },
  paths: { reqon: [join(root, "dist/compiler/index.d.ts")] },
};

describe.each([
  "README.md",
  "docs/authentication.md",
  "docs/extensions.md",
  "docs/generated-code.md",
  "docs/openapi.md",
  "docs/pagination-and-sync.md",
  "docs/programs.md",
  "docs/runner.md",
  "docs/schedules.md",
  "docs/stores.md",
])("%s", (page) => {
  it("has examples that type-check", async () => {
    const folder = join(scratch, "docs", page.replaceAll("/", "-"));
    rmSync(folder, { recursive: true, force: true });
    const blocks = blocksOf(readPage(page));
    // A page without missions of its own talks about the README's.
    const missions = [...blocksOf(readPage("README.md")), ...blocks].filter(({ language }) => language === "vague");
    const document = blocks.find(({ language }) => language === "yaml");
    await writeModules(folder, missions, document ? { "openapi.yaml": document.text } : {});
    write(join(folder, "ambient.ts"), ambient);
    const paths = blocks.filter(isProgram).map(({ text, line }) => {
      const path = join(folder, `line-${line}.mts`);
      write(path, text);
      return path;
    });
    expect(paths.length).toBeGreaterThan(0);
    const program = ts.createProgram([join(folder, "ambient.ts"), ...paths], options);
    const errors = paths.flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
    expect(
      errors.map(
        ({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
    ).toEqual([]);
  });
});

/** An excerpt of a module imports nothing. */
function isProgram({ language, text }: Block): boolean {
  return language === "ts" && text.startsWith("import ");
}

async function writeModules(
  folder: string,
  missions: readonly Block[],
  documents: Readonly<Record<string, string>>,
): Promise<void> {
  write(join(folder, "package.json"), '{"type":"module"}');
  for (const { text, line } of missions) {
    const isSeveral = text.startsWith("// file: ");
    const texts = isSeveral ? filesOf(text) : { [`line-${line}.vague`]: text };
    const { files } = await compile({ ...texts, ...documents });
    for (const [path, module] of Object.entries(files)) write(join(folder, "out", path), module);
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
