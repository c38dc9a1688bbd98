// Says in the user's words what was expected where parsing stopped, and what was found there.
// Must not know how parsing goes on behind a mistake.
import { type ParserRuleContext, Token } from "antlr4ng";
import { type Details, type Diagnostic, diagnostic } from "../diagnostics.js";
import { nearest } from "../suggest.js";
import { maximumDepth, type SyntaxFailure } from "./context.js";
import { foreignHelp } from "./foreign-steps.js";
import { ReqonParser as T } from "./generated/ReqonParser.js";
import { type MissionTokens, spanOf, textOf } from "./tokens.js";

/** What a rule takes in its list, said as a whole. */
const lists: Readonly<Record<string, string>> = {
  file: "a definition such as `mission`, `source` or `action`, or an option",
  mission: "a definition such as `source`, `action` or `run`, an option, or `}`",
  actionDef: "a step or `}`",
  block: "a step or `}`",
  options: "an option such as `name: value`, or `}`",
  object: "a property such as `name: value`, or `}`",
  fields: "a property such as `name: value`, or `}`",
  objectType: "a field such as `name: type`, or `}`",
  validateStep: "an `assume`, or `}`",
  matchStep: "an arm such as `pattern -> step`, or `}`",
  catchArms: "an arm such as `pattern -> step`, or `}`",
  matchExpr: "an arm such as `pattern => value`, or `}`",
  transformDef: "a variant such as `(Schema) -> Target { … }`, or `}`",
  datasetDef: "an entry such as `name: 10 of Schema`, or `}`",
  arguments: "`,` or `)`",
  list: "`,` or `]`",
  attempts: "`,` or `}`",
  interpolation: "`}` behind the expression",
};

/** What a rule is, where its first token is already wrong. */
const wholes: Readonly<Record<string, string>> = {
  unary: "a value",
  value: "a value",
  argument: "a value",
  item: "a value",
  pattern: "a pattern",
  literal: "a number or a string",
  typePrim: "a type",
  step: "a step",
  arm: "a step or `{`",
  conditionArm: "a step or `{`",
  schedule: "`every`, `cron` or `at`",
  option: "a name",
  property: "a name",
  typeField: "a name",
};

const kinds: ReadonlyMap<number, string> = new Map([
  [T.NAME, "a name"],
  [T.STRING, "a string in quotes"],
  [T.NUMBER, "a number"],
  [T.DURATION, "a duration such as `30s`"],
  [T.ATTACHED, "`{`"],
  [T.INDEX, "`[`"],
  [T.CALL, "`(`"],
  [Token.EOF, "the end of the file"],
]);

export function explain(failure: SyntaxFailure, parser: T, tokens: MissionTokens): Diagnostic {
  const { token, context } = failure;
  const span = spanOf(tokens.lexed, token);
  if (failure.reason === "depth") return diagnostic("RQ1010", span, { limit: maximumDepth, of: "levels" });
  const quote = quoteInBraces(tokens);
  if (quote) return quote;
  const rule = context ? ruleName(context) : "";
  const parent = context?.parent ? ruleName(context.parent) : "";
  if (rule === "options" && parent === "customStep") return unknownStep(tokens.index - 1, tokens);
  if (rule === "option" && parent === "member" && token.type !== Token.EOF && tokens.role(tokens.index) !== T.ASSIGN) {
    return unknownMember(tokens.index - 1, tokens);
  }
  const expected = expectation(failure, rule, parser);
  const chain = foreignChain(tokens, expected);
  if (chain) return chain;
  const help = hint(failure, rule, expected, tokens);
  return diagnostic("RQ1001", span, { expected, found: describe(token, tokens) }, help === undefined ? {} : { help });
}

/** Whether the mistake stands where a list could only go on with another element or end. */
export function endsList({ state, context }: SyntaxFailure, parser: T): boolean {
  const [type, ...others] = expectedTypes(state, parser);
  const isEnd = type === T.RBRACE || type === T.RPAREN || type === T.RBRACKET || type === Token.EOF;
  return others.length === 0 && isEnd && context !== null && lists[ruleName(context)] !== undefined;
}

function expectedTypes(state: number, parser: T): readonly number[] {
  return parser.expectedIn(state).filter((type) => type !== Token.EPSILON);
}

