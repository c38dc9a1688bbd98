// `store` and `queue` as calls of a store (language.md 6.19, 7.5).
// Must not know other steps.
import { pagedAnswer } from "../semantics/paging.js";
import { namesApart } from "../semantics/told-apart.js";
import type * as ast from "../syntax/ast.js";
import { assignable } from "../semantics/assignable.js";
import {
  dynamic,
  type Field,
  isDynamic,
  mayBeNull,
  membersOf,
  nullType,
  shapeOf,
  type Type,
  union,
  widen,
  withoutNull,
} from "../semantics/types.js";
import { partOf, type WriteMode, writeMode } from "../semantics/write-modes.js";
import { awaits, type Code, code, comment, constant, empty, join, member, runtime } from "./code.js";
import { fitted } from "./conversions.js";
import { defined, emitExpression, valueCode } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { objectValue } from "./literals.js";
import { recordLiteral } from "./record-steps.js";
import { storeCode } from "./steps.js";
import { typeCode } from "./types.js";

export function storeStatement(f: FunctionEmitter, step: ast.StoreStep): Code {
  const mode = writeMode(step);
  const pages = f.pages.get(step);
  if (pages) return saveCall(f, step, mode, "savePages", code`${pages.name}`);
  const store = f.module.bindings.stores.get(step);
  const recordType: Type = store ? (f.module.types.stores.get(store) ?? dynamic) : dynamic;
  const value = givenValue(f, step, mode, recordType);
  if (pagedAnswer(f.module, step.value)) return saveCall(f, step, mode, "save", defined(value));
  const isPart = mode === "put" || !store?.of || isPlain(step.value) || assignable(value.type, partOf(recordType));
  if (mode !== "update" && isPart && isRecord(value)) return putRecord(f, step, mode, value, recordType);
  const list = mode === "put" ? recordList(value) : undefined;
  const put = list && fitsAs(list.element, recordType) ? putList(f, step, list.code, recordType) : undefined;
  return put ?? saveCall(f, step, mode, "save", defined(value));
}

/** A literal of some fields of a schema is converted or checked field by field where it does not fit as it is. */
function givenValue(f: FunctionEmitter, step: ast.StoreStep, mode: WriteMode, recordType: Type): Value {
  const { value: node } = step;
  const store = f.module.bindings.stores.get(step);
  if (node.kind !== "Object") return emitExpression(f, node);
  if (!store?.of) return objectValue(f, node, namesApart(recordType));
  const value = emitExpression(f, node);
  const part = partOf(recordType);
  const fields = shapeOf(part)?.fields ?? new Map<string, Field>();
  const given = shapeOf(value.type);
  const isShared = given && [...given.fields.keys()].some((name) => fields.has(name));
  if (mode === "put" || !isPlain(node) || !isShared || assignable(value.type, part)) return value;
  return {
    code: recordLiteral(f, node.properties, shapeOf(part), store.of.name),
    type: { ...given, fields: new Map([...given.fields].map(([name, field]) => [name, fields.get(name) ?? field])) },
  };
}

/** An object literal without spreads. */
function isPlain(node: ast.Expression): boolean {
  return node.kind === "Object" && node.properties.every((each) => each.kind === "Property");
}

function isRecord(value: Value): boolean {
  return (
    !value.undefinable &&
    membersOf(value.type).length > 0 &&
    membersOf(value.type).every((each) => shapeOf(each) !== undefined)
  );
}

/** A list of records; null is none, and is refused like any other value that cannot be stored. */
function recordList(value: Value): { readonly code: Code; readonly element: Type } | undefined {
  const type = withoutNull(value.type);
  if (type.kind !== "list" || !isRecord({ ...value, type: type.element, undefinable: false })) return undefined;
  const isNullable = (value.undefinable ?? false) || mayBeNull(value.type);
  return { code: isNullable ? code`${runtime("recordsOf")}(${value.code})` : value.code, element: type.element };
}

function fitsAs(type: Type, record: Type): boolean {
  return (
    isDynamic(record) ||
    assignable(type, record) ||
    membersOf(type).every((each) =>
      membersOf(record).some(
        (other) =>
          each === other || (each.kind === "schema" && other.kind === "schema" && each.schema === other.schema),
      ),
    )
  );
}

function putRecord(
  f: FunctionEmitter,
  step: ast.StoreStep,
  mode: "put" | "merge" | "partial",
  value: Value,
  recordType: Type,
): Code {
  let hoisted = empty;
  let record = value;
  if (!value.simple) {
    const name = f.names.take("record");
    const declared = mode === "put" ? declaredRecord(f, step, value, recordType) : undefined;
    hoisted = declared
      ? code`const ${name}: ${typeCode(f.module, recordType)} = ${declared};\n`
      : constant(name, value.code);
    record = { code: code`${name}`, type: declared ? recordType : value.type, simple: true };
  }
  const stored = mode === "put" ? storedCode(f, step, record, recordType) : record.code;
  const method = mode === "put" ? "put" : "merge";
  const args = [
    keyCode(f, step, record) ?? code`${runtime("identify")}(${record.code})`,
    stored,
    ...(mode === "partial" ? [true] : []),
  ];
  return code`${hoisted}await ${storeCode(f, step)}${member(method)}(${join(args, ", ")});\n`;
}

