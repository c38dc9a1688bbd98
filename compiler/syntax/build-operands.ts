// Operands of expressions: literals, names, calls, what hangs behind them, objects, lists and match expressions.
// Must not know precedence.
import { TerminalNode } from "antlr4ng";
import type * as ast from "./ast.js";
import { between, type Build, grow, name, present, span, tallest, tokenSpan } from "./building.js";
import { buildCondition, buildOptional, buildValue } from "./build-expressions.js";
import { buildDuration, buildNumber, buildString } from "./build-literals.js";
import { buildPattern } from "./build-types.js";
import {
  type ArgumentContext,
  type ArgumentsContext,
  AttemptsContext,
  type ConditionValueArmContext,
  type FieldsContext,
  type ItemContext,
  type LambdaContext,
  ListContext,
  MatchExprContext,
  ObjectContext,
  type PropertyContext,
  ReqonParser as T,
  SuffixContext,
  type UnaryContext,
  type ValueArmContext,
} from "./generated/ReqonParser.js";

/** An operand from its child number `from` on: what stands behind its prefixes. */
export function buildOperand(context: UnaryContext, from: number, build: Build): ast.Expression {
  let operand = buildPrimary(context, from, build);
  for (const child of context.children) {
    if (!(child instanceof SuffixContext)) continue;
    const height = build.height;
    operand = buildSuffix(operand, child, build);
    grow(build, height, operand);
  }
  return operand;
}

function buildPrimary(context: UnaryContext, from: number, build: Build): ast.Expression {
  const first = context.children[from];
  build.height = 1;
  if (first instanceof TerminalNode) return buildTerminal(first, context, build);
  if (first instanceof ObjectContext) return buildObject(first, build);
  if (first instanceof ListContext) return buildList(first, build);
  if (first instanceof MatchExprContext) return buildMatchExpression(first, build);
  if (first instanceof AttemptsContext) {
    return { kind: "Try", span: span(first, build), attempts: tallest(first.value(), buildValue, build) };
  }
  throw new Error("an operand begins in a way that the grammar does not have");
}

function buildTerminal({ symbol }: TerminalNode, context: UnaryContext, build: Build): ast.Expression {
  const where = tokenSpan(symbol, build);
  switch (symbol.type) {
    case T.STRING:
      return buildString(symbol, build);
    case T.NUMBER:
      return buildNumber(symbol, build);
    case T.DURATION:
      return buildDuration(symbol, build);
    case T.LPAREN:
      return buildValue(present(context.value()), build);
    case T.DOT:
      return member({ kind: "Subject", span: { ...where, end: where.start } }, context, build);
    default:
      return buildWord(symbol, context, build);
  }
}

/** A name, a call, or one of the words that are values. */
function buildWord(symbol: TerminalNode["symbol"], context: UnaryContext, build: Build): ast.Expression {
  const callee = name(symbol, build);
  const args = context.arguments();
  if (args) {
    return {
      kind: "Call",
      span: between(callee, { span: span(args, build) }),
      callee,
      args: buildArguments(args, build),
    };
  }
  switch (callee.text) {
    case "true":
    case "false":
      return { kind: "Boolean", span: callee.span, value: callee.text === "true" };
    case "null":
      return { kind: "Null", span: callee.span };
    default:
      return { kind: "NameExpression", span: callee.span, name: callee.text };
  }
}

function buildSuffix(object: ast.Expression, context: SuffixContext, build: Build): ast.Expression {
  const index = context.value();
  if (index === null) return member(object, context, build);
  const height = build.height;
  const built = buildValue(index, build);
  build.height = Math.max(height, build.height);
  return { kind: "Index", span: between(object, { span: span(context, build) }), object, index: built };
}

/** `.name` or `.name(…)` of an object. */
function member(object: ast.Expression, context: SuffixContext | UnaryContext, build: Build): ast.Expression {
  const property = name(context.NAME()?.symbol, build);
  const args = context.arguments();
  if (args === null) return { kind: "FieldAccess", span: between(object, property), object, name: property };
  const height = build.height;
  const built = buildArguments(args, build);
  build.height = Math.max(height, build.height);
  return {
    kind: "MethodCall",
    span: between(object, { span: span(args, build) }),
    object,
    name: property,
    args: built,
  };
}

export function buildArguments(context: ArgumentsContext, build: Build): readonly ast.Expression[] {
  return tallest(context.argument(), buildArgument, build);
}

function buildArgument(context: ArgumentContext, build: Build): ast.Expression {
  const lambda = context.lambda();
  return lambda ? buildLambda(lambda, build) : buildValue(present(context.value()), build);
}

function buildLambda(context: LambdaContext, build: Build): ast.Lambda {
  const single = context.PARAMETER();
  const parameters = (single ? [single] : context.NAME()).map((each) => name(each.symbol, build));
  const body = buildArgument(context.argument(), build);
  build.height++;
  return { kind: "Lambda", span: span(context, build), parameters, body };
}

export function buildObject(context: ObjectContext | FieldsContext, build: Build): ast.ObjectLiteral {
  const properties = tallest(context.property(), buildProperty, build);
  return { kind: "Object", span: span(context, build), properties };
}

function buildProperty(context: PropertyContext, build: Build): ast.Property | ast.Spread {
  const where = span(context, build);
  const value = buildValue(context.value(), build);
  if (!context._key) return { kind: "Spread", span: where, value };
  return { kind: "Property", span: where, name: name(context._key, build), value };
}

function buildList(context: ListContext, build: Build): ast.ListLiteral {
  return { kind: "List", span: span(context, build), items: tallest(context.item(), buildItem, build) };
}

function buildItem(context: ItemContext, build: Build): ast.Expression | ast.Spread {
  const value = buildValue(context.value(), build);
  return context.SPREAD() ? { kind: "Spread", span: span(context, build), value } : value;
}

export function buildMatchExpression(context: MatchExprContext, build: Build): ast.MatchExpression {
  const subject = buildOptional(context.expr(), build);
  const height = build.height;
  const arms = subject
    ? tallest(context.valueArm(), buildValueArm, build)
    : tallest(context.conditionValueArm(), buildConditionValueArm, build);
  build.height = Math.max(height, build.height);
  return { kind: "MatchExpression", span: span(context, build), subject, arms };
}

function buildValueArm(context: ValueArmContext, build: Build): ast.ValueArm {
  const pattern = buildPattern(context.pattern(), build);
  const guard = buildOptional(context.expr(), build);
  const value = buildValue(context.value(), build);
  return { kind: "ValueArm", span: span(context, build), pattern, guard, value };
}

function buildConditionValueArm(context: ConditionValueArmContext, build: Build): ast.ConditionValueArm {
  const condition = buildCondition(context.expr(), build);
  const value = buildValue(context.value(), build);
  return { kind: "ConditionValueArm", span: span(context, build), condition, value };
}