function ruleName(context: ParserRuleContext): string {
  return T.ruleNames[context.ruleIndex] ?? "";
}

function expectation(failure: SyntaxFailure, rule: string, parser: T): string {
  const types = expectedTypes(failure.state, parser);
  const list = lists[rule];
  if (list !== undefined && endsList(failure, parser)) return list;
  const whole = wholes[rule];
  if (whole !== undefined && types.length > 4) return whole;
  return join(types.map((type) => kinds.get(type) ?? `\`${signOf(type)}\``));
}

function signOf(type: number): string {
  return T.literalNames[type]?.slice(1, -1) ?? T.symbolicNames[type]?.toLowerCase() ?? "?";
}

function join(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const last = distinct.pop() ?? "something else";
  return distinct.length === 0 ? last : `${distinct.join(", ")} or ${last}`;
}

function describe(token: Token, tokens: MissionTokens): string {
  if (token.type === Token.EOF) return "the end of the file";
  const [line = "", ...more] = textOf(tokens.lexed, token).split(/\r?\n/);
  const short = [...line];
  return `\`${short.length > 40 || more.length > 0 ? `${short.slice(0, 37).join("")}…` : line}\``;
}

const words = (from: number, to: number): string[] =>
  T.literalNames.slice(from, to + 1).flatMap((literal) => (literal === null ? [] : [literal.slice(1, -1)]));
const stepWords = words(T.GET, T.JUMP);
const memberWords = [...words(T.MISSION, T.SCHEDULE), "store", "run"];

function unknownStep(index: number, tokens: MissionTokens): Diagnostic {
  const token = tokens.get(index);
  const word = textOf(tokens.lexed, token);
  const foreign = foreignHelp(word);
  const help = foreign ?? resultName(index, tokens) ?? stepHelp(word, tokens.role(index + 1));
  const facts = { word, nearest: foreign === undefined ? nearest(word, stepWords) : undefined };
  return diagnostic("RQ1013", spanOf(tokens.lexed, token), facts, help === undefined ? {} : { help });
}

