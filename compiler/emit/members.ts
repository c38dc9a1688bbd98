// Fields and elements of values: plain property access where the type has them, one helper call where it is not known.
// Must not know other expressions.
import type { StoreSymbol } from "../semantics/model.js";
import { type FieldRead, fieldRead } from "../semantics/field-reads.js";
import type { FoundField } from "../semantics/found-fields.js";
import { memberType } from "../semantics/functions/shapes.js";
import { knownElement } from "../semantics/pattern-facts.js";
import { recordRead } from "../semantics/reference-keys.js";
import { areForgotten, hasPartly, sharedTags, testsFor } from "../semantics/member-tests.js";
import {
  type Type,
  boolean,
  dynamic,
  fieldType,
  integer,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  nullType,
  shapeOf,
  union,
  withoutNull,
} from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, empty, join, member, optionalMember, runtime } from "./code.js";
import { defined, emitExpression, narrowedTo } from "./expressions.js";
import { type FunctionEmitter, type Value, contextCode } from "./function.js";
import { memberTests, type SharedTag } from "./member-tests.js";
import { typeCode } from "./types.js";
import { addressValue } from "./waits.js";

const isLengthy = (type: Type): boolean => {
  const members = membersOf(type);
  return (
    members.length > 0 &&
    members.every(
      (each) =>
        each.kind === "list" || each.kind === "string" || (each.kind === "literal" && typeof each.value === "string"),
    )
  );
};

export function fieldAccess(f: FunctionEmitter, node: ast.FieldAccess): Value {
  const name = node.name.text;
  const element = f.module.bindings.columns.get(node);
  const record = element && f.variables.get(element);
  if (record) return memberValue(f, record, name);
  const wait = f.module.bindings.addresses.get(node);
  if (wait) return addressValue(f, wait);
  const store = node.object.kind === "NameExpression" ? f.module.bindings.names.get(node.object) : undefined;
  if (store?.kind === "store") return storeField(f, store, name);
  if (node.object.kind === "Filter" && name !== "length") return columnValue(emitExpression(f, node.object), name);
  return readValue(f, node, node);
}

function readValue(f: FunctionEmitter, node: ast.Expression, read: FieldRead): Value {
  const held = heldValue(f, node);
  if (held) return held;
  const name = read.name.text;
  const object = emitExpression(f, recordRead(f.module, read.object, name));
  if (name === "_partial") return { code: code`${runtime("isPartial")}(${object.code})`, type: boolean };
  const value = memberValue(f, object, name);
  return value.isOwn ? value : narrowed(f, node, name, object, value);
}

/** The object and name of a field that is read; undefined for what is kept in a constant, or is no field. */
export function readPlace(f: FunctionEmitter, node: ast.Expression): readonly [object: Code, name: string] | undefined {
  const read = fieldRead(f.module.bindings, node);
  if (!read || f.held.has(node) || heldValue(f, node)) return undefined;
  const element = node.kind === "FieldAccess" ? f.module.bindings.columns.get(node) : undefined;
  const object =
    (element && f.variables.get(element)) ?? emitExpression(f, recordRead(f.module, read.object, read.name.text));
  return [object.code, read.name.text];
}

/** What a match has found out about a value of unknown shape, TypeScript knows of the constant that it is kept in. */
function heldValue(f: FunctionEmitter, node: ast.Expression): Value | undefined {
  const { heldReads, types } = f.module.types;
  const holder = heldReads.get(node);
  const value = holder && f.held.get(holder);
  return value && narrowedTo(value, types.get(node) ?? dynamic);
}

function narrowed(f: FunctionEmitter, node: ast.Expression, name: string, object: Value, value: Value): Value {
  const type = f.module.types.types.get(node);
  if (!type || isDynamic(object.type) || !isTyped(object.type, name)) return value;
  return narrowedTo(value, type);
}

function storeField(f: FunctionEmitter, store: StoreSymbol, name: string): Value {
  const place = code`${contextCode(f, "stores")}${member(store.name)}`;
  if (name === "length") return { code: code`(await ${place}.size())`, type: integer };
  const records = { code: code`await ${place}.all()`, type: list(f.module.types.stores.get(store) ?? dynamic) };
  return columnValue(records, name);
}

/** The list of the records' `name`, nulls left out (10.5). */
function columnValue(records: Value, name: string): Value {
  const text = code`${runtime("column")}(${records.code}, ${name})`;
  if (records.type.kind !== "list" || records.undefinable) return { code: text, type: union(list(dynamic), nullType) };
  const { element } = records.type;
  const field = isTyped(element, name) && !(name in Object.prototype) ? fieldType(element, name) : undefined;
  return { code: text, type: list(withoutNull(field?.type ?? dynamic)) };
}

/** Whether every member of the type, null apart, has the field by name. */
function isTyped(type: Type, name: string): boolean {
  const members = membersOf(withoutNull(type));
  return members.length > 0 && members.every((each) => shapeOf(each)?.fields.has(name) ?? false);
}

/** A field of which conditions have found more than the type of `whole` says, read where they have. */
export function foundValue(f: FunctionEmitter, whole: Value, { type, path }: FoundField): Value {
  const read = (at: Value, { name, found }: FoundField["path"][number]): Value => {
    const value = memberValue(f, at, name);
    return found ? narrowedTo(value, found) : value;
  };
  return path.reduce(read, { ...whole, type, undefinable: false });
}

