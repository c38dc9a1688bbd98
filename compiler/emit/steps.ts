// Steps of an action as statements, one small function each (language.md 6).
// Must not know how expressions, requests and matches are written.
import type * as ast from "../syntax/ast.js";
import { hasSubtypes } from "../semantics/assignable.js";
import { provenRow } from "../semantics/openapi/proven-rows.js";
import { provenType } from "../semantics/openapi/validation.js";
import { matchOf } from "../semantics/structure.js";
import { dynamic, isDynamic, membersOf, type Type, union } from "../semantics/types.js";
import { type Code, code, comment, constant, empty, type Identifier, join, key, member, runtime } from "./code.js";
import { bodyBehind } from "./arm-constants.js";
import { defined, emitExpression, valueCode } from "./expressions.js";
import { withoutUnreadCarriers } from "./carried-parts.js";
import { keepAhead } from "./held-tests.js";
import { propertyCodes } from "./literals.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";
import { customStatement } from "./given.js";
import { forStatement } from "./loops.js";
import { requestWithMatch } from "./matched-requests.js";
import { matchStatement } from "./matches.js";
import { mapStatement, validateStatement } from "./record-steps.js";
import { isAnswerNarrowed, narrowable } from "./reads.js";
import { pagesCode } from "./requests.js";
import { isProven, setBy, sharedRequest, shareReply, shareValue } from "./shared.js";
import { queueStatement, storeStatement } from "./store-steps.js";
import { syncStatement } from "./sync.js";
import { applyStatement } from "./transforms.js";
import { typeCode } from "./types.js";
import { answerCode, mayRestart, restartCode, resultCode } from "./waits.js";

/** What an arm matched: the default item of `queue`, and the answer that `abort` names as its cause. */
export interface MatchedBy {
  readonly subject: Value | undefined;
  readonly reply: Identifier | undefined;
}

const nothing: MatchedBy = { subject: undefined, reply: undefined };

/** `isTail`: nothing follows in the function or iteration. */
export function steps(
  f: FunctionEmitter,
  list: readonly ast.Step[],
  isTail: boolean,
  matched: MatchedBy = nothing,
  end = (): Code => empty,
): Code {
  const statements: [Code, ast.Match | undefined][] = [];
  const add = (statement: Code, step: ast.Step): void => {
    statements.push([statement, step.kind === "Match" ? step : undefined]);
    if (step.kind === "Match" || step.kind === "Validate") statements.push([bodyBehind(f, step), undefined]);
  };
  for (let index = 0; index < list.length; index++) {
    const [last, step, next] = [list[index - 1], list[index], list[index + 1]];
    if (last?.kind === "Match" && f.module.closed.has(last)) break;
    if (!step || f.module.flow.unreached.has(step) || f.module.types.unreached.has(step)) break;
    const match = matchOf(step, next);
    const taker = step.kind === "Request" ? f.module.paged.get(step)?.taker : undefined;
    if (match && (step.kind === "Request" || step.kind === "Wait")) {
      add(requestWithMatch(f, step, match, isTail && index + 2 === list.length), match);
      index++;
    } else if (taker && step.kind === "Request") add(pagesStatement(f, step, taker), step);
    else {
      const constantsOf = keepAhead(f);
      const statement = stepCode(f, step, isTail && index + 1 === list.length, matched);
      add(code`${constantsOf(statement)}${statement}`, step);
    }
  }
  return code`${withoutUnreadCarriers(f, [...statements, [end(), undefined]])}`;
}

/** `at(28);` where the line changes; `at(28, "shared/steps.vague");` for a step of another file than the mission's. */
export function mark(f: FunctionEmitter, { span }: ast.Node): Code {
  const place = span.file === f.module.mission.file ? [] : [span.file];
  return code`${contextCode(f, "at")}(${join([f.module.lineOf(span), ...place], ", ")});\n`;
}

