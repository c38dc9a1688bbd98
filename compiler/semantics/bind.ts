// What every name in the steps of a mission refers to: variables, stores, sources, actions, schemas (language.md 6.1).
// Must not know types, and reports only what needs none.
import type { Span } from "../source.js";
import { isMistyped } from "../suggest.js";
import type * as ast from "../syntax/ast.js";
import { bindExpression, bindPattern, bindTypeNames, isResponse } from "./bind-expressions.js";
import { bindApply, bindTransform, forgetActions } from "./bind-transforms.js";
import { bindWait, webhookAddresses } from "./bind-waits.js";
import { bindAuthorize, bindOptions, bindRequest } from "./bind-requests.js";
import { bindStoreKinds } from "./bind-stores.js";
import type { Bindings, MissionModel, VariableSymbol } from "./model.js";
import { queueOptions, retryOptions, sourceOptions, storeStepOptions } from "./options.js";
import type { Reporter } from "./reporter.js";
import { lookUp, openScope, type Scope, subjectOf } from "./scope.js";
import { anyObject } from "./types.js";
import { nearestDetails, places, reportUnknown } from "./unknown.js";

export interface Binder {
  readonly mission: MissionModel;
  readonly bindings: Bindings;
  readonly reporter: Reporter;
  readonly declare: (scope: Scope, variable: VariableSymbol, name: ast.Name) => void;
}

export function bind(mission: MissionModel, reporter: Reporter): Bindings {
  const binder = createBinder(mission, reporter);
  for (const schema of mission.schemas.values()) if (schema.node) bindTypeNames(binder, schema.node.type);
  for (const transform of mission.transforms.values()) bindTransform(binder, transform);
  forgetActions(binder);
  const outside = openScope(undefined, undefined, false);
  for (const source of mission.sources.values()) {
    bindOptions(binder, source.node?.options, sourceOptions, outside);
  }
  bindStoreKinds(binder, outside);
  for (const action of mission.actions.values()) bindSteps(binder, action.node.steps, openScope(undefined));
  for (const stage of mission.stages) {
    for (const name of stage.actions) bindAction(binder, name, name);
    if (stage.condition) bindExpression(binder, stage.condition, openScope(undefined));
  }
  return binder.bindings;
}

function createBinder(mission: MissionModel, reporter: Reporter): Binder {
  const bindings: Bindings = {
    names: new Map(),
    subjects: new Map(),
    patterns: new Map(),
    comparisons: new Map(),
    variables: new Map(),
    subjectOf: new Map(),
    pages: new Map(),
    lastSyncs: new Map(),
    sources: new Map(),
    sourceNames: new Map(),
    stores: new Map(),
    actions: new Map(),
    elements: new Map(),
    combined: new Map(),
    columns: new Map(),
    targets: new Map(),
    transforms: new Map(),
    addresses: webhookAddresses(mission),
    results: new Map(),
  };
  const declare = (scope: Scope, variable: VariableSymbol, name: ast.Name): void => {
    const store = mission.stores.get(variable.name);
    const twin = scope.variables.get(variable.name);
    const first = store ? store.node.name.span : twin && nameSpan(twin.node);
    if (first)
      reporter.report(
        "RQ2010",
        name.span,
        { name: variable.name, store: store !== undefined },
        { related: [{ span: first, message: store ? "the store" : "first defined here" }] },
      );
    scope.variables.set(variable.name, variable);
  };
  return { mission, bindings, reporter, declare };
}

/** Where the variable that a node makes has its name. */
function nameSpan(node: ast.Node): Span {
  switch (node.kind) {
    case "Let":
    case "PatternField":
      return node.name.span;
    case "For":
      return node.item.span;
    case "MapStep":
      return node.target.span;
    case "Apply":
      return (node.as ?? node.transform).span;
    default:
      return node.span;
  }
}

export function bindSteps(binder: Binder, steps: readonly ast.Step[], scope: Scope): void {
  for (const step of steps) bindStep(binder, step, scope);
}

