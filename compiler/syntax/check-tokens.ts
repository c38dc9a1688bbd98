// Mistakes that show in the tokens alone: unclosed strings, comments and brackets, signs and numbers that do not exist.
// Must not know the grammar; hands on tokens without what it reported, so that parsing finds other mistakes.
import type { Token } from "antlr4ng";
import type { Code, Parameters } from "../catalog.js";
import { type Diagnostic, diagnostic, type Fix } from "../diagnostics.js";
import type { Span } from "../source.js";
import { ReqonLexer as T } from "./generated/ReqonLexer.js";
import { badEscapes } from "./strings.js";
import { type Lexed, MissionTokens, spanOf, textOf } from "./tokens.js";

export interface Checked {
  readonly lexed: Lexed;
  /** The tokens without those that are in no grammar rule. */
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
  /** Tokens at which something was reported: what is wrong in the same line or statement may follow from it. */
  readonly reported: readonly Token[];
  /** Behind this code point everything may be a consequence of something that is never closed. */
  readonly horizon: number;
}

interface Check {
  readonly lexed: Lexed;
  readonly diagnostics: Diagnostic[];
  readonly reported: Token[];
  horizon: number;
}

export function checkTokens(lexed: Lexed): Checked {
  const check: Check = { lexed, diagnostics: [], reported: [], horizon: Number.POSITIVE_INFINITY };
  checkEnds(check);
  const tokens = checkSigns(check);
  checkBrackets(new MissionTokens(lexed, tokens), check);
  const diagnostics = check.diagnostics.filter(
    ({ span }) => span.start <= lexed.offset(check.horizon) || check.horizon === Infinity,
  );
  return { ...check, diagnostics, tokens };
}

/** A string or comment that reaches the end of the file; everything behind its begin is no longer certain. */
function checkEnds(check: Check): void {
  const { lexed } = check;
  const comment = lexed.comments.at(-1);
  if (comment?.type === T.BLOCK_COMMENT && !/^\/\*.*\*\/$/s.test(textOf(lexed, comment))) {
    const whole = spanOf(lexed, comment);
    check.diagnostics.push(diagnostic("RQ1003", { ...whole, end: whole.start + 2 }, {}));
    check.horizon = comment.start;
  }
  const culprit = unclosedStringToken(lexed);
  if (culprit === undefined) return;
  check.diagnostics.push(unclosedString(lexed, culprit));
  check.horizon = Math.min(check.horizon, culprit.start);
}

/** The string that lacks its end: the first one that runs on to the quote of another, else the one at the end. */
function unclosedStringToken(lexed: Lexed): Token | undefined {
  const runsOn = lexed.tokens.find((token, index) => endsAgainstWord(lexed, token, lexed.tokens[index + 1]));
  const last = lexed.tokens.at(-2);
  return runsOn ?? (last?.type === T.STRING && !isClosed(textOf(lexed, last)) ? last : undefined);
}

/** A quote that ends a string has no backslash before it, or an even number of them. */
function isClosed(literal: string): boolean {
  let last = literal.length - 2;
  while (literal.charAt(last) === "\\") last--;
  return literal.length > 1 && literal.endsWith(literal.charAt(0)) && (literal.length - last) % 2 === 0;
}

/** Whether a string over several lines touches a word or path: then its last quote was meant to begin another string. */
function endsAgainstWord(lexed: Lexed, token: Token, next: Token | undefined): boolean {
  if (token.type !== T.STRING || next === undefined || next.start !== token.stop + 1) return false;
  return /^[\w/]/.test(textOf(lexed, next)) && textOf(lexed, token).includes("\n");
}

/** Marks the rest of the line on which the string begins. */
function unclosedString(lexed: Lexed, token: Token): Diagnostic {
  const whole = spanOf(lexed, token);
  const literal = textOf(lexed, token);
  const lineEnd = literal.search(/\r?\n/);
  const span: Span = { ...whole, end: lineEnd === -1 ? whole.end : whole.start + lineEnd };
  const opening = { ...whole, end: whole.start + 1 };
  const related = span.end > opening.end + 60 ? [{ span: opening, message: "it begins here" }] : [];
  const quote = literal.startsWith("'") ? "`'`" : '`"`';
  return diagnostic("RQ1002", span, { quote }, { related });
}

