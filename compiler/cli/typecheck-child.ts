// The type check where the native TypeScript is not installed: a child process around ts-morph's own TypeScript.
// Prints what `tsc --pretty false` prints; must not know missions.
import { join, relative } from "node:path";
import { loadMorph } from "../emit/load.js";

const { Project, ts } = loadMorph();
const [folder = "."] = process.argv.slice(2);
const project = new Project({ tsConfigFilePath: join(folder, "tsconfig.json") });
for (const problem of project.getPreEmitDiagnostics()) {
  const { file, start, code, messageText, category } = problem.compilerObject;
  if (category !== ts.DiagnosticCategory.Error) continue;
  const { line, character } = file?.getLineAndCharacterOfPosition(start ?? 0) ?? { line: 0, character: 0 };
  const place = `${relative(folder, file?.fileName ?? "tsconfig.json")}(${line + 1},${character + 1})`;
  process.stdout.write(`${place}: error TS${code}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}\n`);
  process.exitCode = 2;
}
