// The runtime as plain JavaScript in a temporary folder, for child processes.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const runtime = fileURLToPath(new URL("../../../runtime/", import.meta.url));

/** Compiles `files` of the runtime and what they import; returns a function that gives a file's URL. */
export function compiledRuntime(...files: readonly string[]): (file: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "reqon-runtime-"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  const known = new Set(readdirSync(runtime));
  const waiting = files.map((file) => `${file}.ts`);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (!known.delete(file)) continue;
    const text = readFileSync(join(runtime, file), "utf8");
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    });
    writeFileSync(join(folder, file.replace(/\.ts$/, ".js")), outputText);
    for (const [, name = ""] of outputText.matchAll(/from "\.\/([\w-]+)\.js"/g)) waiting.push(`${name}.ts`);
  }
  return (file) => pathToFileURL(join(folder, `${file}.js`)).href;
}
