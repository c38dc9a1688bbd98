// Literals: numbers, durations (language.md 1.5), strings and their environment references (1.3, 1.4).
// Must not know where a literal stands.
import type { Token } from "antlr4ng";
import type * as ast from "./ast.js";
import { type Build, text, tokenSpan } from "./building.js";
import { decodeString, splitString, type StringPart } from "./strings.js";

export function buildNumber(token: Token, build: Build): ast.NumberLiteral {
  return { kind: "Number", span: tokenSpan(token, build), value: Number(text(token, build).replaceAll("_", "")) };
}

const unitMilliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function buildDuration(token: Token, build: Build): ast.DurationLiteral {
  const [, amount = "0", unit = "ms"] = /^([\d._]+)(\w+)$/.exec(text(token, build)) ?? [];
  const milliseconds = Math.round(Number(amount.replaceAll("_", "")) * (unitMilliseconds[unit] ?? 1));
  return { kind: "Duration", span: tokenSpan(token, build), milliseconds };
}

/** A string whose text is all that counts. */
export function buildPlainString(token: Token, build: Build): ast.StringLiteral {
  return { kind: "String", span: tokenSpan(token, build), value: decodeString(text(token, build)) };
}

/** A string of an expression: a template where it holds an environment reference. */
export function buildString(token: Token, build: Build): ast.StringLiteral | ast.Template {
  const literal = text(token, build);
  const span = tokenSpan(token, build);
  if (!literal.includes("${")) return { kind: "String", span, value: decodeString(literal) };
  const parts = splitString(literal, false);
  if (parts.every((part) => part.type === "text")) return { kind: "String", span, value: decodeString(literal) };
  return { kind: "Template", span, parts: parts.flatMap((part) => buildPart(part, span)) };
}

/** A text or an environment reference of the literal at `literal`; expressions are left to the path. */
export function buildPart(part: StringPart, literal: ast.Node["span"]): (ast.TemplateText | ast.TemplateEnv)[] {
  const span = { file: literal.file, start: literal.start + part.start, end: literal.start + part.end };
  if (part.type === "text") return [{ kind: "TemplateText", span, text: part.text }];
  if (part.type === "env") return [{ kind: "TemplateEnv", span, name: part.name, fallback: part.fallback }];
  return [];
}
