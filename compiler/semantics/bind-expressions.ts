// What every name, leading dot and pattern of an expression refers to.
// Must not know types; a name that nothing has is kept as `unknown` and reported once types are there (infer).
import { children } from "../syntax/walk.js";
import type * as ast from "../syntax/ast.js";
import { checkBraces } from "./braces.js";
import { bindCall, bindElement } from "./bind-elements.js";
import type { Binder } from "./bind.js";
import { foreignTypes } from "./foreign-words.js";
import { isBuiltin, isPrimitiveType, type NameBinding, type VariableSymbol } from "./model.js";
import { itemOf, lookUp, openScope, type Scope, subjectOf, variableNames } from "./scope.js";
import { places, reportUnknown } from "./unknown.js";

/** The name of an environment variable (language.md 1.4). */
const environmentName = /^[A-Z_][A-Z0-9_]*$/;

export function bindExpression(binder: Binder, node: ast.Node, scope: Scope): void {
  switch (node.kind) {
    case "NameExpression":
      binder.bindings.names.set(node, resolve(binder, node.name, scope));
      return;
    case "Subject":
      binder.bindings.subjects.set(node, subjectOf(scope));
      return;
    case "String":
      return checkBraces(binder, node, scope);
    case "Interpolation":
      return bindInterpolation(binder, node, scope);
    case "MatchExpression":
      return bindMatchExpression(binder, node, scope);
    case "Is":
      bindExpression(binder, node.value, scope);
      return bindTypeNames(binder, node.type);
    case "Call":
    case "MethodCall":
    case "Pipe":
      return bindCall(binder, node, scope);
    case "Filter":
    case "AnyOf":
      bindExpression(binder, node.collection, scope);
      if (node.predicate) bindElement(binder, node.predicate, scope, node.collection);
      return;
    case "Lambda":
      bindElement(binder, node, scope, undefined);
      return;
    default:
      for (const child of children(node)) bindExpression(binder, child, scope);
  }
}

export function resolve(binder: Binder, name: string, scope: Scope): NameBinding {
  const variable = lookUp(scope, name);
  if (variable) return variable;
  const item = name === "item" ? itemOf(scope) : undefined;
  if (item) return item;
  if (scope.inAction && name === "webhook") return { kind: "builtin", name: "response" };
  if (scope.inAction && isBuiltin(name)) return { kind: "builtin", name };
  const store = scope.inAction ? binder.mission.stores.get(name) : undefined;
  if (store) return store;
  const others = scope.inAction ? ["response", ...binder.mission.stores.keys()] : [];
  const subject = scope.inAction ? subjectOf(scope) : undefined;
  return { kind: "unknown", candidates: [...variableNames(scope), ...others], subject };
}

function bindInterpolation(binder: Binder, node: ast.Interpolation, scope: Scope): void {
  const { value } = node;
  if (value.kind !== "NameExpression") return bindExpression(binder, value, scope);
  const found = resolve(binder, value.name, scope);
  const isEnvironment = found.kind === "unknown" && environmentName.test(value.name);
  binder.bindings.names.set(value, isEnvironment ? { kind: "env", name: value.name } : found);
}

function bindMatchExpression(binder: Binder, node: ast.MatchExpression, scope: Scope): void {
  if (node.subject) bindExpression(binder, node.subject, scope);
  for (const arm of node.arms) {
    if (arm.kind === "ConditionValueArm") {
      if (arm.condition) bindExpression(binder, arm.condition, scope);
      bindExpression(binder, arm.value, scope);
    } else {
      const inner = openScope(scope);
      bindPattern(binder, arm.pattern, inner, isResponse(node.subject));
      if (arm.guard) bindExpression(binder, arm.guard, inner);
      bindExpression(binder, arm.value, inner);
    }
  }
}

/** Whether 7.2 holds: the subject is the name `response` (or `webhook`). */
export function isResponse(subject: ast.Expression | undefined): boolean {
  return subject?.kind === "NameExpression" && (subject.name === "response" || subject.name === "webhook");
}

