// Expressions (language.md 10): flat lists of operators become trees by precedence climbing.
// Must not know names, types, or where an expression stands.
import { TerminalNode } from "antlr4ng";
import { diagnostic } from "../diagnostics.js";
import { within } from "../source.js";
import type * as ast from "./ast.js";
import {
  between,
  type Build,
  grow,
  maximumHeight,
  name,
  present,
  reportHeight,
  span,
  text,
  tokenSpan,
} from "./building.js";
import { buildArguments, buildOperand } from "./build-operands.js";
import { buildTypeTest } from "./build-types.js";
import {
  ArgumentsContext,
  ExprContext,
  OperatorContext,
  type PrefixContext,
  ReqonParser as T,
  TypeTestContext,
  UnaryContext,
  type ValueContext,
} from "./generated/ReqonParser.js";

type BinarySign = ast.BinaryOperator | "?" | "|" | "is";

const lowest = 1;
const notLevel = 6;
const comparison = 7;
const levels: ReadonlyMap<string, number> = new Map<BinarySign, number>([
  ["?", lowest],
  ["|", 2],
  ["??", 3],
  ["or", 4],
  ["and", 5],
  ["==", comparison],
  ["!=", comparison],
  ["<", comparison],
  ["<=", comparison],
  [">", comparison],
  [">=", comparison],
  ["is", comparison],
  ["in", comparison],
  ["contains", comparison],
  ["startsWith", comparison],
  ["endsWith", comparison],
  ["..", 8],
  ["+", 9],
  ["-", 9],
  ["*", 10],
  ["/", 10],
  ["%", 10],
]);

/** `expr where predicate …`. */
export function buildValue(context: ValueContext, build: Build): ast.Expression {
  const [first, ...predicates] = context.expr();
  let value = buildExpression(present(first), build);
  for (const each of predicates) {
    const height = build.height;
    const predicate = buildExpression(each, build);
    value = { kind: "Filter", span: between(value, predicate), collection: value, predicate };
    grow(build, height, value);
  }
  return value;
}

export function buildOptional(context: ExprContext | null, build: Build): ast.Expression | undefined {
  return context === null ? undefined : buildExpression(context, build);
}

export function buildExpression(context: ExprContext, build: Build): ast.Expression {
  if (countLinks(context) > maximumHeight) {
    reportHeight(span(context, build), build);
    return { kind: "Null", span: span(context, build) };
  }
  const list: OperatorList = { context, build, next: 0 };
  const whole = climb(takeOperand(list), lowest, list);
  if (list.next < context.children.length) throw new Error("an operator belongs to nothing");
  return whole;
}

/** Operators, prefixes and accesses of one list: what the tree will have levels for. */
function countLinks(context: ExprContext): number {
  let links = 0;
  for (const child of context.children) links += child instanceof UnaryContext ? child.children.length - 1 : 1;
  return links;
}

/** The condition of an arm without a subject: none for `_`, the guard for `_ where guard`. */
export function buildCondition(parts: readonly ExprContext[], build: Build): ast.Expression | undefined {
  const [condition, guard] = parts.map((each) => buildExpression(each, build));
  if (condition?.kind === "NameExpression" && condition.name === "_") return guard;
  if (guard) {
    const facts = { expected: "`->` or `=>` behind the condition", found: "a second condition" };
    build.diagnostics.push(diagnostic("RQ1001", guard.span, facts, { help: "join the conditions with `and`" }));
  }
  return condition;
}

/** An expression being read: `next` is the child that comes next. */
interface OperatorList {
  readonly context: ExprContext;
  readonly build: Build;
  next: number;
}

/** An operand whose first `applied` prefixes are in the hands of the caller. */
interface Operand {
  readonly unary: UnaryContext;
  readonly prefixes: readonly PrefixContext[];
  readonly applied: number;
}

function takeOperand(list: OperatorList): Operand {
  const unary = take(list, UnaryContext);
  return { unary, prefixes: unary.prefix(), applied: 0 };
}

/** The next child, which the grammar makes one of this kind. */
function take<C>(list: OperatorList, kind: abstract new (...args: never[]) => C): C {
  const child = list.context.children[list.next++];
  if (child instanceof kind) return child;
  throw new Error("an expression alternates operators and operands");
}

/** Reads an operand and every operator behind it that binds at least as tightly as `level`. */
function climb(operand: Operand, level: number, list: OperatorList): ast.Expression {
  const { build } = list;
  let left = buildPrefixed(operand, list);
  let compared = false;
  for (;;) {
    const sign = peekSign(list);
    const own = sign === undefined ? undefined : levels.get(sign);
    if (sign === undefined || own === undefined || own < level) return left;
    if (own === comparison && compared) reportChain(sign, list);
    compared ||= own === comparison;
    const height = build.height;
    list.next++;
    left = buildBinary(left, sign, own, list);
    grow(build, height, left);
  }
}