function bindStep(binder: Binder, step: ast.Step, scope: Scope): void {
  switch (step.kind) {
    case "Request":
      return bindRequest(binder, step, scope);
    case "For":
      return bindFor(binder, step, scope);
    case "MapStep":
      return bindMap(binder, step, scope);
    case "Apply":
      return bindApply(binder, step, scope);
    case "Validate":
      return bindValidate(binder, step, scope);
    case "StoreStep":
      bindExpression(binder, step.value, scope);
      bindStore(binder, step, step.store);
      return bindOptions(binder, step.options, storeStepOptions, openScope(scope, subjectVariable(binder, step)));
    case "Remove":
      bindStore(binder, step, step.store);
      return bindExpression(binder, step.key, scope);
    case "Clear":
      return bindStore(binder, step, step.store);
    case "Match":
      return bindMatch(binder, step, scope);
    case "Let": {
      bindExpression(binder, step.value, scope);
      const variable: VariableSymbol = {
        kind: "variable",
        name: step.name.text,
        origin: "let",
        node: step,
        from: undefined,
      };
      binder.bindings.variables.set(step, variable);
      return binder.declare(scope, variable, step.name);
    }
    case "Run":
      return bindAction(binder, step, step.action);
    case "Jump":
      return bindAction(binder, step, step.action);
    case "Authorize":
      return bindAuthorize(binder, step, scope);
    case "Abort":
      if (step.message) bindExpression(binder, step.message, scope);
      return;
    case "Retry":
      return bindOptions(binder, step.options, retryOptions, scope);
    case "Queue":
      bindStore(binder, step, step.store);
      return bindOptions(binder, step.options, queueOptions, scope);
    case "Wait":
      return bindWait(binder, step, scope);
    case "Continue":
    case "Skip":
    case "OperationCall":
      return;
    case "Custom":
      for (const each of step.options.entries) bindExpression(binder, each.value, scope);
      return;
  }
}

export function subjectVariable(binder: Binder, node: ast.Node): VariableSymbol {
  const variable: VariableSymbol = { kind: "variable", name: "", origin: "subject", node, from: undefined };
  binder.bindings.subjectOf.set(node, variable);
  return variable;
}

export function bindStore(binder: Binder, node: ast.Node, name: ast.Name): void {
  const store = binder.mission.stores.get(name.text);
  if (store) binder.bindings.stores.set(node, store);
  else reportUnknown(binder.reporter, "store", name, places(binder.mission.stores));
}

function bindAction(binder: Binder, node: ast.Jump | ast.Run | ast.Name, name: ast.Name): void {
  const action = binder.mission.actions.get(name.text);
  if (action) binder.bindings.actions.set(node, action);
  else reportUnknown(binder.reporter, "action", name, places(binder.mission.actions));
}

function bindFor(binder: Binder, step: ast.For, scope: Scope): void {
  bindExpression(binder, step.collection, scope);
  const variable: VariableSymbol = {
    kind: "variable",
    name: step.item.text,
    origin: "loop",
    node: step,
    from: undefined,
    of: step.collection,
  };
  const inner = openScope(scope, variable);
  binder.declare(inner, variable, step.item);
  binder.bindings.variables.set(step, variable);
  if (step.guard) bindExpression(binder, step.guard, inner);
  bindSteps(binder, step.body.steps, inner);
}

function bindMap(binder: Binder, step: ast.MapStep, scope: Scope): void {
  bindExpression(binder, step.source, scope);
  const variable = step.source.kind === "NameExpression" ? lookUp(scope, step.source.name) : undefined;
  if (step.fields) {
    const subject = variable ?? (isResponse(step.source) ? subjectOfResponse() : subjectVariable(binder, step));
    bindExpression(binder, step.fields, openScope(scope, subject));
  }
  bindTarget(binder, step);
  if (variable) {
    const mapped: VariableSymbol = { kind: "variable", name: variable.name, origin: "map", node: step, from: variable };
    binder.bindings.variables.set(step, mapped);
    scope.rebound.set(variable, mapped);
  }
  nameResult(binder, step, step.target, scope);
}

