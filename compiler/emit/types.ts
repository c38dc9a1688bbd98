// Static types as TypeScript: interfaces of schemas, types of fields, and the guards that test them.
// Must not know expressions or steps.
import { partial } from "../semantics/alternatives.js";
import { assignable } from "../semantics/assignable.js";
import { isOneWay } from "../semantics/tested-parts.js";
import {
  dynamic,
  type Field,
  isDynamic,
  mayBeNull,
  membersOf,
  type ObjectShape,
  presentType,
  same,
  shapeOf,
  type Type,
  withoutNull,
} from "../semantics/types.js";
import { type Code, code, docComment, empty, join, key, runtime, distinct } from "./code.js";
import { equalities } from "./member-tests.js";
import type { ModuleEmitter, SchemaNames } from "./module.js";

/** A type where a value stands: `T?` is `T | null`. */
export function typeCode(module: ModuleEmitter, type: Type): Code {
  switch (type.kind) {
    case "dynamic":
    case "error":
      return code`unknown`;
    case "never":
      return code`never`;
    case "null":
      return code`null`;
    case "boolean":
      return code`boolean`;
    case "number":
      return code`number`;
    case "string":
      return code`string`;
    case "literal":
      return code`${type.value}`;
    case "list":
      return type.element.kind === "union" ||
        type.element.kind === "list" ||
        (type.element.kind === "object" && !type.element.open)
        ? code`ReadonlyArray<${typeCode(module, type.element)}>`
        : code`readonly ${typeCode(module, type.element)}[]`;
    case "schema": {
      const names = module.schemas.get(type.schema.name);
      return names ? code`${names.type}` : code`unknown`;
    }
    case "object":
      if (type.fields.size === 0 && type.open && !type.rest) return code`object`;
      if (type.partOf && same(type, partial({ kind: "schema", schema: type.partOf })))
        return code`Partial<${typeCode(module, { kind: "schema", schema: type.partOf })}>`;
      return code`{ ${join(fieldCodes(module, type), "; ")} }`;
    case "union": {
      // Null last, whatever was found first.
      const isNull = (each: Type): boolean => each.kind === "null";
      const members = [...type.members.filter((each) => !isNull(each)), ...type.members.filter(isNull)];
      return join(distinct(members.map((each) => typeCode(module, each))), " | ");
    }
  }
}

function fieldCodes(module: ModuleEmitter, shape: ObjectShape): readonly Code[] {
  const fields = [...shape.fields].map(([name, field]) => fieldCode(module, name, field));
  return shape.open ? [code`readonly [name: string]: ${typeCode(module, shape.rest ?? dynamic)}`, ...fields] : fields;
}

function fieldCode(module: ModuleEmitter, name: string, field: Field): Code {
  return code`readonly ${key(name, "type")}${field.optional ? code`?` : empty}: ${typeCode(module, presentType(field))}`;
}

export function interfaceCode(module: ModuleEmitter, names: SchemaNames): Code {
  const { shape } = names.symbol.type;
  const doc = names.symbol.node?.doc ?? names.symbol.doc;
  const fields = [...shape.fields].map(
    ([name, field]) =>
      code`${field.doc === undefined ? empty : docComment(field.doc)}${fieldCode(module, name, field)};`,
  );
  const open = shape.open ? [code`readonly [name: string]: unknown;`] : [];
  return code`${doc === undefined ? empty : docComment(doc)}export interface ${names.type} {
${join([...open, ...fields], "\n")}
}`;
}

export function guardCode(module: ModuleEmitter, names: SchemaNames): Code {
  return code`export function ${names.guard}(value: unknown): value is ${names.type} {
return ${shapeTest(module, names.symbol.type.shape, code`value`)};
}`;
}

/** Direct tests of a shape; `value` is a reference that TypeScript narrows. */
function shapeTest(module: ModuleEmitter, shape: ObjectShape, value: Code): Code {
  const fields = [...shape.fields].map(([name, field]) => fieldTest(module, name, field, value));
  return join([code`${runtime("isObject")}(${value})`, ...fields.flat()], " && ");
}

function fieldTest(module: ModuleEmitter, name: string, field: Field, value: Code): readonly Code[] {
  const isInherited = name in Object.prototype;
  const place = isInherited ? code`${runtime("field")}(${value}, ${name})` : code`${value}${quotedMember(name)}`;
  // A required `any` of a schema must be there (5.1); what a map declared may hold null.
  if (isDynamic(field.type)) return field.optional || field.inferred ? [] : [code`${place} != null`];
  const present = withoutNull(field.type);
  // The result of a call is not narrowed, so what looks into it has a function of its own.
  const looksInside = isInherited && membersOf(present).some((each) => each.kind === "object" && each.fields.size > 0);
  const tested = looksInside ? code`(${guardReference(module, present)})(${place})` : typeTest(module, present, place);
  if (!tested) return [];
  return [field.optional || mayBeNull(field.type) ? code`(${place} == null || ${tested})` : tested];
}

