// Functions that say what is wrong with an answer: one for each component, and those that are made where they stand.
// Must not know which answers are checked.
import { describe } from "../semantics/describe.js";
import { namesApart } from "../semantics/told-apart.js";
import {
  fieldType,
  isDynamic,
  mayBeNull,
  membersOf,
  type ObjectShape,
  type Type,
  withoutNull,
} from "../semantics/types.js";
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
      if (values.length < type.members.length) return kindExplanation(module, type) ?? otherExplanation(module, type);
      return code`${runtime("oneOfThese")}(${join(values, ", ")})`;
    }
    case "object":
      if (type.rest) return code`${runtime("explainValues")}(${explanation(module, type.rest)})`;
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
  return otherExplanation(module, type);
}

function otherExplanation(module: ModuleEmitter, type: Type): Code {
  return code`${runtime("expects")}(${guardReference(module, type)}, ${expectation(type)})`;
}

/** Of objects that one field tells apart, each by texts that are its own; undefined for other unions. */
function kindExplanation(module: ModuleEmitter, type: Type): Code | undefined {
  const members = membersOf(type);
  for (const name of namesApart(type)) {
    const kinds = members.flatMap((member) => {
      const field = fieldType(member, name);
      const values = field === undefined || field.optional ? [] : membersOf(field.type);
      const texts = values.flatMap((each) =>
        each.kind === "literal" && typeof each.value === "string" ? [each.value] : [],
      );
      return texts.length < values.length ? [] : texts.map((value) => ({ value, member }));
    });
    const isEach = members.every((member) => kinds.some((each) => each.member === member));
    if (!isEach || new Set(kinds.map(({ value }) => value)).size < kinds.length) continue;
    const entries = kinds.map(({ value, member }) => code`${key(value, "literal")}: ${explanation(module, member)}`);
    return code`${runtime("byKind")}(${name}, { ${join(entries, ", ")} })`;
  }
  return undefined;
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