const foreignOperators: ReadonlyMap<string, readonly [instead: string, type: number]> = new Map([
  ["&&", ["and", T.PLUS]],
  ["||", ["or", T.PLUS]],
  ["===", ["==", T.EQ]],
  ["!==", ["!=", T.NE]],
]);
const substitutes: Readonly<Record<string, string>> = { "`": '"', "“": '"', "”": '"', "‘": "'", "’": "'" };

/** Reports signs and numbers one by one and returns the tokens without the signs. */
function checkSigns(check: Check): readonly Token[] {
  const { tokens } = check.lexed;
  const kept: Token[] = [];
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index];
    if (token === undefined) break;
    const sign = foreignOperator(check.lexed, index) ?? unknownSigns(check.lexed, index);
    if (sign) {
      index += sign.count;
      reportSign(check, token, sign);
      if (sign.type !== undefined) kept.push(token);
      continue;
    }
    index++;
    if (token.type === T.COMMA && isOpening(kept.at(-1)))
      report(check, token, token, "RQ1012", {}, removal(spanOf(check.lexed, token)));
    else kept.push(token);
    checkLiteral(check, token);
  }
  return kept;
}

function isOpening(token: Token | undefined): boolean {
  return token?.type === T.COMMA || token?.type === T.LBRACE || token?.type === T.LBRACKET || token?.type === T.LPAREN;
}

/** `count` tokens that are no sign of the language; `type` is what the first of them stands for, if anything. */
interface ForeignSign {
  readonly text: string;
  readonly count: number;
  readonly last: Token;
  readonly instead: string | undefined;
  readonly type: number | undefined;
}

function foreignOperator(lexed: Lexed, index: number): ForeignSign | undefined {
  const first = lexed.tokens[index];
  const last = lexed.tokens[index + 1];
  if (first === undefined || last?.start !== first.stop + 1 || last.stop !== last.start) return undefined;
  if (![T.UNKNOWN, T.BAR, T.EQ, T.NE].includes(first.type)) return undefined;
  const text = textOf(lexed, first, last);
  const found = foreignOperators.get(text);
  return found && { text, count: 2, last, instead: found[0], type: found[1] };
}

function unknownSigns(lexed: Lexed, index: number): ForeignSign | undefined {
  const first = lexed.tokens[index];
  if (first?.type !== T.UNKNOWN) return undefined;
  let last = first;
  let count = 1;
  for (let next = lexed.tokens[index + count]; next?.type === T.UNKNOWN && next.start === last.stop + 1; count++) {
    last = next;
    next = lexed.tokens[index + count + 1];
  }
  const text = textOf(lexed, first, last);
  return { text, count, last, instead: substitutes[text], type: undefined };
}

function reportSign(check: Check, first: Token, { text, last, instead, type }: ForeignSign): void {
  if (/^;+$/.test(text)) {
    const span = spanOf(check.lexed, first, last);
    check.diagnostics.push(diagnostic("RQ1006", span, {}, { fix: removal(span) }));
    return;
  }
  const visible = text.replace(/\p{Cs}/gu, (half) => String.raw`\u` + half.charCodeAt(0).toString(16));
  const span = spanOf(check.lexed, first, last);
  report(check, first, last, "RQ1009", { text: visible, instead }, replacement(check.lexed, span, instead, type));
  if (type !== undefined) first.type = type;
}

/** Of an operator only: a quote that is none begins or ends something. */
function replacement(lexed: Lexed, span: Span, instead: string | undefined, type: number | undefined): Fix | undefined {
  if (type === undefined || instead === undefined) return undefined;
  const isApart = (at: number): boolean => /^\s?$/.test(lexed.text.charAt(at - lexed.shift));
  const isWord = /^\w/.test(instead);
  const text = `${isWord && !isApart(span.start - 1) ? " " : ""}${instead}${isWord && !isApart(span.end) ? " " : ""}`;
  return { title: `replace with \`${instead}\``, span, text, safe: true };
}

