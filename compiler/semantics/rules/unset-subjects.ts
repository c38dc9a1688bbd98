// RQ4048: `.field` in the arms of a match where it is of the response, and no step has set one (language.md 6.1, 6.2).
// Must not know types.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { readText } from "../field-reads.js";
import { readsNothing } from "../flow.js";
import type { Rule } from "./index.js";

export const unsetSubjects: Rule = ({ mission, flow }, reporter) => {
  /** What is matched by the matches around, the innermost first. */
  const matched: ast.Expression[] = [];
  const enter = ({ subject }: ast.Match | ast.MatchExpression): void => void (subject && matched.unshift(subject));
  const leave = ({ subject }: ast.Match | ast.MatchExpression): void => void (subject && matched.shift());
  const check = ({ object, name, span }: ast.FieldAccess): void => {
    const meant = matched.find((each) => each.span.end <= span.start);
    if (object.kind !== "Subject" || meant === undefined || !readsNothing(flow, object)) return;
    const text = readText(meant);
    const write = text && !text.startsWith(".") ? `${text}.${name.text}` : undefined;
    const fix = write && { title: `replace with \`${write}\``, span, text: write, safe: false };
    reporter.report("RQ4048", span, { name: name.text, write, of: "subject" }, fix ? { fix } : {});
  };
  for (const action of mission.actions.values())
    walk(action.node, {
      enter: { Match: enter, MatchExpression: enter, FieldAccess: check },
      leave: { Match: leave, MatchExpression: leave },
    });
};
