// The way of a mission, from texts to modules and diagnostics. Pure: no disk, clock, network, environment or console.
// Must not know any stage from inside.
import { diagnostic, type Diagnostic, hasErrors, hasErrorsIn } from "./diagnostics.js";
import type { EmitOptions } from "./emit/emit.js";
import { parseYaml } from "./emit/load.js";
import { foldPath } from "./import-path.js";
import { type Analysis, analyse } from "./semantics/analysis.js";
import { factsOf, type GivenFacts, type ModuleFacts, type SourceFacts } from "./semantics/facts.js";
import { collect } from "./semantics/collect.js";
import { createDocuments } from "./semantics/openapi/documents.js";
import { areKnown, reachedPaths } from "./semantics/imports.js";
import type { Program } from "./semantics/model.js";
import type { Unit } from "./semantics/programs.js";
import { createReporter, exceptNames, type Reporter } from "./semantics/reporter.js";
import { type GivenVariables, reportUnsetVariables } from "./semantics/unset-variables.js";
import { reportUnusedDefinitions, reportUnusedVariables } from "./semantics/unused.js";
import { type SourceFiles, SourceText, type Span } from "./source.js";
import { parse } from "./syntax/parse.js";
import { isMissionPath } from "./wanted.js";

export type { GivenFacts, GivenVariables, ModuleFacts, SourceFacts };

export interface CompileOptions extends EmitOptions {
  /** False: check only. Default true. */
  readonly emit?: boolean | undefined;
  /**
   * What was asked for, as paths like those of the files. A file is a program of its own, with or without `mission`; a
   * folder ends in `/`, all files together are `./`: where it has a `mission.vague` (or `mission.reqon`) that is one
   * program with all files below it, else each file with a `mission` is one (language.md 2.2). Other files are there to
   * be imported. Default: the file if there is one only, else `./`.
   */
  readonly inputs?: readonly string[] | undefined;
  /** Mission files that exist and are not among the files: an import that leads nowhere is told what there is. */
  readonly others?: readonly string[] | undefined;
  /** Functions that the program passes without a declaration in the mission. */
  readonly functions?: readonly string[] | undefined;
  /** The only variables that will be set: other names of `env()` get RQ5515. Default: nothing is known about them. */
  readonly variables?: GivenVariables | undefined;
}

export interface Compilation {
  /** Texts of the modules, and of the runtime files they need when it is inline, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly modules: readonly ModuleFacts[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function compile(files: SourceFiles, options: CompileOptions = {}): Promise<Compilation> {
  const { analyses, diagnostics, texts } = check(files, options);
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
function check(files: SourceFiles, options: CompileOptions): Checked {
  const reporter = createReporter();
  const folded = Object.fromEntries(Object.entries(files).map(([path, text]) => [foldPath(path), text]));
  const texts = readTexts(folded);
  const parsed = [...texts.values()].map((each) => ({ path: each.path, ...parse(each.path, each.text) }));
  const [only, ...others] = texts.keys();
  const { inputs = only !== undefined && others.length === 0 ? [only] : ["./"] } = options;
  const collected = {
    inputs: inputs.map(foldInput),
    others: options.others ?? [],
    functions: new Set(options.functions),
    text: textIn(texts),
  };
  const program = collect(parsed, collected, reporter);
  const documents = createDocuments(folded, parseYaml);
  const analyses = program.missions.map((each) => analyse(each, documents, exceptNames(reporter, each.unresolved)));
  const clashes = clashingModules(analyses);
  const found = (): readonly Diagnostic[] => [
    ...parsed.flatMap((each) => each.diagnostics),
    ...reporter.diagnostics,
    ...clashes,
  ];
  reportOmissions(parsed, program, analyses, found(), reporter, options.variables);
  return { analyses, texts, diagnostics: withoutDoubtful(found()) };
}

/** Names that nothing has: of stores, sources, schemas, actions, functions and transforms. */
const unknownNames = ["RQ2003", "RQ2004", "RQ2005", "RQ2006", "RQ2007", "RQ2008", "RQ2021"];

/** An import that seems unused beside such a name of its file: what was mistyped may be meant for it. */
function withoutDoubtful(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const unknown = found.filter(({ code }) => unknownNames.includes(code));
  const files = new Set(unknown.map(({ span }) => span.file));
  return found.filter(({ code, span }) => code !== "RQ2020" || !files.has(span.file));
}

/** What nothing uses or sets, in programs that have no error: what a mistyped name was meant for would look unused. */
function reportOmissions(
  units: readonly Unit[],
  { programs, imports }: Program,
  analyses: readonly Analysis[],
  found: readonly Diagnostic[],
  reporter: Reporter,
  variables: GivenVariables | undefined,
): void {
  const right = analyses.filter(({ mission }) => !hasErrorsIn(mission.files, found));
  const rightPrograms = programs.filter(({ files }) => !hasErrorsIn(reachedPaths(files, imports), found));
  reportUnusedVariables(right, reporter);
  reportUnusedDefinitions(rightPrograms, imports, areKnown(units, imports), reporter);
  if (variables) reportUnsetVariables(right, variables, reporter);
}

/** The texts of missions, sorted by path: the order of the files changes nothing. */
function readTexts(files: SourceFiles): ReadonlyMap<string, SourceText> {
  const paths = Object.keys(files).filter(isMissionPath).sort();
  return new Map(paths.map((path) => [path, new SourceText(path, files[path] ?? "")]));
}

function foldInput(input: string): string {
  const folded = foldPath(input);
  if (!/[/\\]$/.test(input)) return folded;
  return folded === "" ? "./" : `${folded}/`;
}

function textIn(texts: ReadonlyMap<string, SourceText>): (span: Span) => string {
  return ({ file, start, end }) => texts.get(file)?.text.slice(start, end) ?? "";
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
