// RQ3025, RQ4046: fields and statuses in the arms of a `match response` right behind a call that no answer has (language.md 6.9,
// 7.2). Must not know which arm takes an answer.
import type * as ast from "../../syntax/ast.js";
import { mayHoldStatus, numbersOf, statusNames } from "../openapi/answers.js";
import type { Operation } from "../openapi/operation.js";
import type { Reporter } from "../reporter.js";
import { isDynamic, membersOf, shapeOf, type Type } from "../types.js";
import { type Candidates, candidates, nearestDetails } from "../unknown.js";
import type { Rule } from "./index.js";

/** What an answer or a failed response has beside the fields of its body (6.8, 6.9, 7.2). */
const own = [...statusNames, "error", "message", "headers", "retryAfter", "body", "validationErrors"];

export const answerPatterns: Rule = ({ mission, flow }, reporter) => {
  for (const [match, request] of flow.offered) {
    const operation = mission.documents.operations.get(request)?.operation;
    if (!operation) continue;
    const bodies = [operation.success, ...operation.failures.values()].flatMap(membersOf);
    const known = candidates([...own, ...bodies.flatMap((each) => [...(shapeOf(each)?.fields.keys() ?? [])])]);
    for (const arm of match.arms) {
      if (arm.kind !== "Arm" || arm.pattern.kind !== "ObjectPattern") continue;
      for (const field of arm.pattern.fields) checkField(reporter, field, operation, known, bodies);
    }
  }
};

/** `errors`, `errorCode`, `Message`: what services call such fields where they do not describe them. */
function isCommon(name: string, known: Candidates): boolean {
  return [...known.keys()].some((each) => name.toLowerCase().startsWith(each.toLowerCase()));
}

/** Of names that no answer has only those are said that are nearly one: documents do not tell all that services send. */
function checkField(
  reporter: Reporter,
  field: ast.PatternField,
  { id: operation }: Operation,
  known: Candidates,
  bodies: readonly Type[],
): void {
  const { name, pattern } = field;
  if (!known.has(name.text)) {
    const near = nearestDetails(name.text, name.span, known);
    // Of an arm whose status is documented it is an error, which says the same.
    const isSaid = reporter.diagnostics.some(
      ({ span }) => span.file === name.span.file && span.start === name.span.start,
    );
    if (near.help !== undefined && !isSaid && !isCommon(name.text, known))
      reporter.report("RQ3025", name.span, { name: name.text, operation }, near);
    return;
  }
  const isOfBody = bodies.some((each) => isDynamic(each) || mayHoldStatus(each, name.text));
  if (!statusNames.includes(name.text) || isOfBody) return;
  // 0 stands for no status at all, as of a time-out (6.8).
  const wrong = numbersOf(field).find((each) => each !== 0 && (each < 100 || each > 599));
  if (wrong !== undefined) reporter.report("RQ4046", (pattern ?? name).span, { status: wrong });
}
