// The tokens of one text: what the parser reads, which role each was lexed with, which brackets belong together.
// Must not know grammar rules or what is reported about a text.
import {
  CharStream,
  type Interval,
  type ParserRuleContext,
  Token,
  type TokenFactory,
  type TokenSource,
  type TokenStream,
} from "antlr4ng";
import { codePointOffsets, type Span } from "../source.js";
import { ReqonLexer } from "./generated/ReqonLexer.js";

/** Signs and soft keywords by their spelling: the lexer's mode `Spellings`. */
const spellings: ReadonlyMap<string, number> = new Map(
  ReqonLexer.literalNames.flatMap((literal, type) => (literal === null ? [] : [[literal.slice(1, -1), type] as const])),
);

/** A text taken apart: visible tokens, the last of which is the end of the file, and comments. */
export interface Lexed {
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly comments: readonly Token[];
  readonly lexer: TokenSource;
  /** Where the text begins in its file, in UTF-16 units. */
  readonly shift: number;
  /** UTF-16 offset of a code point of the text in its file. */
  readonly offset: (codePoint: number) => number;
}

export function lex(path: string, text: string, shift = 0): Lexed {
  const lexer = new ReqonLexer(CharStream.fromString(text));
  lexer.removeErrorListeners();
  lexer.tokenFactory = { create: createToken };
  const units = codePointOffsets(text);
  const tokens: Token[] = [];
  const comments: Token[] = [];
  for (;;) {
    const token = lexer.nextToken();
    if (token.type === ReqonLexer.SIGN) {
      token.type = spellings.get(text.slice(units(token.start), units(token.stop + 1))) ?? ReqonLexer.UNKNOWN;
    }
    if (token.channel === Token.DEFAULT_CHANNEL) tokens.push(token);
    else comments.push(token);
    if (token.type === Token.EOF) break;
  }
  const offset = shift === 0 ? units : (codePoint: number) => units(codePoint) + shift;
  return { path, text, tokens, comments, lexer, shift, offset };
}

/** A token without a way back to its text: a large file has a million of them. */
const createToken: TokenFactory<Token>["create"] = (_source, type, _text, channel, start, stop, line, column) => ({
  type,
  channel,
  start,
  stop,
  line,
  column,
  tokenIndex: -1,
  tokenSource: null,
  inputStream: null,
});

/** From a token's first to another's last UTF-16 unit. */
export function spanOf(lexed: Lexed, first: Token, last: Token = first): Span {
  const start = lexed.offset(first.start);
  return { file: lexed.path, start, end: Math.max(start, lexed.offset(last.stop + 1)) };
}

export function textOf(lexed: Lexed, first: Token, last: Token = first): string {
  const { shift, offset, text } = lexed;
  return text.slice(offset(first.start) - shift, offset(last.stop + 1) - shift);
}

const closers: ReadonlyMap<number, number> = new Map([
  [ReqonLexer.LBRACE, ReqonLexer.RBRACE],
  [ReqonLexer.LBRACKET, ReqonLexer.RBRACKET],
  [ReqonLexer.LPAREN, ReqonLexer.RPAREN],
]);
const isCloser = new Set(closers.values());

/** Words are lexed as NAME and may have had the role of a keyword since. */
const isWord = (type: number): boolean => type === ReqonLexer.NAME || type >= ReqonLexer.GET;

/**
 * The stream that the parser reads. A token's `type` is the role that it has at its place and changes while
 * parsing; `role(i)` is what it was lexed as, for a word its soft keyword or NAME.
 */
export class MissionTokens implements TokenStream {
  readonly lexed: Lexed;
  readonly tokenSource: TokenSource;
  readonly #tokens: readonly Token[];
  readonly #roles: Int16Array;
  readonly #partners: Int32Array;
  /** Brackets without a partner, by their index. */
  readonly unpaired: readonly number[];
  #index = 0;