/** A lower-case target that is no schema names a variable, too (6.16). */
export function nameResult(binder: Binder, step: ast.MapStep | ast.Apply, target: ast.Name, scope: Scope): void {
  if (binder.mission.schemas.get(target.text)?.node !== undefined || !/^[a-z_]/.test(target.text)) return;
  const result: VariableSymbol = { kind: "variable", name: target.text, origin: "map", node: step, from: undefined };
  binder.bindings.results.set(step, result);
  const twin = scope.variables.get(target.text);
  if (twin && (twin.node.kind === "MapStep" || twin.node.kind === "Apply")) scope.variables.set(target.text, result);
  else binder.declare(scope, result, step.kind === "MapStep" ? target : step.transform);
}

function subjectOfResponse(): { readonly kind: "builtin"; readonly name: "response" } {
  return { kind: "builtin", name: "response" };
}

/** A target that is no schema is declared by the map (5.4). */
export function bindTarget(binder: Binder, step: ast.MapStep | ast.TransformVariant): void {
  const { schemas } = binder.mission;
  const name = step.target.text;
  let target = schemas.get(name);
  if (!target) {
    const meant = [...schemas].filter(([other, { node }]) => node !== undefined && isMistyped(name, other));
    const near = nearestDetails(name, step.target.span, places(new Map(meant)));
    if (near.fix) binder.reporter.report("RQ2015", step.target.span, { name }, near);
    target = { kind: "schema", name, node: undefined, type: { name, shape: anyObject } };
    schemas.set(name, target);
  }
  binder.bindings.targets.set(step, target);
}

function bindValidate(binder: Binder, step: ast.Validate, scope: Scope): void {
  if (step.target) bindExpression(binder, step.target, scope);
  const inner = openScope(scope, step.target ? matchedSubject(binder, step, step.target, scope) : subjectOf(scope));
  for (const each of step.assumptions) bindExpression(binder, each.condition, inner);
  if (step.otherwise) bindBody(binder, step.otherwise, inner);
}

function bindBody(binder: Binder, body: ast.Block | ast.Step, scope: Scope): void {
  if (body.kind === "Block") bindSteps(binder, body.steps, openScope(scope));
  else bindStep(binder, body, openScope(scope));
}

function bindMatch(binder: Binder, step: ast.Match, scope: Scope): void {
  if (step.subject) bindExpression(binder, step.subject, scope);
  const hasLiteral = step.arms.some((each) => each.kind === "Arm" && each.pattern.kind === "LiteralPattern");
  const subject = step.subject && !hasLiteral ? matchedSubject(binder, step, step.subject, scope) : undefined;
  for (const arm of step.arms) bindArm(binder, arm, openScope(scope, subject), isResponse(step.subject));
  // What they are offered is `response` there.
  for (const arm of step.catch ?? []) bindArm(binder, arm, openScope(scope, subjectOfResponse()), true);
}

/** A plain variable is itself what `.field` refers to: it may be a mapped record (6.16). */
function matchedSubject(binder: Binder, step: ast.Node, subject: ast.Expression, scope: Scope): VariableSymbol {
  const variable = subject.kind === "NameExpression" ? lookUp(scope, subject.name) : undefined;
  return variable ?? subjectVariable(binder, step);
}

function bindArm(binder: Binder, arm: ast.Arm | ast.ConditionArm, scope: Scope, ofResponse: boolean): void {
  if (arm.kind === "Arm") {
    bindPattern(binder, arm.pattern, scope, ofResponse);
    if (arm.guard) bindExpression(binder, arm.guard, scope);
  } else if (arm.condition) bindExpression(binder, arm.condition, scope);
  bindBody(binder, arm.body, scope);
}
