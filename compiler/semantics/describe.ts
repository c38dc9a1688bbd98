// Types in the mission's own notation, for messages.
// Must not know what is said about them.
import { type ObjectShape, type Type } from "./types.js";

/** The type in the mission's own notation; what would be long is cut. */
export function describe(type: Type): string {
  return describeAt(type, 0);
}

/** `depth`: how many objects the type stands in. */
function describeAt(type: Type, depth: number): string {
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
      return describeLiteral(type.value);
    case "list": {
      const element = describeAt(type.element, depth);
      return `${type.element.kind === "union" ? `(${element})` : element}[]`;
    }
    case "schema":
      return type.schema.isAnonymous ? describeShape(type.schema.shape, depth) : type.schema.name;
    case "object":
      return describeShape(type, depth);
    case "union":
      return describeUnion(type.members, depth);
  }
}

const longestText = 40;

function describeLiteral(value: string | number | boolean): string {
  const isLong = typeof value === "string" && value.length > longestText;
  return JSON.stringify(isLong ? `${value.slice(0, longestText)}…` : value);
}

/** More fields or members than these are not listed, and objects not that deep in others. */
const mostFields = 4;
const mostMembers = 8;
const deepest = 2;

function describeShape({ fields, open }: ObjectShape, depth: number): string {
  if (fields.size === 0) return open ? "object" : "{ }";
  if (depth === deepest) return "{ … }";
  const shown = [...fields].slice(0, mostFields).map(([name, field]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${key}: ${describeAt(field.type, depth + 1)}`;
  });
  return `{ ${shown.join(", ")}${fields.size > mostFields ? ", …" : ""} }`;
}

function describeUnion(members: readonly Type[], depth: number): string {
  const others = members.filter((each) => each.kind !== "null");
  const shown = others.slice(0, mostMembers).map((each) => describeAt(each, depth));
  const text = [...shown, ...(others.length > mostMembers ? ["…"] : [])].join(" | ");
  if (others.length === members.length) return text;
  return others.length === 1 ? `${text}?` : `(${text})?`;
}
