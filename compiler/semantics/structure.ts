// The shape of steps that several stages ask for: what an arm ends in, which match belongs to which request.
// Must not know names or types.
import type * as ast from "../syntax/ast.js";

export function stepsOf(body: ast.Block | ast.Step): readonly ast.Step[] {
  return body.kind === "Block" ? body.steps : [body];
}

export function lastStep(body: ast.Block | ast.Step): ast.Step | undefined {
  return stepsOf(body).at(-1);
}

/** Whether the arm has its request sent again. */
export function sendsAgain(arm: ast.Arm | ast.ConditionArm): boolean {
  const last = lastStep(arm.body);
  return last?.kind === "Retry" || (last?.kind === "Jump" && last.then === "retry");
}

/** Whether the expression is the name `response`, or a part of it. */
function isPartOfResponse(node: ast.Expression | undefined): boolean {
  switch (node?.kind) {
    case "NameExpression":
      return isResponseName(node);
    case "Subject":
      return true;
    case "FieldAccess":
    case "Index":
      return isPartOfResponse(node.object);
    default:
      return false;
  }
}

/** `webhook` is the response of a `wait` by another name (6.21). */
export function isResponseName(node: ast.Expression | undefined): boolean {
  return node?.kind === "NameExpression" && (node.name === "response" || node.name === "webhook");
}

/** The last attempt of a `try` where it is a value that is written out: it is neither an error nor null. */
export function sureAttempt({ attempts }: ast.Try): ast.Expression | undefined {
  const last = attempts.at(-1);
  const isSure = last !== undefined && ["String", "Number", "Boolean", "Duration"].includes(last.kind);
  return isSure && attempts.length > 1 ? last : undefined;
}

/** `match response`, to whose arms a failed response is offered (6.8). */
export function matchesResponse(
  step: ast.Step | undefined,
): step is ast.Match & { readonly subject: ast.NameExpression } {
  return step?.kind === "Match" && isResponseName(step.subject);
}

/**
 * The match right after a request that sees its answer: `match response`, or one over a part of it that sends again; after
 * a `wait` only the first.
 */
export function matchOf(request: ast.Step, next: ast.Step | undefined): ast.Match | undefined {
  if ((request.kind !== "Request" && request.kind !== "Wait") || next?.kind !== "Match") return undefined;
  if (matchesResponse(next)) return next;
  return request.kind === "Request" && isPartOfResponse(next.subject) && next.arms.some(sendsAgain) ? next : undefined;
}

/** Whether what follows is done behind the arm though the answer has failed (7.5). */
export function goesOn({ body }: ast.Arm | ast.ConditionArm): boolean {
  const last = lastStep(body);
  return last?.kind === "Continue" || last?.kind === "Jump";
}

/** Whether a plain `_` (or name without guard) with this body takes a failed response (7.4). */
export function endsInDirective(body: ast.Block | ast.Step): boolean {
  const last = lastStep(body);
  return (
    last?.kind === "Abort" ||
    last?.kind === "Skip" ||
    last?.kind === "Retry" ||
    last?.kind === "Queue" ||
    last?.kind === "Jump"
  );
}

/** `_` (or, `isName`, a new name) without a guard, whose body does not end in a directive: takes no failed response (7.4). */
export function isPlainArm({ guard, pattern, body }: ast.Arm, isName: boolean): boolean {
  return guard === undefined && (pattern.kind === "Wildcard" || isName) && !endsInDirective(body);
}

/** Whether the end of the body is never reached because its last step leaves. */
export function leaves(body: ast.Block | ast.Step): boolean {
  const last = lastStep(body);
  return (
    last?.kind === "Abort" ||
    last?.kind === "Skip" ||
    last?.kind === "Retry" ||
    (last?.kind === "Jump" && last.then === "retry")
  );
}

/** Whether a `match response` has a pattern that the answer itself can fit, not only its body (7.2). */
export function asksForAnswer(node: ast.Match | ast.MatchExpression): boolean {
  return (
    isResponseName(node.subject) &&
    node.arms.some((arm) => (arm.kind === "Arm" || arm.kind === "ValueArm") && isAboutAnswer(arm.pattern))
  );
}

/** Whether the pattern of a `match response` may be about the answer itself, not only its body (7.2). */
export function isAboutAnswer(pattern: ast.Pattern): boolean {
  return pattern.kind === "ObjectPattern" && pattern.fields.some(fitsAnswer);
}

/** Whether the answer itself can fit the field, whatever its body is (7.2). */
export function fitsAnswer({ name, pattern }: ast.PatternField): boolean {
  const values: readonly unknown[] = pattern?.kind === "LiteralPattern" ? pattern.values : [];
  switch (name.text) {
    case "headers":
    case "validationErrors":
      return true;
    case "code":
    case "status":
      return values.some((each) => typeof each === "number");
    default:
      return name.text === "error" && values.length > 0;
  }
}

/** Whether the expression reads `headers` or `validationErrors`, which an answer has whatever its body is (6.8, 3.10). */
export function readsAnswer(node: ast.Node): node is ast.FieldAccess | ast.Index {
  if (node.kind === "FieldAccess") return node.name.text === "headers" || node.name.text === "validationErrors";
  return node.kind === "Index" && node.index.kind === "String" && node.index.value === "headers";
}
