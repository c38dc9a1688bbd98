// What every part of the tree builder shares: spans, names, documentation, and the place for what it finds wrong.
// Must not know any rule of the grammar.
import type { ParserRuleContext, Token } from "antlr4ng";
import { type Diagnostic, diagnostic } from "../diagnostics.js";
import type { Span } from "../source.js";
import type { Member, Name } from "./ast.js";
import type { MemberContext } from "./generated/ReqonParser.js";
import { decodeString } from "./strings.js";
import { type Lexed, spanOf, textOf } from "./tokens.js";

/** The state of one build. */
export interface Build {
  readonly lexed: Lexed;
  /** Documentation by the code point at which the documented declaration begins. */
  readonly docs: ReadonlyMap<number, string>;
  readonly diagnostics: Diagnostic[];
  /** Of the braces in request paths: the tree is whole without them, so other mistakes can still be found. */
  readonly inPaths: Diagnostic[];
  /** Members that have been built while the rest of the file was still to be read. */
  readonly members: Map<MemberContext, Member>;
  /** Levels of the expression built last; guards those who walk the tree by recursion. */
  height: number;
}

export function startBuild(lexed: Lexed, diagnostics: Diagnostic[]): Build {
  return { lexed, docs: documentation(lexed), diagnostics, inPaths: [], members: new Map(), height: 0 };
}

/** A tree that passed the gate has no holes, whatever its types say. */
export function present<V>(value: V | null | undefined): V {
  if (value === null || value === undefined) throw new Error("the syntax tree has a hole");
  return value;
}

export function span(context: ParserRuleContext, build: Build): Span {
  return spanOf(build.lexed, present(context.start), present(context.stop));
}

export function tokenSpan(token: Token, build: Build): Span {
  return spanOf(build.lexed, token);
}

/** From the start of one node to the end of another. */
export function between(first: { readonly span: Span }, last: { readonly span: Span }): Span {
  return { file: first.span.file, start: first.span.start, end: last.span.end };
}

/** A name from a word or, for keys, from a string. */
export function name(token: Token | null | undefined, build: Build): Name {
  const written = present(token);
  const text = textOf(build.lexed, written);
  const isString = text.startsWith('"') || text.startsWith("'");
  return { kind: "Name", span: tokenSpan(written, build), text: isString ? decodeString(text) : text };
}

export function optionalName(token: Token | null | undefined, build: Build): Name | undefined {
  return token ? name(token, build) : undefined;
}

export function text(token: Token, build: Build): string {
  return textOf(build.lexed, token);
}

export function doc(context: ParserRuleContext, build: Build): string | undefined {
  return build.docs.get(present(context.start).start);
}

/** `///` lines directly above a token, joined, without their marks. */
function documentation(lexed: Lexed): ReadonlyMap<number, string> {
  const docs = new Map<number, string>();
  const lines = lexed.comments.filter((each) => /^\/\/\/(?!\/)/.test(textOf(lexed, each)));
  if (lines.length === 0) return docs;
  const firstOnLine = new Map<number, Token>();
  for (const token of lexed.tokens) if (!firstOnLine.has(token.line)) firstOnLine.set(token.line, token);
  let block: string[] = [];
  for (const [index, comment] of lines.entries()) {
    const begun = firstOnLine.get(comment.line);
    if (begun !== undefined && begun.start < comment.start) continue;
    block.push(
      textOf(lexed, comment)
        .replace(/^\/\/\/ ?/, "")
        .trimEnd(),
    );
    if (lines[index + 1]?.line === comment.line + 1) continue;
    const documented = firstOnLine.get(comment.line + 1);
    if (documented) docs.set(documented.start, block.join("\n"));
    block = [];
  }
  return docs;
}

/** Expressions may have this many levels in the tree; a chain of operators has one for each. */
export const maximumHeight = 500;

/** Notes that an expression stands one level above its tallest part, of which `height` is one. */
export function grow(build: Build, height: number, expression: { readonly span: Span }): void {
  build.height = Math.max(build.height, height) + 1;
  if (build.height > maximumHeight) reportHeight(expression.span, build);
}

/** Reports an expression that is too tall once, not at each level. */
export function reportHeight(span: Span, build: Build): void {
  if (build.diagnostics.at(-1)?.code === "RQ1010") return;
  build.diagnostics.push(diagnostic("RQ1010", span, { limit: maximumHeight, of: "operators" }));
}

/** Builds a list of parts; the height is one above the tallest. */
export function tallest<C, N>(
  contexts: readonly C[],
  buildOne: (context: C, build: Build) => N,
  build: Build,
): readonly N[] {
  let height = 0;
  const built = contexts.map((context) => {
    const node = buildOne(context, build);
    height = Math.max(height, build.height);
    return node;
  });
  build.height = height + 1;
  return built;
}