function buildBinary(left: ast.Expression, sign: BinarySign, level: number, list: OperatorList): ast.Expression {
  const { build } = list;
  switch (sign) {
    case "?":
      return buildTernary(left, list);
    case "|": {
      const callee = name(take(list, TerminalNode).symbol, build);
      const next = list.context.children[list.next];
      // A function that takes nothing else needs no parentheses: `name | trim`.
      const args = next instanceof ArgumentsContext ? take(list, ArgumentsContext) : undefined;
      const call: ast.Call = {
        kind: "Call",
        span: args ? between(callee, { span: span(args, build) }) : callee.span,
        callee,
        args: args ? buildArguments(args, build) : [],
      };
      return { kind: "Pipe", span: between(left, call), value: left, call };
    }
    case "is": {
      const test = take(list, TypeTestContext);
      // A union ends before its bracket, the test behind it.
      const whole = { span: span(test, build) };
      return { kind: "Is", span: between(left, whole), value: left, type: buildTypeTest(test, build) };
    }
    default: {
      const right = climb(takeOperand(list), level + 1, list);
      return { kind: "Binary", span: between(left, right), operator: sign, left, right };
    }
  }
}

/** The operator that comes next; undefined at the end and before the `where` of an `any of`. */
function peekSign(list: OperatorList): BinarySign | undefined {
  const child = list.context.children[list.next];
  const token = child instanceof TerminalNode ? child.symbol : child instanceof OperatorContext ? child.start : null;
  if (token === null || token.type === T.ANY_WHERE) return undefined;
  // `||` has been reported and stands for an operator; its text is that of a pipe.
  if (token.type === T.PLUS) return "+";
  const sign = text(token, list.build);
  return isSign(sign) ? sign : undefined;
}

function isSign(text: string): text is BinarySign {
  return levels.has(text);
}

function buildTernary(test: ast.Expression, list: OperatorList): ast.Expression {
  const then = buildExpression(take(list, ExprContext), list.build);
  const height = list.build.height;
  take(list, TerminalNode);
  const otherwise = climb(takeOperand(list), lowest, list);
  list.build.height = Math.max(height, list.build.height);
  return { kind: "Conditional", span: between(test, otherwise), test, then, else: otherwise };
}

/** Applies the prefixes of an operand, each as far to the right as it reaches. */
function buildPrefixed(operand: Operand, list: OperatorList): ast.Expression {
  const { build } = list;
  const prefix = operand.prefixes[operand.applied];
  if (prefix === undefined) return buildOperand(operand.unary, operand.prefixes.length, build);
  const rest: Operand = { ...operand, applied: operand.applied + 1 };
  const built = buildPrefix(prefix, rest, list);
  grow(build, 0, built);
  return built;
}

function buildPrefix(prefix: PrefixContext, rest: Operand, list: OperatorList): ast.Expression {
  const { build } = list;
  const start = { span: tokenSpan(present(prefix.start), build) };
  const [test, then] = prefix.expr();
  if (test && then) {
    const parts = { test: buildExpression(test, build), then: buildExpression(then, build) };
    const otherwise = climb(rest, lowest, list);
    return { kind: "Conditional", span: between(start, otherwise), ...parts, else: otherwise };
  }
  if (prefix.ANY()) {
    const collection = climb(rest, lowest, list);
    const child = list.context.children[list.next];
    if (!(child instanceof OperatorContext && child.start?.type === T.ANY_WHERE)) {
      return { kind: "AnyOf", span: between(start, collection), collection, predicate: undefined };
    }
    list.next++;
    const predicate = climb(takeOperand(list), lowest, list);
    return { kind: "AnyOf", span: between(start, predicate), collection, predicate };
  }
  const operand = prefix.NOT() ? climb(rest, notLevel, list) : buildPrefixed(rest, list);
  return { kind: "Unary", span: between(start, operand), operator: prefix.DASH() ? "-" : "not", operand };
}

function reportChain(sign: string, list: OperatorList): void {
  // `&&` has been reported; it was read as an operator that joins more closely than `and`.
  const whole = span(list.context, list.build);
  if (list.build.diagnostics.some((each) => each.code === "RQ1009" && within(each.span, whole))) return;
  const child = list.context.children[list.next];
  const token = child instanceof TerminalNode ? child.symbol : child instanceof OperatorContext ? child.start : null;
  list.build.diagnostics.push(diagnostic("RQ1011", tokenSpan(present(token), list.build), { sign }));
}