function removal(span: Span): Fix {
  return { title: "remove it", span, text: "", safe: true };
}

function report<C extends Code>(
  check: Check,
  first: Token,
  last: Token,
  code: C,
  facts: Parameters<C>,
  fix?: Fix,
): void {
  check.diagnostics.push(diagnostic(code, spanOf(check.lexed, first, last), facts, fix && { fix }));
  check.reported.push(first);
}

function checkLiteral(check: Check, token: Token): void {
  if (token.type === T.BAD_NUMBER) {
    report(check, token, token, "RQ1008", { text: textOf(check.lexed, token) });
    token.type = T.NUMBER;
  }
  if (token.type !== T.STRING) return;
  const literal = textOf(check.lexed, token);
  const { file, start } = spanOf(check.lexed, token);
  for (const { at, length } of badEscapes(literal)) {
    const span = { file, start: start + at, end: start + at + length };
    check.diagnostics.push(diagnostic("RQ1007", span, { escape: literal.slice(at, at + length) }));
  }
}

const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };

function checkBrackets(tokens: MissionTokens, check: Check): void {
  const ends = tokens.get(tokens.size - 1);
  let openAtEnd = false;
  for (const index of tokens.unpaired) {
    const token = tokens.get(index);
    if (token.start > check.horizon) break;
    const sign = textOf(check.lexed, token);
    const close = closing[sign];
    if (close === undefined) {
      // Of several in a row the first says it all.
      if (index > 0 && check.reported.at(-1) === tokens.get(index - 1)) check.reported.push(token);
      else report(check, token, token, "RQ1005", { close: sign });
      continue;
    }
    const outer = closedBefore(tokens, index);
    if (outer !== undefined) reportUnclosed(check, token, close, outer);
    else if (!openAtEnd && check.horizon === Number.POSITIVE_INFINITY) {
      openAtEnd = true;
      const suspect = close === "}" ? outdented(tokens, index) : undefined;
      const opener = suspect ? suspect.opener : token;
      reportUnclosed(check, opener, close, suspect ? suspect.closer : ends);
      check.horizon = opener.start;
    }
  }
}

function reportUnclosed(check: Check, opener: Token, close: string, before: Token): void {
  const { lexed } = check;
  const atEnd = before.type === T.EOF;
  const found = atEnd ? "the end of the file" : `the \`${textOf(lexed, before)}\` of line ${before.line}`;
  const message = atEnd ? `the file ends without this \`${close}\`` : `\`${close}\` is missing before this`;
  const related = [{ span: spanOf(lexed, before), message }];
  const facts = { open: textOf(lexed, opener), close, found };
  check.diagnostics.push(diagnostic("RQ1004", spanOf(lexed, opener), facts, { related }));
  check.reported.push(opener);
}

/** The bracket of an outer pair that closes while this one is open. */
function closedBefore(tokens: MissionTokens, index: number): Token | undefined {
  for (let at = index + 1; at < tokens.size; at++) {
    const partner = tokens.partner(at);
    if (partner !== -1 && partner < index) return tokens.get(at);
  }
  return undefined;
}

/** The first pair behind `from` whose end is indented less than its begin: there a brace is missing. */
function outdented(
  tokens: MissionTokens,
  from: number,
): { readonly opener: Token; readonly closer: Token } | undefined {
  const indents = new Map<number, Token>();
  for (let at = 0; at < tokens.size; at++) {
    const token = tokens.get(at);
    if (!indents.has(token.line)) indents.set(token.line, token);
    const partner = tokens.partner(at);
    if (partner < from || partner > at || indents.get(token.line) !== token) continue;
    const opener = tokens.get(partner);
    if ((indents.get(opener.line)?.column ?? 0) > token.column) return { opener, closer: token };
  }
  return undefined;
}
