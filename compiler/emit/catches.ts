// `match … catch { … }` as `try` and `catch` of TypeScript's own (language.md 7.6).
// Must not know how arms are written.
import { armsOfCatch } from "../semantics/coverage.js";
import { dynamic } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, empty, mentions, runtime } from "./code.js";
import { contextCode, type FunctionEmitter } from "./function.js";
import { type Arm, chain } from "./arm-chains.js";
import { keepAhead } from "./held-tests.js";
import { type Answer, armCode, partConstants } from "./matches.js";
import { shareAnswer } from "./shared.js";

/** `body`: the arms of the match itself. What is caught is `response` in the arms of `catch`; untaken it goes on failing. */
export function catchStatement(
  f: FunctionEmitter,
  step: ast.Match,
  arms: readonly ast.Arm[],
  body: Code,
  answer: Answer | undefined,
  isTail: boolean,
): Code {
  const inner: FunctionEmitter = { ...f, names: f.names.inner() };
  const error = inner.names.take("error");
  const failure = { reply: inner.names.take("failure"), counters: answer?.counters ?? new Map(), caught: true };
  const subject = { code: code`${failure.reply}.body`, type: dynamic, simple: true, reply: code`${failure.reply}` };
  f.responses.set(step, subject);
  const parts = partConstants(inner, arms, subject);
  const testedIn = keepAhead(inner);
  const all: Arm[] = [];
  // Of the others it has been reported that they take nothing.
  for (const arm of armsOfCatch(f.module.bindings, arms)) {
    const emitted = armCode(inner, step, arm, subject, answer, failure, isTail);
    if (!emitted) continue; // never fits
    all.push(emitted);
    if (emitted.tests.length === 0) break;
  }
  if (all.at(-1)?.tests.length !== 0) all.push({ tests: [], body: code`throw ${error};\n`, isSingle: true });
  const shared = shareAnswer(f, step, failure.reply);
  const whole = chain(all);
  const taken = code`${shared}${parts}${testedIn(whole)}${whole}`;
  return code`try {
${body}} catch (${error}) {
${mentions(taken, failure.reply) ? code`const ${failure.reply} = ` : empty}${runtime("caught")}(${contextCode(f, "context")}, ${error});
${taken}}
`;
}
