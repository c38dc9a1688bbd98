// TypeScript to JavaScript by the TypeScript that ts-morph has already loaded for printing.
// Must not check types: a run trusts the emitter, a build checks.
import { loadMorph } from "../emit/load.js";

/** The module without its types; every line of code stays. */
export function toJavaScript(module: string): string {
  const { ts } = loadMorph();
  const { outputText } = ts.transpileModule(module, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  return outputText;
}
