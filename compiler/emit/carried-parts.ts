// Variables that carry what a match has proven of unknown values out of the loop that sends its request again (language.md 7.5).
// Must not know arms or the loop.
import type { Holder } from "../semantics/held-subjects.js";
import { mayBeNull, type Type } from "../semantics/types.js";
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, empty, type Identifier, namesIn, withoutVariable } from "./code.js";
import type { FunctionEmitter, Value } from "./function.js";
import { foundValue } from "./members.js";
import { readersOfHolder } from "./reads.js";
import { typeCode } from "./types.js";

export interface Carrier {
  readonly holder: Holder;
  readonly type: Type;
  readonly variable: Identifier;
}

/** Those that something reads behind the match. */
export function carriersOf(f: FunctionEmitter, match: ast.Match): readonly Carrier[] {
  const parts = f.module.types.carried.get(match) ?? [];
  const carriers = parts.flatMap(({ holder, name, type }) => {
    if (readersOfHolder(f, holder).every((each) => within(each.span, match.span))) return [];
    return [{ holder, type, variable: f.names.take(name) }];
  });
  f.carriers.set(match, carriers);
  return carriers;
}

/** `let data: Order;` */
export function carrierDeclarations(f: FunctionEmitter, carriers: readonly Carrier[]): readonly Code[] {
  return carriers.map(({ variable, type }) => {
    const missing = mayBeNull(type) ? code` | undefined` : empty;
    return code`let ${variable}: ${typeCode(f.module, type)}${missing};\n`;
  });
}

/** Where an arm ends that goes on, in the turn whose constants `f` has. */
export function carry(f: FunctionEmitter, carriers: readonly Carrier[]): readonly Code[] {
  return carriers.flatMap(({ holder, variable }) => {
    const value = valueOf(f, holder);
    return value ? [code`${variable} = ${value.code};\n`] : [];
  });
}

function valueOf(f: FunctionEmitter, holder: Holder): Value | undefined {
  if (holder.kind !== "FoundField") return f.held.get(holder);
  const whole = holder.of.kind === "variable" ? undefined : f.held.get(holder.of);
  return whole && foundValue(f, whole, holder);
}

/** Behind the loop, reading the part is reading the variable. */
export function readCarriers(f: FunctionEmitter, carriers: readonly Carrier[]): void {
  for (const { holder, variable, type } of carriers)
    f.held.set(holder, { code: code`${variable}`, type, simple: true, undefinable: mayBeNull(type) });
}

/** Statements of a block, with the variables that each declares, without those that none behind reads. */
export function withoutUnreadCarriers(
  statements: readonly (readonly [statement: Code, carriers: readonly Carrier[]])[],
): readonly Code[] {
  if (statements.every(([, carriers]) => carriers.length === 0)) return statements.map(([statement]) => statement);
  const behind = new Set<unknown>();
  const kept: Code[] = [];
  for (const [statement, carriers] of [...statements].reverse()) {
    const unread = carriers.filter(({ variable }) => !behind.has(variable.text));
    const left = unread.reduce((at, { variable }) => withoutVariable(at, variable), statement);
    for (const name of namesIn(left)) behind.add(name);
    kept.push(left);
  }
  return kept.reverse();
}
