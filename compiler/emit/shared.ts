// The variables that hold `response` where several steps set it (language.md 6.2, 7.2).
// Must not know which steps those are, nor what the variables have to hold (semantics/flow and shares do).
import type * as ast from "../syntax/ast.js";
import type { Definition } from "../semantics/reaching.js";
import { keepsAnswer } from "../semantics/shared-answers.js";
import type { Share } from "../semantics/shares.js";
import { dynamic, isDynamic, mayBeNull, nullType, type Type, union } from "../semantics/types.js";
import { type Code, code, empty, type Identifier, join, runtime } from "./code.js";
import type { FunctionEmitter, SharedVariable, Value } from "./function.js";
import type { ModuleEmitter } from "./module.js";
import type { Names } from "./names.js";
import { typeCode } from "./types.js";
import { answerCode, resultCode } from "./waits.js";

type Step = Exclude<Definition, "start">;

/** A variable for each share whose type is known; one for others that have a step in common. */
export function sharedVariables(
  { types }: ModuleEmitter,
  shares: readonly Share[],
  names: Names,
): Map<Share, SharedVariable> {
  const found = new Map<Share, SharedVariable>();
  const open = new Map<string, SharedVariable & { readonly shares: Share[] }>();
  const numbers = new Map<Definition, number>();
  for (const share of shares) {
    const isOwn = types.shares.has(share) || share.holds === "records";
    const keys = stepsOf(share).map((each) => {
      numbers.set(each, numbers.get(each) ?? numbers.size);
      return `${share.holds} ${numbers.get(each)}`;
    });
    const known = isOwn ? undefined : keys.map((key) => open.get(key)).find((each) => each !== undefined);
    const variable = known ?? { name: names.take("response"), holds: share.holds, shares: [] };
    variable.shares.push(share);
    if (!isOwn) for (const key of keys) open.set(key, variable);
    found.set(share, variable);
  }
  return found;
}

export function stepsOf({ definitions }: Share): readonly Step[] {
  return [...definitions].filter((each) => each !== "start");
}

/** The variables that a step sets, of which it is known what they always hold, or not. */
function setBy(f: FunctionEmitter, step: Step, isProven: boolean): readonly SharedVariable[] {
  const shares = (f.module.flow.sharesSetBy.get(step) ?? []).filter(
    (each) => (provenType(f, each) !== undefined) === isProven,
  );
  return [...new Set(shares.map((each) => f.shared.get(each)).filter((each) => each !== undefined))];
}

function allSetBy(f: FunctionEmitter, step: Step): readonly SharedVariable[] {
  return [...setBy(f, step, true), ...setBy(f, step, false)];
}

/** Whether one of the variables that the step sets keeps whole answers. */
export function keepsWhole(f: FunctionEmitter, step: Step): boolean {
  return allSetBy(f, step).some(({ holds }) => holds === "answers");
}

/** What the variable always holds, where that is known. */
function provenType(f: FunctionEmitter, share: Share): Type | undefined {
  return f.module.types.shares.get(share);
}

/** Whether the step sets a variable of which it is known what it always holds. */
export function isShareProven(f: FunctionEmitter, step: Step): boolean {
  return setBy(f, step, true).length > 0;
}

/** Of one share where it is known; else of the bodies of all. */
function typeOf(f: FunctionEmitter, share: Share): Type {
  const proven = provenType(f, share);
  if (proven) return proven;
  if (share.holds !== "records") return dynamic;
  const types = [...share.definitions].map((each): Type => {
    const target = each === "start" || each.kind !== "MapStep" ? undefined : f.module.bindings.targets.get(each);
    return target ? { kind: "schema", schema: target.type } : nullType;
  });
  return union(...types);
}

/** The variable's type in TypeScript. */
export function sharedType(f: FunctionEmitter, { holds, shares }: SharedVariable): Code {
  if (holds === "answers") return code`${runtime("AnswerOrValue")}`;
  return typeCode(f.module, union(...shares.map((each) => typeOf(f, each))));
}

/** `let response: … = null;` for each that no inner function has declared. */
export function sharedDeclarations(
  f: FunctionEmitter,
  variables: Iterable<SharedVariable> = new Set(f.shared.values()),
): Code {
  const all = [...variables].map((variable) => {
    const { name, holds, shares } = variable;
    if (f.local.has(variable)) return empty;
    const isOpen = holds !== "records" && shares.some((each) => !provenType(f, each));
    const isNullable = isOpen || shares.some(({ definitions }) => definitions.has("start"));
    const start = isNullable ? code` = ${valueFor(variable, code`null`)}` : empty;
    const isCopied = start === empty && f.copied.has(name);
    return code`let ${name}${isCopied ? code`!` : empty}: ${sharedType(f, variable)}${start};\n`;
  });
  return join(all, "");
}

