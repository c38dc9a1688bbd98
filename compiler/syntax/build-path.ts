// Request paths (language.md 6.4): turns the strings of a path into templates with their `{expr}` parts parsed.
// Must not know how a path is encoded or sent.
import { diagnostic } from "../diagnostics.js";
import type { Span } from "../source.js";
import type * as ast from "./ast.js";
import { type Build } from "./building.js";
import { buildValue } from "./build-expressions.js";
import { buildPart } from "./build-literals.js";
import { checkTokens } from "./check-tokens.js";
import { explain } from "./explain.js";
import { readInterpolation } from "./read.js";
import { splitString, type StringPart } from "./strings.js";
import { lex, MissionTokens } from "./tokens.js";

/** The same expression with `{expr}` in effect: in strings, operands of `+`, arguments of `concat` and branches. */
export function asPath(path: ast.Expression, build: Build): ast.Expression {
  switch (path.kind) {
    case "String":
    case "Template":
      return buildTemplate(path, build);
    case "Binary":
      if (path.operator !== "+") return path;
      return { ...path, left: asPath(path.left, build), right: asPath(path.right, build) };
    case "Call":
      return path.callee.text === "concat" ? { ...path, args: path.args.map((each) => asPath(each, build)) } : path;
    case "Conditional":
      return { ...path, then: asPath(path.then, build), else: asPath(path.else, build) };
    case "MatchExpression":
      return { ...path, arms: path.arms.map((arm) => ({ ...arm, value: asPath(arm.value, build) })) };
    default:
      return path;
  }
}

function buildTemplate(node: ast.StringLiteral | ast.Template, build: Build): ast.StringLiteral | ast.Template {
  const { start, end } = node.span;
  const literal = build.lexed.text.slice(start - build.lexed.shift, end - build.lexed.shift);
  const parts = splitString(literal, true);
  if (!parts.some((part) => part.type === "expression")) return node;
  return {
    kind: "Template",
    span: node.span,
    parts: parts.flatMap((part) => buildPathPart(part, node.span, literal, build)),
  };
}

function buildPathPart(part: StringPart, literal: Span, source: string, build: Build): ast.Template["parts"] {
  if (part.type !== "expression") return buildPart(part, literal);
  const span = { file: literal.file, start: literal.start + part.start, end: literal.start + part.end };
  if (source.charAt(part.start - 1) === "$") {
    const text = source.slice(part.start - 1, part.end);
    return report({ ...span, start: span.start - 1 }, text, "environment", build);
  }
  if (!part.closed) return report(span, "{", "unclosed", build);
  if (part.source.trim() === "") return report(span, "{}", "empty", build);
  const value = parseInterpolated(part.source, span, build);
  return value ? [{ kind: "Interpolation", span, value }] : [];
}

function report(span: Span, text: string, problem: "unclosed" | "empty" | "environment", build: Build): [] {
  const fix = { title: `replace with \`${text.slice(1)}\``, span, text: text.slice(1), safe: true };
  build.inPaths.push(diagnostic("RQ1015", span, { text, problem }, problem === "environment" ? { fix } : {}));
  return [];
}

/** The expression between two braces, with spans in the file; undefined after a mistake. */
function parseInterpolated(source: string, braces: Span, build: Build): ast.Expression | undefined {
  const checked = checkTokens(lex(braces.file, source, braces.start + 1));
  build.inPaths.push(...checked.diagnostics);
  if (checked.diagnostics.length > 0) return undefined;
  const tokens = new MissionTokens(checked.lexed, checked.tokens);
  const reading = readInterpolation(tokens);
  if ("failure" in reading) {
    build.inPaths.push(explain(reading.failure, reading.parser, tokens));
    return undefined;
  }
  return buildValue(reading.tree.value(), { ...build, lexed: checked.lexed });
}
