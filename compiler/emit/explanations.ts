// Functions that say what is wrong with an answer: one for each component, and those that are made where they stand.
// Must not know which answers are checked.
import { describe } from "../semantics/describe.js";
import { isDynamic, mayBeNull, membersOf, type ObjectShape, type Type, withoutNull } from "../semantics/types.js";
import { type Code, code, join, key, runtime } from "./code.js";
import type { ModuleEmitter, SchemaNames } from "./module.js";
import { guardReference } from "./types.js";

/** `explainOrder` for each component that a check needs, those that these need included. */
export function explainFunctions(module: ModuleEmitter): readonly Code[] {
  const done = new Map<SchemaNames, Code>();
  // A Set is walked to its end also while it grows.
  for (const names of module.explained) done.set(names, explainFunction(module, names));
  return [...done.values()];
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
export function explanation(module: ModuleEmitter, type: Type): Code {
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
