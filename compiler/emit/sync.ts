// `since` of a request: the checkpoint that is read before it, and the parameter that carries it (language.md 6.14).
// Must not know other options.
import { pathText } from "../semantics/sync-key.js";
import { wordOf } from "../semantics/options.js";
import { ageOf } from "../semantics/schedule.js";
import type { SyncedRequest } from "../semantics/sync.js";
import { dynamic, string } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, empty, join, runtime } from "./code.js";
import { fitted } from "./conversions.js";
import { emitExpression, valueCode } from "./expressions.js";
import { contextCode, type FunctionEmitter } from "./function.js";
import type { ModuleEmitter } from "./module.js";
import { pagePathCode } from "./paging.js";
import { pathCode, sourceNameCode } from "./requests.js";

/** `const since = await startSync(context, "Shop:/orders");`, before the request itself; empty where none is kept. */
export function syncStatement(f: FunctionEmitter, step: ast.Request): Code {
  const synced = f.module.synced.get(step);
  if (!synced?.isTracked) return empty;
  const { key, declaration } = keyCode(f, step, synced);
  const since = f.names.take("since");
  const options = synced.updateFrom ? [code`{ updateFrom: ${pagePathCode(synced.updateFrom)} }`] : [];
  const checkpoint = f.module.bindings.lastSyncs.get(step);
  if (checkpoint) f.variables.set(checkpoint.variable, { code: code`${since}.value`, type: dynamic, simple: true });
  f.syncs.set(step, since);
  const args = join([contextCode(f, "context"), key, ...options], ", ");
  return code`${declaration}const ${since} = await ${runtime("startSync")}(${args});\n`;
}

/** The key of the checkpoint. A path that is not literal is made once, for the key and for the request. */
function keyCode(f: FunctionEmitter, step: ast.Request, { key }: SyncedRequest): { key: Code; declaration: Code } {
  if (key) return { key: fitted(f, emitExpression(f, key), string, "the key of `since`"), declaration: empty };
  const source = sourceNameCode(f, step);
  const operation = f.module.mission.documents.operations.get(step)?.operation.id;
  const known = f.module.bindings.sources.get(step);
  const text = operation ?? pathText(step.path);
  if (known && text !== undefined) return { key: code`${`${known.name}:${text}`}`, declaration: empty };
  if (operation !== undefined) return { key: code`\`\${${source}}:${operation}\``, declaration: empty };
  const path = f.names.take("address");
  const declaration = code`const ${path} = ${pathCode(f, step.path)};\n`;
  f.paths.set(step, path);
  return { key: code`${runtime("syncKey")}(${source}, ${path})`, declaration };
}

/** The object of parameters that `since` adds. */
export function sinceParams(f: FunctionEmitter, step: ast.Request): Code | undefined {
  const synced = f.module.synced.get(step);
  if (!synced?.value) return undefined;
  const since = f.syncs.get(step);
  const value = synced.value === "lastSync" ? code`${since ?? empty}.value` : valueCode(f, synced.value);
  const format = synced.format === "iso" ? [] : [code`${synced.format}`];
  return code`${runtime("sinceParams")}(${join([synced.param, value, ...format], ", ")})`;
}

/** `since`, which hears what the request brings. */
export function sinceMember(f: FunctionEmitter, step: ast.Request): readonly Code[] {
  const since = f.syncs.get(step);
  return since ? [since.text === "since" ? code`since` : code`since: ${since}`] : [];
}

/** The store that keeps checkpoints, where the mission says so (2.4). */
/** What a run keeps for the next one (language.md 2.4); nothing where nothing is said. */
export function stateMember({ mission }: ModuleEmitter): Code {
  const find = (wanted: string): ast.Option | undefined => mission.options.find(({ name }) => name.text === wanted);
  const enabled = find("enableState")?.value;
  if (enabled?.kind === "Boolean" && !enabled.value) return code`state: false,\n`;
  const retention = find("stateRetention");
  const age = retention && ageOf(retention.value, retention.unit);
  return age === undefined ? empty : code`state: { retention: ${age} },\n`;
}

export function stateStoreMember({ mission, synced }: ModuleEmitter): Code {
  const option = mission.options.find(({ name }) => name.text === "stateStore");
  const name = option && wordOf(option.value);
  const isUsed = [...synced.values()].some(({ isTracked }) => isTracked);
  return name === undefined || !isUsed ? empty : code`stateStore: ${name},\n`;
}
