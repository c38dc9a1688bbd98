// `map` and `validate` as statements (language.md 6.16, 6.18).
// Must not know other steps.
import { assignable } from "../semantics/assignable.js";
import { type Type, dynamic, shapeOf } from "../semantics/types.js";
import { readsNewRecord } from "../semantics/model.js";
import { mappedVariable } from "../semantics/reference-keys.js";
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { type Code, code, constant, empty, join, mentions } from "./code.js";
import { fitted } from "./conversions.js";
import { defined, emitExpression, negatedValue, responsePlace } from "./expressions.js";
import { type FunctionEmitter, type Value, contextCode } from "./function.js";
import { keepAhead } from "./held-tests.js";
import { spreadValue } from "./literals.js";
import { lowerCamel } from "./names.js";
import { narrowable } from "./reads.js";
import { shareValue } from "./shared.js";
import { mark, steps } from "./steps.js";
import { isTaken, recordLiteral } from "./typed-literals.js";

export function mapStatement(f: FunctionEmitter, step: ast.MapStep): Code {
  const head = mark(f, step);
  const source = emitExpression(f, step.source);
  const subject = f.module.bindings.subjectOf.get(step);
  const isSimple = source.simple && !source.undefinable;
  const kept = subject && !isSimple ? f.names.take("record") : undefined;
  if (subject) f.variables.set(subject, kept ? { code: code`${kept}`, type: source.type, simple: true } : source);
  const target = f.module.schemas.get(step.target.text);
  if (!target) throw new Error("a map target is always declared");
  const name = f.names.take(lowerCamel(step.target.text));
  const type: Type = { kind: "schema", schema: target.symbol.type };
  const testedIn = keepAhead(f);
  const record = recordCode(f, step.fields ?? emptyObject(step), step.target, source, type, "map");
  const tested = testedIn(record);
  const isKept = kept && mentions(code`${tested}${record}`, kept);
  const hoisted = code`${isKept ? code`const ${kept} = ${defined(source)};\n` : empty}${tested}`;
  const value: Value = { code: code`${name}`, type, simple: true };
  f.responses.set(step, value);
  for (const variable of [f.module.bindings.variables.get(step), f.module.bindings.results.get(step)])
    if (variable) f.variables.set(variable, value);
  const shared = shareValue(f, step, code`${name}`);
  // What nothing reads is still checked.
  if (shared === empty && !isRecordRead(f, step))
    return code`${head}${hoisted}void (${record} satisfies ${target.type});\n`;
  return code`${head}${hoisted}${constant(name, record, code`${target.type}`)}${shared}`;
}

/** Whether the new record is read: as the response, or by a name that now means it. */
export function isRecordRead(f: FunctionEmitter, step: ast.MapStep | ast.Apply): boolean {
  const { bindings, flow, mission } = f.module;
  if (flow.kept.has(step)) return true;
  const variables = [bindings.variables.get(step), bindings.results.get(step)];
  const isOf = (node: ast.Expression): boolean => {
    const binding =
      node.kind === "NameExpression"
        ? bindings.names.get(node)
        : node.kind === "Subject"
          ? bindings.subjects.get(node)
          : undefined;
    return binding?.kind === "variable" && variables.includes(binding);
  };
  let reads = 0;
  const note = (node: ast.NameExpression | ast.Subject): void => void (reads += isOf(node) ? 1 : 0);
  const skipOld = (node: ast.FieldAccess): void => {
    // A field that the map does not write is read from the record it came from (6.16).
    const mapped = isOf(node.object) ? variables[0] : undefined;
    if (mapped && !readsNewRecord(mapped, node.name.text) && mappedVariable(f.module, node.object) === mapped) reads--;
  };
  const visitor = { enter: { NameExpression: note, Subject: note, FieldAccess: skipOld } };
  for (const compared of bindings.comparisons.values()) walk(compared, visitor);
  for (const action of mission.actions.values()) if (within(step.span, action.node.span)) walk(action.node, visitor);
  return reads > 0;
}