/** Leaves the iteration or the action; `word` is the directive that says so. */
export function leaveCode(f: FunctionEmitter, word?: string): Code {
  const note = word === undefined ? code`\n` : code` ${comment(word)}`;
  if (!f.loop) return code`return;${note}`;
  if (!f.sending) return code`continue;${note}`;
  f.loop.labelUsed = true;
  return code`continue ${f.loop.label};${note}`;
}

function stepCode(f: FunctionEmitter, step: ast.Step, isTail: boolean, matched: MatchedBy): Code {
  switch (step.kind) {
    case "Request":
    case "Wait":
      return requestStatement(f, step);
    case "For":
      return forStatement(f, step);
    case "MapStep":
      return mapStatement(f, step);
    case "Apply":
      return applyStatement(f, step);
    case "Validate":
      return validateStatement(f, step, isTail);
    case "StoreStep":
      return code`${mark(f, step)}${storeStatement(f, step)}`;
    case "Remove":
      return code`${mark(f, step)}await ${storeCode(f, step)}.delete(${valueCode(f, step.key)});\n`;
    case "Clear":
      return code`${mark(f, step)}await ${storeCode(f, step)}.clear();\n`;
    case "Match":
      return matchStatement(f, step, undefined, isTail);
    case "Let":
      return letStatement(f, step);
    case "Run":
      return code`${mark(f, step)}await ${actionCode(f, step.action)}(${contextCode(f, "context")});\n`;
    case "Authorize": {
      const source = f.module.bindings.sources.get(step);
      return code`${mark(f, step)}await ${contextCode(f, "sources")}${member(source?.name ?? "")}.authorize({ ${join(propertyCodes(f, step.credentials), ", ")} });\n`;
    }
    case "Custom":
      return code`${mark(f, step)}${customStatement(f, step)}`;
    case "Continue":
      return comment("continue");
    case "Skip":
      return leaveCode(f, "skip");
    case "Abort":
      return code`throw ${runtime("aborted")}(${join([abortMessage(f, step), ...(matched.reply ? [matched.reply] : [])], ", ")});\n`;
    case "Queue":
      return queueStatement(f, step, matched.subject);
    case "Jump":
      return code`await ${actionCode(f, step.action)}(${contextCode(f, "context")}); ${comment(`jump ${step.action.text}`)}`;
    case "Retry":
    case "OperationCall":
      throw new Error(`${step.kind} has been reported`);
  }
}

function abortMessage(f: FunctionEmitter, step: ast.Abort): Code {
  if (!step.message) return code`${"aborted"}`;
  const value = emitExpression(f, step.message);
  const isText = membersOf(value.type).every(
    (each) => each.kind === "string" || (each.kind === "literal" && typeof each.value === "string"),
  );
  return isText && !isDynamic(value.type) && !value.undefinable ? value.code : code`${runtime("text")}(${value.code})`;
}

export function storeCode(f: FunctionEmitter, step: ast.Node): Code {
  const store = f.module.bindings.stores.get(step);
  if (!store) throw new Error("an unknown store has been reported");
  return code`${contextCode(f, "stores")}${member(store.name)}`;
}

function actionCode(f: FunctionEmitter, name: ast.Name): Identifier {
  const action = f.module.actions.get(name.text);
  if (!action) throw new Error("an unknown action has been reported");
  return action;
}

/** `const pages = …;` for the step that takes them. */
function pagesStatement(f: FunctionEmitter, step: ast.Request, taker: ast.For | ast.StoreStep): Code {
  const head = code`${mark(f, step)}${syncStatement(f, step)}`;
  const call = pagesCode(f, step);
  const pages = f.names.take("pages");
  f.pages.set(taker, { name: pages, row: provenRow(f.module.mission, f.module.paged, step) ?? dynamic });
  return code`${head}const ${pages} = ${call};\n`;
}

function requestStatement(f: FunctionEmitter, step: ast.Request | ast.Wait): Code {
  const head = code`${mark(f, step)}${step.kind === "Request" ? syncStatement(f, step) : empty}`;
  const { answers, kept } = f.module.flow;
  const shared = setBy(f, step);
  if (mayRestart(f, step) || shared.some(isProven)) return code`${head}${answerStatement(f, step)}`;
  if (kept.has(step) || shared.length > 1) {
    const isAnswer =
      answers.has(step) || provenBody(f, step) !== undefined || shared.some(({ holds }) => holds === "answers");
    return code`${head}${isAnswer ? answerStatement(f, step) : bodyStatement(f, step)}`;
  }
  return code`${head}${sharedRequest(f, step) ?? code`await ${resultCode(f, step)};\n`}`;
}

