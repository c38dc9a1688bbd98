// The hand-written half of the parser: gives each word and sign the role it has at its place (language.md 1.6, 7),
// bounds the depth, and turns the first mistake into a failure. Must not know messages or the syntax tree.
import {
  DefaultErrorStrategy,
  type ParseTree,
  Parser,
  ParserRuleContext,
  type Token,
  type TokenStream,
} from "antlr4ng";
import { sets, setOf, words } from "./generated/decisions.js";
import { ReqonLexer as T } from "./generated/ReqonLexer.js";
import { MissionTokens } from "./tokens.js";

/** Expressions, types, patterns and steps may lie this deep in each other (language.md 10). */
export const maximumDepth = 256;

/** Where parsing stopped: at a token that no rule takes, or at one that lies too deep. */
export class SyntaxFailure extends Error {
  readonly reason: "unexpected" | "depth";
  readonly token: Token;
  readonly context: ParserRuleContext | null;
  readonly state: number;

  constructor(reason: "unexpected" | "depth", token: Token, context: ParserRuleContext | null, state: number) {
    super("syntax error");
    this.reason = reason;
    this.token = token;
    this.context = context;
    this.state = state;
  }
}

const units = /^(?:milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|ms|s|m|h|d)$/;
const nestingRules = ["expr", "type", "pattern", "step", "lambda"];

/** Rules that can end with the rule inside them, so that a bracket behind them may begin the next arm. */
const openEnded = new Set([
  ..."unary expr value typeTest step request callStep applyStep letStep directive".split(" "),
  ..."mapStep storeStep validateStep customStep".split(" "),
]);
/** The same, only behind this sign: before it they wait for more. */
const openEndedBehind: Readonly<Record<string, number>> = {
  mapStep: T.ARROW,
  storeStep: T.ARROW,
  validateStep: T.OR,
  arm: T.ARROW,
  conditionArm: T.ARROW,
  valueArm: T.FAT,
  conditionValueArm: T.FAT,
};

/** The signs behind the roles that a rule may demand without a choice. */
const signOf: ReadonlyMap<number, number> = new Map([
  [T.ATTACHED, T.LBRACE],
  [T.CALL, T.LPAREN],
]);

export abstract class ContextParser extends Parser {
  readonly #tokens: MissionTokens;
  #nests: readonly boolean[] | undefined;
  #depth = 0;
  #failed = false;
  /** Called with every `member` as soon as it has been read; afterwards its part of the tree is dropped. */
  onMember: ((context: ParserRuleContext) => void) | undefined;

  constructor(tokens: TokenStream) {
    super(tokens);
    if (!(tokens instanceof MissionTokens)) throw new TypeError("a parser of missions reads MissionTokens");
    this.#tokens = tokens;
    this.errorHandler = new FirstMistake();
    this.removeErrorListeners();
  }

