// `import { A, B } from "./x"`: which file each import leads to and what it brings; RQ2018, RQ2019 (language.md 2.2).
// Must not know programs: any file may import from any other, in circles too.
import { folderOf, foldPath, importedPaths, importOf, isMissionFile, isRelative } from "../import-path.js";
import type { Details } from "../diagnostics.js";
import { nearest } from "../suggest.js";
import type * as ast from "../syntax/ast.js";
import { type Definition, isDefinition, isMission } from "./definitions.js";
import type { Unit } from "./programs.js";
import type { Reporter } from "./reporter.js";
import { type Candidates, nearestDetails } from "./unknown.js";

/** What an import of a mission file brings. */
export interface Imported {
  readonly target: Unit;
  /** By name as imported; a name may stand for definitions of several kinds. */
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
}

/** Imports that lead to a file of the compilation. */
export type Imports = ReadonlyMap<ast.ImportDef, Imported>;

/** `others`: mission files that exist and were not read, for a better message. */
export function resolveImports(units: readonly Unit[], others: readonly string[], reporter: Reporter): Imports {
  const byPath = new Map(units.map((each) => [each.path, each]));
  const known = [...new Set([...byPath.keys(), ...others])].filter(isMissionFile).sort();
  const imports = new Map<ast.ImportDef, Imported>();
  for (const { path, file } of units) {
    for (const node of file?.members ?? []) {
      if (node.kind !== "ImportDef" || (node.all && !isMissionFile(node.from.value))) continue;
      const target = importedPaths(path, node.from.value).flatMap((each) => byPath.get(each) ?? [])[0];
      if (node.all || !target) reportFile(node, path, known, reporter);
      else imports.set(node, { target, definitions: namesOf(node, target, reporter) });
    }
  }
  return imports;
}

/** Names that imports of these files, or of files they import from, should have brought and did not: reported already. */
export function unresolvedNames(files: readonly ast.File[], imports: Imports): ReadonlySet<string> {
  const missing = (each: ast.ImportDef): readonly string[] =>
    each.names.flatMap(({ text }) => (imports.get(each)?.definitions.has(text) ? [] : [text]));
  return new Set(reachedFiles(files, imports).flatMap(importsOf).flatMap(missing));
}

/** The paths of these files, and of all that they import from. */
export function reachedPaths(files: readonly ast.File[], imports: Imports): ReadonlySet<string> {
  const reached = reachedFiles(files, imports);
  const targets = reached.flatMap(importsOf).flatMap((each) => imports.get(each)?.target.path ?? []);
  return new Set([...reached.map(({ path }) => path), ...targets]);
}

/** Whether it is known what files import from one another: each has a tree, and each import brings what it names. */
export function areKnown(units: readonly Unit[], imports: Imports): boolean {
  const files = units.flatMap(({ file }) => file ?? []);
  const isWhole = (each: ast.ImportDef): boolean =>
    each.names.every(({ text }) => imports.get(each)?.definitions.has(text));
  return files.length === units.length && files.flatMap(importsOf).every(isWhole);
}

function reachedFiles(files: readonly ast.File[], imports: Imports): readonly ast.File[] {
  const seen = new Set<ast.File>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    waiting.push(...importsOf(file).flatMap((each) => imports.get(each)?.target.file ?? []));
  }
  return [...seen];
}

/** The imports of mission files. */
function importsOf({ members }: ast.File): readonly ast.ImportDef[] {
  const isOfMission = (each: ast.ImportDef): boolean => !each.all || isMissionFile(each.from.value);
  return members.flatMap((each) => (each.kind === "ImportDef" && isOfMission(each) ? [each] : []));
}

function namesOf(node: ast.ImportDef, target: Unit, reporter: Reporter): Imported["definitions"] {
  const found = new Map<string, readonly Definition[]>();
  if (!target.file) return found;
  const all = target.file.members.filter(isDefinition);
  const seen = new Map<string, ast.Name>();
  for (const name of node.names) {
    const first = seen.get(name.text);
    const related = first ? [{ span: first.span, message: "first imported here" }] : [];
    if (first) reporter.report("RQ2001", name.span, { kind: "import", name: name.text }, { related });
    seen.set(name.text, name);
    const definitions = all.filter((each) => each.name.text === name.text);
    if (definitions.length > 0) found.set(name.text, definitions);
    else reportName(node, name, target.file, all, reporter);
  }
  return found;
}

function reportName(
  node: ast.ImportDef,
  name: ast.Name,
  target: ast.File,
  all: readonly Definition[],
  reporter: Reporter,
): void {
  const known: Candidates = new Map(all.map((each) => [each.name.text, each.name.span]));
  const facts = { name: name.text, from: node.from.value, known: [...known.keys()] };
  reporter.report("RQ2019", name.span, facts, elsewhere(name, target) ?? nearestDetails(name.text, name.span, known));
}

/** The name is in the file, but nothing that can be imported from it. */
function elsewhere(name: ast.Name, target: ast.File): Details | undefined {
  for (const member of target.members) {
    if (isMission(member)) {
      const inside = member.members.find((each) => isDefinition(each) && each.name.text === name.text);
      const place = inside && isDefinition(inside) ? inside.name : member.name;
      if (place.text === name.text)
        return {
          help: "only what stands outside of `mission NAME { … }` can be imported",
          related: [{ span: place.span, message: inside ? "defined inside a mission" : "a mission" }],
        };
    } else if (member.kind === "ImportDef") {
      const place = member.names.find((each) => each.text === name.text);
      const path = foldPath(folderOf(target.path) + member.from.value);
      if (place)
        return {
          help: `import it from where it is defined: \`${importOf(name.span.file, isMissionFile(path) ? path : `${path}.vague`)}\``,
          related: [{ span: place.span, message: "only imported here" }],
        };
    }
  }
  return undefined;
}

function reportFile(node: ast.ImportDef, path: string, known: readonly string[], reporter: Reporter): void {
  const { value: from, span } = node.from;
  const isDocument = /\.(?:json|ya?ml)$/i.test(from);
  const problem = !isRelative(from) ? "absolute" : node.all ? "mission" : isDocument ? "document" : "missing";
  const there = known.filter((each) => each !== path).map((each) => importOf(path, each));
  const written = from.startsWith(".") ? from : `./${from}`;
  const near = problem === "missing" ? nearest(written.replace(/\.(?:vague|reqon)$/, ""), there) : undefined;
  const fix = { title: `replace with "${near ?? ""}"`, span, text: JSON.stringify(near), safe: false };
  const details: Details = near === undefined ? {} : { help: `replace with \`${fix.text}\``, fix };
  reporter.report("RQ2018", span, { from, problem, known: there }, details);
}
