// From the files of a program to its missions: which definitions each has (language.md 2.1).
// Must not look into actions or types; it only gathers what is defined, and where twice.
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { ActionSymbol, MissionModel, Program, SchemaSymbol, SourceSymbol, StoreSymbol } from "./model.js";
import { noDocuments } from "./openapi/use-documents.js";
import { wordOf } from "./options.js";
import type { Reporter } from "./reporter.js";
import { kindsOf } from "./store-kinds.js";
import { places, reportUnknown } from "./unknown.js";
import { anyObject } from "./types.js";

type Definition = ast.SourceDef | ast.StoreDef | ast.SchemaDef | ast.TransformDef | ast.ActionDef | ast.FunctionDef;

const kinds = {
  SourceDef: "source",
  StoreDef: "store",
  SchemaDef: "schema",
  TransformDef: "transform",
  ActionDef: "action",
  FunctionDef: "function",
} as const;

function isDefinition(member: ast.Member | ast.Mission): member is Definition {
  return Object.hasOwn(kinds, member.kind);
}

function isMission(member: ast.Member | ast.Mission): member is ast.Mission {
  return member.kind === "Mission";
}

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

/** `text` gives the source text of a span, to tell whether a hidden definition differs. */
export function collect(files: readonly ast.File[], text: (span: Span) => string, reporter: Reporter): Program {
  for (const file of files) rejectFolderProgram(file, files, reporter);
  return { missions: files.flatMap((file) => missionsOf(file, text, reporter)) };
}

/** A folder with `mission.vague` is one program (2.2), which is not compiled yet: its files must not pass for several. */
function rejectFolderProgram(file: ast.File, files: readonly ast.File[], reporter: Reporter): void {
  const folder = /^(.*\/|)mission\.(?:vague|reqon)$/.exec(file.path)?.[1];
  if (folder === undefined || !files.some((each) => each !== file && each.path.startsWith(folder))) return;
  const what = `a folder with \`${file.path.slice(folder.length)}\` as one program of several files`;
  reporter.report("RQ4001", { ...file.span, end: file.span.start }, { what });
}

function missionsOf(file: ast.File, text: (span: Span) => string, reporter: Reporter): readonly MissionModel[] {
  const missions = file.members.filter(isMission);
  const shared = file.members.filter((each) => !isMission(each));
  if (missions.length === 0) {
    return shared.length === 0
      ? []
      : [model(missionName(file.path), file, file, undefined, shared, [], text, reporter)];
  }
  for (const member of shared) {
    if (!isDefinition(member) && member.kind !== "ImportDef" && member.kind !== "DatasetDef") {
      reporter.report("RQ4002", firstWord(member), { what: memberWord(member) });
    }
  }
  const seen = new Map<string, ast.Mission>();
  for (const mission of missions) {
    const first = seen.get(mission.name.text);
    if (first) duplicate(reporter, "mission", mission.name, first.name);
    else seen.set(mission.name.text, mission);
  }
  const outer = shared.filter(
    (each) => !isMission(each) && (isDefinition(each) || each.kind === "ImportDef" || each.kind === "DatasetDef"),
  );
  return [...seen.values()].map((each) =>
    model(each.name.text, file, each, each.doc, each.members, outer, text, reporter),
  );
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

function duplicate(reporter: Reporter, kind: string, second: ast.Name, first: ast.Name): void {
  reporter.report(
    "RQ2001",
    second.span,
    { kind, name: second.text },
    { related: [{ span: first.span, message: "first defined here" }] },
  );
}

function model(
  name: string,
  file: ast.File,
  node: ast.Mission | ast.File,
  doc: string | undefined,
  own: readonly (ast.Member | ast.Mission)[],
  outer: readonly (ast.Member | ast.Mission)[],
  text: (span: Span) => string,
  reporter: Reporter,
): MissionModel {
  const defined = definitions(own, outer, text, reporter);
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
  const members = [...own, ...outer];
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
    options: options(members, reporter),
    stages: members.flatMap((each) => (each.kind === "Pipeline" ? each.stages : [])),
    imports: members.filter((each) => each.kind === "ImportDef"),
    documents: noDocuments,
    unsupported: members.flatMap((each) =>
      (each.kind === "ImportDef" && !each.all) ||
      each.kind === "DatasetDef" ||
      each.kind === "FunctionDef" ||
      each.kind === "TransformDef"
        ? [each]
        : [],
    ),
  };
}

/** Own definitions and those of the file that they do not hide; five namespaces and that of functions. */
function definitions(
  own: readonly (ast.Member | ast.Mission)[],
  outer: readonly (ast.Member | ast.Mission)[],
  text: (span: Span) => string,
  reporter: Reporter,
): readonly Definition[] {
  const byKey = new Map<string, Definition>();
  const key = (each: Definition): string => `${each.kind} ${each.name.text}`;
  const add = (each: Definition): void => {
    const first = byKey.get(key(each));
    if (first) duplicate(reporter, kinds[each.kind], each.name, first.name);
    else byKey.set(key(each), each);
  };
  own.filter(isOwnDefinition).forEach(add);
  const hiding = new Map(byKey);
  const outerSeen = new Map<string, Definition>();
  for (const each of outer.filter(isOwnDefinition)) {
    const hides = hiding.get(key(each));
    const first = outerSeen.get(key(each));
    if (first) duplicate(reporter, kinds[each.kind], each.name, first.name);
    else if (!hides) byKey.set(key(each), each);
    else if (normal(text(hides.span)) !== normal(text(each.span))) {
      reporter.report(
        "RQ2002",
        hides.name.span,
        { kind: kinds[each.kind], name: each.name.text },
        { related: [{ span: each.name.span, message: "hidden in this mission" }] },
      );
    }
    outerSeen.set(key(each), each);
  }
  return [...byKey.values()];
}

function isOwnDefinition(member: ast.Member | ast.Mission): member is Definition {
  return isDefinition(member);
}

function normal(text: string): string {
  return text.replace(/[\s,]+/g, " ");
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
function optionsIn(member: ast.Member | ast.Mission): readonly ast.Option[] {
  if (member.kind === "Schedule") return member.options?.entries ?? [];
  return member.kind === "Option" ? [member] : [];
}

function options(members: readonly (ast.Member | ast.Mission)[], reporter: Reporter): readonly ast.Option[] {
  const seen = new Map<string, ast.Option>();
  for (const each of members.flatMap(optionsIn)) {
    const first = seen.get(each.name.text);
    if (first) duplicate(reporter, "option", each.name, first.name);
    else seen.set(each.name.text, each);
  }
  return [...seen.values()];
}
