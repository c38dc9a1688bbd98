// The literal types of the properties that tell the schemas of a document apart.
// Must not know how a schema becomes a type.
import { literal, optional, type Type, union, withoutNull } from "../types.js";
import { discriminatorOf } from "./discriminators.js";
import { type Node, textOf } from "./documents.js";

/** The property that tells the members of a union apart has the value, in each, that the document gives it. */
export function discriminate(schema: Node, alternatives: readonly Node[], members: readonly Type[]): void {
  const discriminator = discriminatorOf(schema);
  if (discriminator === undefined) return;
  const { property, valuesOf } = discriminator;
  alternatives.forEach((alternative, index) => {
    const reference = textOf(alternative, "$ref");
    const member = members[index];
    // A base may stand for kinds that the document does not know.
    if (reference === undefined || reference === `#${schema.pointer}` || member?.kind !== "schema") return;
    const values = valuesOf(reference);
    const field = member.schema.shape.fields.get(property);
    if (values.length === 0 || field === undefined || withoutNull(field.type).kind !== "string") return;
    const type = union(...values.map(literal));
    const fields = new Map(member.schema.shape.fields).set(property, {
      ...field,
      type: field.optional ? optional(type) : type,
    });
    member.schema.shape = { ...member.schema.shape, fields };
  });
}
