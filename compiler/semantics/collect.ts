// From the files of a compilation to its missions, and what each has (language.md 2.1, 2.2).
// Must not look into actions or types; it only gathers what is defined, and where twice.
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { ActionSymbol, MissionModel, Program, SchemaSymbol, SourceSymbol, StoreSymbol } from "./model.js";
import { noDocuments } from "./openapi/use-documents.js";
import { wordOf } from "./options.js";
import { exceptNames, type Reporter } from "./reporter.js";
import { kindsOf } from "./store-kinds.js";
import { type Definition, duplicate, isDefinition, isMission } from "./definitions.js";
import { documentImports, documentsAmong, documentsByFile } from "./document-imports.js";
import { type Imports, reachedPaths, resolveImports, unresolvedNames } from "./imports.js";
import { groupFiles, type ProgramFiles, type Unit } from "./programs.js";
import { places, reportUnknown } from "./unknown.js";
import { reportUnused } from "./unused-imports.js";
import { createScopes, type Outer, outerDefinitions, type Surroundings, visibleDefinitions } from "./visible.js";
import { anyObject } from "./types.js";

/** `sync-orders.vague` → `SyncOrders` (2.1). */
export function missionName(path: string): string {
  const base = path.split("/").at(-1) ?? path;
  const words = base
    .replace(/\.[^.]*$/, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((each) => each !== "");
  const name = words.map((each) => each.charAt(0).toUpperCase() + each.slice(1)).join("");
  return /^[A-Za-z]/.test(name) ? name : `Mission${name}`;
}

export interface CollectOptions {
  /** Files and folders that were asked for, as `groupFiles` takes them. */
  readonly inputs: readonly string[];
  /** Mission files that exist and are not among the units. */
  readonly others: readonly string[];
  /** Names of functions that need no declaration. */
  readonly functions: ReadonlySet<string>;
  /** The source text of a span, to tell whether a hidden definition differs. */
  readonly text: (span: Span) => string;
}

/** `units` are sorted by path, so that their order changes nothing. */
export function collect(units: readonly Unit[], options: CollectOptions, reporter: Reporter): Program {
  const grouped = groupFiles(units, options.inputs, reporter);
  const imports = resolveImports(units, options.others, reporter);
  reportUnused(units, grouped, imports, reporter);
  const around = {
    text: options.text,
    functions: options.functions,
    scopeOf: createScopes(grouped.programs, imports),
    documentsOf: documentsByFile(units),
    reporter,
  };
  const { programs } = grouped;
  return { missions: programs.flatMap((each) => missionsOf(each, imports, around)), programs, imports };
}

function missionsOf(program: ProgramFiles, imports: Imports, around: Surroundings): readonly MissionModel[] {
  const { main, files } = program;
  const unresolved = unresolvedNames(files, imports);
  const reporter = exceptNames(around.reporter, unresolved);
  const missions = main.members.filter(isMission);
  const others = files.flatMap(({ members }) => members).filter((each): each is ast.Member => !isMission(each));
  // A program without `mission` is one mission; what only a mission has stands in its main file.
  const isImplicit = missions.length === 0;
  if (isImplicit && others.length === 0) return [];
  for (const member of others) {
    const isMain = isImplicit && member.span.file === main.path;
    if (!isMain && !isShared(member)) reporter.report("RQ4002", firstWord(member), { what: memberWord(member) });
  }
  const outside = { definitions: outerDefinitions(files, imports), unresolved, files: reachedPaths(files, imports) };
  const shared = others.filter((each) => isShared(each) && !isDefinition(each));
  if (isImplicit) {
    const own = main.members.filter((each): each is ast.Member => !isMission(each) && !isShared(each));
    return [model(missionName(main.path), main, main, undefined, own, shared, outside, { ...around, reporter })];
  }
  const seen = new Map<string, ast.Mission>();
  for (const mission of missions) {
    const first = seen.get(mission.name.text);
    if (first) duplicate(reporter, "mission", mission.name, first.name);
    else seen.set(mission.name.text, mission);
    rejectImports(mission, reporter);
  }
  return [...seen.values()].map((each) => {
    const own = each.members.filter(({ kind }) => kind !== "ImportDef" && kind !== "DatasetDef");
    return model(each.name.text, main, each, each.doc, own, shared, outside, { ...around, reporter });
  });
}

/** Whether it may stand outside of missions. */
function isShared(member: ast.Member): boolean {
  return isDefinition(member) || member.kind === "ImportDef" || member.kind === "DatasetDef";
}

/** What stands only outside of missions (2). */
function rejectImports({ members }: ast.Mission, reporter: Reporter): void {
  for (const { kind, span } of members) {
    if (kind !== "ImportDef" && kind !== "DatasetDef") continue;
    const word = kind === "ImportDef" ? "import" : "dataset";
    const facts = { expected: "a member of the mission", found: `\`${word}\`` };
    const help = `move it outside of \`mission NAME { … }\`: what stands there belongs to every mission of the program`;
    reporter.report("RQ1001", { ...span, end: span.start + word.length }, facts, { help });
  }
}

function memberWord(member: ast.Member): string {
  return member.kind === "Pipeline"
    ? "run"
    : member.kind === "Schedule"
      ? "schedule"
      : member.kind === "Option"
        ? member.name.text
        : member.kind;
}

function firstWord(member: ast.Member): Span {
  return { ...member.span, end: Math.min(member.span.end, member.span.start + memberWord(member).length) };
}

/** What a mission has from outside of it. */
interface Outside {
  readonly definitions: readonly Outer[];
  readonly unresolved: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

function model(
  name: string,
  file: ast.File,
  node: ast.Mission | ast.File,
  doc: string | undefined,
  own: readonly ast.Member[],
  shared: readonly ast.Member[],
  outside: Outside,
  around: Surroundings,
): MissionModel {
  const { reporter } = around;
  const defined = visibleDefinitions(own.filter(isDefinition), outside.definitions, around);
  const schemas = new Map<string, SchemaSymbol>();
  for (const each of defined) {
    if (each.kind === "SchemaDef")
      schemas.set(each.name.text, {
        kind: "schema",
        name: each.name.text,
        node: each,
        type: { name: each.name.text, shape: anyObject },
      });
  }
  const members = [...own, ...shared];
  const schedules = members.filter((each) => each.kind === "Schedule");
  const [first, ...others] = schedules;
  for (const other of first ? others : []) {
    reporter.report(
      "RQ2013",
      firstWord(other),
      {},
      { related: first ? [{ span: firstWord(first), message: "the first one" }] : [] },
    );
  }
  return {
    name,
    file: file.path,
    files: outside.files,
    node,
    doc,
    sources: byName(defined, "SourceDef", sourceSymbol),
    stores: byName(defined, "StoreDef", (each) => storeSymbol(each, schemas, reporter)),
    schemas,
    transforms: byName(defined, "TransformDef", (each) => each),
    actions: byName(defined, "ActionDef", (each): ActionSymbol => ({
      kind: "action",
      name: each.name.text,
      node: each,
    })),
    functions: byName(defined, "FunctionDef", (each) => each),
    givenFunctions: around.functions,
    options: options(members, reporter),
    datasets: shared.filter((each) => each.kind === "DatasetDef"),
    unresolved: outside.unresolved,
    stages: members.flatMap((each) => (each.kind === "Pipeline" ? each.stages : [])),
    imports: documentImports(documentsAmong(shared), defined, around.documentsOf, reporter),
    documents: noDocuments,
  };
}

function byName<K extends Definition["kind"], T>(
  definitions: readonly Definition[],
  kind: K,
  make: (node: Extract<Definition, { kind: K }>) => T,
): Map<string, T> {
  const result = new Map<string, T>();
  const ofKind = (each: Definition): each is Extract<Definition, { kind: K }> => each.kind === kind;
  for (const each of definitions.filter(ofKind)) result.set(each.name.text, make(each));
  return result;
}

function sourceSymbol(node: ast.SourceDef): SourceSymbol {
  const auth = node.options?.entries.find((each) => each.name.text === "auth")?.value;
  const written = (auth && wordOf(auth)) ?? "none";
  return { kind: "source", name: node.name.text, node, auth: written };
}

function storeSymbol(node: ast.StoreDef, schemas: ReadonlyMap<string, SchemaSymbol>, reporter: Reporter): StoreSymbol {
  const of = node.of === undefined ? undefined : schemas.get(node.of.text);
  if (node.of && !of) reportUnknown(reporter, "schema", node.of, places(schemas));
  return {
    kind: "store",
    name: node.name.text,
    node,
    type: node.type.kind === "Name" ? node.type.text : undefined,
    kinds: kindsOf(node),
    of,
  };
}

/** A mission's option stands beside or inside `schedule` (2.4). */
function optionsIn(member: ast.Member): readonly ast.Option[] {
  if (member.kind === "Schedule") return member.options?.entries ?? [];
  return member.kind === "Option" ? [member] : [];
}

function options(members: readonly ast.Member[], reporter: Reporter): readonly ast.Option[] {
  const seen = new Map<string, ast.Option>();
  for (const each of members.flatMap(optionsIn)) {
    const first = seen.get(each.name.text);
    if (first) duplicate(reporter, "option", each.name, first.name);
    else seen.set(each.name.text, each);
  }
  return [...seen.values()];
}
