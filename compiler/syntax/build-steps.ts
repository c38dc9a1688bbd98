// Steps, match arms and directives (language.md 6 and 7): one function per rule of the grammar.
// Must not know what a step does.
import type * as ast from "./ast.js";
import { type Build, name, optionalName, present, span, text } from "./building.js";
import { buildOptions } from "./build-ast.js";
import { buildCondition, buildExpression, buildOptional, buildValue } from "./build-expressions.js";
import { buildNumber, buildPlainString } from "./build-literals.js";
import { buildObject } from "./build-operands.js";
import { asPath } from "./build-path.js";
import { buildPattern } from "./build-types.js";
import * as cst from "./generated/ReqonParser.js";

export function buildStep(context: cst.StepContext, build: Build): ast.Step {
  const step = context.children[0];
  if (step instanceof cst.RequestContext) return buildRequest(step, build);
  if (step instanceof cst.CallStepContext) return buildCallStep(step, build);
  if (step instanceof cst.ForStepContext) return buildFor(step, build);
  if (step instanceof cst.MapStepContext) return buildMap(step, build);
  if (step instanceof cst.ApplyStepContext) return buildApply(step, build);
  if (step instanceof cst.ValidateStepContext) return buildValidate(step, build);
  if (step instanceof cst.StoreStepContext) return buildStore(step, build);
  if (step instanceof cst.MatchStepContext) return buildMatch(step, build);
  if (step instanceof cst.DirectiveContext) return buildDirective(step, build);
  return buildShortStep(step, build);
}

function buildShortStep(step: unknown, build: Build): ast.Step {
  if (step instanceof cst.LetStepContext) {
    return {
      kind: "Let",
      span: span(step, build),
      name: name(step._id, build),
      value: buildValue(step.value(), build),
    };
  }
  if (step instanceof cst.RemoveStepContext) {
    return {
      kind: "Remove",
      span: span(step, build),
      store: name(step._id, build),
      key: buildValue(step.value(), build),
    };
  }
  if (step instanceof cst.ClearStepContext)
    return { kind: "Clear", span: span(step, build), store: name(step._id, build) };
  if (step instanceof cst.RunStepContext)
    return { kind: "Run", span: span(step, build), action: name(step._id, build) };
  if (step instanceof cst.WaitStepContext) {
    const options = buildOptions(step.options(), build);
    // Its path takes values in braces, as that of a request does.
    const entries = options.entries.map((each) =>
      each.name.text === "path" ? { ...each, value: asPath(each.value, build) } : each,
    );
    return { kind: "Wait", span: span(step, build), options: { ...options, entries } };
  }
  if (step instanceof cst.AuthorizeStepContext) {
    const source = name(step._id, build);
    return { kind: "Authorize", span: span(step, build), source, credentials: buildObject(step.object(), build) };
  }
  if (step instanceof cst.CustomStepContext) {
    return {
      kind: "Custom",
      span: span(step, build),
      name: name(step._id, build),
      options: buildOptions(step.options(), build),
    };
  }
  throw new Error("a step begins in a way that the grammar does not have");
}

export function buildBlock(context: cst.BlockContext, build: Build): ast.Block {
  return { kind: "Block", span: span(context, build), steps: context.step().map((each) => buildStep(each, build)) };
}

const methods: Readonly<Record<string, ast.Method>> = {
  get: "GET",
  post: "POST",
  put: "PUT",
  patch: "PATCH",
  delete: "DELETE",
};

function buildRequest(context: cst.RequestContext, build: Build): ast.Request {
  const method = present(methods[text(present(context._method), build).toLowerCase()]);
  const [first, second] = [optionalName(context._source, build), optionalName(context._from_, build)];
  const path = asPath(buildExpression(context.expr(), build), build);
  return {
    kind: "Request",
    span: span(context, build),
    method,
    source: first ?? second,
    again: first && second,
    path,
    options: optionalOptions(context.options(), build),
  };
}

function buildCallStep(context: cst.CallStepContext, build: Build): ast.OperationCall {
  const names = { source: name(context._source, build), operation: name(context._operation, build) };
  return {
    kind: "OperationCall",
    span: span(context, build),
    ...names,
    options: optionalOptions(context.options(), build),
  };
}

