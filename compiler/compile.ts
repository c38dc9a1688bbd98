// The way of a mission, from texts to modules and diagnostics. Pure: no disk, clock, network, environment or console.
// Must not know any stage from inside.
import { diagnostic, type Diagnostic, hasErrors } from "./diagnostics.js";
import { formatModule } from "./emit/format.js";
import { factsOf, type ModuleFacts, type SourceFacts } from "./emit/facts.js";
import { modulePath } from "./emit/module.js";
import { type ModulePlan, planModule } from "./emit/plan.js";
import { printModules } from "./emit/print.js";
import { runtimeClosure, runtimeText } from "./emit/runtime-files.js";
import { type Analysis, analyse } from "./semantics/analysis.js";
import { collect } from "./semantics/collect.js";
import { createReporter } from "./semantics/reporter.js";
import { type SourceFiles, SourceText } from "./source.js";
import { parse } from "./syntax/parse.js";

export type { ModuleFacts, SourceFacts };

export interface CompileOptions {
  /**
   * Where modules import the runtime from: `inline` (default) `./runtime/`, which is among the files; `package`
   * `reqon/runtime/`; a text that ends in `/` is the prefix itself.
   */
  readonly runtime?: "inline" | "package" | (string & {}) | undefined;
  /** Extension of relative imports. Default `js`. */
  readonly importExtension?: "js" | "ts" | "none" | undefined;
  /** Whether prettier formats the modules. Default true. */
  readonly format?: boolean | undefined;
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
  const plans = options.emit === false ? [] : analyses.map((each) => planOf(each, texts));
  const modules = analyses.map((each, at) => factsOf(each, plans[at]));
  if (plans.length === 0) return { files: {}, modules, diagnostics };
  const printed = printModules(plans, importStyle(options));
  const output = new Map<string, string>();
  for (const [path, text] of printed) output.set(path, options.format === false ? text : await formatModule(text));
  if ((options.runtime ?? "inline") === "inline")
    for (const [path, text] of runtimeFiles(plans, options)) output.set(path, text);
  return { files: Object.fromEntries(output), modules, diagnostics };
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
      .sort()
      .map((path) => [path, new SourceText(path, files[path] ?? "")] as const),
  );
  const parsed = [...texts.values()].map((each) => parse(each.path, each.text));
  const trees = parsed.flatMap((each) => (each.file ? [each.file] : []));
  const program = collect(trees, (span) => (files[span.file] ?? "").slice(span.start, span.end), reporter);
  const analyses = program.missions.map((each) => analyse(each, reporter));
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
    const path = modulePath(each.mission);
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

function planOf(analysis: Analysis, texts: ReadonlyMap<string, SourceText>): ModulePlan {
  const text = texts.get(analysis.mission.file);
  if (!text) throw new Error(`the text of ${analysis.mission.file} is missing`);
  return planModule(analysis, {
    lineOf: (offset) => text.position(offset).line,
    textOf: ({ start, end }) => text.text.slice(start, end),
  });
}

function importStyle({ runtime = "inline", importExtension = "js" }: CompileOptions): {
  readonly prefix: string;
  readonly extension: "" | ".js" | ".ts";
} {
  if (runtime === "package") return { prefix: "reqon/runtime/", extension: ".js" };
  if (runtime !== "inline") return { prefix: runtime, extension: ".js" };
  return { prefix: "./runtime/", extension: extensionOf(importExtension) };
}

function extensionOf(extension: "js" | "ts" | "none"): "" | ".js" | ".ts" {
  return extension === "none" ? "" : `.${extension}`;
}

function runtimeFiles(
  plans: readonly ModulePlan[],
  { importExtension = "js" }: CompileOptions,
): readonly (readonly [string, string])[] {
  const names = runtimeClosure(plans.flatMap((plan) => plan.imports.map((each) => each.file)));
  return names.map((name) => [`runtime/${name}`, runtimeText(name, extensionOf(importExtension))]);
}
