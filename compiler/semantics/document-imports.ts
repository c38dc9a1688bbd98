// `import NAME from "openapi.yaml"` of all files that a mission is made of (language.md 2.2).
// Must not know what is in a document.
import { folderOf, foldPath, isMissionFile, isRelative } from "../import-path.js";
import type * as ast from "../syntax/ast.js";
import { type Definition, duplicate } from "./definitions.js";
import type { Unit } from "./programs.js";
import type { Reporter } from "./reporter.js";

/** The imports of documents of each file. */
export function documentsByFile(units: readonly Unit[]): (path: string) => readonly ast.ImportDef[] {
  const byFile = new Map(units.map(({ path, file }) => [path, documentsAmong(file?.members ?? [])]));
  return (path) => byFile.get(path) ?? [];
}

export function documentsAmong(members: readonly (ast.Member | ast.Mission)[]): readonly ast.ImportDef[] {
  return members
    .filter((each) => each.kind === "ImportDef")
    .filter(({ all, from }) => all && !isMissionFile(from.value));
}

/** Those of the program, and those that schemas of other files extend. One name for two documents is an error. */
export function documentImports(
  own: readonly ast.ImportDef[],
  defined: readonly Definition[],
  documentsOf: (path: string) => readonly ast.ImportDef[],
  reporter: Reporter,
): readonly ast.ImportDef[] {
  const needed = defined.flatMap((each) => {
    const document = each.kind === "SchemaDef" ? each.from?.document.text : undefined;
    return document === undefined
      ? []
      : documentsOf(each.span.file).filter(({ names: [name] }) => name?.text === document);
  });
  const byName = new Map<string, ast.ImportDef>();
  for (const each of [...own, ...needed]) {
    const [name] = each.names;
    const first = name && byName.get(name.text);
    if (!name) continue;
    if (!first) byName.set(name.text, each);
    else if (first.names[0] && placeOf(first) !== placeOf(each)) duplicate(reporter, "import", name, first.names[0]);
  }
  return [...byName.values()];
}

function placeOf({ from, span }: ast.ImportDef): string {
  return isRelative(from.value) ? foldPath(folderOf(span.file) + from.value) : from.value;
}