  override enterRule(context: ParserRuleContext, state: number, rule: number): void {
    super.enterRule(context, state, rule);
    this.#nests ??= this.ruleNames.map((name) => nestingRules.includes(name));
    if (this.#nests[rule] && ++this.#depth > maximumDepth) this.fail("depth");
  }

  override exitRule(): void {
    const { context } = this;
    super.exitRule();
    if (context === null) return;
    if (this.#nests?.[context.ruleIndex]) this.#depth--;
    if (this.onMember && !this.#failed && this.#ruleName(context) === "member") {
      this.onMember(context);
      context.children.length = 0;
    }
  }

  override match(type: number): Token {
    if (this.getCurrentToken().type !== type) this.takeAs(type);
    return super.match(type);
  }

  fail(reason: "unexpected" | "depth" = "unexpected"): never {
    this.#failed = true;
    throw new SyntaxFailure(reason, this.getCurrentToken(), this.context, this.state);
  }

  /** What the grammar can take in a state, without what may follow the rule. */
  expectedIn(state: number): readonly number[] {
    const atnState = this.atn.states[state];
    return atnState ? this.atn.nextTokens(atnState).toArray() : [];
  }

  /** Gives the current token its role here. Called before every decision of the parser. */
  settle(): void {
    const index = this.#tokens.index;
    const role = this.#tokens.role(index);
    const token = this.#tokens.get(index);
    if (role >= T.GET || role === T.NAME) token.type = this.#word(index, role);
    else if (role === T.LBRACE) token.type = this.#brace(index);
    else if (role === T.LBRACKET) token.type = this.#bracket(index);
    else if (role === T.LPAREN) token.type = this.#parenthesis(index);
    else if (role === T.DOT) token.type = this.#takes(T.ACCESS) ? T.ACCESS : T.DOT;
    else if (role === T.DASH) token.type = this.#takes(T.MINUS) ? T.MINUS : T.DASH;
  }

  /** Whether the grammar can take this here. */
  #takes(type: number): boolean {
    const set = setOf[this.state] ?? -1;
    return ((sets[set * words + (type >> 5)] ?? 0) & (1 << (type & 31))) !== 0;
  }

  /** Where a rule demands one thing, the current token is that thing if it can be. */
  takeAs(type: number): boolean {
    const { index } = this.#tokens;
    const role = this.#tokens.role(index);
    const isSign = signOf.get(type) === role && !(type === T.ATTACHED && this.#beginsArm(index));
    const fits = role === type || (type === T.NAME && role >= T.GET) || isSign;
    if (fits) this.getCurrentToken().type = type;
    return fits;
  }

  #word(index: number, role: number): number {
    const next = this.#tokens.role(index + 1);
    if (next === T.FAT && this.#takes(T.PARAMETER)) return T.PARAMETER;
    if (this.#mayBeSource(index, role) && this.#takes(T.SOURCE_NAME)) return T.SOURCE_NAME;
    if (this.#mayBeUnit(index) && this.#takes(T.UNIT)) return T.UNIT;
    if (role === T.NAME) return T.NAME;
    if (role === T.SCHEDULE || role === T.CONCURRENCY) return next === T.COLON && this.#takes(role) ? role : T.NAME;
    if (next === T.COLON) return T.NAME;
    if (role === T.WHERE && this.#takes(T.ANY_WHERE)) return this.#isInAnyOf() ? T.ANY_WHERE : T.NAME;
    if (!this.#takes(role)) return T.NAME;
    if (role === T.DELETE && this.#takes(T.REMOVE) && this.#isWord(index + 1)) {
      return this.#tokens.role(index + 2) === T.LBRACKET ? T.REMOVE : role;
    }
    if (role === T.ABORT) return this.#isMessage(index + 1) ? T.ABORT_WITH : role;
    return this.#keepsMeaning(index, role, next) ? role : T.NAME;
  }

  /** Keywords that are one only before what must follow them. */
  #keepsMeaning(index: number, role: number, next: number): boolean {
    switch (role) {
      case T.ANY:
        return next === T.OF;
      case T.TRY:
      case T.CATCH:
        return next === T.LBRACE;
      case T.ARRAY:
        return next === T.LT;
      case T.DECIMAL:
        return next === T.LPAREN;
      case T.FROM:
      case T.AS:
        return next !== T.LBRACE;
      case T.EACH:
        return beginsOperand(next) && !(this.#tokens.touchesPrevious(index + 1) && next !== T.NAME);
      default:
        return true;
    }
  }

  /** `get Shop "/x"`, `get Shop concat(…)`: never a word that begins the next step. */
  #mayBeSource(index: number, role: number): boolean {
    const next = this.#tokens.role(index + 1);
    if (next === T.STRING) return true;
    const isCall = this.#isWord(index + 1) && this.#tokens.role(index + 2) === T.LPAREN;
    return isCall && !beginsStep(next) && !isOperatorWord(next) && !(role >= T.IF && role <= T.NOT) && role !== T.MATCH;
  }

  #mayBeUnit(index: number): boolean {
    const word = this.#tokens.getTextFromRange(this.#tokens.get(index), this.#tokens.get(index));
    const follows = this.#tokens.role(index - 1) === T.NUMBER && this.#tokens.role(index + 1) !== T.COLON;
    return follows && units.test(word);
  }

  /** An operand of abort never begins with a word that begins a step (language.md 7). */
  #isMessage(index: number): boolean {
    const role = this.#tokens.role(index);
    if (role === T.LBRACE || role === T.LBRACKET) return !this.#beginsArm(index);
    if (role === T.NAME && this.#tokens.role(index + 1) === T.LBRACE) return this.#beginsArm(index + 1);
    return beginsOperand(role) && (role === T.MATCH || !beginsStep(role));
  }

  /** Whether an `any of` of this expression still waits for its `where`. */
  #isInAnyOf(): boolean {
    let open = 0;
    for (const child of this.context?.children ?? []) {
      if (!(child instanceof ParserRuleContext)) continue;
      if (this.#ruleName(child) === "operator" && child.start?.type === T.ANY_WHERE) open--;
      else open += child.children.filter((each) => this.#isAnyOf(each)).length;
    }
    return open > 0;
  }

  /** An `any of` of this expression, not of one in parentheses. */
  #isAnyOf(child: ParseTree): boolean {
    return child instanceof ParserRuleContext && this.#ruleName(child) === "prefix" && child.start?.type === T.ANY;
  }

  #ruleName(context: ParserRuleContext): string {
    return this.ruleNames[context.ruleIndex] ?? "";
  }

  #brace(index: number): number {
    if (!this.#takes(T.ATTACHED)) return T.LBRACE;
    if (this.#takes(T.LBRACE)) return this.#isObject(index) ? T.LBRACE : T.ATTACHED;
    return this.#beginsArm(index) ? T.LBRACE : T.ATTACHED;
  }

  /** Whether a brace behind `match` or `validate` is their subject and not their body. */
  #isObject(index: number): boolean {
    const first = this.#tokens.role(index + 1);
    const isKey = first === T.STRING || this.#isWord(index + 1);
    return first === T.SPREAD || (isKey && this.#tokens.role(index + 2) === T.COLON);
  }

  #bracket(index: number): number {
    const isSuffix = this.#tokens.role(index + 1) === T.RBRACKET;
    if (this.#takes(T.BRACKETS) && isSuffix && !this.#beginsArm(index)) return T.BRACKETS;
    return this.#takes(T.INDEX) && !this.#beginsArm(index) ? T.INDEX : T.LBRACKET;
  }

  #parenthesis(index: number): number {
    if (this.#takes(T.CALL)) return T.CALL;
    const isLambda = this.#takes(T.PARAMETERS) && this.#tokens.role(this.#tokens.partner(index) + 1) === T.FAT;
    return isLambda ? T.PARAMETERS : T.LPAREN;
  }

  #isWord(index: number): boolean {
    const role = this.#tokens.role(index);
    return role >= T.GET || role === T.NAME;
  }

  /** Options that a step cannot do without are looked for inside of their rule. */
  #aroundOptions(): ParserRuleContext | null {
    const { context } = this;
    const isBegun = context === null || context.children.length > 0 || this.#ruleName(context) !== "options";
    return isBegun ? context : context.parent;
  }

  /**
   * Whether the bracket begins the next arm of a match (language.md 7): its closing one is followed by `->`, `=>`
   * or `where`, and everything that stands open around it is the body of an arm.
   */
  #beginsArm(index: number): boolean {
    const behind = this.#tokens.role(this.#tokens.partner(index) + 1);
    if (behind !== T.ARROW && behind !== T.FAT && behind !== T.WHERE) return false;
    let inner: ParserRuleContext | null = null;
    for (let context = this.#aroundOptions(); context !== null; inner = context, context = context.parent) {
      const name = this.#ruleName(context);
      const sign = openEndedBehind[name];
      if (sign !== undefined && context.getTokens(sign).length === 0) return false;
      if (sign !== undefined && !openEnded.has(name)) return true;
      if (!openEnded.has(name)) return false;
      if (name === "unary" && inner !== null) return false;
      if (name === "expr" && inner !== null && this.#ruleName(inner) === "expr") return false;
    }
    return false;
  }
}

/** Stops at the first mistake; what may be reported beside it is decided by parse.ts. */
class FirstMistake extends DefaultErrorStrategy {
  override sync(parser: Parser): void {
    if (parser instanceof ContextParser) parser.settle();
  }

  /** A set of tokens has no decision before it: the current word may be one of them after all. */
  override recoverInline(parser: Parser): Token {
    const token = parser.getCurrentToken();
    if (!(parser instanceof ContextParser)) throw new TypeError("not a parser of missions");
    if (!parser.expectedIn(parser.state).some((type) => parser.takeAs(type))) parser.fail();
    parser.consume();
    return token;
  }

  override recover(parser: Parser): void {
    if (parser instanceof ContextParser) parser.fail();
  }

  override reportError(): void {}
}

const beginsStep = (role: number): boolean => role >= T.GET && role <= T.JUMP;
const isOperatorWord = (role: number): boolean => role >= T.AND && role <= T.ELSE;

const operandSigns = new Set([
  T.NAME,
  T.STRING,
  T.NUMBER,
  T.DURATION,
  T.LPAREN,
  T.LBRACE,
  T.LBRACKET,
  T.DOT,
  T.DASH,
  T.BANG,
]);
const beginsOperand = (role: number): boolean =>
  operandSigns.has(role) || (role >= T.GET && !isOperatorWord(role) && role !== T.CATCH && role !== T.AS);
