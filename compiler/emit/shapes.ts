// What the fields of a record must be, for messages about one that does not fit (language.md 5.4): `Shape` of the runtime.
// Must not know guards, which decide whether it fits.
import { describe } from "../semantics/describe.js";
import { isDynamic, type ObjectShape, type Type, withoutNull } from "../semantics/types.js";
import { type Code, code, join, key, runtime } from "./code.js";
import type { ModuleEmitter, SchemaNames } from "./module.js";

/** The argument behind a guard that names the field which does not fit; none where the type has no fields. */
export function shapeArgument(module: ModuleEmitter, type: Type): readonly Code[] {
  const names = namesOf(module, type);
  if (names) return [code`${names.fields}`];
  const shape = shapeCode(module, type);
  return shape && type.kind !== "string" ? [shape] : [];
}

/** `const fieldsOfOrder: Shape = { … };` */
export function shapeConstant(module: ModuleEmitter, { symbol, fields }: SchemaNames): Code {
  return code`const ${fields}: ${runtime("Shape")} = ${objectShape(module, symbol.type.shape)};`;
}

function namesOf(module: ModuleEmitter, type: Type): SchemaNames | undefined {
  return type.kind === "schema" ? module.schemas.get(type.schema.name) : undefined;
}

/** The shape of a list or object; undefined for what has no parts. */
function shapeCode(module: ModuleEmitter, type: Type): Code | undefined {
  if (type.kind === "list" && !isDynamic(type.element)) return code`[${partShape(module, type.element)}]`;
  if (type.kind !== "object" || type.fields.size === 0) return undefined;
  // Beside a text, a list or a function TypeScript compares such a field with what all objects have.
  const isInherited = [...type.fields.keys()].some((name) => name in Object.prototype);
  const fields = objectShape(module, type);
  return isInherited ? code`(): ${runtime("Shape")} => (${fields})` : fields;
}

function objectShape(module: ModuleEmitter, shape: ObjectShape): Code {
  const fields = [...shape.fields].map(([name, { type }]) => code`${key(name, "literal")}: ${partShape(module, type)}`);
  return code`{ ${join(fields, ", ")} }`;
}

/** Schemas may refer to each other, so a part names one by a function. */
function partShape(module: ModuleEmitter, type: Type): Code {
  const present = withoutNull(type);
  const names = namesOf(module, present);
  if (names) return code`() => ${names.fields}`;
  return shapeCode(module, present) ?? code`${describe(type)}`;
}
