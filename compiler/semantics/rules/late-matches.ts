// RQ4044: what asks for a failed response where none comes: only a `match response` right behind its request is offered one,
// elsewhere it has ended the action (language.md 6.8). Must not know what other arms take.
import type { Details } from "../../diagnostics.js";
import type { Span } from "../../source.js";
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import type { Definition } from "../reaching.js";
import { numbersOf, statusNames } from "../openapi/answers.js";
import { isResponseName, matchesResponse, sendsAgain } from "../structure.js";
import { dynamic, isDynamic } from "../types.js";
import type { Rule } from "./index.js";

export const lateMatches: Rule = (analysis, reporter) => {
  const offered = new Set<Definition>(analysis.flow.offered.values());
  const between = new Map<ast.Match, Between>();
  /** The requests that a read of `response` sees, if each of them ends the action where it fails. */
  const requestsOf = (read: ast.Expression): readonly ast.Request[] => {
    const all = [...(analysis.flow.reads.get(read) ?? [])].filter((each) => each !== "start");
    const requests = all.flatMap((each) => (each.kind === "Request" && !offered.has(each) ? [each] : []));
    return requests.length === all.length ? requests : [];
  };
  const report = (span: Span, what: What, written: string | undefined, details: Details): void =>
    reporter.report("RQ4044", span, { what, written }, details);

  const checkMatch = (node: ast.Match | ast.MatchExpression): void => {
    const { subject } = node;
    if (!subject) return;
    if (isResponseName(subject)) {
      const requests = requestsOf(subject);
      const after = node.kind === "Match" ? between.get(node) : undefined;
      const step = after && requests.includes(after.request) ? after.step : undefined;
      const related = step
        ? [{ span: step.span, message: "this step ends the action where the response has failed" }]
        : endings(requests);
      const what = step ? "step" : node.kind === "Match" ? "arm" : "value";
      if (requests.length > 0)
        for (const each of node.arms) if (isOfFailure(each)) report(each.pattern.span, what, undefined, { related });
    } else if (isPart(analysis, subject)) {
      const requests = requestsOf(subject.object);
      const patterns = node.arms.flatMap((each) => ("pattern" in each ? [each.pattern] : []));
      // Numbers of other kinds are a body's own.
      const areStatuses = subject.name.text === "error" || patterns.flatMap(literalsOf).every(isStatusNumber);
      if (requests.length > 0 && areStatuses)
        for (const each of patterns) {
          const failures = literalsOf(each);
          if (!areFailures(subject, failures)) continue;
          report(each.span, "part", writtenFor(subject, failures), { related: endings(requests) });
        }
    }
  };

  const checkComparison = (node: ast.Binary): void => {
    const [part, values] = comparedPart(analysis, node) ?? [];
    if (!part || !values) return;
    const isRange = node.operator === ">" || node.operator === ">=";
    const requests = areFailures(part, values) ? requestsOf(part.object) : [];
    const written = isRange ? "{ error: _ }" : writtenFor(part, values);
    const span = { ...node.left.span, end: node.right.span.end };
    if (requests.length > 0) report(span, "part", written, { related: endings(requests) });
  };

  const enter = {
    Block: ({ steps }: ast.Block) => noteBetween(steps, between),
    ActionDef: ({ steps }: ast.ActionDef) => noteBetween(steps, between),
    Match: checkMatch,
    MatchExpression: checkMatch,
    Binary: checkComparison,
  };
  for (const action of analysis.mission.actions.values()) walk(action.node, { enter });
};

/** Where it stands: behind another step, behind a branch, in an expression; or it looks at a part of the response. */
export type What = "step" | "arm" | "value" | "part";

interface Between {
  readonly request: ast.Request;
  readonly step: ast.Step;
}

/** More requests than these would hide the mistake. */
const mostShown = 3;

function endings(requests: readonly ast.Request[]): Details["related"] & object {
  const message = "where this fails, the action ends here";
  return requests.slice(0, mostShown).map(({ span }) => ({ span, message }));
}

