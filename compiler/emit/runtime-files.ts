// The runtime files that a module needs, and their texts with the chosen import extension.
// Must not know how modules are made.
import { loadRuntimeSources } from "./load.js";

/** The transitive imports of `files` (names without extension), sorted. */
export function runtimeClosure(files: Iterable<string>): readonly string[] {
  const sources = loadRuntimeSources();
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const source = sources[name];
    if (!source) throw new Error(`the runtime has no file ${name}`);
    found.add(name);
    for (const each of source.imports) visit(each.file);
  };
  for (const file of files) visit(`${file}.ts`);
  return [...found].sort();
}

/** A runtime file with the extension of its relative imports spliced in. */
export function runtimeText(name: string, extension: "" | ".js" | ".ts"): string {
  const source = loadRuntimeSources()[name];
  if (!source) throw new Error(`the runtime has no file ${name}`);
  if (extension === ".js") return source.text;
  let text = "";
  let at = 0;
  for (const each of source.imports) {
    text += source.text.slice(at, each.extensionAt) + extension;
    at = each.extensionAt + ".js".length;
  }
  return text + source.text.slice(at);
}
