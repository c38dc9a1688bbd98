// Checks of answers against their document: which request has one, and what an operation then answers, as types.
// Must not know how answers are fetched, nor what is said of those that are wrong.
import { isSuccess } from "../semantics/openapi/answers.js";
import { documentedTypes, provenSuccess } from "../semantics/openapi/documented.js";
import { type Validation, validationOf } from "../semantics/openapi/validation.js";
import { isDynamic, same, type Type } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, docComment, empty, type Identifier, join, key, runtime } from "./code.js";
import { explanation } from "./explanations.js";
import { conditionCode } from "./expressions.js";
import type { FunctionEmitter } from "./function.js";
import { calledName, type CheckNames, type ModuleEmitter } from "./module.js";
import { guardReference, typeCode } from "./types.js";

/** `operation: "getOrder"`, where the mission asks which one was called last. */
export function operationOption({ module }: FunctionEmitter, step: ast.Request): readonly Code[] {
  const called = module.mission.documents.operations.get(step);
  const isRead = [...module.bindings.names.values()].some(
    (each) => each.kind === "builtin" && each.name === "currentOperation",
  );
  return called && isRead ? [code`operation: ${called.operation.id}`] : [];
}

/** `check: checkOfPlaceOrder`, where the source asks for it. */
export function checkOption(f: FunctionEmitter, step: ast.Request): readonly Code[] {
  const validation = validationOf(f.module.mission, step);
  if (validation === undefined) return [];
  const check = validation.strict
    ? code`${strictCheck(f.module, validation)}`
    : code`${runtime("lenient")}(${explanations(f.module, validation)})`;
  if (validation.when === undefined) return [code`check: ${check}`];
  return [code`check: ${conditionCode(f, validation.when)} ? ${check} : undefined`];
}

/** One function where the document describes one kind of 2xx answer and nothing else; else a table by status. */
function explanations(module: ModuleEmitter, validation: Validation): Code {
  const { bodies, operation } = validation;
  const [first, ...others] = bodies.values();
  const isOfSuccesses = [...bodies.keys()].every((each) => each.startsWith("2"));
  if (first && isOfSuccesses && others.every((each) => same(each, first))) return explanation(module, first);
  const { constant: name } = namesOf(module, validation);
  if (module.tables.has(name)) return code`${name}`;
  const members = [...bodies].map(([status, type]) => code`${statusKey(status)}: ${explanation(module, type)}`);
  const doc = docComment(`What is wrong with an answer of \`${operation.id}\`, by its status.`);
  module.tables.set(name, code`${doc}const ${name} = { ${join(members, ", ")} };`);
  return code`${name}`;
}

function statusKey(status: string): Code {
  return /^\d+$/.test(status) ? code`${Number(status)}` : key(status, "literal");
}

function namesOf(module: ModuleEmitter, validation: Validation): CheckNames {
  const names = module.checks.get(calledName(validation));
  if (!names) throw new Error("each checked operation has been given names");
  return names;
}

// ---- Strict checks, which say what an answer is

/** The check of an operation, which the module exports with the type of what it answers. */
function strictCheck(module: ModuleEmitter, validation: Validation): Identifier {
  const { type, constant: check } = namesOf(module, validation);
  if (module.tables.has(check)) return check;
  const { operation, source, bodies } = validation;
  const typeDoc = docComment(`What \`${operation.id}\` of ${source} answers, by status.`);
  const answered = join(memberCodes(module, validation), "\n");
  module.replies.set(type, code`${typeDoc}export type ${type} =\n${answered};`);
  const known = documentedTypes(operation);
  const members = [...bodies].map(([status, body]) => {
    const isKnown = known.has(Number(status)) || status.startsWith("2") || operation.successes.size === 0;
    return code`${statusKey(status)}: ${isKnown ? describedCode(module, body) : explanation(module, body)}`;
  });
  const doc = docComment(`Checks what \`${operation.id}\` of ${source} answers.`);
  const value = code`${runtime("strict")}({ ${join(members, ", ")} })`;
  module.tables.set(check, code`${doc}export const ${check}: ${runtime("ResponseCheck")}<${type}> = ${value};`);
  return check;
}

/** `| Documented<201, Order>`, one for all statuses with the same body. */
function memberCodes(module: ModuleEmitter, { operation }: Validation): readonly Code[] {
  const groups: { readonly type: Type; readonly isAnswer: boolean; readonly statuses: number[] }[] = [];
  for (const [status, type] of documentedTypes(operation)) {
    const isAnswer = isSuccess(status);
    const group = groups.find((each) => each.isAnswer === isAnswer && same(each.type, type));
    if (group) group.statuses.push(status);
    else groups.push({ type, isAnswer, statuses: [status] });
  }
  const success = provenSuccess(operation);
  const rest = isDynamic(success) ? empty : code`<${typeCode(module, success)}>`;
  return [
    ...groups.map(({ type, isAnswer, statuses }) => {
      const name = runtime(isAnswer ? "Documented" : "DocumentedFailure");
      return code`| ${name}<${join(statuses, " | ")}, ${typeCode(module, type)}>`;
    }),
    code`| ${runtime("UndocumentedReply")}${rest}`,
  ];
}

/** What a body is where it is right, and what is wrong with any other. */
function describedCode(module: ModuleEmitter, type: Type): Code {
  if (isDynamic(type)) return explanation(module, type);
  if (type.kind === "null") return code`${runtime("emptyBody")}`;
  return code`${runtime("described")}(${guardReference(module, type)}, ${explanation(module, type)})`;
}
