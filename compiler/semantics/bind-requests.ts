// What requests and `authorize` refer to: their source, and the names in the options of every step.
// Must not know types, nor what a request sends.
import type * as ast from "../syntax/ast.js";
import { bindExpression, bindPattern } from "./bind-expressions.js";
import { bindPaging } from "./bind-paging.js";
import { bindSync, optionScope } from "./bind-sync.js";
import type { Binder } from "./bind.js";
import type { SourceSymbol } from "./model.js";
import { credentialOptions, optionSpec, type OptionSpec, type OptionTable, requestOptions } from "./options.js";
import { openScope, type Scope } from "./scope.js";
import { places, reportUnknown } from "./unknown.js";

export function bindRequest(binder: Binder, step: ast.Request, scope: Scope): void {
  bindExpression(binder, step.path, scope);
  const inner = optionScope(step, scope);
  bindOptions(binder, step.options, requestOptions, inner);
  bindPaging(binder, step, inner);
  bindSync(binder, step, inner);
  const option = step.options?.entries.find((each) => each.name.text === "source");
  const [first] = binder.mission.sources.values();
  if (step.source) bindSource(binder, step, step.source);
  else if (option) bindChoice(binder, option.value, scope, (node) => bindSourceName(binder, node));
  else if (first) binder.bindings.sources.set(step, first);
  else {
    const implicit: SourceSymbol = { kind: "source", name: "API", node: undefined, auth: "none" };
    binder.mission.sources.set("API", implicit);
    binder.bindings.sources.set(step, implicit);
    binder.reporter.report("RQ2014", { ...step.span, end: step.span.start + step.method.length }, {});
  }
}

function bindSource(binder: Binder, node: ast.Request | ast.Authorize, name: ast.Name): void {
  const source = binder.mission.sources.get(name.text);
  if (source) binder.bindings.sources.set(node, source);
  else reportUnknown(binder.reporter, "source", name, places(binder.mission.sources));
}

/** `source:` – a name, a string, or an expression whose results are names of sources (6.4). */
function bindSourceName(binder: Binder, node: ast.Expression): void {
  if (node.kind !== "NameExpression" && node.kind !== "String") {
    binder.reporter.report("RQ4009", node.span, {
      option: "source",
      expected: "the name of a source, or an `if` or `match` whose results are names of sources",
    });
    return;
  }
  const text = node.kind === "String" ? node.value : node.name;
  const source = binder.mission.sources.get(text);
  if (source) binder.bindings.sourceNames.set(node, source);
  else reportUnknown(binder.reporter, "source", { text, span: node.span }, places(binder.mission.sources));
}

/** An expression that only chooses: its tests are bound, its results go to `result`. */
export function bindChoice(
  binder: Binder,
  node: ast.Expression,
  scope: Scope,
  result: (node: ast.Expression) => void,
): void {
  switch (node.kind) {
    case "Conditional":
      bindExpression(binder, node.test, scope);
      bindChoice(binder, node.then, scope, result);
      return bindChoice(binder, node.else, scope, result);
    case "MatchExpression":
      if (node.subject) bindExpression(binder, node.subject, scope);
      for (const arm of node.arms) {
        const inner = openScope(scope);
        if (arm.kind === "ValueArm") bindPattern(binder, arm.pattern, inner, false);
        const condition = arm.kind === "ValueArm" ? arm.guard : arm.condition;
        if (condition) bindExpression(binder, condition, inner);
        bindChoice(binder, arm.value, inner, result);
      }
      return;
    default:
      result(node);
  }
}

export function bindAuthorize(binder: Binder, step: ast.Authorize, scope: Scope): void {
  bindSource(binder, step, step.source);
  bindExpression(binder, step.credentials, scope);
  noteWords(binder, step.credentials, credentialOptions);
}

/** What a source takes as a bare word is a text here: a name that nothing has may be meant for it. */
function noteWords(binder: Binder, { properties }: ast.ObjectLiteral, table: OptionTable): void {
  for (const each of properties) {
    if (each.kind !== "Property") continue;
    const { name, value } = each;
    const spec = optionSpec(table, name.text);
    if (spec?.kind === "group" && value.kind === "Object") noteWords(binder, value, spec.options);
    const found = value.kind === "NameExpression" ? binder.bindings.names.get(value) : undefined;
    if (value.kind === "NameExpression" && found?.kind === "unknown" && spec && "words" in spec)
      binder.bindings.names.set(value, { ...found, words: spec.words });
  }
}

/** Options that hold expressions; bare words and unknown options are looked at by the rules. */
export function bindOptions(binder: Binder, options: ast.Options | undefined, table: OptionTable, scope: Scope): void {
  for (const option of options?.entries ?? []) {
    const spec = optionSpec(table, option.name.text);
    if (spec?.kind === "group" && option.value.kind === "Object") {
      for (const each of option.value.properties)
        if (each.kind === "Property") bindOption(binder, each.value, optionSpec(spec.options, each.name.text), scope);
    } else bindOption(binder, option.value, spec, scope);
  }
}

/** Bare words (`auth: bearer`, `grant: client_credentials`) are no names. */
function bindOption(binder: Binder, value: ast.Expression, spec: OptionSpec | undefined, scope: Scope): void {
  const isWord =
    value.kind === "NameExpression" &&
    (spec?.kind === "word" || spec?.kind === "setting" || spec?.kind === "credential");
  if (spec === undefined || spec.kind === "words" || spec.kind === "age" || spec.kind === "name" || isWord) return;
  if (spec.kind === "paging") return; // bindPaging and bindSync know what names mean there
  bindExpression(binder, value, scope);
}