/** The new record: typed field by field, or checked as a whole where its fields are not known. */
export function recordCode(
  f: FunctionEmitter,
  fields: ast.ObjectLiteral,
  { text: name }: ast.Name,
  source: Value,
  type: Type,
  word: "map" | "transform",
): Code {
  const isDeclaredHere = f.module.schemas.get(name)?.symbol.node === undefined;
  const target = shapeOf(type);
  const where = `the record of \`${word} … -> ${name}\``;
  if (fields.properties.length === 0) {
    const copy = code`{ ${spreadValue(source)} }`;
    const isFitting = isDeclaredHere || (!source.undefinable && assignable(source.type, type));
    return isFitting ? copy : fitted(f, { code: copy, type: dynamic }, type, where);
  }
  const record = recordLiteral(f, fields.properties, target, name);
  const isFitting = !isTaken(fields, target) && (isDeclaredHere || assignable(record.type, type));
  return isFitting ? record.lines : fitted(f, { code: record.code, type: dynamic }, type, where);
}

function emptyObject(step: ast.MapStep): ast.ObjectLiteral {
  return { kind: "Object", properties: [], span: step.span };
}

export function validateStatement(f: FunctionEmitter, step: ast.Validate, isTail: boolean): Code {
  const head = mark(f, step);
  const target = step.target ? emitExpression(f, step.target) : responsePlace(f, step);
  const subject = f.module.bindings.subjectOf.get(step);
  const tested: FunctionEmitter = { ...f, names: f.names.inner() };
  const name = !target.simple || target.undefinable ? tested.names.take("target") : undefined;
  const hoisted = name ? constant(name, defined(target), narrowable(f, subject, target.type)) : empty;
  const value: Value = name ? { code: code`${name}`, type: target.type, simple: true } : target;
  if (subject) f.variables.set(subject, value);
  const wrong = step.assumptions.map((each) => negatedValue(tested, each.condition));
  // All records of a store are only loaded for who needs them.
  const isLate = name !== undefined && isStore(f, step.target) && !wrong.some((each) => mentions(each.code, name));
  if (name && !isLate) f.names.take("target");
  if (step.otherwise) return code`${head}${isLate ? empty : hoisted}${otherwiseCode(step.otherwise)}`;
  return code`${head}${isLate ? empty : hoisted}${violations(isLate ? defined(target) : value.code)}`;

  function otherwiseCode(otherwise: ast.Block | ast.Step): Code {
    const possible = wrong.filter((each) => each.truth !== false);
    if (possible.length === 0) return empty;
    // `!0`: behind `if (true)` TypeScript would not look at what follows.
    const failed = possible.map((each) => (each.truth ? code`!0` : code`(${each.code})`));
    const inner: FunctionEmitter = { ...f, names: tested.names.inner() };
    const list = otherwise.kind === "Block" ? otherwise.steps : [otherwise];
    const body = steps(inner, list, isTail, { subject: value, reply: undefined });
    const loaded = isLate && mentions(body, name) ? hoisted : empty;
    return code`if (${join(failed, " || ")}) {\n${loaded}${body}}\n`;
  }

  function violations(given: Code): readonly Code[] {
    const startLine = f.module.lineOf(step.span);
    return step.assumptions.flatMap((each, at) => {
      const isWrong = wrong[at];
      if (!isWrong || isWrong.truth === false) return [];
      const line = f.module.lineOf(each.span);
      const text = each.message?.value ?? f.module.textOf(each.condition.span);
      const test = isWrong.truth ? empty : code`if (${isWrong.code}) `;
      return code`${line === startLine ? empty : mark(f, each)}${test}${contextCode(f, "violation")}(${text}, ${given});\n`;
    });
  }
}

function isStore({ module }: FunctionEmitter, node: ast.Expression | undefined): boolean {
  return node?.kind === "NameExpression" && module.bindings.names.get(node)?.kind === "store";
}
