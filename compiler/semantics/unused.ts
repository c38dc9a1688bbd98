// RQ2023, RQ2024: variables that nothing reads, and stores, schemas, actions, transforms and functions that nothing names.
// Must not be asked while there are errors: what a mistyped name was meant for would look unused.
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { Analysis } from "./analysis.js";
import { type Definition, definitionKey, isDefinition, isMission, kinds } from "./definitions.js";
import type { Imports } from "./imports.js";
import { meantText } from "./meant-texts.js";
import type { VariableSymbol } from "./model.js";
import type { ProgramFiles } from "./programs.js";
import { referencesOf } from "./references.js";
import type { Reporter } from "./reporter.js";

/** A variable of a shared action is looked at with the first mission that has it. */
export function reportUnusedVariables(analyses: readonly Analysis[], reporter: Reporter): void {
  const seen = new Set<ast.Name>();
  const blamed = placesOf(reporter);
  for (const analysis of analyses) reportMeantTexts(analysis, blamed, reporter);
  for (const { bindings } of analyses) {
    const read = new Set(bindings.names.values());
    for (const [node, variable] of bindings.variables) {
      const name = givenName(node, variable);
      if (!name || seen.has(name)) continue;
      seen.add(name);
      if (!read.has(variable) && !name.text.startsWith("_")) reporter.report("RQ2023", name.span, { name: name.text });
    }
  }
}

/** A name of a pattern need not be read, but may be a text without its quotation marks. */
function reportMeantTexts({ bindings, claims }: Analysis, blamed: ReadonlySet<Span>, reporter: Reporter): void {
  for (const pattern of bindings.patterns.keys()) {
    if (pattern.kind !== "NamePattern" || blamed.has(pattern.span)) continue;
    const meant = meantText(claims, bindings, pattern);
    if (meant) reporter.report("RQ2023", pattern.span, { name: pattern.path[0].text }, meant);
  }
}

/** Where a `let`, or an `apply … as`, names a variable. */
function givenName(node: ast.Node, { origin }: VariableSymbol): ast.Name | undefined {
  if (node.kind === "Let" && origin === "let") return node.name;
  return node.kind === "Apply" ? node.as : undefined;
}

/** What has been shown beside a mistake. */
function placesOf({ diagnostics }: Reporter): ReadonlySet<Span> {
  return new Set(diagnostics.flatMap(({ related }) => related.map(({ span }) => span)));
}

type Member = ast.Member | ast.Mission;

/** `isKnown`: whether all is known that files import; where it is not, what may be imported may be used. */
export function reportUnusedDefinitions(
  programs: readonly ProgramFiles[],
  imports: Imports,
  isKnown: boolean,
  reporter: Reporter,
): void {
  // What a warning proposes, such as a schema with nearly the name of a target, is not said to be useless.
  const proposed = placesOf(reporter);
  const imported = new Set([...imports.values()].flatMap(({ definitions }) => [...definitions.values()].flat()));
  for (const { files } of programs) {
    const outside = files.flatMap(({ members }) => members);
    const missions = outside.filter(isMission);
    const members = outside.flatMap((each): readonly Member[] => (isMission(each) ? each.members : [each]));
    // A client's schemas are for the program that imports them, and its actions run as they are written.
    if (!members.some(({ kind }) => kind === "ActionDef")) continue;
    const users = usersOf(members);
    const runsAll = (missions.length === 0 ? [{ members: outside }] : missions).some(isWithoutPipeline);
    const candidates = isKnown ? members : missions.flatMap((each) => each.members);
    for (const each of candidates) {
      if (!isDefinition(each) || !reported.has(each.kind) || imported.has(each) || proposed.has(each.name.span))
        continue;
      if (each.kind === "ActionDef" && runsAll) continue;
      const isUsed = users.get(definitionKey(each))?.some((user) => user !== each) ?? false;
      if (!isUsed) reporter.report("RQ2024", each.name.span, { kind: kinds[each.kind], name: each.name.text });
    }
  }
}

/** Sources are clients; a function is asked of the program, for nothing where none calls it. */
const reported: ReadonlySet<Definition["kind"]> = new Set([
  "StoreDef",
  "SchemaDef",
  "TransformDef",
  "ActionDef",
  "FunctionDef",
]);

/** By the key of a definition, the members that name it. */
function usersOf(members: readonly Member[]): ReadonlyMap<string, readonly Member[]> {
  const users = new Map<string, Member[]>();
  for (const member of members)
    for (const key of referencesOf(member)) {
      const known = users.get(key);
      if (known) known.push(member);
      else users.set(key, [member]);
    }
  return users;
}

function isWithoutPipeline({ members }: { readonly members: readonly Member[] }): boolean {
  return !members.some(({ kind }) => kind === "Pipeline");
}
