// The variable that holds `response` where several steps set it (language.md 6.2, 7.2).
// Must not know which steps those are, nor what the variable has to hold (semantics/flow and shares do).
import type * as ast from "../syntax/ast.js";
import type { Definition } from "../semantics/flow.js";
import { keepsAnswer } from "../semantics/shared-answers.js";
import { dynamic, nullType, type Type, union } from "../semantics/types.js";
import { type Code, code, empty, type Identifier, runtime } from "./code.js";
import type { FunctionEmitter, Value } from "./function.js";
import { typeCode } from "./types.js";
import { answerCode, resultCode } from "./waits.js";

const holdsAnswers = (f: FunctionEmitter): boolean => f.share?.holds === "answers";

/** The variable's type in TypeScript. */
export function sharedType(f: FunctionEmitter): Code {
  return holdsAnswers(f) ? code`${runtime("AnswerOrValue")}` : typeCode(f.module, typeOf(f, f.share?.definitions));
}

/** What the variable always holds, where that is known. */
function provenType(f: FunctionEmitter): Type | undefined {
  return f.share && f.module.types.shares.get(f.share);
}

/** Whether it is of one type, which the answers that it is set to have. */
export function isShareProven(f: FunctionEmitter): boolean {
  return f.shared !== undefined && provenType(f) !== undefined;
}

function typeOf(f: FunctionEmitter, definitions: Iterable<Definition> = []): Type {
  const proven = provenType(f);
  if (proven) return proven;
  if (f.share?.holds !== "records") return dynamic;
  const types = [...definitions].map((each): Type => {
    const target = each === "start" || each.kind !== "MapStep" ? undefined : f.module.bindings.targets.get(each);
    return target ? { kind: "schema", schema: target.type } : nullType;
  });
  return union(...types);
}

/** `let response: … = null;` */
export function sharedDeclaration(f: FunctionEmitter): Code {
  if (!f.shared || !f.share) return empty;
  const isNullable = (f.share.holds !== "records" && !provenType(f)) || f.share.definitions.has("start");
  const start = isNullable ? code` = ${sharedValue(f, code`null`)}` : empty;
  const isCopied = start === empty && f.copied.has(f.shared);
  return code`let ${f.shared}${isCopied ? code`!` : empty}: ${sharedType(f)}${start};\n`;
}

/** What the variable holds of a value that no server gave. */
export function sharedValue(f: FunctionEmitter, value: Code): Code {
  return holdsAnswers(f) ? code`${runtime("asAnswer")}(${value})` : value;
}

/** What the variable holds of an answer. */
export function sharedReply(f: FunctionEmitter, reply: Identifier): Code {
  return holdsAnswers(f) ? code`${reply}` : code`${reply}.body`;
}

/** The variable as it is at `read`. */
export function sharedRead(f: FunctionEmitter, shared: Identifier, read: ast.Node): Value {
  if (holdsAnswers(f)) return { code: code`${shared}.body`, type: dynamic, simple: true, reply: code`${shared}` };
  return { code: code`${shared}`, type: typeOf(f, f.module.flow.reads.get(read)), simple: true };
}

/** Where an arm begins, the variable is set to what its test has found the answer to be. */
export function shareInArm(
  f: FunctionEmitter,
  match: ast.Match,
  arm: ast.Arm,
  reply: Identifier,
  hasFailed: boolean,
): Code {
  const request = f.module.flow.offered.get(match);
  if (!f.shared || !request || !provenType(f) || !f.module.flow.merged.has(request)) return empty;
  return keepsAnswer(f.module.flow, request, arm, hasFailed) ? code`${f.shared} = ${reply}.body;\n` : empty;
}

/** Sets the variable to an answer, if a read of it sees `step`; arms do so where its type is proven. */
export function shareAnswer(f: FunctionEmitter, step: ast.Request | ast.Wait, reply: Identifier): Code {
  return provenType(f) ? empty : shareStatement(f, step, sharedReply(f, reply));
}

/** Sets the variable to `value`, if a read of it sees `step`. */
export function shareStatement(f: FunctionEmitter, step: Exclude<Definition, "start">, value: Code): Code {
  return f.shared && f.module.flow.merged.has(step) ? code`${f.shared} = ${value};\n` : empty;
}

/** A request whose answer only the variable keeps; a failed one fails the action here (6.8). */
export function sharedRequest(f: FunctionEmitter, step: ast.Request | ast.Wait): Code {
  if (!f.shared || !holdsAnswers(f)) return shareStatement(f, step, code`await ${resultCode(f, step)}`);
  return code`${f.shared} = await ${answerCode(f, step)};\nif (!${f.shared}.ok) throw ${f.shared}.error;\n`;
}
