// From mission texts to module texts that are ready to be written: compiled, formatted, and checked meanwhile.
// Must not write files or print.
import type { Compilation } from "../compile.js";
import { diagnostic, type Diagnostic } from "../diagnostics.js";
import type { ProgramTexts } from "../run/program.js";
import { type Compiler, withCompiler } from "../run/with-compiler.js";
import type { GivenVariables } from "../semantics/unset-variables.js";
import type { SourceFiles, Span } from "../source.js";
import type { ImportExtension } from "./import-extension.js";
import { judge, type Strictness, type Verdict } from "./strictness.js";
import { missionLine, startTypecheck, type TypeCheck, type TypeProblem } from "./typecheck.js";

export interface EmitSettings {
  readonly runtime: "inline" | "package";
  readonly importExtension: ImportExtension;
  readonly typecheck: boolean;
  readonly strictness: Strictness;
  readonly variables: GivenVariables | undefined;
}

/** The diagnostics are the compiler's, and RQ9001 for a module with a type error. */
export interface Emitted extends Verdict {
  readonly compilation: Compilation;
  /** By path in the output folder; empty if it failed. */
  readonly texts: Readonly<Record<string, string>>;
  /** What checked the types; undefined if nothing did. */
  readonly checker: TypeCheck["checker"] | undefined;
}

export function emitModules(
  program: ProgramTexts,
  settings: EmitSettings,
  environment: NodeJS.ProcessEnv,
): Promise<Emitted> {
  return withCompiler(environment, (compiler) => emitWith(compiler, program, settings));
}

async function emitWith(compiler: Compiler, program: ProgramTexts, settings: EmitSettings): Promise<Emitted> {
  const { files, inputs, others } = program;
  const { runtime, importExtension, variables } = settings;
  const options = { inputs, others, variables, runtime, importExtension, format: false };
  const compilation = await compiler.compile(files, options);
  const { diagnostics, failed, reason } = judge(compilation.diagnostics, settings.strictness);
  if (failed) return { compilation, diagnostics, failed, reason, texts: {}, checker: undefined };
  const running = settings.typecheck ? await startTypecheck(compilation.files, importExtension) : undefined;
  const texts = await formatModules(compiler, compilation);
  const check = await running?.result;
  if (check === undefined || check.problems.length === 0)
    return { compilation, diagnostics, failed, reason, texts, checker: check?.checker };
  const bugs = check.problems.map((problem) => typeDiagnostic(problem, compilation, files));
  return {
    compilation,
    diagnostics: [...diagnostics, ...bugs],
    failed: true,
    reason,
    texts: {},
    checker: check.checker,
  };
}

/** Files of the runtime are formatted already. */
async function formatModules(
  { formatModule }: Compiler,
  { files, modules }: Compilation,
): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = { ...files };
  for (const { path } of modules) texts[path] = await formatModule(files[path] ?? "");
  return texts;
}

function typeDiagnostic(problem: TypeProblem, { files, modules }: Compilation, missions: SourceFiles): Diagnostic {
  const module = files[problem.path] ?? "";
  const mark = missionLine(module, problem.line);
  const file = mark?.file ?? modules.find(({ path }) => path === problem.path)?.file ?? problem.path;
  const span = lineSpan(file, missions[file] ?? "", mark?.line ?? 1);
  return diagnostic("RQ9001", span, { module: `${problem.path}:${problem.line}`, message: problem.message });
}

/** The text of a 1-based line, without the spaces around it. */
function lineSpan(file: string, text: string, line: number): Span {
  const lines = text.split("\n");
  const content = lines[line - 1] ?? "";
  const before = lines.slice(0, line - 1).reduce((total, each) => total + each.length + 1, 0);
  const start = before + content.length - content.trimStart().length;
  return { file, start, end: start + content.trim().length };
}
