// `for` as a loop of TypeScript's own, or as `parallelFor` (language.md 6.15).
// Must not know other steps.
import { fieldRead } from "../semantics/field-reads.js";
import type { Share } from "../semantics/shares.js";
import { type Type, dynamic, membersOf, union } from "../semantics/types.js";
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import {
  type Code,
  type Identifier,
  code,
  empty,
  join,
  member,
  mentions,
  reads,
  runtime,
  withoutVariable,
} from "./code.js";
import { emitExpression, negatedValue } from "./expressions.js";
import { type FunctionEmitter, type Loop, type SharedVariable, type Value, contextCode } from "./function.js";
import { keepAhead } from "./held-tests.js";
import { isRead } from "./reads.js";
import type { Names } from "./names.js";
import { sharedDeclarations, sharedType, stepsOf } from "./shared.js";
import { contextParameter, leaveCode, mark, steps } from "./steps.js";

export function forStatement(f: FunctionEmitter, step: ast.For): Code {
  const head = mark(f, step);
  const { items, type, isAsync } = itemsOf(f, step);
  const names = f.names.inner();
  const variable = f.module.bindings.variables.get(step);
  const item = names.take(isRead(f, variable) ? step.item.text : unreadName(step));
  const inner: FunctionEmitter = { ...f, names, loop: loopOf(f, step), sending: false };
  if (variable) inner.variables.set(variable, { code: code`${item}`, type, simple: true });
  if (step.parallel) return code`${head}${parallelCode(f, step, { ...inner, used: new Set() }, items, item)}`;
  const body = bodyCode(inner, step);
  const label = inner.loop?.labelUsed ? code`${inner.loop.label}: ` : empty;
  return code`${head}${label}for ${isAsync ? code`await ` : empty}(const ${itemOf(inner, step, item, body)} of ${items}) {\n${body}}\n`;
}

/** An underscore says that nothing reads it. */
function unreadName({ item }: ast.For): string {
  return `_${item.text.replace(/^_+/, "")}`;
}

/** The loop's variable as it is declared: what reads it may stand where nothing ever comes, and is not written. */
function itemOf(f: FunctionEmitter, step: ast.For, item: Identifier, body: Code): Identifier {
  return item.text.startsWith("_") || mentions(body, item) ? item : f.names.take(unreadName(step));
}

/** A parallel iteration is a function of its own: `skip` returns. */
function loopOf(f: FunctionEmitter, step: ast.For): Loop | undefined {
  if (step.parallel) return undefined;
  const wanted = fieldRead(f.module.bindings, step.collection)?.name.text ?? `${step.item.text}s`;
  return { label: f.names.take(wanted), labelUsed: false };
}

function bodyCode(f: FunctionEmitter, step: ast.For): Code {
  const constantsOf = keepAhead(f);
  const out = step.guard && negatedValue(f, step.guard);
  const guard = out && out.truth === undefined ? code`if (${out.code}) ${leaveCode(f)}` : empty;
  const body = out?.truth ? empty : code`${guard}${steps(f, step.body.steps, true)}`;
  return code`${constantsOf(body)}${body}`;
}

interface Items {
  readonly items: Code;
  readonly type: Type;
  readonly isAsync: boolean;
}

function itemsOf(f: FunctionEmitter, step: ast.For): Items {
  const all = collectionItems(f, step);
  if (!step.checkpoint) return all;
  const args = [contextCode(f, "context"), all.items, step.checkpoint.value, loopName(f, step)];
  const make = step.parallel ? "checkpointedBatches" : "checkpointed";
  return { ...all, items: code`${runtime(make)}(${join(args, ", ")})`, isAsync: true };
}

function collectionItems(f: FunctionEmitter, step: ast.For): Items {
  const pages = f.pages.get(step);
  if (pages) return { items: code`${pages.name}`, type: pages.row, isAsync: true };
  const store = step.collection.kind === "NameExpression" ? f.module.bindings.names.get(step.collection) : undefined;
  if (store?.kind === "store") {
    const items = code`${contextCode(f, "stores")}${member(store.name)}.values()`;
    return { items, type: f.module.types.stores.get(store) ?? dynamic, isAsync: true };
  }
  const collection = emitExpression(f, step.collection);
  const isList = collection.type.kind === "list" && !collection.undefinable;
  const items = isList ? collection.code : code`${runtime("itemsOf")}(${collection.code})`;
  return { items, type: elementsOf(collection), isAsync: false };
}

