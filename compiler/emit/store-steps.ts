// `store` and `queue` as calls of a store (language.md 6.19, 7.5).
// Must not know other steps.
import { pagedAnswer } from "../semantics/paging.js";
import { writeMode, partOf, type WriteMode, writtenType } from "../semantics/write-modes.js";
import { namesApart } from "../semantics/told-apart.js";
import type * as ast from "../syntax/ast.js";
import { assignable } from "../semantics/assignable.js";
import {
  dynamic,
  type Field,
  fieldNames,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  type ObjectShape,
  shapeOf,
  type Type,
  unionOfAll,
  widen,
  withoutNull,
} from "../semantics/types.js";
import { awaits, type Code, code, comment, constant, empty, join, member, runtime } from "./code.js";
import { fitted } from "./conversions.js";
import { expectFields } from "./expected-fields.js";
import { defined, emitExpression, valueCode } from "./expressions.js";
import { emittedType, type FunctionEmitter, type Value } from "./function.js";
import { objectValue } from "./literals.js";
import { storeCode } from "./steps.js";
import { memberValue } from "./members.js";
import { hasSpread, isTaken, recordLiteral, typedList } from "./typed-literals.js";
import { typeCode } from "./types.js";

export function storeStatement(f: FunctionEmitter, step: ast.StoreStep): Code {
  const mode = writeMode(step);
  const pages = f.pages.get(step);
  if (pages) return saveCall(f, step, mode, "savePages", code`${pages.name}`);
  const store = f.module.bindings.stores.get(step);
  const recordType: Type = store ? (f.module.types.stores.get(store) ?? dynamic) : dynamic;
  const value = storedValue(f, step, recordType, mode);
  if (pagedAnswer(f.module, step.value)) return saveCall(f, step, mode, "save", defined(value));
  if (isRecord(value)) return writeRecord(f, step, mode, value, recordType);
  const list = mode === "put" ? recordList(value) : undefined;
  const put = list && fitsAs(list.element, recordType) ? putList(f, step, list.code, recordType) : undefined;
  return put ?? saveCall(f, step, mode, "save", defined(value));
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

const methods = { put: "put", merge: "merge", partial: "merge", update: "update" } as const;

/** The record is written where it stands, unless its key is read from it or its type has to be said. */
function writeRecord(f: FunctionEmitter, step: ast.StoreStep, mode: WriteMode, value: Value, recordType: Type): Code {
  const typed = typedRecord(f, step.value, mode, value, recordType, placeOf(step));
  const isKnown = typed !== undefined || mode === "put" || isPart(value.type, writtenAs(recordType, mode));
  const store = f.module.bindings.stores.get(step);
  // Only the whole record can show whether such fields fit.
  if (!isKnown && store?.of) return saveCall(f, step, mode, "save", value.code);
  if (!isKnown && store) f.module.untyped.add(store);
  const name = value.simple ? undefined : f.names.take("record");
  const record = name ? { code: code`${name}`, type: typed?.type ?? value.type, simple: true } : value;
  const hoisted = name ? constant(name, typed?.code ?? value.code, typed?.declared) : empty;
  const args = [
    keyCode(f, step, record) ?? idCode(f, record),
    mode === "put" ? storedCode(f, step, record, recordType) : record.code,
    ...(mode === "partial" ? [true] : []),
  ];
  return code`${hoisted}await ${storeCode(f, step)}${member(methods[mode])}(${join(args, ", ")});\n`;
}

/** Whether it fits, or has nothing of the record, which may have other fields, too. */
function isPart(type: Type, part: Type): boolean {
  const names = new Set(fieldNames(part));
  const isOther = (each: Type): boolean =>
    shapeOf(each)?.open === false && !fieldNames(each).some((one) => names.has(one));
  return fitsAs(type, part) || (names.size > 0 && membersOf(type).every(isOther));
}

/** What a write may give of the records. */
function writtenAs(record: Type, mode: WriteMode): Type {
  if (mode === "put") return record;
  const parts = membersOf(record).map((each) => {
    const shape = shapeOf(each);
    return shape ? partOf(shape) : each;
  });
  return unionOfAll(parts);
}

/** The record as it is where it fits; only a store `of` a schema has something to check it against. */
function storedCode(f: FunctionEmitter, step: ast.StoreStep | ast.Queue, record: Value, recordType: Type): Code {
  if (fitsAs(record.type, recordType)) return record.code;
  const store = f.module.bindings.stores.get(step);
  if (store?.of) return fitted(f, record, recordType, placeOf(step));
  if (store) f.module.untyped.add(store);
  return record.code;
}

interface TypedRecord {
  readonly code: Code;
  readonly type: Type;
  /** The type of the constant, where it is said. */
  readonly declared?: Code;
}

/** An object literal for a store of a schema: what its fields do not fit as they are is converted or checked (5.4). */
function typedRecord(
  f: FunctionEmitter,
  node: ast.Expression,
  mode: WriteMode,
  value: Value,
  recordType: Type,
  where: string,
): TypedRecord | undefined {
  if (node.kind !== "Object" || recordType.kind !== "schema") return undefined;
  const type = writtenType(recordType.schema, mode);
  const shape = shapeOf(type);
  if (fitsAs(value.type, type) || !shape) return undefined;
  const record = recordLiteral(f, node.properties, shape, recordType.schema.name);
  const name = typeCode(f.module, recordType);
  if (hasSpread(node)) {
    const isWhole = fitsAs(record.type, type);
    if (mode === "put" && isWhole) return { code: record.code, type, declared: name };
    if (mode === "put") return { code: fitted(f, { code: record.code, type: dynamic }, type, where), type };
    return isWhole ? { code: code`${record.code} satisfies Partial<${name}>`, type: record.type } : undefined;
  }
  if (mode === "put") return { code: record.lines, type, declared: name };
  const given = givenFields(node, shape);
  // TypeScript takes no object that has nothing in common with what may all be left out.
  return [...given.keys()].some((each) => shape.fields.has(each)) && !isTaken(node, shape)
    ? { code: code`${record.lines} satisfies Partial<${name}>`, type: { ...shape, fields: given } }
    : undefined;
}

/** The fields that a literal gives of a shape; of others the record has they are of unknown kind. */
function givenFields({ properties }: ast.ObjectLiteral, shape: ObjectShape): ObjectShape["fields"] {
  const given = properties.flatMap((each) => (each.kind === "Property" ? [each.name.text] : []));
  return new Map(
    given.map((name): readonly [string, Field] => [
      name,
      { type: dynamic, ...shape.fields.get(name), optional: false },
    ]),
  );
}

/** The `key:` of a record, or its `id`, where it has one that is a key. */
function keyCode(f: FunctionEmitter, step: ast.StoreStep | ast.Queue, record: Value): Code | undefined {
  const option = step.options?.entries.find((each) => each.name.text === "key")?.value;
  const subject = f.module.bindings.subjectOf.get(step);
  if (subject) f.variables.set(subject, record);
  return option ? valueCode(f, option) : undefined;
}

/** The `id` of a record, where it surely is a key; else what it has, or a generated one. */
function idCode(f: FunctionEmitter, record: Value): Code {
  const id = memberValue(f, record, "id");
  const isKey = membersOf(id.type).every((each) => ["string", "number", "boolean", "literal"].includes(each.kind));
  const isThere = record.simple && isKey && id.undefinable === false && id.type.kind !== "never";
  return isThere ? id.code : code`${runtime("identify")}(${record.code})`;
}

/** The store as messages name it. */
function placeOf({ store }: ast.StoreStep | ast.Queue): string {
  return `a record of \`${store.text}\``;
}

/**
 * Texts that tell the records of an inferred store apart keep their literal types. For a store of a schema the records of a
 * list are converted one by one, and what is written beside a spread where only the whole record can show whether it fits.
 */
function storedValue(f: FunctionEmitter, step: ast.StoreStep, recordType: Type, mode: WriteMode): Value {
  const node = step.value;
  const store = f.module.bindings.stores.get(step);
  if (!store?.of)
    return node.kind === "Object" ? objectValue(f, node, namesApart(recordType)) : emitExpression(f, node);
  const type = writtenType(store.of.type, mode);
  if (node.kind === "List") expectFields(f.module, node, list(type));
  const plain = emitExpression(f, node);
  if (node.kind === "List" && !assignable(plain.type, list(type)))
    return typedList(f, node, list(type), store.of.name, placeOf(step)) ?? plain;
  if (node.kind !== "Object" || !hasSpread(node) || mode === "put" || fitsAs(plain.type, type)) return plain;
  const record = recordLiteral(f, node.properties, shapeOf(type), store.of.name);
  return fitsAs(record.type, type) ? plain : { code: record.code, type: dynamic };
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
  const store = f.module.bindings.stores.get(step);
  const recordType = (store && f.module.types.stores.get(store)) ?? dynamic;
  if (option) expectFields(f.module, option, recordType);
  const item = option ? emitExpression(f, option) : (matched ?? { code: code`null`, type: dynamic });
  const typed = option && typedRecord(f, option, "put", item, recordType, placeOf(step));
  const record = typed ? { code: typed.code, type: typed.type } : queuedRecord(item);
  const stored = (value: Value): Code => storedCode(f, step, value, recordType);
  const put = code`await ${storeCode(f, step)}.put`;
  const key = keyCode(f, step, record);
  if (key || item.simple) return code`${put}(${key ?? idCode(f, item)}, ${stored(record)}); ${comment("queue")}`;
  const name = f.names.take("item");
  const kept = stored({ ...record, code: code`${name}` });
  return code`${constant(name, record.code, typed?.declared)}${put}(${idCode(f, { ...record, code: code`${name}`, simple: true })}, ${kept}); ${comment("queue")}`;
}

/** A value that is no object is wrapped as `{ value }`. */
function queuedRecord(item: Value): Value {
  const isObject = (each: Type): boolean => shapeOf(each) !== undefined;
  if (isRecord(item)) return item;
  if (isDynamic(item.type) || membersOf(item.type).some(isObject))
    return { code: code`${runtime("queued")}(${item.code})`, type: dynamic };
  const type = emittedType(item);
  return {
    code: code`{ value: ${defined(item)} }`,
    type: { kind: "object", fields: new Map([["value", { type: widen(type), optional: false }]]), open: false },
  };
}
