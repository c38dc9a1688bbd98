// The way of a mission, from texts to modules and diagnostics. Pure: no disk, clock, network, environment or console.
// Must not know any stage from inside.
import { diagnostic, type Diagnostic, hasErrors } from "./diagnostics.js";
import type { EmitOptions } from "./emit/emit.js";
import { parseYaml } from "./emit/load.js";
import { type Analysis, analyse } from "./semantics/analysis.js";
import { factsOf, type ModuleFacts, type SourceFacts } from "./semantics/facts.js";
import { collect } from "./semantics/collect.js";
import { createDocuments } from "./semantics/openapi/documents.js";
import { createReporter } from "./semantics/reporter.js";
import { type SourceFiles, SourceText } from "./source.js";
import { parse } from "./syntax/parse.js";
import { isMissionPath } from "./wanted.js";

export type { ModuleFacts, SourceFacts };

export interface CompileOptions extends EmitOptions {
  /** False: check only. Default true. */
  readonly emit?: boolean | undefined;
}

export interface Compilation {
  /** Texts of the modules, and of the runtime files they need when it is inline, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly modules: readonly ModuleFacts[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function compile(files: SourceFiles, options: CompileOptions = {}): Promise<Compilation> {
  const { analyses, diagnostics, texts } = check(files);
  if (hasErrors(diagnostics)) return { files: {}, modules: [], diagnostics };
  const facts = analyses.map(factsOf);
  if (options.emit === false) return { files: {}, modules: facts, diagnostics };
  // Checking alone never loads what only emitting needs.
  const { emit } = await import("./emit/emit.js");
  const emitted = await emit(analyses, texts, options);
  const modules = facts.map((each) => ({ ...each, runtime: emitted.runtime.get(each.path) ?? [] }));
  return { files: emitted.files, modules, diagnostics };
}

interface Checked {
  readonly analyses: readonly Analysis[];
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, SourceText>;
}

/** Parse, bind, infer and rules: everything but emitting. */
function check(files: SourceFiles): Checked {
  const reporter = createReporter();
  const texts = new Map(
    Object.keys(files)
      .filter(isMissionPath)
      .sort()
      .map((path) => [path, new SourceText(path, files[path] ?? "")] as const),
  );
  const parsed = [...texts.values()].map((each) => parse(each.path, each.text));
  const trees = parsed.flatMap((each) => (each.file ? [each.file] : []));
  const documents = createDocuments(files, parseYaml);
  const program = collect(trees, (span) => (files[span.file] ?? "").slice(span.start, span.end), reporter);
  const analyses = program.missions.map((each) => analyse(each, documents, reporter));
  const clashes = clashingModules(analyses);
  return {
    analyses,
    texts,
    diagnostics: [...parsed.flatMap((each) => each.diagnostics), ...reporter.diagnostics, ...clashes],
  };
}

/** Two missions that would be written to one file. */
function clashingModules(analyses: readonly Analysis[]): readonly Diagnostic[] {
  const byPath = new Map<string, Analysis>();
  return analyses.flatMap((each) => {
    const { path } = factsOf(each);
    const other = byPath.get(path);
    if (!other) {
      byPath.set(path, each);
      return [];
    }
    const place = nameSpan(each);
    return [
      diagnostic(
        "RQ4014",
        place,
        { left: other.mission.name, right: each.mission.name },
        { related: [{ span: nameSpan(other), message: "the other one" }] },
      ),
    ];
  });
}

function nameSpan({ mission: { node } }: Analysis): Diagnostic["span"] {
  return node.kind === "Mission" ? node.name.span : { ...node.span, end: node.span.start };
}