/** `value["name"]`: an index signature is not read with a dot. */
function quotedMember(name: string): Code {
  return code`[${name}]`;
}

/** A test that `value`, which TypeScript knows to be `of` a type, is of `type`; undefined where there is nothing to test. */
export function typeTest(module: ModuleEmitter, type: Type, value: Code, of: Type = dynamic): Code | undefined {
  switch (type.kind) {
    case "dynamic":
    case "error":
    case "never":
      return undefined;
    case "null":
      return code`${value} == null`;
    case "boolean":
      return code`typeof ${value} === "boolean"`;
    case "number":
      return type.is === "integer" ? code`${runtime("isInt")}(${value})` : code`typeof ${value} === "number"`;
    case "string":
      return type.is === "date" ? code`${runtime("isDate")}(${value})` : code`typeof ${value} === "string"`;
    case "literal":
      return code`${value} === ${type.value}`;
    case "list":
      return isDynamic(type.element)
        ? code`${runtime("isList")}(${value})`
        : oneWayTest(code`${runtime("isArrayOf")}(${value}, ${guardReference(module, type.element)})`, type, of);
    case "schema": {
      const names = module.schemas.get(type.schema.name);
      if (!names) return undefined;
      return oneWayTest(
        code`${isMixed(type, of) ? code`${recordTest(value, of)} && ` : empty}${names.guard}(${value})`,
        type,
        of,
      );
    }
    case "object":
      if (type.fields.size === 0 && type.rest)
        return code`${runtime("isRecordOf")}(${value}, ${guardReference(module, type.rest)})`;
      if (type.fields.size === 0) return recordTest(value, of);
      // Of fields that no member is sure to have TypeScript sees in a test as a whole only that they are there.
      return oneWayTest(
        isDynamic(of) || membersOf(of).some((each) => hasFields(each, type))
          ? code`(${shapeTest(module, type, value)})`
          : code`(${guardReference(module, type)})(${value})`,
        type,
        of,
      );
    case "union": {
      const literals = type.members.flatMap((each) => (each.kind === "literal" ? [each.value] : []));
      const others = type.members.filter((each) => each.kind !== "literal");
      const tests = [
        ...equalities(value, literals),
        ...others.flatMap((each) => typeTest(module, each, value, of) ?? []),
      ];
      return tests.length === 0 ? undefined : code`(${join(tests, " || ")})`;
    }
  }
}

/** A test from which TypeScript is to conclude nothing where it fails. */
export function oneWayTest(test: Code, type: Type, of: Type): Code {
  return isOneWay(of, type) ? code`${test} && ${runtime("oneWay")}` : test;
}

function hasFields(type: Type, { fields }: ObjectShape): boolean {
  return [...fields.keys()].every((name) => shapeOf(type)?.fields.get(name)?.optional === false);
}

/** Whether TypeScript would take a text or a list for one that is such a record besides, beside other records. */
function isMixed(type: Type, of: Type): boolean {
  const members = membersOf(withoutNull(of));
  const records = members.filter((each) => shapeOf(each) !== undefined);
  const isRelated = (each: Type): boolean => assignable(each, type) || assignable(type, each);
  return records.length > 0 && records.length < members.length && !records.some(isRelated);
}

/**
 * A test that `value` is an object and no list. Of a known type it rules out what else the value may be: an interface
 * has no index signature, so TypeScript would not find it among the objects of any names.
 */
function recordTest(value: Code, of: Type): Code {
  if (isDynamic(of)) return code`${runtime("isRecord")}(${value})`;
  const members = membersOf(withoutNull(of));
  const isScalar = (each: Type): boolean => !shapeOf(each) && each.kind !== "list";
  const tests = [
    ...(members.some(isScalar) ? [code`typeof ${value} === "object"`] : []),
    ...(mayBeNull(of) || members.every(shapeOf) ? [code`${value} != null`] : []),
    ...(members.some((each) => each.kind === "list") ? [code`!${runtime("isList")}(${value})`] : []),
  ];
  return tests.length === 1 ? code`${tests}` : code`(${join(tests, " && ")})`;
}

/** A function `(value: unknown) => value is T`. */
export function guardReference(module: ModuleEmitter, type: Type): Code {
  if (type.kind === "schema") {
    const names = module.schemas.get(type.schema.name);
    if (names) return code`${names.guard}`;
  }
  if (type.kind === "number" && type.is === "integer") return code`${runtime("isInt")}`;
  if (type.kind === "string" && type.is === "date") return code`${runtime("isDate")}`;
  if (type.kind === "object" && type.fields.size === 0 && !type.rest) return code`${runtime("isRecord")}`;
  // Nothing but null fits, and that is asked for elsewhere.
  if (type.kind === "never") return code`(_item: unknown): _item is never => false`;
  const value = code`item`;
  return code`(item: unknown): item is ${typeCode(module, type)} => ${typeTest(module, type, value) ?? code`true`}`;
}