/** `.name` of a value. */
export function memberValue(f: FunctionEmitter, object: Value, name: string): Value {
  if (object.isHeaders) return headerValue(object, name);
  if (object.orEmpty?.present) return memberValue(f, object.orEmpty.present, name);
  if (object.reply && name === "validationErrors")
    return { code: code`${runtime("replyField")}(${object.reply}, ${name})`, type: dynamic };
  if (object.reply && name === "headers" && !isTyped(object.type, name)) {
    const whole = code`${runtime("headersOf")}(${object.reply})`;
    return { ...chain(object, name), code: whole, reply: object.reply, isHeaders: true };
  }
  if (!isDynamic(object.type)) {
    const value = withoutNull(object.type);
    const isNullable = mayBeNull(object.type) || (object.undefinable ?? false);
    if (name === "length" && isLengthy(value)) {
      return isNullable
        ? { code: code`${object.code}?.length`, type: union(integer, nullType), undefinable: true }
        : { code: code`${object.code}.length`, type: integer };
    }
    const rest = shapeOf(value)?.rest;
    if (rest) return { code: code`${runtime("own")}(${object.code}, ${name})`, type: union(rest, nullType) };
    const field = fieldType(object.type, name);
    if (field && isTyped(object.type, name)) {
      if (name in Object.prototype)
        return {
          code: code`${runtime("own")}(${object.code}, ${name})`,
          type: field.optional || isNullable ? union(field.type, nullType) : field.type,
          isOwn: true,
        };
      return {
        code: isNullable ? code`${object.code}${optionalMember(name)}` : code`${object.code}${member(name)}`,
        type: field.type,
        undefinable: field.optional || isNullable,
        simple: object.simple ?? false,
        isOwn: object.isOwn ?? false,
        tag: sharedTag(object, membersOf(value), name),
      };
    }
  }
  return partValue(f, object, name) ?? chain(object, name);
}

function sharedTag({ code: object }: Value, members: readonly Type[], name: string): SharedTag | undefined {
  const kinds = sharedTags(members, name);
  return kinds.length > 0 ? { object, name, kinds } : undefined;
}

/** A field that only some members of a union have: null where a record is of another kind. */
function partValue(f: FunctionEmitter, object: Value, name: string): Value | undefined {
  const members = membersOf(withoutNull(object.type));
  if (isDynamic(object.type) || !hasPartly(members, name)) return undefined;
  const fields = members.flatMap((each) => shapeOf(each)?.fields.get(name) ?? []);
  const type = union(...fields.map((each) => each.type), nullType);
  if (!object.simple) {
    const kinds = areForgotten(members, name) ? code`<${typeCode(f.module, union(...members))}, ${name}>` : empty;
    return { code: code`${runtime("own")}${kinds}(${object.code}, ${name})`, type };
  }
  const isNullable = mayBeNull(object.type) || (object.undefinable ?? false);
  const present = isNullable ? [code`${object.code} != null`] : [];
  const test = join([...present, ...memberTests(f.module, object.code, testsFor(members, name))], " && ");
  const having = members.filter((each) => shapeOf(each)?.fields.has(name));
  const value = memberValue(f, { ...object, type: union(...having), undefinable: false }, name);
  return {
    code: code`(${test} ? ${value.code} : null)`,
    type,
    undefinable: value.undefinable ?? false,
    part: { test, value },
  };
}

/** A header by name; a field `headers` of the body itself goes first. */
function headerValue(object: Value, name: string): Value {
  const lower = name.toLowerCase();
  if (object.isHeaders === "or own" && name !== lower)
    return { code: code`${runtime("headerOf")}(${object.code}, ${name})`, type: dynamic };
  if (!object.reply) return chain(object, lower);
  const own = chain(object, name).code;
  return { code: code`(${own} ?? ${runtime("replyField")}(${object.reply}, "headers", ${lower}))`, type: dynamic };
}

function chain(object: Value, step: string | number | Code): Value {
  const base = object.chain?.base ?? object.code;
  const path = [...(object.chain?.path ?? []), step];
  return { code: code`${runtime("field")}(${join([base, ...path], ", ")})`, type: dynamic, chain: { base, path } };
}

function isInteger(type: Type): boolean {
  return type.kind === "literal" ? Number.isInteger(type.value) : type.kind === "number" && type.is === "integer";
}

export function indexValue(f: FunctionEmitter, node: ast.Index): Value {
  const store = node.object.kind === "NameExpression" ? f.module.bindings.names.get(node.object) : undefined;
  const field = fieldRead(f.module.bindings, node);
  if (field) return readValue(f, node, field);
  const index = emitExpression(f, node.index);
  if (store?.kind === "store") {
    const record = union(f.module.types.stores.get(store) ?? dynamic, nullType);
    return {
      code: code`(await ${contextCode(f, "stores")}${member(store.name)}.get(${defined(index)}))`,
      type: record,
    };
  }
  const object = emitExpression(f, node.object);
  const isWhole = index.type.kind === "literal" && Number.isInteger(index.type.value);
  const isPosition = !index.undefinable && membersOf(index.type).every(isInteger);
  const item = knownElement(object.type);
  if (item && isPosition) {
    const isNullable = mayBeNull(object.type) || (object.undefinable ?? false);
    return {
      code: code`${object.code}${isNullable ? code`?.at` : code`.at`}(${index.code})`,
      type: union(item, nullType),
      undefinable: true,
    };
  }
  const any = memberType(object.type);
  if (any) return { code: code`${runtime("own")}(${object.code}, ${index.code})`, type: union(any, nullType) };
  if (isWhole) return chain(object, index.code);
  if (object.isHeaders && (object.reply || object.isHeaders === "or own"))
    return { code: code`${runtime("headerOf")}(${object.code}, ${index.code})`, type: dynamic };
  if (object.isHeaders)
    return { code: code`${runtime("element")}(${object.code}, ${runtime("lowercase")}(${index.code}))`, type: dynamic };
  const type = item ? union(item, nullType) : dynamic;
  return { code: code`${runtime("element")}(${object.code}, ${index.code})`, type };
}