function elementsOf(collection: Value): Type {
  const members = membersOf(collection.type).filter((each) => each.kind !== "null");
  return members.length > 0 && members.every((each) => each.kind === "list")
    ? union(...members.map((each) => each.element))
    : dynamic;
}

function actionOf(f: FunctionEmitter, step: ast.For): ast.ActionDef | undefined {
  const actions = [...f.module.mission.actions.values()].map((each) => each.node);
  return actions.find((each) => within(step.span, each.span));
}

function concurrencyOf(f: FunctionEmitter, step: ast.For): number {
  return actionOf(f, step)?.concurrency?.value ?? 5;
}

/** The name of a loop's position on disk: its action, and which of the action's loops it is. */
function loopName(f: FunctionEmitter, step: ast.For): string {
  const action = actionOf(f, step);
  const loops: ast.For[] = [];
  if (action) walk(action, { enter: { For: (each) => void (each.checkpoint && loops.push(each)) } });
  return `${action?.name.text ?? ""}#${loops.indexOf(step) + 1}`;
}

/** Each iteration has its own view of the context, so that lines do not mix, and its own `response`. */
function parallelCode(f: FunctionEmitter, step: ast.For, inner: FunctionEmitter, items: Code, item: Identifier): Code {
  const copies = copiesOf(f, step, inner.names);
  const own: FunctionEmitter = { ...inner, shared: withCopies(f, copies) };
  const written = bodyCode(own, step);
  // Its steps may read only what others carry of it.
  const idle = [...copies].filter(([, { name }]) => !reads(written, name));
  const body = idle.reduce((text, [, { name }]) => withoutVariable(text, name), written);
  for (const [outer] of idle) copies.delete(outer);
  const declarations = code`${ownDeclarations(f, step)}${copyDeclarations(f, copies)}`;
  const parameter = contextParameter(own);
  const run = code`async (${itemOf(own, step, item, body)}, ${parameter.code}) => {\n${parameter.statement}${declarations}${body}}`;
  const batch = step.checkpoint ? f.names.take("batch") : undefined;
  const args = [contextCode(f, "context"), batch ?? items, concurrencyOf(f, step), run];
  const call = code`await ${runtime("parallelFor")}(${join(args, ", ")});\n`;
  return batch ? code`for await (const ${batch} of ${items}) {\n${call}}\n` : call;
}

/** Of the shared variables that an iteration sets, and others, too: by what it sets and reads instead. */
function copiesOf(f: FunctionEmitter, { body }: ast.For, names: Names): Map<SharedVariable, SharedVariable> {
  const isCopied = ({ shares }: SharedVariable): boolean => {
    const isInside = shares.flatMap(stepsOf).map((each) => within(each.span, body.span));
    return isInside.includes(true) && isInside.includes(false);
  };
  const all = [...new Set(f.shared.values())].filter(isCopied);
  return new Map(all.map((each) => [each, { ...each, name: names.take("response") }]));
}

function withCopies(
  { shared }: FunctionEmitter,
  copies: ReadonlyMap<SharedVariable, SharedVariable>,
): ReadonlyMap<Share, SharedVariable> {
  return new Map([...shared].map(([share, variable]) => [share, copies.get(variable) ?? variable]));
}

/** Of the shared variables that nothing outside of the loop sets or reads. */
function ownDeclarations(f: FunctionEmitter, { body }: ast.For): Code {
  const isOwn = ({ shares }: SharedVariable): boolean =>
    shares.flatMap(stepsOf).every((each) => within(each.span, body.span));
  const own = [...new Set(f.shared.values())].filter(isOwn);
  const all = sharedDeclarations(f, own);
  for (const each of own) f.local.add(each);
  return all;
}

function copyDeclarations(f: FunctionEmitter, copies: ReadonlyMap<SharedVariable, SharedVariable>): Code {
  const all = [...copies].map(([outer, copy]) => {
    f.copied.add(outer.name);
    return code`let ${copy.name}: ${sharedType(f, copy)} = ${outer.name};\n`;
  });
  return join(all, "");
}
