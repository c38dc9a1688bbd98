// From the text of a mission file to its syntax tree, or to every independent syntax error in it.
// Must not know what names mean: with any syntax error there is no tree.
import type { Token } from "antlr4ng";
import { type Diagnostic, hasErrors } from "../diagnostics.js";
import type { File as FileAst } from "./ast.js";
import { type Build, startBuild } from "./building.js";
import { buildFile, buildMember } from "./build-ast.js";
import { type Checked, checkTokens } from "./check-tokens.js";
import { endsList, explain } from "./explain.js";
import type { FileContext, MemberContext } from "./generated/ReqonParser.js";
import { readFile } from "./read.js";
import { brokenStatement, type Range } from "./recover.js";
import { lex, MissionTokens } from "./tokens.js";

export interface Parsed {
  /** Undefined when there is any error among the diagnostics, but for those inside the braces of a path. */
  readonly file: FileAst | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses any text; never throws. `path` is what diagnostics and spans call the file. */
export function parse(path: string, text: string): Parsed {
  const checked = checkTokens(lex(path, text));
  const diagnostics = [...checked.diagnostics];
  const build = startBuild(checked.lexed, diagnostics);
  const tree = readAll(checked, build);
  const found = (file: FileAst | undefined): Parsed => ({
    file: hasErrors(diagnostics) ? undefined : file,
    diagnostics: inOrder([...diagnostics, ...build.inPaths]),
  });
  return found(tree === undefined || hasErrors(diagnostics) ? undefined : buildFile(tree, build));
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.span.start - b.span.start);
}

/** More errors than these are rarely read, and each costs a parse of the whole file. */
const maximumErrors = 20;
const tokensPerRun = 2_000_000;

/** Parses; behind a mistake leaves its statement out and parses again, so that later mistakes are found on their own. */
function readAll(checked: Checked, build: Build): FileContext | undefined {
  let tokens = new MissionTokens(checked.lexed, checked.tokens);
  let after: Token | undefined;
  const runs = Math.max(2, Math.min(maximumErrors, Math.floor(tokensPerRun / tokens.size)));
  for (let run = 0; run < runs; run++) {
    const onMember =
      run === 0
        ? (context: MemberContext): void => void build.members.set(context, buildMember(context, build))
        : undefined;
    const reading = readFile(tokens, onMember);
    if ("tree" in reading) return reading.tree;
    const { failure, parser } = reading;
    const range = brokenStatement(failure, endsList(failure, parser), tokens);
    const isBeyond = failure.token.start >= checked.horizon;
    const isConsequence =
      isBeyond ||
      isNearReported(failure.token, range, tokens, checked.reported) ||
      follows(failure.token, after, tokens);
    if (!isConsequence) build.diagnostics.push(explain(failure, parser, tokens));
    if (isBeyond || failure.reason === "depth" || range.end === range.start) return undefined;
    after = tokens.get(range.end);
    tokens = tokens.without(range.start, range.end);
  }
  return undefined;
}

/** Whether the mistake is what was left right behind the statement that was cut out, in the middle of a line. */
function follows(token: Token, after: Token | undefined, tokens: MissionTokens): boolean {
  return token === after && token.tokenIndex > 0 && tokens.get(token.tokenIndex - 1).line === token.line;
}

/** Whether something was reported before the mistake in its line, or anywhere in its statement. */
function isNearReported(mistake: Token, range: Range, tokens: MissionTokens, reported: readonly Token[]): boolean {
  const from = tokens.get(range.start).start;
  const to = tokens.get(range.end).start;
  return reported.some(
    ({ start, line }) => (start >= from && start <= to) || (line === mistake.line && start < mistake.start),
  );
}