  constructor(lexed: Lexed, tokens: readonly Token[] = lexed.tokens) {
    this.lexed = lexed;
    this.tokenSource = lexed.lexer;
    this.#tokens = tokens;
    this.#roles = new Int16Array(tokens.length);
    this.#partners = new Int32Array(tokens.length).fill(-1);
    this.unpaired = this.#readRoles();
  }

  #readRoles(): number[] {
    const open: number[] = [];
    const unpaired: number[] = [];
    for (const [index, token] of this.#tokens.entries()) {
      token.tokenIndex = index;
      const role = isWord(token.type) ? this.#word(token) : token.type;
      this.#roles[index] = role;
      if (closers.has(role)) open.push(index);
      else if (isCloser.has(role)) this.#close(index, role, open, unpaired);
    }
    return [...unpaired, ...open].sort((a, b) => a - b);
  }

  #word(token: Token): number {
    token.type = ReqonLexer.NAME;
    return spellings.get(textOf(this.lexed, token)) ?? ReqonLexer.NAME;
  }

  /** Pairs a closing bracket with the innermost opening one of its kind; what was opened in between stays alone. */
  #close(index: number, role: number, open: number[], unpaired: number[]): void {
    let at = open.length - 1;
    while (at >= 0 && closers.get(this.role(open[at] ?? -1)) !== role) at--;
    if (at < 0) {
      unpaired.push(index);
      return;
    }
    const [opener = index, ...between] = open.splice(at);
    unpaired.push(...between);
    this.#partners[opener] = index;
    this.#partners[index] = opener;
  }

  /** The same without the tokens from `start` to before `end`, to be parsed anew. */
  without(start: number, end: number): MissionTokens {
    for (const [index, token] of this.#tokens.entries()) {
      const role = this.role(index);
      token.type = isWord(role) ? ReqonLexer.NAME : role;
    }
    return new MissionTokens(this.lexed, [...this.#tokens.slice(0, start), ...this.#tokens.slice(end)]);
  }

  /** What the token was lexed as; EOF beyond the end. */
  role(index: number): number {
    return this.#roles[index] ?? Token.EOF;
  }

  /** The index of the bracket that closes or opens this one, or -1. */
  partner(index: number): number {
    return this.#partners[index] ?? -1;
  }

  /** Whether no space stands between this token and the one before it. */
  touchesPrevious(index: number): boolean {
    const before = this.#tokens[index - 1];
    return before !== undefined && before.stop + 1 === this.get(index).start;
  }

  get index(): number {
    return this.#index;
  }

  get size(): number {
    return this.#tokens.length;
  }

  get(index: number): Token {
    const token = this.#tokens[Math.max(0, Math.min(index, this.#tokens.length - 1))];
    if (token === undefined) throw new RangeError("a token stream ends with an EOF token");
    return token;
  }

  LT(k: number): Token | null {
    const at = k > 0 ? this.#index + k - 1 : this.#index + k;
    return at < 0 ? null : this.get(at);
  }

  LA(k: number): number {
    return this.LT(k)?.type ?? Token.INVALID_TYPE;
  }

  consume(): void {
    if (this.#index < this.#tokens.length - 1) this.#index++;
  }

  seek(index: number): void {
    this.#index = index;
  }

  mark(): number {
    return 0;
  }

  release(): void {}

  setLine(): void {}

  setColumn(): void {}

  getSourceName(): string {
    return this.lexed.path;
  }

  getText(): string {
    return this.lexed.text;
  }

  getTextFromInterval(interval: Interval): string {
    return this.getTextFromRange(this.get(interval.start), this.get(interval.stop));
  }

  getTextFromContext(context: ParserRuleContext): string {
    return this.getTextFromRange(context.start, context.stop);
  }

  getTextFromRange(start: Token | null, stop: Token | null): string {
    if (start === null || stop === null) return "";
    return textOf(this.lexed, start, stop);
  }
}
