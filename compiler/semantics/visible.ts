// The definitions that a mission has: its own, those outside of it, and what imported ones need (language.md 2.1, 2.2).
// Must not know what is inside a definition but the names it refers to.
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { type Definition, definitionKey, duplicate, isDefinition, kinds } from "./definitions.js";
import type { Imports } from "./imports.js";
import type { ProgramFiles } from "./programs.js";
import { firstSource, referencesOf } from "./references.js";
import type { Reporter } from "./reporter.js";

/** Where names of a definition are looked up that the mission itself does not have. */
export interface Surroundings {
  /** What the definitions of a file can refer to, by key. */
  readonly scopeOf: (path: string) => Scope;
  /** The imports of documents that a file has. */
  readonly documentsOf: (path: string) => readonly ast.ImportDef[];
  /** Names of functions that need no declaration. */
  readonly functions: ReadonlySet<string>;
  /** The source text of a span, to tell whether a hidden definition differs. */
  readonly text: (span: Span) => string;
  readonly reporter: Reporter;
}

export type Scope = ReadonlyMap<string, Definition>;

/** A definition outside of the mission, and the name in the program that brings it: its own, or that of an import. */
export interface Outer {
  readonly definition: Definition;
  readonly name: ast.Name;
}

/** The definitions of a program outside of its missions, imports in the place where they stand. */
export function outerDefinitions(files: readonly ast.File[], imports: Imports): readonly Outer[] {
  return files.flatMap(({ members }) =>
    members.flatMap((member): readonly Outer[] => {
      if (member.kind === "Mission") return [];
      if (isDefinition(member)) return [{ definition: member, name: member.name }];
      if (member.kind !== "ImportDef") return [];
      const brought = imports.get(member)?.definitions;
      return member.names.flatMap((name) =>
        (brought?.get(name.text) ?? []).map((definition) => ({ definition, name })),
      );
    }),
  );
}

/** Own definitions, those outside that they do not hide, and those that imported ones refer to. */
export function visibleDefinitions(
  own: readonly Definition[],
  outer: readonly Outer[],
  around: Surroundings,
): readonly Definition[] {
  const { reporter } = around;
  const byKey = new Map<string, Definition>();
  for (const each of own) {
    const first = byKey.get(definitionKey(each));
    if (first) duplicate(reporter, kinds[each.kind], each.name, first.name);
    else byKey.set(definitionKey(each), each);
  }
  const hiding = new Map(byKey);
  const outerSeen = new Map<string, Outer>();
  for (const each of outer) {
    const key = definitionKey(each.definition);
    const hides = hiding.get(key);
    const first = outerSeen.get(key);
    if (first?.definition === each.definition) continue;
    if (first) duplicate(reporter, kinds[each.definition.kind], each.name, first.name);
    else if (hides) noteHidden(hides, each.definition, around);
    else byKey.set(key, each.definition);
    outerSeen.set(key, first ?? each);
  }
  const local = new Set([...own, ...outer.filter((each) => each.name === each.definition.name).map(definitionOf)]);
  addNeeded(byKey, local, around);
  return [...byKey.values()];
}

function definitionOf({ definition }: Outer): Definition {
  return definition;
}

function noteHidden(hiding: Definition, hidden: Definition, { text, reporter }: Surroundings): void {
  if (normal(text(hiding.span)) === normal(text(hidden.span))) return;
  reporter.report(
    "RQ2002",
    hiding.name.span,
    { kind: kinds[hiding.kind], name: hidden.name.text },
    { related: [{ span: hidden.name.span, message: "hidden in this mission" }] },
  );
}

function normal(text: string): string {
  return text.replace(/[\s,]+/g, " ");
}

/** What imported definitions refer to comes along from their own files, unless the mission has that name itself. */
function addNeeded(byKey: Map<string, Definition>, local: ReadonlySet<Definition>, around: Surroundings): void {
  const waiting = [...byKey.values()].filter((each) => !local.has(each));
  const along = new Set<Definition>();
  for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
    const scope = around.scopeOf(each.span.file);
    for (const key of referencesOf(each)) {
      const found = key === firstSource ? firstOf(scope, byKey) : scope.get(key);
      if (!found) continue;
      const present = byKey.get(definitionKey(found));
      if (!present) {
        byKey.set(definitionKey(found), found);
        along.add(found);
        waiting.push(found);
      } else if (present !== found) noteClash(present, found, along, around);
    }
  }
}

function noteClash(present: Definition, found: Definition, along: ReadonlySet<Definition>, around: Surroundings): void {
  if (!along.has(present)) return noteHidden(present, found, around);
  if (normal(around.text(present.span)) === normal(around.text(found.span))) return;
  duplicate(around.reporter, kinds[found.kind], found.name, present.name);
}

/** A request that names no source goes to the mission's first; where there is none, to the first of its own file. */
function firstOf(scope: Scope, byKey: Scope): Definition | undefined {
  const isSource = (each: Definition): boolean => each.kind === "SourceDef";
  return [...byKey.values()].some(isSource) ? undefined : [...scope.values()].find(isSource);
}

/** The scope of each file: its own definitions, those of its program, and what they import; made when it is asked for. */
export function createScopes(programs: readonly ProgramFiles[], imports: Imports): (path: string) => Scope {
  const filesOf = new Map<string, readonly ast.File[]>();
  for (const { target } of imports.values()) if (target.file) filesOf.set(target.path, [target.file]);
  for (const { files } of programs) for (const each of files) filesOf.set(each.path, files);
  const scopes = new Map<string, Scope>();
  return (path) => {
    const known = scopes.get(path);
    if (known) return known;
    const scope = new Map<string, Definition>();
    const all = outerDefinitions(filesOf.get(path) ?? [], imports);
    const isOwn = ({ name }: Outer): boolean => name.span.file === path;
    for (const { definition } of [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))])
      if (!scope.has(definitionKey(definition))) scope.set(definitionKey(definition), definition);
    scopes.set(path, scope);
    return scope;
  };
}
