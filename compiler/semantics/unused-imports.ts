// RQ2020, RQ2022: imported names that nothing refers to, and files without a mission that nobody imports (language.md 2.2).
// Must not know what a definition is used for.
import type * as ast from "../syntax/ast.js";
import { type Definition, definitionKey, isMission, keyOf } from "./definitions.js";
import type { Imports } from "./imports.js";
import type { Grouped, ProgramFiles, Unit } from "./programs.js";
import { firstSource, referencesOf } from "./references.js";
import type { Reporter } from "./reporter.js";
import { outerDefinitions } from "./visible.js";

/** `units`: all files; where one has syntax errors or an import that leads nowhere, who imports what is not known. */
export function reportUnused(
  units: readonly Unit[],
  { programs, loose }: Grouped,
  imports: Imports,
  reporter: Reporter,
): void {
  for (const program of programs) reportNames(program, imports, reporter);
  const isKnown = units.every(({ file }) => file?.members.every((each) => !isLost(each, imports)));
  const imported = new Set([...imports.values()].map(({ target }) => target.path));
  for (const file of loose) {
    const [first] = file.members;
    if (imported.has(file.path)) reportNames({ main: file, files: [file] }, imports, reporter);
    else if (first && isKnown) reporter.report("RQ2022", firstLine(first), { file: file.path });
  }
}

function isLost(member: ast.Member | ast.Mission, imports: Imports): boolean {
  return member.kind === "ImportDef" && !member.all && !imports.has(member);
}

function reportNames({ main, files }: ProgramFiles, imports: Imports, reporter: Reporter): void {
  const nodes = files.flatMap(({ members }) => members.filter(({ kind }) => kind !== "ImportDef"));
  // What one imported definition needs of another may be imported, too, though it would come along.
  const brought = outerDefinitions(files, imports).map(({ definition }) => definition);
  const used = new Set([...nodes, ...brought].flatMap((each) => [...referencesOf(each)]));
  const runsAll = isWithoutRun(main);
  const isUsed = (each: Definition): boolean =>
    used.has(definitionKey(each)) ||
    // Its actions run in the order written (2.3), and its sources are clients.
    (runsAll && (each.kind === "ActionDef" || each.kind === "SourceDef")) ||
    (each.kind === "SourceDef" && used.has(firstSource));
  for (const node of files.flatMap(({ members }) => members)) {
    if (node.kind !== "ImportDef") continue;
    const { definitions } = imports.get(node) ?? {};
    for (const name of node.names) {
      const found = definitions?.get(name.text);
      // A document is used by the schemas that are made of it.
      const isIdle = node.all ? !used.has(keyOf("source", name.text)) : found !== undefined && !found.some(isUsed);
      if (isIdle) reporter.report("RQ2020", name.span, { name: name.text, all: node.all });
    }
  }
}

/** Whether a mission of the file has no `run`; a file that has none cannot say how its actions are run. */
function isWithoutRun({ members }: ast.File): boolean {
  const missions = members.filter(isMission);
  const all = missions.length > 0 ? missions.map((each) => each.members) : [members];
  return all.some((each) => !each.some(({ kind }) => kind === "Pipeline"));
}

function firstLine({ span }: ast.Member | ast.Mission): ast.Name["span"] {
  return { ...span, end: span.start };
}
