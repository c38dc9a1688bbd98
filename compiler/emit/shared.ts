// The variables that hold `response` where several steps set it (language.md 6.2, 7.2).
// Must not know which steps those are, nor what the variables have to hold (semantics/flow and shares do).
import type * as ast from "../syntax/ast.js";
import type { Definition } from "../semantics/reaching.js";
import { keepsAnswer } from "../semantics/shared-answers.js";
import type { Share } from "../semantics/shares.js";
import { dynamic, isDynamic, mayBeNull, nullType, same, type Type, union } from "../semantics/types.js";
import { type Code, code, empty, type Identifier, join, runtime } from "./code.js";
import type { FunctionEmitter, SharedVariable, Value } from "./function.js";
import type { ModuleEmitter } from "./module.js";
import type { Names } from "./names.js";
import { typeCode } from "./types.js";
import { answerCode, resultCode } from "./waits.js";

type Step = Exclude<Definition, "start">;

/** A variable for each share, and one for those that have a step in common and hold the same. */
export function sharedVariables(
  module: ModuleEmitter,
  shares: readonly Share[],
  names: Names,
): Map<Share, SharedVariable> {
  const found = new Map<Share, SharedVariable>();
  const byStep = new Map<Step, (SharedVariable & { readonly shares: Share[] })[]>();
  for (const share of shares) {
    const { holds } = share;
    const type = typeOf(module, share);
    const known = stepsOf(share)
      .flatMap((each) => byStep.get(each) ?? [])
      .find((each) => each.holds === holds && same(each.type ?? dynamic, type ?? dynamic));
    const variable = known ?? { name: names.take("response"), holds, type, shares: [] };
    variable.shares.push(share);
    for (const each of stepsOf(share)) {
      const all = byStep.get(each) ?? [];
      if (!all.includes(variable)) byStep.set(each, [...all, variable]);
    }
    found.set(share, variable);
  }
  return found;
}

/** What the share always holds; undefined where it is not known. */
function typeOf({ types, bindings }: ModuleEmitter, share: Share): Type | undefined {
  if (share.holds !== "records") return types.shares.get(share);
  return union(
    ...[...share.definitions].map((each): Type => {
      const target = each === "start" || each.kind !== "MapStep" ? undefined : bindings.targets.get(each);
      return target ? { kind: "schema", schema: target.type } : nullType;
    }),
  );
}

export function stepsOf({ definitions }: Share): readonly Step[] {
  return [...definitions].filter((each) => each !== "start");
}

/** The variables that a step sets. */
export function setBy(f: FunctionEmitter, step: Step): readonly SharedVariable[] {
  const shares = f.module.flow.sharesSetBy.get(step) ?? [];
  return [...new Set(shares.map((each) => f.shared.get(each)).filter((each) => each !== undefined))];
}

/** Whether arms set the variable, to what they have found the answer to be. */
export function isProven({ holds, type }: SharedVariable): boolean {
  return holds === "bodies" && type !== undefined;
}

/** The variable's type in TypeScript. */
export function sharedType(f: FunctionEmitter, { holds, type }: SharedVariable): Code {
  return holds === "answers" ? code`${runtime("AnswerOrValue")}` : typeCode(f.module, type ?? dynamic);
}

/** `let response: … = null;` for each that no inner function has declared. */
export function sharedDeclarations(
  f: FunctionEmitter,
  variables: Iterable<SharedVariable> = new Set(f.shared.values()),
): Code {
  const all = [...variables].map((variable) => {
    const { name, type, shares } = variable;
    if (f.local.has(variable)) return empty;
    const isNullable = type === undefined || shares.some(({ definitions }) => definitions.has("start"));
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
  const { name, holds, type } = variable;
  if (holds === "answers") return { code: code`${name}.body`, type: dynamic, simple: true, reply: code`${name}` };
  return { code: code`${name}`, type: type ?? dynamic, simple: true };
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
  const keeps = (share: Share): boolean => keepsAnswer(f.module.flow, share, { definition: setter, arm, hasFailed });
  const kept = setBy(f, setter).filter((variable) => isProven(variable) && variable.shares.some(keeps));
  return join(
    kept.map(({ name }) => code`${name} = ${value};\n`),
    "",
  );
}

/** Sets variables to an answer, if a read of them sees `step`; arms set those of known types. */
export function shareAnswer(f: FunctionEmitter, step: Step, reply: Identifier): Code {
  return shareReply(f, step, reply, (each) => !isProven(each));
}

/** Sets those of the variables to an answer that are wanted. */
export function shareReply(
  f: FunctionEmitter,
  step: Step,
  reply: Identifier,
  isWanted: (variable: SharedVariable) => boolean = () => true,
): Code {
  const wanted = setBy(f, step).filter(isWanted);
  return join(
    wanted.map((each) => code`${each.name} = ${replyFor(each, reply)};\n`),
    "",
  );
}

/** Sets variables to a value that no server gave, if a read of them sees `step`. */
export function shareValue(f: FunctionEmitter, step: Step, value: Code): Code {
  return join(
    setBy(f, step).map((each) => code`${each.name} = ${valueFor(each, value)};\n`),
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
  const [variable, ...others] = setBy(f, step);
  if (!variable || others.length > 0) return undefined;
  const { name, holds } = variable;
  if (holds !== "answers") return code`${name} = await ${resultCode(f, step)};\n`;
  return code`${name} = await ${answerCode(f, step)};\nif (!${name}.ok) throw ${name}.error;\n`;
}
