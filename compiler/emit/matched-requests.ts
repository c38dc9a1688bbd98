// A request and the match right behind it, which may send it again: then both stand in a bounded loop (language.md 7.5).
// Must not know arms.
import type * as ast from "../syntax/ast.js";
import { lastStep, matchesResponse, sendsAgain } from "../semantics/structure.js";
import { writtenArms } from "./arm-shapes.js";
import { carrierDeclarations, carriersOf, readCarriers } from "./carried-parts.js";
import { type Code, code, constant, empty, type Identifier, join, mentions } from "./code.js";
import type { FunctionEmitter } from "./function.js";
import { type Answer, answerValue, matchStatement } from "./matches.js";
import { resetCode } from "./paging.js";
import { isAnswerReadBeside } from "./reads.js";
import { pagesCode, replyCode } from "./requests.js";
import { isProven, shareAnswer, shareReply } from "./shared.js";
import { mark } from "./steps.js";
import { syncStatement } from "./sync.js";
import { answerCode, restartCode } from "./waits.js";

/** A request and the match right after it. */
export function requestWithMatch(
  f: FunctionEmitter,
  request: ast.Request | ast.Wait,
  match: ast.Match,
  isTail: boolean,
): Code {
  const resending = writtenArms(f, match.arms, matchesResponse(match)).filter(sendsAgain);
  if (resending.length === 0 || request.kind === "Wait") {
    const answer = {
      reply: f.names.take(f.shared.size > 0 ? "reply" : "response"),
      counters: new Map<ast.Arm, Identifier>(),
    };
    const send = sendStatement(f, request, answer);
    const rest = code`${failureCode(f, request, match, answer)}${matchStatement(f, match, answer, isTail)}`;
    return code`${send(mentions(rest, answer.reply) || isAnswerReadBeside(f, request, match.subject))}${rest}`;
  }
  return resendingLoop(f, request, match, resending, isTail);
}

/** Sends the request; the answer is kept where something reads it. */
function sendStatement(
  f: FunctionEmitter,
  request: ast.Request | ast.Wait,
  { reply }: Answer,
  once?: Code,
  pages?: Identifier,
): (isKept: boolean) => Code {
  const isSynced = request.kind === "Request" && !f.syncs.has(request);
  const head = code`${mark(f, request)}${isSynced ? syncStatement(f, request) : empty}`;
  const call =
    pages && request.kind === "Request" ? replyCode(f, request, code`${pages}`, once) : answerCode(f, request, once);
  const restart = restartCode(f, request, code`${reply}`);
  const sent = code`await ${call}`;
  f.responses.set(request, answerValue({ reply }));
  const shared = shareAnswer(f, request, reply);
  const isNamed = shared !== empty || restart !== empty;
  return (isKept) => code`${head}${isKept || isNamed ? constant(reply, sent) : code`${sent};\n`}${restart}${shared}`;
}

function resendingLoop(
  f: FunctionEmitter,
  request: ast.Request,
  match: ast.Match,
  resending: readonly (ast.Arm | ast.ConditionArm)[],
  isTail: boolean,
): Code {
  const counters = new Map(
    resending.map((arm) => [arm, f.names.take(lastStep(arm.body)?.kind === "Retry" ? "retries" : "retried")] as const),
  );
  // Before the loop: pages go on where one failed (6.13), and what is sent again is one request of its key (6.14).
  const sync = syncStatement(f, request);
  const pages = f.module.paged.has(request) ? f.names.take("pages") : undefined;
  const opened = pages ? code`${sync}const ${pages} = ${pagesCode(f, request)};\n` : sync;
  const carriers = carriersOf(f, match);
  const inner: FunctionEmitter = { ...f, names: f.names.inner(), sending: true };
  const answer = { reply: inner.names.take(f.shared.size > 0 ? "reply" : "response"), counters };
  const retries = [...counters]
    .filter(([arm]) => lastStep(arm.body)?.kind === "Retry")
    .map(([, counter]) => code`${counter} > 0`);
  const send = sendStatement(inner, request, answer, retries.length > 0 ? join(retries, " || ") : undefined, pages);
  const sent = send(true);
  const arms = code`${failureCode(inner, request, match, answer)}${matchStatement(inner, match, answer, isTail)}`;
  // What is known of the subject may leave an arm nothing to fit.
  const declarations = [...counters].flatMap(([arm, counter]) => {
    if (!mentions(sent, counter) && !mentions(arms, counter)) return [];
    return lastStep(arm.body)?.kind === "Retry" ? [code`${counter} = 0`] : [code`${counter} = false`];
  });
  const body = code`${sent}${pages ? resetCode(pages, declarations) : empty}${arms}`;
  f.responses.set(request, answerValue(answer));
  readCarriers(f, carriers);
  return code`${opened === empty ? empty : mark(f, request)}${opened}${carrierDeclarations(f, carriers)}for (${declarations.length > 0 ? code`let ` : empty}${join(declarations, ", ")}; ; ) {\n${body}}\n`;
}

/** A failed response is offered to `match response` only (6.8); another is what a variable of its type is set to. */
function failureCode(
  f: FunctionEmitter,
  request: ast.Request | ast.Wait,
  match: ast.Match,
  { reply }: Pick<Answer, "reply">,
): Code {
  if (matchesResponse(match)) return empty;
  const shared = shareReply(f, request, reply, isProven);
  return code`if (!${reply}.ok) throw ${reply}.error;\n${shared}`;
}