function valueFor({ holds }: SharedVariable, value: Code): Code {
  return holds === "answers" ? code`${runtime("asAnswer")}(${value})` : value;
}

function replyFor({ holds }: SharedVariable, reply: Identifier): Code {
  return holds === "answers" ? code`${reply}` : code`${reply}.body`;
}

/** The variable as it is at `read`; undefined where another place has the response. */
export function sharedRead(f: FunctionEmitter, read: ast.Node): Value | undefined {
  const share = f.module.flow.shareOf.get(read);
  const variable = share && f.shared.get(share);
  if (!variable) return undefined;
  const { name, holds } = variable;
  if (holds === "answers") return { code: code`${name}.body`, type: dynamic, simple: true, reply: code`${name}` };
  return { code: code`${name}`, type: typeOf(f, share), simple: true };
}

/** Where an arm begins, variables of known types are set to what its test has found the answer to be. */
export function shareInArm(
  f: FunctionEmitter,
  match: ast.Match,
  arm: ast.Arm,
  { reply, caught }: { readonly reply: Identifier; readonly caught?: boolean },
  hasFailed: boolean,
): Code {
  // What `catch` is offered is the answer of no step but the match itself.
  const setter = caught ? match : f.module.flow.offered.get(match);
  if (!setter) return empty;
  // A test for null has taken what is not there, too.
  const found = f.module.types.kept.get(setter)?.get(arm)?.type ?? dynamic;
  const orNull = !isDynamic(found) && mayBeNull(found) ? code` ?? null` : empty;
  const value = found.kind === "null" ? code`null` : code`${reply}.body${orNull}`;
  const kept = setBy(f, setter, true).filter(({ shares }) =>
    shares.some((each) => keepsAnswer(f.module.flow, each, setter, arm, hasFailed)),
  );
  return join(
    kept.map(({ name }) => code`${name} = ${value};\n`),
    "",
  );
}

/** Sets variables to an answer, if a read of them sees `step`; arms set those of known types. */
export function shareAnswer(f: FunctionEmitter, step: Step, reply: Identifier): Code {
  return replies(setBy(f, step, false), reply);
}

/** Sets those of known types, where no arm does. */
export function shareProven(f: FunctionEmitter, step: Step, reply: Identifier): Code {
  return replies(setBy(f, step, true), reply);
}

/** Sets all of them. */
export function shareReply(f: FunctionEmitter, step: Step, reply: Identifier): Code {
  return replies(allSetBy(f, step), reply);
}

function replies(variables: readonly SharedVariable[], reply: Identifier): Code {
  return join(
    variables.map((each) => code`${each.name} = ${replyFor(each, reply)};\n`),
    "",
  );
}

/** Sets variables to a value that no server gave, if a read of them sees `step`. */
export function shareValue(f: FunctionEmitter, step: Step, value: Code): Code {
  return join(
    allSetBy(f, step).map((each) => code`${each.name} = ${valueFor(each, value)};\n`),
    "",
  );
}

/** Whether the variable still holds this answer at the end of an arm; undefined where it can hold no other. */
export function holdsReply(f: FunctionEmitter, arm: ast.Node, reply: Identifier): Code | undefined {
  const share = f.module.flow.shareOf.get(arm);
  const variable = share && f.shared.get(share);
  return variable && code`${variable.name} === ${replyFor(variable, reply)}`;
}

/** A request whose answer only one variable keeps; a failed one fails the action here (6.8). */
export function sharedRequest(f: FunctionEmitter, step: ast.Request | ast.Wait): Code | undefined {
  const [variable, ...others] = allSetBy(f, step);
  if (!variable || others.length > 0) return undefined;
  const { name, holds } = variable;
  if (holds !== "answers") return code`${name} = await ${resultCode(f, step)};\n`;
  return code`${name} = await ${answerCode(f, step)};\nif (!${name}.ok) throw ${name}.error;\n`;
}

/** How many variables the step sets. */
export function countSetBy(f: FunctionEmitter, step: Step): number {
  return allSetBy(f, step).length;
}
