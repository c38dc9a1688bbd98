// Types in the mission's own notation, for messages.
// Must not know what is said about them.
import { type ObjectShape, type Type } from "./types.js";

/** The type in the mission's own notation. */
export function describe(type: Type): string {
  switch (type.kind) {
    case "dynamic":
    case "error":
      return "any";
    case "never":
      return "nothing";
    case "null":
    case "boolean":
      return type.kind;
    case "number":
      return type.is === "integer" ? "int" : type.is === "duration" ? "duration" : "number";
    case "string":
      return type.is ?? "string";
    case "literal":
      return JSON.stringify(type.value);
    case "list":
      return `${type.element.kind === "union" ? `(${describe(type.element)})` : describe(type.element)}[]`;
    case "schema":
      return type.schema.name;
    case "object":
      return describeShape(type);
    case "union":
      return describeUnion(type.members);
  }
}

/** More fields than this are not listed. */
const mostFields = 4;

function describeShape({ fields, open }: ObjectShape): string {
  if (fields.size === 0) return open ? "object" : "{ }";
  const shown = [...fields].slice(0, mostFields).map(([name, field]) => `${name}: ${describe(field.type)}`);
  return `{ ${shown.join(", ")}${fields.size > mostFields ? ", …" : ""} }`;
}

function describeUnion(members: readonly Type[]): string {
  const others = members.filter((each) => each.kind !== "null");
  const text = others.map(describe).join(" | ");
  if (others.length === members.length) return text;
  return others.length === 1 ? `${text}?` : `(${text})?`;
}