/** The type of a body that a check has proven. */
function provenBody(f: FunctionEmitter, step: ast.Request | ast.Wait): Type | undefined {
  return step.kind === "Request" ? provenType(f.module.mission, f.module.flow, step) : undefined;
}

/**
 * A request whose answer is asked for its status or headers later on, or has the type that its check says; a failed one
 * fails the action here (6.8).
 */
function answerStatement(f: FunctionEmitter, step: ast.Request | ast.Wait): Code {
  const reply = f.names.take(f.shared.size > 0 ? "reply" : "response");
  const type = provenBody(f, step) ?? dynamic;
  f.responses.set(step, { code: code`${reply}.body`, type, simple: true, reply: code`${reply}` });
  return code`const ${reply} = await ${answerCode(f, step)};
${restartCode(f, step, code`${reply}`)}if (!${reply}.ok) throw ${reply}.error;
${shareReply(f, step, reply)}`;
}

/** A request of which only the body is read. */
function bodyStatement(f: FunctionEmitter, step: ast.Request | ast.Wait): Code {
  const call = code`await ${resultCode(f, step)}`;
  const name = f.names.take(f.shared.size > 0 ? (step.kind === "Wait" ? "event" : "answer") : "response");
  f.responses.set(step, { code: code`${name}`, type: dynamic, simple: true });
  const annotation = isAnswerNarrowed(f, step) ? code`unknown` : undefined;
  return code`${constant(name, call, annotation)}${shareValue(f, step, code`${name}`)}`;
}

function letStatement(f: FunctionEmitter, step: ast.Let): Code {
  const head = mark(f, step);
  const value = emitExpression(f, step.value);
  const variable = f.module.bindings.variables.get(step);
  const name = f.names.take(step.name.text);
  const type = variable ? letType(f, value, variable) : value.type;
  const isHeaders = value.isHeaders ? "or own" : false;
  if (variable) f.variables.set(variable, { code: code`${name}`, type, simple: true, isHeaders });
  // Of kinds of which one is also another TypeScript would join `value ?? null` to that other.
  const isKept = value.undefinable === true && hasSubtypes(type);
  if (variable && isKept)
    f.variables.set(variable, { code: code`${name}`, type, simple: true, isHeaders, undefinable: true });
  if (value.orEmpty && !value.undefinable)
    return code`${head}${constant(name, value.orEmpty.code, typeCode(f.module, type))}`;
  return code`${head}${constant(name, isKept ? value.code : defined(value), narrowable(f, variable, type))}`;
}

/** A literal is known by its kind from here on, as infer says. */
function letType(f: FunctionEmitter, value: Value, variable: Parameters<FunctionEmitter["variables"]["get"]>[0]): Type {
  const inferred = f.module.types.variables.get(variable);
  return isDynamic(value.type) || !inferred
    ? value.type
    : inferred.kind === value.type.kind
      ? value.type
      : union(value.type);
}

/** The context as a parameter: destructured, unless it is needed whole. */
export function contextParameter(f: FunctionEmitter): { readonly code: Code; readonly statement: Code } {
  const members = [...f.used].filter((each) => each !== "context").sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const list = join(
    members.map((each) => key(each, "type")),
    ", ",
  );
  if (!f.used.has("context"))
    return { code: members.length === 0 ? code`_context` : code`{ ${list} }`, statement: empty };
  return { code: code`context`, statement: members.length === 0 ? empty : code`const { ${list} } = context;\n` };
}

const order = [
  "sources",
  "stores",
  "at",
  "env",
  "optionalEnv",
  "violation",
  "skipped",
  "warn",
  "request",
  "now",
  "signal",
  "context",
];
