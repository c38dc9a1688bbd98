// What to leave out behind a syntax error so that the rest of the file can be read for other errors.
// Must not know messages.
import type { ParserRuleContext } from "antlr4ng";
import type { SyntaxFailure } from "./context.js";
import { ReqonParser as T } from "./generated/ReqonParser.js";
import type { MissionTokens } from "./tokens.js";

/** Tokens by index, without the one at `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const statements: ReadonlySet<number> = new Set([
  ...[T.RULE_mission, T.RULE_member, T.RULE_step, T.RULE_option, T.RULE_property, T.RULE_typeField, T.RULE_arm],
  ...[T.RULE_conditionArm, T.RULE_valueArm, T.RULE_conditionValueArm, T.RULE_assumption, T.RULE_patternField],
  ...[T.RULE_variant, T.RULE_argument, T.RULE_item, T.RULE_parameter, T.RULE_datasetEntry],
]);

const arms: ReadonlySet<number> = new Set([T.RULE_arm, T.RULE_conditionArm]);

/** The smallest statement around the mistake; `isElement` says that the mistake begins what belongs to no list. */
export function brokenStatement(failure: SyntaxFailure, isElement: boolean, tokens: MissionTokens): Range {
  // A step is unknown by its name, whatever stands behind it.
  const mistake = failure.token.tokenIndex - (isUnknownStep(failure.context) ? 1 : 0);
  let context: ParserRuleContext | null = failure.context;
  while (context !== null && !statements.has(context.ruleIndex)) context = context.parent;
  // An arm without its step would take the next arm for it.
  if (context?.ruleIndex === T.RULE_step && arms.has(context.parent?.ruleIndex ?? -1)) context = context.parent;
  const begun = failure.context?.start?.tokenIndex ?? mistake;
  const isPaired = !tokens.unpaired.some((bracket) => bracket >= begun && bracket < mistake);
  const start = isElement && isPaired ? mistake : Math.min(mistake, context?.start?.tokenIndex ?? mistake);
  return { start, end: Math.max(statementEnd(start, mistake, tokens), Math.min(start + 1, tokens.size - 1)) };
}

function isUnknownStep(context: ParserRuleContext | null): boolean {
  return context?.ruleIndex === T.RULE_options && context.parent?.ruleIndex === T.RULE_customStep;
}

/** Whether a bracket is the pattern of an arm, by what stands behind the one that closes it. */
function isPattern(at: number, tokens: MissionTokens): boolean {
  return tokens.role(tokens.partner(at) + 1) === T.ARROW;
}

/**
 * Behind the mistake a statement ends before the bracket that closes what is around it, behind a comma, before the pattern of
 * an arm, or where a line begins that is indented no more than the statement.
 */
function statementEnd(start: number, mistake: number, tokens: MissionTokens): number {
  const first = tokens.get(start);
  const isIndented = start === 0 || tokens.get(start - 1).line < first.line;
  const last = tokens.size - 1;
  for (let at = start; at < last; at++) {
    const partner = tokens.partner(at);
    if (partner > at && at > mistake && isPattern(at, tokens)) return at;
    if (partner > at) at = partner;
    else if (partner !== -1 && partner < start) return at;
    else if (at > start && at >= mistake) {
      if (tokens.role(at) === T.COMMA) return at + 1;
      const token = tokens.get(at);
      const beginsLine = tokens.get(at - 1).line < token.line;
      if (beginsLine && (!isIndented || token.column <= first.column)) return at;
    }
  }
  return last;
}