/** Matches over `response` that stand in one block with its request, and the first step between them. */
function noteBetween(steps: readonly ast.Step[], between: Map<ast.Match, Between>): void {
  let request: ast.Request | undefined;
  let first: ast.Step | undefined;
  for (const step of steps) {
    if (matchesResponse(step) && request && first) between.set(step, { request, step: first });
    if (step.kind === "Request") [request, first] = [step, undefined];
    else first ??= step;
  }
}

/** The part of a response that a comparison asks for, and the values that it looks for. */
function comparedPart(
  analysis: Analysis,
  { operator, left, right }: ast.Binary,
): readonly [ast.FieldAccess, readonly unknown[]] | undefined {
  switch (operator) {
    case "==":
      if (isPart(analysis, right)) return [right, [valueOf(left)]];
      return isPart(analysis, left) ? [left, [valueOf(right)]] : undefined;
    case "in":
      return isPart(analysis, left) && right.kind === "List" ? [left, right.items.map(valueOf)] : undefined;
    case "contains":
      return isPart(analysis, right) && left.kind === "List" ? [right, left.items.map(valueOf)] : undefined;
    case ">=":
      return isPart(analysis, left) ? [left, [valueOf(right)]] : undefined;
    case ">":
      return isPart(analysis, left) && right.kind === "Number" ? [left, [right.value + 1]] : undefined;
    default:
      return undefined;
  }
}

function valueOf(node: ast.Node): unknown {
  return node.kind === "Number" || node.kind === "String" ? node.value : undefined;
}

/** Reasons that only a failed response has (language.md 6.8); another text may well be a body's own. */
const reasons: readonly unknown[] = ["timeout", "network", "circuit_open", "rate_limit"];

function areFailures({ name }: ast.FieldAccess, values: readonly unknown[]): boolean {
  return (
    values.length > 0 && values.every((each) => (name.text === "error" ? reasons.includes(each) : isFailure(each)))
  );
}

function writtenFor({ name }: ast.FieldAccess, values: readonly unknown[]): string {
  return `{ ${name.text}: ${values.map((each) => JSON.stringify(each)).join(" | ")} }`;
}

/** `response.code`, or `.code` where the response is the subject; of a body of known shape it is what that says. */
function isPart({ types, claims }: Analysis, node: ast.Expression): node is ast.FieldAccess {
  if (node.kind !== "FieldAccess" || ![...statusNames, "error"].includes(node.name.text)) return false;
  const isKnown = [types, claims].some((each) => !isDynamic(each.types.get(node.object) ?? dynamic));
  return (isResponseName(node.object) || node.object.kind === "Subject") && !isKnown;
}

function literalsOf(pattern: ast.Pattern): readonly unknown[] {
  return pattern.kind === "LiteralPattern" ? pattern.values.filter((each) => each !== null) : [];
}

function isStatusNumber(value: unknown): boolean {
  return typeof value === "number" && value >= 100 && value < 600;
}

function isFailure(value: unknown): boolean {
  return typeof value === "number" && value >= 400 && value < 600;
}

/**
 * `{ code: 404 }`: a body may bring such a number of its own, but hardly one that says that it is no answer. What cannot be
 * sent again here is another mistake (RQ4006).
 */
function isOfFailure(
  arm: ast.Match["arms"][number] | ast.MatchExpression["arms"][number],
): arm is ast.Arm | ast.ValueArm {
  if (!("pattern" in arm) || arm.pattern.kind !== "ObjectPattern" || (arm.kind === "Arm" && sendsAgain(arm)))
    return false;
  const statuses = arm.pattern.fields.filter(({ name }) => statusNames.includes(name.text)).flatMap(numbersOf);
  if (statuses.length > 0) return statuses.every((each) => each >= 400);
  const errors = arm.pattern.fields.filter(({ name }) => name.text === "error");
  const texts = errors.flatMap(({ pattern }) => (pattern ? literalsOf(pattern) : []));
  return texts.length > 0 && texts.every((each) => reasons.includes(each));
}
