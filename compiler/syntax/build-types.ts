// Types (language.md 5) and patterns (7): one function per rule of the grammar.
// Must not know what the names in them stand for.
import { diagnostic } from "../diagnostics.js";
import type * as ast from "./ast.js";
import { type Build, doc, name, present, span, text } from "./building.js";
import { maximumDepth } from "./context.js";
import { buildNumber } from "./build-literals.js";
import {
  type LiteralContext,
  type ObjectTypeContext,
  type PatternContext,
  type PatternFieldContext,
  type TypeContext,
  type TypeFieldContext,
  type TypePostContext,
  type TypePrimContext,
  type TypeTestContext,
} from "./generated/ReqonParser.js";
import { decodeString } from "./strings.js";

export function buildType(context: TypeContext, build: Build): ast.TypeNode {
  const types = context.typePost().map((each) => buildTypePost(each, build));
  const [only] = types;
  return types.length === 1 && only !== undefined ? only : { kind: "UnionType", span: span(context, build), types };
}

function buildTypePost(context: TypePostContext, build: Build): ast.TypeNode {
  const type = buildTypeTest(context, build);
  return context.QUESTION() === null ? type : { kind: "OptionalType", span: span(context, build), type };
}

/** A type without `?`, as behind `is`. */
export function buildTypeTest(context: TypeTestContext | TypePostContext, build: Build): ast.TypeNode {
  let type = buildTypePrim(context.typePrim(), build);
  const start = span(context, build);
  const brackets = context.RBRACKET();
  if (brackets.length > maximumDepth) {
    build.diagnostics.push(diagnostic("RQ1010", start, { limit: maximumDepth, of: "levels" }));
    return type;
  }
  for (const bracket of brackets) {
    const end = build.lexed.offset(bracket.symbol.stop + 1);
    type = { kind: "ListType", span: { ...start, end }, element: type };
  }
  return type;
}

function buildTypePrim(context: TypePrimContext, build: Build): ast.TypeNode {
  const where = span(context, build);
  const inner = context.type();
  if (inner)
    return context.ARRAY()
      ? { kind: "ListType", span: where, element: buildType(inner, build) }
      : buildType(inner, build);
  const object = context.objectType();
  if (object) return buildObjectType(object, build);
  const first = present(context.start);
  if (context.STRING()) return { kind: "LiteralType", span: where, value: decodeString(text(first, build)) };
  const number = context.NUMBER();
  if (number && !context.DECIMAL())
    return { kind: "LiteralType", span: where, value: buildNumber(number.symbol, build).value };
  const scale = number ? buildNumber(number.symbol, build).value : undefined;
  return { kind: "NamedType", span: where, name: name(first, build), scale };
}

export function buildObjectType(context: ObjectTypeContext, build: Build): ast.ObjectType {
  const fields = context.typeField().map((each) => buildTypeField(each, build));
  return { kind: "ObjectType", span: span(context, build), fields };
}

function buildTypeField(context: TypeFieldContext, build: Build): ast.FieldType | ast.TypeSpread {
  const where = span(context, build);
  const type = context.type();
  if (type === null) return { kind: "TypeSpread", span: where, name: name(context.stop, build) };
  const common = { name: name(context._key, build), type: buildType(type, build) };
  return { kind: "FieldType", span: where, ...common, doc: doc(context, build) };
}

export function buildPattern(context: PatternContext, build: Build): ast.Pattern {
  const where = span(context, build);
  if (context.LBRACE()) {
    return {
      kind: "ObjectPattern",
      span: where,
      fields: context.patternField().map((each) => buildPatternField(each, build)),
    };
  }
  if (context.LBRACKET()) {
    return { kind: "ListPattern", span: where, elements: context.pattern().map((each) => buildPattern(each, build)) };
  }
  const literals = context.literal();
  if (literals.length > 0)
    return { kind: "LiteralPattern", span: where, values: literals.map((each) => buildLiteral(each, build)) };
  const [first, ...rest] = context.NAME().map((each) => name(each.symbol, build));
  if (first?.text === "_" && rest.length === 0) return { kind: "Wildcard", span: where };
  return { kind: "NamePattern", span: where, path: [present(first), ...rest] };
}

function buildPatternField(context: PatternFieldContext, build: Build): ast.PatternField {
  const inner = context.pattern();
  const pattern = inner ? buildPattern(inner, build) : undefined;
  return { kind: "PatternField", span: span(context, build), name: name(context._key, build), pattern };
}

function buildLiteral(context: LiteralContext, build: Build): string | number | boolean | null {
  const number = context.NUMBER();
  if (number) return buildNumber(number.symbol, build).value * (context.DASH() ? -1 : 1);
  if (context.STRING()) return decodeString(text(present(context.start), build));
  if (context.NULL()) return null;
  return context.TRUE() !== null;
}