function buildFor(context: cst.ForStepContext, build: Build): ast.For {
  const [collection, guard] = context.expr();
  const checkpoint = context.NUMBER();
  return {
    kind: "For",
    span: span(context, build),
    item: name(context._variable, build),
    collection: buildExpression(present(collection), build),
    guard: buildOptional(guard ?? null, build),
    parallel: context.PARALLEL() !== null,
    checkpoint: checkpoint ? buildNumber(checkpoint.symbol, build) : undefined,
    body: buildBlock(context.block(), build),
  };
}

function buildMap(context: cst.MapStepContext, build: Build): ast.MapStep {
  const source = buildExpression(context.expr(), build);
  const target = name(context._target, build);
  const fields = context.fields();
  return {
    kind: "MapStep",
    span: span(context, build),
    source,
    target,
    fields: fields ? buildObject(fields, build) : undefined,
  };
}

function buildApply(context: cst.ApplyStepContext, build: Build): ast.Apply {
  const transform = name(context._id, build);
  const value = buildExpression(context.expr(), build);
  return { kind: "Apply", span: span(context, build), transform, value, as: optionalName(context._variable, build) };
}

function buildValidate(context: cst.ValidateStepContext, build: Build): ast.Validate {
  const target = buildOptional(context.expr(), build);
  const assumptions = context.assumption().map((each) => buildAssumption(each, build));
  const block = context.block();
  const directive = context.directive();
  const otherwise = block ? buildBlock(block, build) : directive ? buildDirective(directive, build) : undefined;
  return { kind: "Validate", span: span(context, build), target, assumptions, otherwise };
}

function buildAssumption(context: cst.AssumptionContext, build: Build): ast.Assumption {
  const condition = buildExpression(context.expr(), build);
  const message = context.STRING();
  const plain = message ? buildPlainString(message.symbol, build) : undefined;
  return { kind: "Assumption", span: span(context, build), condition, message: plain };
}

function buildStore(context: cst.StoreStepContext, build: Build): ast.StoreStep {
  return {
    kind: "StoreStep",
    span: span(context, build),
    each: context.EACH() !== null,
    value: buildValue(context.value(), build),
    store: name(context._id, build),
    options: optionalOptions(context.options(), build),
  };
}

function optionalOptions(context: cst.OptionsContext | null, build: Build): ast.Options | undefined {
  return context ? buildOptions(context, build) : undefined;
}

function buildMatch(context: cst.MatchStepContext, build: Build): ast.Match {
  const subject = buildOptional(context.expr(), build);
  const arms = subject
    ? context.arm().map((each) => buildArm(each, build))
    : context.conditionArm().map((each) => buildConditionArm(each, build));
  const caught = context.catchArms();
  return {
    kind: "Match",
    span: span(context, build),
    subject,
    arms,
    catch: caught ? caught.arm().map((each) => buildArm(each, build)) : undefined,
  };
}

function buildArm(context: cst.ArmContext, build: Build): ast.Arm {
  const pattern = buildPattern(context.pattern(), build);
  const guard = buildOptional(context.expr(), build);
  return { kind: "Arm", span: span(context, build), pattern, guard, body: buildBody(context, build) };
}

function buildConditionArm(context: cst.ConditionArmContext, build: Build): ast.ConditionArm {
  const condition = buildCondition(context.expr(), build);
  return { kind: "ConditionArm", span: span(context, build), condition, body: buildBody(context, build) };
}

function buildBody(context: cst.ArmContext | cst.ConditionArmContext, build: Build): ast.Block | ast.Step {
  const block = context.block();
  return block ? buildBlock(block, build) : buildStep(present(context.step()), build);
}

function buildDirective(context: cst.DirectiveContext, build: Build): ast.Directive {
  const where = span(context, build);
  if (context.CONTINUE() && !context.JUMP()) return { kind: "Continue", span: where };
  if (context.SKIP_WORD()) return { kind: "Skip", span: where };
  if (context.ABORT()) return { kind: "Abort", span: where, message: undefined };
  if (context.ABORT_WITH()) return { kind: "Abort", span: where, message: buildOptional(context.expr(), build) };
  const id = context._id;
  if (context.QUEUE()) {
    return { kind: "Queue", span: where, store: name(id, build), options: optionalOptions(context.options(), build) };
  }
  if (context.JUMP()) {
    const then = context._then && text(context._then, build) === "retry" ? "retry" : "continue";
    return { kind: "Jump", span: where, action: name(id, build), then };
  }
  return { kind: "Retry", span: where, options: optionalOptions(context.options(), build) };
}
