// `wait` steps as calls of the runtime, and the loop that starts an action again (language.md 6.21).
// Must not know how events come, nor other steps.
import type * as ast from "../syntax/ast.js";
import { expectedOf, literalPath, restartOf, restarts, storageOf, waitOption, waitSteps } from "../semantics/waits.js";
import { dynamic, string } from "../semantics/types.js";
import { walk } from "../syntax/walk.js";
import { awaits, type Code, code, docComment, empty, join, runtime } from "./code.js";
import { conditionCode, emitExpression, valueCode } from "./expressions.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";
import type { ModuleEmitter } from "./module.js";
import { groupCode, pathCode, requestCode, sendCode } from "./requests.js";
import { storeCode } from "./steps.js";

/** `receive(context, path, options)`, or what sends a request: its promise is the answer, failed or not. */
export function answerCode(f: FunctionEmitter, step: ast.Request | ast.Wait, once?: Code): Code {
  if (step.kind === "Request") return sendCode(f, step, once);
  return code`${runtime("receive")}(${join(argumentsOf(f, step), ", ")})`;
}

/** `received(context, path, options)`, or a request: its promise is the event or body, and rejects on a failure. */
export function resultCode(f: FunctionEmitter, step: ast.Request | ast.Wait): Code {
  if (step.kind === "Request") return requestCode(f, step);
  return code`${runtime("received")}(${join(argumentsOf(f, step), ", ")})`;
}

/** `response.webhookUrl` of a request before the wait. */
export function addressValue(f: FunctionEmitter, wait: ast.Wait): Value {
  const args = [contextCode(f, "context"), waitPath(f, wait)];
  return { code: code`${runtime("webhookUrl")}(${join(args, ", ")})`, type: string };
}

function waitPath(f: FunctionEmitter, wait: ast.Wait): Code {
  const path = waitOption(wait, "path");
  if (!path) throw new Error("a wait without path has been reported");
  return pathCode(f, path);
}

function argumentsOf(f: FunctionEmitter, step: ast.Wait): readonly Code[] {
  const members = optionCodes(f, step);
  const options = members.length === 0 ? [] : [code`{ ${join(members, ", ")} }`];
  return [code`${contextCode(f, "context")}`, waitPath(f, step), ...options];
}

function optionCodes(f: FunctionEmitter, step: ast.Wait): readonly Code[] {
  const members: Code[] = [];
  const timeout = waitOption(step, "timeout");
  if (timeout) members.push(code`timeout: ${timeCode(f, timeout)}`);
  const expected = expectedOf(step);
  if (expected?.kind === "count" && expected.count > 1) members.push(code`count: ${expected.count}`);
  if (expected?.kind === "types") members.push(code`types: [${join(expected.types, ", ")}]`);
  const filter = waitOption(step, "eventFilter");
  if (filter) members.push(code`filter: ${ofEvent(f, step, (inner) => conditionCode(inner, filter))}`);
  if (storageOf(step)) members.push(code`store: (events) => ${saveCode(f, step)}`);
  if (restartOf(step) === "never") members.push(code`optional: true`);
  return members;
}

function timeCode(f: FunctionEmitter, node: ast.Expression): Code {
  const value = emitExpression(f, node);
  const isNumber = value.type.kind === "number" || node.kind === "Number";
  return isNumber ? value.code : code`${runtime("asNumber")}(${value.code}, ${"`timeout`"})`;
}

/** `(event) => …`, in which `.field` is the event. */
function ofEvent(f: FunctionEmitter, step: ast.Wait, body: (inner: FunctionEmitter) => Code): Code {
  const inner: FunctionEmitter = { ...f, names: f.names.inner() };
  const event = inner.names.take("event");
  const subject = f.module.bindings.subjectOf.get(step);
  if (subject) f.variables.set(subject, { code: code`${event}`, type: dynamic, simple: true });
  const text = body(inner);
  const isRead = text.parts.some(
    (part) => part === event.text || (typeof part === "string" && part.includes(event.text)),
  );
  return code`${awaits(text) ? code`async ` : empty}(${isRead ? event : empty}) => ${text}`;
}

function saveCode(f: FunctionEmitter, step: ast.Wait): Code {
  const key = storageOf(step)?.key;
  // The record comes as `unknown`, as from any store.
  const lambda = key ? [ofEvent(f, step, (inner) => valueCode(inner, key))] : [];
  return code`${runtime("save")}(${join([storeCode(f, step), code`events`, ...lambda], ", ")})`;
}

export function mayRestart(f: FunctionEmitter, step: ast.Request | ast.Wait): step is ast.Wait {
  return f.again !== undefined && step.kind === "Wait" && restarts(step);
}

/** Behind a wait whose time-out starts the action again. */
export function restartCode(f: FunctionEmitter, step: ast.Request | ast.Wait, reply: Code): Code {
  if (!f.again || !mayRestart(f, step)) return empty;
  const restart = restartOf(step);
  const options = typeof restart === "object" && restart.properties.length > 0 ? [groupCode(f, restart)] : [];
  const args = [contextCode(f, "context"), reply, f.again.turn, ...options];
  return code`if (await ${runtime("startsAgain")}(${join(args, ", ")})) continue ${f.again.label};\n`;
}

/** Whether a wait of the action may start it again. */
export function mayStartAgain(action: ast.ActionDef | undefined): boolean {
  let found = false;
  if (action) walk(action, { enter: { Wait: (node) => void (found ||= restarts(node)) } });
  return found;
}

/** The body of an action in the loop that starts it again. */
export function restartLoop(f: FunctionEmitter, body: Code): Code {
  if (!f.again) return body;
  const { label, turn } = f.again;
  return code`${label}: for (let ${turn} = 1; ; ${turn}++) {\n${body}return;\n}\n`;
}

/** The option `webhooks`, and what the definition makes of it; none for a mission without waits. */
export function webhookOption(module: ModuleEmitter): readonly Code[] {
  if (waitSteps(module.mission).length === 0) return [];
  return [
    code`${docComment("Where the events come that the mission waits for.")}readonly webhooks: ${runtime("Webhooks")};`,
  ];
}

export function webhookNeed(module: ModuleEmitter): readonly Code[] {
  const waits = waitSteps(module.mission);
  const paths = [...new Set(waits.flatMap((each) => literalPath(each) ?? []))];
  return waits.length === 0 ? [] : [code`webhooks: ${runtime("webhooks")}(options.webhooks, [${join(paths, ", ")}])`];
}
