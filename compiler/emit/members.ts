// Fields and elements of values: plain property access where the type has them, one helper call where it is not known.
// Must not know other expressions.
import { recordRead } from "../semantics/references.js";
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
import { type Code, code, join, member, optionalMember, runtime } from "./code.js";
import { defined, emitExpression, narrowedTo } from "./expressions.js";
import { type FunctionEmitter, type Value, contextCode } from "./function.js";

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
  const store = node.object.kind === "NameExpression" ? f.module.bindings.names.get(node.object) : undefined;
  if (store?.kind === "store") return storeField(f, store.name, name);
  const object = emitExpression(f, recordRead(f.module, node.object, name));
  if (name === "_partial") return { code: code`${runtime("isPartial")}(${object.code})`, type: boolean };
  const value = memberValue(f, object, name);
  return name in Object.prototype ? value : narrowed(f, node, object, value);
}

function narrowed(f: FunctionEmitter, node: ast.FieldAccess, object: Value, value: Value): Value {
  const type = f.module.types.types.get(node);
  if (!type || isDynamic(object.type) || !isTyped(object.type, node.name.text)) return value;
  return narrowedTo(value, type);
}

function storeField(f: FunctionEmitter, store: string, name: string): Value {
  const stores = contextCode(f, "stores");
  if (name === "length") return { code: code`(await ${stores}${member(store)}.size())`, type: integer };
  return { code: code`${runtime("column")}(await ${stores}${member(store)}.all(), ${name})`, type: list(dynamic) };
}

/** Whether every member of the type, null apart, has the field by name. */
function isTyped(type: Type, name: string): boolean {
  const members = membersOf(withoutNull(type));
  return members.length > 0 && members.every((each) => shapeOf(each)?.fields.has(name) ?? false);
}

/** `.name` of a value. */
export function memberValue(f: FunctionEmitter, object: Value, name: string): Value {
  if (object.isHeaders) return headerValue(object, name);
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
    const field = fieldType(object.type, name);
    if (field && isTyped(object.type, name)) {
      if (name in Object.prototype)
        return { code: code`${runtime("own")}(${object.code}, ${name})`, type: union(field.type, nullType) };
      return {
        code: isNullable ? code`${object.code}${optionalMember(name)}` : code`${object.code}${member(name)}`,
        type: field.type,
        undefinable: field.optional || isNullable,
        simple: object.simple ?? false,
      };
    }
  }
  return chain(object, name);
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

export function indexValue(f: FunctionEmitter, node: ast.Index): Value {
  const store = node.object.kind === "NameExpression" ? f.module.bindings.names.get(node.object) : undefined;
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
  if (object.type.kind === "list" && !isDynamic(object.type.element) && isWhole) {
    return {
      code: code`${object.code}.at(${index.code})`,
      type: union(object.type.element, nullType),
      undefinable: true,
    };
  }
  if (node.index.kind === "String") return memberValue(f, object, node.index.value);
  if (isWhole) return chain(object, index.code);
  if (object.isHeaders && (object.reply || object.isHeaders === "or own"))
    return { code: code`${runtime("headerOf")}(${object.code}, ${index.code})`, type: dynamic };
  if (object.isHeaders)
    return { code: code`${runtime("element")}(${object.code}, ${runtime("lowercase")}(${index.code}))`, type: dynamic };
  return { code: code`${runtime("element")}(${object.code}, ${index.code})`, type: dynamic };
}
