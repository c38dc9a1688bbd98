// From analysed missions to the texts of their modules and of the runtime they need.
// Must not know any stage from inside.
import type { Analysis } from "../semantics/analysis.js";
import type { SourceText } from "../source.js";
import { formatModule } from "./format.js";
import { type ModulePlan, planModule } from "./plan.js";
import { type ImportStyle, printModules } from "./print.js";
import { runtimeClosure, runtimeText } from "./runtime-files.js";

export interface EmitOptions {
  /**
   * Where modules import the runtime from: `inline` (default) `./runtime/`, which is among the files; `package`
   * `reqon/runtime/`; a text that ends in `/` is the prefix itself.
   */
  readonly runtime?: "inline" | "package" | (string & {}) | undefined;
  /** Extension of relative imports. Default `js`. */
  readonly importExtension?: "js" | "ts" | "none" | undefined;
  /** Whether prettier formats the modules. Default true. */
  readonly format?: boolean | undefined;
}

export interface Emitted {
  readonly files: Readonly<Record<string, string>>;
  /** Runtime files by module path. */
  readonly runtime: ReadonlyMap<string, readonly string[]>;
}

export async function emit(
  analyses: readonly Analysis[],
  texts: ReadonlyMap<string, SourceText>,
  options: EmitOptions,
): Promise<Emitted> {
  const plans = analyses.map((each) => planOf(each, texts));
  const runtime = new Map(plans.map((plan) => [plan.path, runtimeClosure(filesOf(plan))]));
  const output = new Map<string, string>();
  for (const [path, text] of printModules(plans, importStyle(options))) {
    output.set(path, options.format === false ? text : await formatModule(text));
  }
  if ((options.runtime ?? "inline") === "inline") {
    const extension = extensionOf(options);
    for (const name of new Set([...runtime.values()].flat()))
      output.set(`runtime/${name}`, runtimeText(name, extension));
  }
  return { files: Object.fromEntries(output), runtime };
}

function filesOf({ imports, offered }: ModulePlan): readonly string[] {
  return [...imports.map((each) => each.file), ...offered];
}

/** The steps of a mission may stand in several files. */
function planOf(analysis: Analysis, texts: ReadonlyMap<string, SourceText>): ModulePlan {
  const textOfFile = (file: string): SourceText => {
    const text = texts.get(file);
    if (!text) throw new Error(`the text of ${file} is missing`);
    return text;
  };
  return planModule(analysis, {
    lineOf: ({ file, start }) => textOfFile(file).position(start).line,
    textOf: ({ file, start, end }) => textOfFile(file).text.slice(start, end),
  });
}

function importStyle(options: EmitOptions): ImportStyle {
  const { runtime = "inline" } = options;
  if (runtime === "package") return { prefix: "reqon/runtime/", extension: ".js" };
  if (runtime !== "inline") return { prefix: runtime, extension: ".js" };
  return { prefix: "./runtime/", extension: extensionOf(options) };
}

function extensionOf({ importExtension = "js" }: EmitOptions): "" | ".js" | ".ts" {
  return importExtension === "none" ? "" : `.${importExtension}`;
}
