// The fixture folders `fixtures/<area>/<case>/`: finding them, reading them, and what the compiler makes of each.
// Must not know what is done with the modules, nor how a run is checked.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Compilation, compile, type CompileOptions, formatDiagnostics, wanted } from "reqon";
import { runCommand } from "./command.js";
import { readMarked } from "./secrets.js";
import type { Checkpoint } from "../../runtime/scope.js";

/** The package's folder. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));
/** For everything that tests write; not in git. */
export const scratch: string = join(root, "test/.tmp");

/** Files by path relative to some folder, `/` between parts. */
export type Files = Readonly<Record<string, string>>;

/** `options.json`. */
export interface FixtureOptions {
  readonly runtime?: CompileOptions["runtime"];
  readonly importExtension?: CompileOptions["importExtension"];
  /**
   * A command such as `reqon mission.vague --auth credentials.json --dry-run`, run in a copy of the folder: `errors.txt`
   * is then what it prints on stderr, in place of the compiler's diagnostics.
   */
  readonly command?: string;
  /** Octal mode of the command's `credentials.json`; default 600. */
  readonly mode?: string;
  /** Whether git tracks the command's folder. */
  readonly tracked?: boolean;
  /** The whole environment of a run or a command. */
  readonly env?: Readonly<Record<string, string>>;
  /** Credentials by source. */
  readonly auth?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Headers that a registered `auth` name sets, by that name. */
  readonly providers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Values that a registered way of paging sends one after another as this parameter, by its name. */
  readonly paging?: Readonly<Record<string, { readonly param: string; readonly values: readonly unknown[] }>>;
  /** Of earlier runs, by key; with it, they are kept in memory. */
  readonly checkpoints?: Readonly<Record<string, Checkpoint>>;
  readonly base?: Readonly<Record<string, string>>;
  /** Kinds of stores that the sample adapter keeps; `sql` is always there, over PGlite. */
  readonly adapters?: readonly string[];
  /** Where `postgrest` stores are: an origin of the exchange. */
  readonly postgrest?: { readonly url: string; readonly token: string };
  /** ISO date-time at which the clock of a run starts. */
  readonly now?: string;
  readonly strict?: boolean;
  readonly timeout?: number;
}

const optionNames: ReadonlySet<string> = new Set<keyof FixtureOptions>([
  "runtime",
  "importExtension",
  "command",
  "mode",
  "tracked",
  "env",
  "auth",
  "providers",
  "paging",
  "checkpoints",
  "base",
  "adapters",
  "postgrest",
  "now",
  "strict",
  "timeout",
]);

export interface Fixture {
  /** `area/case`. */
  readonly name: string;
  readonly area: string;
  readonly folder: string;
}

export async function findFixtures(): Promise<readonly Fixture[]> {
  const base = join(root, "fixtures");
  const areas = await foldersIn(base);
  const found = await Promise.all(
    areas.map(async (area) =>
      (await foldersIn(join(base, area))).map((name) => ({
        name: `${area}/${name}`,
        area,
        folder: join(base, area, name),
      })),
    ),
  );
  return found.flat();
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((each) => each.isDirectory())
    .map((each) => each.name)
    .sort();
}

/** All files below `folder`; none when it does not exist. */
export async function readTree(folder: string): Promise<Files> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const paths = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const texts = paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, "utf8")] as const);
  return Object.fromEntries(await Promise.all(texts));
}

export async function writeTree(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

export async function readOptions(
  fixture: Fixture,
): Promise<{ options: FixtureOptions; secrets: ReadonlySet<string> }> {
  const { value, secrets } = await readMarked<FixtureOptions>(join(fixture.folder, "options.json"));
  const options = value ?? {};
  const unknown = Object.keys(options).filter((name) => !optionNames.has(name));
  if (unknown.length > 0) throw new Error(`${fixture.name}/options.json: unknown option ${unknown.join(", ")}`);
  return { options, secrets };
}

/** The texts of the missions of a fixture, and of the documents they name. */
export async function readMissions(fixture: Fixture): Promise<Files> {
  const files = await readTree(fixture.folder);
  const isMission = (path: string): boolean => /\.(vague|reqon)$/.test(path) && !/^(?:expected|right)\//.test(path);
  return withDocuments(Object.fromEntries(Object.entries(files).filter(([path]) => isMission(path))), files);
}

/** The same without its mistakes: what lies below `right/` stands in place of the files of those paths, or of none if empty. */
export async function readRight(fixture: Fixture): Promise<Files> {
  const files = await readTree(fixture.folder);
  const right = await readTree(join(fixture.folder, "right"));
  const all = withDocuments({ ...(await readMissions(fixture)), ...right }, { ...files, ...right });
  return Object.fromEntries(Object.entries(all).filter(([path]) => right[path] !== ""));
}

export function hasRight(fixture: Fixture): boolean {
  return existsSync(join(fixture.folder, "right"));
}

/** The missions, the documents that those name, and the ones that these refer to. */
function withDocuments(missions: Files, files: Files): Files {
  const texts: Record<string, string> = { ...missions };
  for (let found = true; found;) {
    const missing = wanted(texts).filter((path) => files[path] !== undefined);
    for (const path of missing) texts[path] = files[path] ?? "";
    found = missing.length > 0;
  }
  return texts;
}

export async function compileFixture(fixture: Fixture, options: CompileOptions = {}): Promise<Compilation> {
  return compile(await readMissions(fixture), options);
}

/** What becomes of a fixture without its mistakes. */
export async function compileRight(fixture: Fixture): Promise<Compilation> {
  return compile(await readRight(fixture), { runtime: "package", importExtension: "js" });
}

/** Everything a fixture proves about the compiler, as it is kept in its folder: `expected/…` and `errors.txt`. */
export async function produce(fixture: Fixture): Promise<Files> {
  const { options } = await readOptions(fixture);
  const { runtime = "package", importExtension = "js" } = options;
  const { files, diagnostics } = await compileFixture(fixture, { runtime, importExtension });
  const modules = Object.keys(files).filter((path) => !path.startsWith("runtime/"));
  const expected = modules.map((path) => [`expected/${path}`, files[path] ?? ""] as const);
  if (runtime === "inline") expected.push(["expected/files.txt", `${Object.keys(files).sort().join("\n")}\n`]);
  const errors =
    options.command === undefined
      ? formatDiagnostics(diagnostics, await readMissions(fixture), { color: false })
      : await runCommand(fixture.folder, options, join(scratch, "commands", fixture.name));
  return Object.fromEntries(errors === "" ? expected : [...expected, ["errors.txt", errors]]);
}

/** What the folder of a fixture holds of that. */
export async function readKept(fixture: Fixture): Promise<Files> {
  const files = Object.entries(await readTree(fixture.folder));
  return Object.fromEntries(files.filter(([path]) => path.startsWith("expected/") || path === "errors.txt"));
}

/** Puts `made` in place of what the folder holds. */
export async function keep(fixture: Fixture, made: Files): Promise<void> {
  await rm(join(fixture.folder, "expected"), { recursive: true, force: true });
  await rm(join(fixture.folder, "errors.txt"), { force: true });
  await writeTree(fixture.folder, made);
}
