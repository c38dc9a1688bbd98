// Checks of answers against their document: which request has one, and the functions that say what is wrong.
// Must not know how answers are fetched.
import { describe } from "../semantics/describe.js";
import { provenType, type Validation, validationOf } from "../semantics/openapi/validation.js";
import { isDynamic, mayBeNull, membersOf, type ObjectShape, same, type Type, withoutNull } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, docComment, join, key, runtime } from "./code.js";
import { conditionCode } from "./expressions.js";
import type { FunctionEmitter } from "./function.js";
import { calledName, type ModuleEmitter, type SchemaNames } from "./module.js";
import { guardReference } from "./types.js";

/** `operation: "getOrder"`, where the mission asks which one was called last. */
export function operationOption({ module }: FunctionEmitter, step: ast.Request): readonly Code[] {
  const called = module.mission.documents.operations.get(step);
  const isRead = [...module.bindings.names.values()].some(
    (each) => each.kind === "builtin" && each.name === "currentOperation",
  );
  return called && isRead ? [code`operation: ${called.operation.id}`] : [];
}

/** `check: strict(explainOrder)`, where the source asks for it. */
export function checkOption(f: FunctionEmitter, step: ast.Request): readonly Code[] {
  const validation = validationOf(f.module.mission, step);
  if (validation === undefined) return [];
  const make = runtime(validation.strict ? "strict" : "lenient");
  const check = code`${make}(${explanations(f.module, validation)})`;
  if (validation.when === undefined) return [code`check: ${check}`];
  return [code`check: ${conditionCode(f, validation.when)} ? ${check} : undefined`];
}

/** One function where the document describes one kind of 2xx answer and nothing else; else a table by status. */
function explanations(module: ModuleEmitter, validation: Validation): Code {
  const { bodies, operation } = validation;
  const [first, ...others] = bodies.values();
  const isOfSuccesses = [...bodies.keys()].every((each) => each.startsWith("2"));
  if (first && isOfSuccesses && others.every((each) => same(each, first))) return explanation(module, first);
  const name = module.answers.get(calledName(validation));
  if (!name) throw new Error("each checked operation has been given a name");
  if (module.tables.has(name)) return code`${name}`;
  const status = (text: string): Code => (/^\d+$/.test(text) ? code`${Number(text)}` : key(text, "literal"));
  const members = [...bodies].map(([each, type]) => code`${status(each)}: ${explanation(module, type)}`);
  const doc = docComment(`What is wrong with an answer of \`${operation.id}\`, by its status.`);
  module.tables.set(name, code`${doc}const ${name} = { ${join(members, ", ")} };`);
  return code`${name}`;
}

/** The body of an answer with the type that its check has proven, where nothing else can come. */
export function provenCode(
  f: FunctionEmitter,
  step: ast.Request,
  body: Code,
): { readonly code: Code; readonly type: Type } | undefined {
  const type = provenType(f.module.mission, f.module.flow, step);
  if (type === undefined) return undefined;
  const id = f.module.mission.documents.operations.get(step)?.operation.id ?? "";
  return {
    type,
    code: code`${runtime("asType")}(${guardReference(f.module, type)}, ${body}, ${`the answer of \`${id}\``}, ${describe(type)})`,
  };
}

/** Tables of answers by status, and `explainOrder` for each component that a check needs, those that these need included. */
export function explainFunctions(module: ModuleEmitter): readonly Code[] {
  const done = new Map<SchemaNames, Code>();
  // A Set is walked to its end also while it grows.
  for (const names of module.explained) done.set(names, explainFunction(module, names));
  return [...module.tables.values(), ...done.values()];
}

function explainFunction(module: ModuleEmitter, names: SchemaNames): Code {
  const fields = fieldExplanations(module, names.symbol.type.shape);
  return code`export function ${names.explain ?? names.guard}(value: unknown, path: string): readonly ${runtime("ValidationError")}[] {
return ${names.guard}(value) ? [] : ${runtime("explainFields")}(value, path, ${fields});
}`;
}

function fieldExplanations(module: ModuleEmitter, { fields }: ObjectShape): Code {
  const members = [...fields].flatMap(([name, field]) => {
    if (isDynamic(field.type)) return [];
    const explain = explanation(module, withoutNull(field.type));
    const isNullable = field.optional || mayBeNull(field.type);
    return [code`${key(name, "literal")}: ${isNullable ? code`${runtime("orNull")}(${explain})` : explain}`];
  });
  return members.length === 0 ? code`{}` : code`{ ${join(members, ", ")} }`;
}

/** A function that gives what is wrong with a value. */
function explanation(module: ModuleEmitter, type: Type): Code {
  if (mayBeNull(type) && type.kind === "union")
    return code`${runtime("orNull")}(${explanation(module, withoutNull(type))})`;
  switch (type.kind) {
    case "dynamic":
      return code`${runtime("anyBody")}`;
    case "null":
      return code`${runtime("noBody")}`;
    case "list":
      if (isDynamic(type.element)) break;
      return code`${runtime("explainEach")}(${explanation(module, type.element)})`;
    case "string":
      return code`${runtime(type.is === "date" ? "aDate" : "aString")}`;
    case "number":
      return code`${runtime(type.is === "integer" ? "aWholeNumber" : "aNumber")}`;
    case "boolean":
      return code`${runtime("aBoolean")}`;
    case "literal":
      return code`${runtime("oneOfThese")}(${type.value})`;
    case "union": {
      const values = type.members.flatMap((each) => (each.kind === "literal" ? [each.value] : []));
      if (values.length < type.members.length) break;
      return code`${runtime("oneOfThese")}(${join(values, ", ")})`;
    }
    case "object":
      if (type.fields.size === 0) break;
      return code`(value: unknown, path: string) => ${runtime("explainFields")}(value, path, ${fieldExplanations(module, type)})`;
    case "schema": {
      const names = module.schemas.get(type.schema.name);
      if (names?.explain === undefined) break;
      module.explained.add(names);
      return code`${names.explain}`;
    }
    default:
      break;
  }
  return code`${runtime("expects")}(${guardReference(module, type)}, ${expectation(type)})`;
}

/** In the words of messages. */
function expectation(type: Type): string {
  switch (type.kind) {
    case "string":
      return type.is === "date" ? "an ISO 8601 date or date-time" : "a string";
    case "number":
      return type.is === "integer" ? "a whole number" : "a number";
    case "boolean":
      return "true or false";
    case "object":
      return "an object";
    case "list":
      return "a list";
    case "union":
      return membersOf(type).map(expectation).join(" or ");
    default:
      return describe(type).replace(/^[\w$]+\./, "");
  }
}
