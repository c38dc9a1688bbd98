// Variables that carry what the arms of a match have proven of unknown values to the steps behind it (language.md 7.5).
// Must not know arms, nor the loop that sends a request again.
import type { CarriedPart } from "../semantics/carried-parts.js";
import type { Holder } from "../semantics/held-subjects.js";
import { mayBeNull } from "../semantics/types.js";
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, empty, type Identifier, namesIn, withoutUnreadVariable, withoutVariable } from "./code.js";
import type { FunctionEmitter, Value } from "./function.js";
import { foundValue } from "./members.js";
import { isHeldRead } from "./reads.js";
import { typeCode } from "./types.js";

export interface Carrier {
  readonly part: CarriedPart;
  readonly variable: Identifier;
}

/** Those that something reads. */
export function carriersOf(f: FunctionEmitter, match: ast.Match): readonly Carrier[] {
  const parts = (f.module.types.carried.get(match) ?? []).filter((each) => isHeldRead(f, each));
  const carriers = parts.map((part) => ({ part, variable: f.names.take(part.name) }));
  f.carriers.set(match, carriers);
  return carriers;
}

/** `let data: Order;` */
export function carrierDeclarations(f: FunctionEmitter, carriers: readonly Carrier[]): readonly Code[] {
  return carriers.map(({ part: { type }, variable }) => {
    const missing = mayBeNull(type) ? code` | undefined` : empty;
    return code`let ${variable}: ${typeCode(f.module, type)}${missing};\n`;
  });
}

/** Where an arm ends that goes on, with its constants. */
export function carry(f: FunctionEmitter, match: ast.Match, arm: ast.Node): readonly Code[] {
  return (f.carriers.get(match) ?? []).flatMap(({ part, variable }) => {
    const holder = part.holders.get(arm);
    const value = holder && valueOf(f, holder);
    return value ? [code`${variable} = ${value.code};\n`] : [];
  });
}

function valueOf(f: FunctionEmitter, holder: Holder): Value | undefined {
  if (holder.kind !== "FoundField") return f.held.get(holder);
  const whole = holder.of.kind === "variable" ? undefined : f.held.get(holder.of);
  return whole && foundValue(f, whole, holder);
}

/** Behind the match, reading the part is reading the variable. */
export function readCarriers(f: FunctionEmitter, carriers: readonly Carrier[]): void {
  for (const { part, variable } of carriers) {
    const { type } = part;
    f.held.set(part, { code: code`${variable}`, type, simple: true, undefinable: mayBeNull(type) });
  }
}

/** Statements of a block, with the match that each is made of, without the variables that none behind reads. */
export function withoutUnreadCarriers(
  { carriers }: FunctionEmitter,
  statements: readonly (readonly [statement: Code, match: ast.Match | undefined])[],
): readonly Code[] {
  const isCarrying = ([, match]: (typeof statements)[number]): boolean =>
    match !== undefined && (carriers.get(match)?.length ?? 0) > 0;
  if (!statements.some(isCarrying)) return statements.map(([statement]) => statement);
  const behind = new Set<unknown>();
  const kept: Code[] = [];
  for (const [statement, match] of [...statements].reverse()) {
    const own = (match && carriers.get(match)) ?? [];
    const unread = own.filter(({ variable }) => !behind.has(variable.text));
    const left = unread.reduce((at, { variable }) => withoutVariable(at, variable), statement);
    const whole = unread.length > 0 && match ? withoutUnreadInside(left, nestedIn(carriers, match)) : left;
    for (const name of namesIn(whole)) behind.add(name);
    kept.push(whole);
  }
  return kept.reverse();
}

/** What only such a variable was set to. */
function withoutUnreadInside(statement: Code, nested: readonly Carrier[]): Code {
  return nested.reduce((at, { variable }) => withoutUnreadVariable(at, variable), statement);
}

/** Those of outer matches first. */
function nestedIn(carriers: FunctionEmitter["carriers"], { span }: ast.Match): readonly Carrier[] {
  return [...carriers].flatMap(([inner, all]) => (inner.span !== span && within(inner.span, span) ? all : []));
}