/** `"/x/{env("A")}"`: the first string ends inside of its braces, and touches what was meant to be in it. */
function quoteInBraces(tokens: MissionTokens): Diagnostic | undefined {
  const { line } = tokens.get(tokens.index);
  for (let at = tokens.index; at > 0 && tokens.get(at).line === line; at--) {
    const string = tokens.get(at - 1);
    const isTouched = tokens.role(at - 1) === T.STRING && string.stop + 1 === tokens.get(at).start;
    if (!isTouched || !/\{[^{}]*$/.test(textOf(tokens.lexed, string))) continue;
    const { end, ...whole } = spanOf(tokens.lexed, string);
    const text = textOf(tokens.lexed, string).slice(-1);
    return diagnostic("RQ1015", { ...whole, start: end - 1, end }, { text, problem: "quote" });
  }
  return undefined;
}

/** `apply Clean to row line`. */
function resultName(index: number, tokens: MissionTokens): string | undefined {
  const { line } = tokens.get(index);
  for (let at = index - 1; at > 1 && tokens.get(at).line === line && tokens.role(at) !== T.LBRACE; at--)
    if (tokens.role(at) === T.TO && tokens.role(at - 2) === T.APPLY)
      return `what it gives gets a name with \`as ${textOf(tokens.lexed, tokens.get(index))}\``;
  return undefined;
}

function stepHelp(word: string, next: number): string | undefined {
  if (memberWords.includes(word)) return "definitions stand beside actions, not in them";
  if (next === T.ASSIGN) return `write \`let ${word} = …\``;
  if (next === T.LPAREN) return `a call is no step: write \`let result = ${word}(…)\``;
  if (next === T.COLON) return "options stand in braces behind a step";
  return undefined;
}

function unknownMember(index: number, tokens: MissionTokens): Diagnostic {
  const token = tokens.get(index);
  const word = textOf(tokens.lexed, token);
  const help = stepWords.includes(word) ? "steps stand in an `action`" : memberHelp(index, tokens);
  const details: Details = help === undefined ? {} : { help };
  return diagnostic("RQ1014", spanOf(tokens.lexed, token), { word, nearest: nearest(word, memberWords) }, details);
}

/** `store orders: memory("orders") Order` and `run A then B, C`. */
function memberHelp(index: number, tokens: MissionTokens): string | undefined {
  const word = textOf(tokens.lexed, tokens.get(index));
  const [first, before] = [tokens.role(index - 3), tokens.role(index - 1)];
  if (before === T.COMMA && (first === T.THEN || first === T.RUN))
    return `actions that run at the same time stand in brackets: \`[${textOf(tokens.lexed, tokens.get(index - 2))}, ${word}]\``;
  return before === T.RPAREN && /^[A-Z]/.test(word)
    ? `the records of a store are of a schema with \`of ${word}\``
    : undefined;
}

/** `a?.b` and `a!.b` of other languages, of which the first begins a choice here: what is missing is noticed behind it. */
function foreignChain(tokens: MissionTokens, expected: string): Diagnostic | undefined {
  if (tokens.role(tokens.index) === T.BANG) return chainAt(tokens, tokens.index);
  if (!expected.includes("`:`")) return undefined;
  const { line } = tokens.get(tokens.index);
  for (let index = tokens.index - 1; index > 0 && tokens.get(index).line >= line - 1; index--) {
    const found = tokens.role(index) === T.QUESTION ? chainAt(tokens, index) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Of a sign that touches both what is in front of it and the dot behind it. */
function chainAt(tokens: MissionTokens, index: number): Diagnostic | undefined {
  const [before, sign, dot] = [tokens.get(index - 1), tokens.get(index), tokens.get(index + 1)];
  const isAttached = before.stop + 1 === sign.start && sign.stop + 1 === dot.start;
  if (!isAttached || !textOf(tokens.lexed, dot).startsWith(".")) return undefined;
  const whole = spanOf(tokens.lexed, sign);
  const span = { ...whole, end: whole.end + 1 };
  const fix = { title: "replace with `.`", span, text: ".", safe: true };
  const help = "replace with `.`: what is read of null is null";
  return diagnostic("RQ1009", span, { text: `${textOf(tokens.lexed, sign)}.`, instead: "." }, { help, fix });
}

/** `[T]`, `list of T`, `List<T>` in place of a type. */
function isForeignList(expected: string, tokens: MissionTokens): boolean {
  if (expected === "a type") return tokens.role(tokens.index) === T.LBRACKET;
  const wordAt = (index: number): string => (index < 0 ? "" : textOf(tokens.lexed, tokens.get(index)));
  const behind = wordAt(tokens.index - 1) === "of" ? tokens.index - 2 : tokens.index - 1;
  return wordAt(behind - 1) === ":" && /^(list|array)$/i.test(wordAt(behind));
}

/** What to do about mistakes that are often made. */
function hint(failure: SyntaxFailure, rule: string, expected: string, tokens: MissionTokens): string | undefined {
  const role = tokens.role(tokens.index);
  const before = tokens.role(tokens.index - 1);
  if (role === T.ASSIGN && expected === "`:`") return "write `:` between a name and its value";
  if (role === T.ASSIGN) return "`==` compares; a value gets a name with `let name = …`";
  if (role === T.FAT && expected.includes("`->`")) return "arms that hold steps have `->`, arms that hold values `=>`";
  if (role === T.ARROW && expected.includes("`=>`"))
    return "arms that hold values have `=>`, arms that hold steps `->`";
  if (role === T.ARROW && rule === "arguments") return "a function of elements has `=>`: `x => …`";
  if (role === T.FAT) return "a function such as `x => …` stands only among the arguments of a call";
  if (rule === "prefix") return "`if` makes a value here: `if condition then a else b`; `match` chooses steps";
  if (role === T.COLON && textOf(tokens.lexed, tokens.get(tokens.index - 1)).startsWith("http"))
    return "put the URL in quotes";
  if (rule === "typeField" && textOf(tokens.lexed, failure.token) === "?")
    return "a field that may be missing has a `?` behind its type: `tag: string?`";
  if (isForeignList(expected, tokens)) return "a list is written `T[]`, as in `string[]`";
  if (textOf(tokens.lexed, tokens.get(tokens.index - 1)) === "or" && (rule === "pattern" || rule === "patternField"))
    return "a pattern of several values has `|`: `404 | 410`";
  if (before === T.FOR || (rule === "forStep" && role === T.OF)) return "write `for item in list { … }`";
  return failure.token.type === Token.EOF ? "the file ends too early" : undefined;
}
