// The variables that hold `response` where several steps set it (language.md 6.2, 7.2).
// Must not know which steps those are, nor what the variables have to hold (semantics/flow and shares do).
import type * as ast from "../syntax/ast.js";
import type { Definition } from "../semantics/reaching.js";
import { keepsAnswer } from "../semantics/shared-answers.js";
import type { Share } from "../semantics/shares.js";
import { dynamic, isDynamic, mayBeNull, nullType, type Type, union } from "../semantics/types.js";
import { type Code, code, empty, type Identifier, join, runtime } from "./code.js";
import type { FunctionEmitter, Value } from "./function.js";
import { typeCode } from "./types.js";
import { answerCode, resultCode } from "./waits.js";

interface Shared {
  readonly share: Share;
  readonly name: Identifier;
}

/** The variable that `node` reads or sets; undefined where a constant keeps the answer, or nothing. */
export function sharedOf(f: FunctionEmitter, node: ast.Node): Shared | undefined {
  const share = f.module.flow.shareOf.get(node);
  const name = share && f.shared.get(share);
  return name && { share, name };
}

/** The variable's type in TypeScript. */
export function sharedType(f: FunctionEmitter, share: Share): Code {
  return share.holds === "answers"
    ? code`${runtime("AnswerOrValue")}`
    : typeCode(f.module, typeOf(f, share, share.definitions));
}

/** What the variable always holds, where that is known. */
function provenType(f: FunctionEmitter, share: Share): Type | undefined {
  return f.module.types.shares.get(share);
}

/** Whether the variable that the step sets is of one type, which the answers that it is set to have. */
export function isShareProven(f: FunctionEmitter, step: ast.Node): boolean {
  const shared = sharedOf(f, step);
  return shared !== undefined && provenType(f, shared.share) !== undefined;
}

function typeOf(f: FunctionEmitter, share: Share, definitions: Iterable<Definition> = []): Type {
  const proven = provenType(f, share);
  if (proven) return proven;
  if (share.holds !== "records") return dynamic;
  const types = [...definitions].map((each): Type => {
    const target = each === "start" || each.kind !== "MapStep" ? undefined : f.module.bindings.targets.get(each);
    return target ? { kind: "schema", schema: target.type } : nullType;
  });
  return union(...types);
}

/** `let response: … = null;` for each that no inner function has declared. */
export function sharedDeclarations(f: FunctionEmitter, shares: Iterable<Share> = f.shared.keys()): Code {
  const all = [...shares].map((share) => {
    const name = f.shared.get(share);
    if (!name || f.local.has(share)) return empty;
    const isNullable = (share.holds !== "records" && !provenType(f, share)) || share.definitions.has("start");
    const start = isNullable ? code` = ${valueFor(share, code`null`)}` : empty;
    const isCopied = start === empty && f.copied.has(name);
    return code`let ${name}${isCopied ? code`!` : empty}: ${sharedType(f, share)}${start};\n`;
  });
  return join(all, "");
}

function valueFor(share: Share, value: Code): Code {
  return share.holds === "answers" ? code`${runtime("asAnswer")}(${value})` : value;
}

/** The variable as it is at `read`; undefined where another place has the response. */
export function sharedRead(f: FunctionEmitter, read: ast.Node): Value | undefined {
  const shared = f.module.flow.sharedReads.has(read) ? sharedOf(f, read) : undefined;
  if (!shared) return undefined;
  const { share, name } = shared;
  if (share.holds === "answers") return { code: code`${name}.body`, type: dynamic, simple: true, reply: code`${name}` };
  return { code: code`${name}`, type: typeOf(f, share, f.module.flow.reads.get(read)), simple: true };
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
  const shared = request && sharedOf(f, request);
  if (!shared || !provenType(f, shared.share)) return empty;
  if (!keepsAnswer(f.module.flow, request, arm, hasFailed)) return empty;
  // A test for null has taken what is not there, too.
  const found = f.module.types.kept.get(request)?.get(arm) ?? dynamic;
  const value =
    found.kind === "null"
      ? code`null`
      : code`${reply}.body${!isDynamic(found) && mayBeNull(found) ? code` ?? null` : empty}`;
  return code`${shared.name} = ${value};\n`;
}

/** Sets the variable to an answer, if a read of it sees `step`; arms do so where its type is proven. */
export function shareAnswer(f: FunctionEmitter, step: ast.Request | ast.Wait, reply: Identifier): Code {
  return isShareProven(f, step) ? empty : shareReply(f, step, reply);
}

/** The same, whatever is known of its type. */
export function shareReply(f: FunctionEmitter, step: Exclude<Definition, "start">, reply: Identifier): Code {
  const shared = sharedOf(f, step);
  if (!shared) return empty;
  return code`${shared.name} = ${shared.share.holds === "answers" ? code`${reply}` : code`${reply}.body`};\n`;
}

/** Sets the variable to a value that no server gave, if a read of it sees `step`. */
export function shareValue(f: FunctionEmitter, step: Exclude<Definition, "start">, value: Code): Code {
  const shared = sharedOf(f, step);
  return shared ? code`${shared.name} = ${valueFor(shared.share, value)};\n` : empty;
}

/** Whether the variable still holds this answer at the end of an arm; undefined where it can hold no other. */
export function holdsReply(f: FunctionEmitter, arm: ast.Node, reply: Identifier): Code | undefined {
  const shared = f.module.flow.sharedReads.has(arm) ? sharedOf(f, arm) : undefined;
  if (!shared) return undefined;
  return code`${shared.name} === ${shared.share.holds === "answers" ? code`${reply}` : code`${reply}.body`}`;
}

/** A request whose answer only the variable keeps; a failed one fails the action here (6.8). */
export function sharedRequest(f: FunctionEmitter, step: ast.Request | ast.Wait): Code | undefined {
  const shared = sharedOf(f, step);
  if (!shared) return undefined;
  const { share, name } = shared;
  if (share.holds !== "answers") return code`${name} = await ${resultCode(f, step)};\n`;
  return code`${name} = await ${answerCode(f, step)};\nif (!${name}.ok) throw ${name}.error;\n`;
}