/** Binds the names of a pattern; those that are new become variables of `scope`. */
export function bindPattern(binder: Binder, pattern: ast.Pattern, scope: Scope, ofResponse: boolean): void {
  switch (pattern.kind) {
    case "Wildcard":
    case "LiteralPattern":
      return;
    case "NamePattern":
      return bindNamePattern(binder, pattern, scope, "pattern");
    case "ListPattern":
      for (const each of pattern.elements) bindPattern(binder, each, scope, false);
      return;
    case "ObjectPattern":
      for (const field of pattern.fields) bindPatternField(binder, field, scope, ofResponse);
  }
}

function bindPatternField(binder: Binder, field: ast.PatternField, scope: Scope, ofResponse: boolean): void {
  const origin = ofResponse && field.name.text === "headers" ? "headers" : "pattern";
  if (!field.pattern) {
    const variable: VariableSymbol = { kind: "variable", name: field.name.text, origin, node: field, from: undefined };
    binder.bindings.patterns.set(field, variable);
    binder.declare(scope, variable, field.name);
  } else if (field.pattern.kind === "NamePattern") bindNamePattern(binder, field.pattern, scope, origin);
  else bindPattern(binder, field.pattern, scope, false);
}

function bindNamePattern(binder: Binder, pattern: ast.NamePattern, scope: Scope, origin: "pattern" | "headers"): void {
  const [name, ...rest] = pattern.path;
  if (rest.length > 0) {
    binder.bindings.patterns.set(pattern, { kind: "compare" });
    const compared = rest.reduce<ast.Expression>(fieldAccess, {
      kind: "NameExpression",
      name: name.text,
      span: name.span,
    });
    bindExpression(binder, compared, scope);
    binder.bindings.comparisons.set(pattern, compared);
    return;
  }
  const schema = binder.mission.schemas.get(name.text);
  if (schema || isPrimitiveType(name.text)) {
    binder.bindings.patterns.set(pattern, { kind: "test", type: name.text, schema });
  } else if (/^[A-Z]/.test(name.text)) {
    reportUnknown(binder.reporter, "schema", name, places(binder.mission.schemas));
  } else {
    const variable: VariableSymbol = { kind: "variable", name: name.text, origin, node: pattern, from: undefined };
    binder.bindings.patterns.set(pattern, variable);
    binder.declare(scope, variable, name);
  }
}

function fieldAccess(object: ast.Expression, name: ast.Name): ast.Expression {
  return { kind: "FieldAccess", object, name, span: { ...object.span, end: name.span.end } };
}

/** Reports the names in a type that are no type. */
export function bindTypeNames(binder: Pick<Binder, "mission" | "reporter">, node: ast.TypeNode): void {
  switch (node.kind) {
    case "NamedType":
      if (!isPrimitiveType(node.name.text) && !binder.mission.schemas.has(node.name.text)) {
        reportUnknown(
          binder.reporter,
          "schema",
          node.name,
          typeNames(binder),
          undefined,
          foreignTypes.get(node.name.text.toLowerCase()),
        );
      }
      return;
    case "ObjectType":
      for (const field of node.fields) {
        if (field.kind === "FieldType") bindTypeNames(binder, field.type);
        else if (!binder.mission.schemas.has(field.name.text))
          reportUnknown(binder.reporter, "schema", field.name, places(binder.mission.schemas));
      }
      return;
    case "UnionType":
      for (const each of node.types) bindTypeNames(binder, each);
      return;
    case "ListType":
      return bindTypeNames(binder, node.element);
    case "OptionalType":
      return bindTypeNames(binder, node.type);
    case "LiteralType":
      return;
  }
}

function typeNames(binder: Pick<Binder, "mission">): ReturnType<typeof places> {
  const primitives = [
    "string",
    "number",
    "int",
    "decimal",
    "boolean",
    "date",
    "datetime",
    "object",
    "array",
    "any",
    "null",
    "true",
    "false",
  ];
  return new Map([...places(binder.mission.schemas), ...primitives.map((each) => [each, undefined] as const)]);
}