/** The record as it is where it fits; only a store `of` a schema has something to check it against. */
function storedCode(f: FunctionEmitter, step: ast.StoreStep | ast.Queue, record: Value, recordType: Type): Code {
  if (fitsAs(record.type, recordType)) return record.code;
  const store = f.module.bindings.stores.get(step);
  if (store?.of) return fitted(f, record, recordType, `a record of \`${step.store.text}\``);
  if (store) f.module.untyped.add(store);
  return record.code;
}

/** An object literal for a store of a schema: what its fields do not fit as they are is converted or checked (5.4). */
function declaredRecord(f: FunctionEmitter, step: ast.StoreStep, value: Value, recordType: Type): Code | undefined {
  const { value: node } = step;
  if (node.kind !== "Object" || recordType.kind !== "schema" || fitsAs(value.type, recordType)) return undefined;
  return isPlain(node) ? recordLiteral(f, node.properties, recordType.schema.shape, recordType.schema.name) : undefined;
}

/** The `key:` of a record, or its `id`, where it has one that is a key. */
function keyCode(f: FunctionEmitter, step: ast.StoreStep | ast.Queue, record: Value): Code | undefined {
  const option = step.options?.entries.find((each) => each.name.text === "key")?.value;
  const subject = f.module.bindings.subjectOf.get(step);
  if (subject) f.variables.set(subject, record);
  return option ? valueCode(f, option) : undefined;
}

/** The key is read from what TypeScript takes a record of the store for. None where it has to be waited for, which `save` does. */
function putList(f: FunctionEmitter, step: ast.StoreStep, list: Code, recordType: Type): Code | undefined {
  const lambda = keyLambda(f, step, recordType);
  if (lambda.some(awaits)) return undefined;
  return code`await ${storeCode(f, step)}.putAll(${join([list, ...lambda], ", ")});\n`;
}

/** `(record) => key`; none where the record's `id` is the key. */
function keyLambda(f: FunctionEmitter, step: ast.StoreStep, type: Type): readonly Code[] {
  const inner: FunctionEmitter = { ...f, names: f.names.inner() };
  const record = inner.names.take("record");
  const key = keyCode(inner, step, { code: code`${record}`, type, simple: true });
  if (!key) return [];
  const isRead = key.parts.some((part) => typeof part === "string" && new RegExp(`\\b${record.text}\\b`).test(part));
  const parameter = isRead ? code`${record}${isDynamic(type) ? code`: unknown` : empty}` : empty;
  return [code`${awaits(key) ? code`async ` : empty}(${parameter}) => ${key}`];
}

/** What is of unknown shape: one record or a list of them, checked when it is stored. */
function saveCall(
  f: FunctionEmitter,
  step: ast.StoreStep,
  mode: WriteMode,
  save: "save" | "savePages",
  value: Code,
): Code {
  const lambda = keyLambda(f, step, dynamic);
  const args = [
    storeCode(f, step),
    value,
    ...(mode === "put" ? lambda : [lambda[0] ?? code`undefined`, code`${mode}`]),
  ];
  return code`await ${runtime(save)}(${join(args, ", ")});\n`;
}

/** `queue s { item, key }`: what is no object is wrapped as `{ value }`. */
export function queueStatement(f: FunctionEmitter, step: ast.Queue, matched: Value | undefined): Code {
  const option = step.options?.entries.find((each) => each.name.text === "item")?.value;
  const item = option ? emitExpression(f, option) : (matched ?? { code: code`null`, type: dynamic });
  const record = queuedRecord(item);
  const store = f.module.bindings.stores.get(step);
  const recordType = (store && f.module.types.stores.get(store)) ?? dynamic;
  const stored = (value: Value): Code => storedCode(f, step, value, recordType);
  const put = code`await ${storeCode(f, step)}.put`;
  const key = keyCode(f, step, record);
  if (key || item.simple)
    return code`${put}(${key ?? code`${runtime("identify")}(${item.code})`}, ${stored(record)}); ${comment("queue")}`;
  const name = code`${f.names.take("item")}`;
  return code`const ${name} = ${record.code};\n${put}(${runtime("identify")}(${name}), ${stored({ ...record, code: name })}); ${comment("queue")}`;
}

/** A value that is no object is wrapped as `{ value }`. */
function queuedRecord(item: Value): Value {
  const isObject = (each: Type): boolean => shapeOf(each) !== undefined;
  if (isRecord(item)) return item;
  if (isDynamic(item.type) || membersOf(item.type).some(isObject))
    return { code: code`${runtime("queued")}(${item.code})`, type: dynamic };
  const type = item.undefinable ? union(item.type, nullType) : item.type;
  return {
    code: code`{ value: ${defined(item)} }`,
    type: { kind: "object", fields: new Map([["value", { type: widen(type), optional: false }]]), open: false },
  };
}
