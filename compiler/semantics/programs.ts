// Which files make a program: a folder with `mission.vague`, or a file by itself (language.md 2.2).
// Must not know what files define beyond whether there is a mission in them.
import { folderOf } from "../import-path.js";
import type * as ast from "../syntax/ast.js";
import { isMission } from "./definitions.js";
import type { Reporter } from "./reporter.js";

/** A file of the compilation; one with syntax errors has no tree. */
export interface Unit {
  readonly path: string;
  readonly file: ast.File | undefined;
}

export interface ProgramFiles {
  /** The file whose missions the program has. */
  readonly main: ast.File;
  /** All of it: the main file, then the others by path. */
  readonly files: readonly ast.File[];
}

export interface Grouped {
  readonly programs: readonly ProgramFiles[];
  /** Files of a set of programs that have no mission: only others' imports make something of them. */
  readonly loose: readonly ast.File[];
}

/**
 * `inputs`: what was asked for. A file is a program of its own, with or without `mission`; a folder ends in `/`, the
 * program's folder itself is `./`. Files that are in neither can only be imported. `units` are sorted by path.
 */
export function groupFiles(units: readonly Unit[], inputs: readonly string[], reporter: Reporter): Grouped {
  const named = new Set(inputs.filter((each) => !each.endsWith("/")));
  const folders = inputs.filter((each) => each.endsWith("/")).map((each) => (each === "./" ? "" : each));
  const isBelow = (path: string, folder: string): boolean =>
    path.startsWith(folder) && !path.startsWith("../", folder.length);
  const inFolders = new Set(
    units.filter(({ path }) => !named.has(path) && folders.some((each) => isBelow(path, each))),
  );
  const mains = mainFiles(inFolders, reporter);
  const byMain = new Map<Unit, Unit[]>([...mains.values()].map((main) => [main, [main]]));
  const programs: ProgramFiles[] = [];
  const loose: ast.File[] = [];
  for (const unit of units) {
    const main = inFolders.has(unit) ? mainOf(unit.path, mains) : undefined;
    if (main) {
      if (main !== unit && !isMain(unit.path, folderOf(main.path))) byMain.get(main)?.push(unit);
    } else if (unit.file && (named.has(unit.path) || (inFolders.has(unit) && unit.file.members.some(isMission))))
      programs.push({ main: unit.file, files: [unit.file] });
    else if (unit.file && inFolders.has(unit)) loose.push(unit.file);
  }
  for (const group of byMain.values()) {
    const [main, ...others] = group.flatMap(({ file }) => file ?? []);
    // With a syntax error in one file the names in it are not known, so nothing is said about the others.
    if (main === undefined || others.length + 1 < group.length) continue;
    for (const other of others) rejectMissions(other, main, reporter);
    programs.push({ main, files: [main, ...others] });
  }
  programs.sort((a, b) => (a.main.path < b.main.path ? -1 : 1));
  return { programs, loose };
}

function isMain(path: string, folder: string): boolean {
  return path === `${folder}mission.vague` || path === `${folder}mission.reqon`;
}

/** The main file of each folder that has one. */
function mainFiles(units: Iterable<Unit>, reporter: Reporter): ReadonlyMap<string, Unit> {
  const mains = new Map<string, Unit>();
  for (const unit of units) {
    const folder = folderOf(unit.path);
    if (!isMain(unit.path, folder)) continue;
    const first = mains.get(folder);
    if (first) {
      const related = [{ span: startOf(first.path), message: "the other one" }];
      reporter.report("RQ2001", startOf(unit.path), { kind: "the main file", name: `${folder}mission` }, { related });
    } else mains.set(folder, unit);
  }
  return mains;
}

/** The main file of the nearest folder around the path that has one. */
function mainOf(path: string, mains: ReadonlyMap<string, Unit>): Unit | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
    const main = mains.get(folder);
    if (main || folder === "") return main;
  }
}

function rejectMissions(file: ast.File, main: ast.File, reporter: Reporter): void {
  const place = main.members.find(isMission)?.name.span ?? startOf(main.path);
  for (const mission of file.members.filter(isMission)) {
    const facts = { name: mission.name.text, main: main.path };
    const related = [{ span: place, message: "the program" }];
    reporter.report("RQ4028", mission.name.span, facts, { related });
  }
}

function startOf(file: string): ast.Name["span"] {
  return { file, start: 0, end: 0 };
}
