// Discriminators of a document: the property whose value tells which schema an object is of, among the members of a union
// or those that extend a base by `allOf`. Must not know types. https://spec.openapis.org/oas/v3.1.1#discriminator-object
import { child, type Documents, itemsOf, keysOf, type Node, textOf } from "./documents.js";

export interface Discriminator {
  readonly property: string;
  /** What the property holds in objects of the schema that a `$ref` leads to: none where a mapping leaves it out. */
  readonly valuesOf: (reference: string) => readonly string[];
}

/** Swagger 2.0 names the property alone. */
export function discriminatorOf(schema: Node): Discriminator | undefined {
  const written = child(schema, "discriminator");
  const property = textOf(schema, "discriminator") ?? textOf(written, "propertyName");
  if (property === undefined) return undefined;
  const mapping = child(written, "mapping");
  const given = keysOf(mapping);
  const valuesOf = (reference: string): readonly string[] => {
    const component = lastPart(reference);
    const isTarget = (target: string | undefined): boolean => target === reference || target === component;
    return given.length === 0 ? [component] : given.filter((key) => isTarget(textOf(mapping, key)));
  };
  return { property, valuesOf };
}

/** References to the schemas that extend a base, which answers for any of them; empty where it has no discriminator. */
export function extensionsOf(documents: Documents, base: Node): readonly Node[] {
  if (discriminatorOf(base) === undefined) return [];
  if (itemsOf(child(base, "oneOf")).length > 0 || itemsOf(child(base, "anyOf")).length > 0) return [];
  const mapping = child(child(base, "discriminator"), "mapping");
  const mapped = keysOf(mapping).flatMap((key) => textOf(mapping, key) ?? []);
  const folder = base.pointer.slice(0, base.pointer.lastIndexOf("/"));
  const references = mapped.map((target) => (/[/#.]/.test(target) ? target : `#${folder}/${target}`));
  const names = references.length > 0 ? references : extending(documents, base, folder);
  return [...new Set(names)].map(($ref) => ({
    place: base.place,
    pointer: `${base.pointer}/discriminator`,
    value: { $ref },
  }));
}

/**
 * Whether a schema that has a base in its `allOf` is any of what extends it, as where a property or an element may be null
 * besides: other schemas are such extensions themselves.
 */
export function isAnyOfBase({ pointer }: Node, base: Node): boolean {
  const folder = (path: string): string => path.slice(0, path.lastIndexOf("/"));
  const isUse = /\/properties\/[^/]+$|\/(?:oneOf|anyOf)\/\d+$|\/(?:items|additionalProperties|schema)$/.test(pointer);
  return isUse && folder(pointer) !== folder(base.pointer);
}

/** The base itself, and what stands beside it and has it, or one of them, in its `allOf`. */
function extending(documents: Documents, base: Node, folder: string): readonly string[] {
  const siblings = documents.follow({ ...base, value: { $ref: `#${folder}` } });
  if (siblings === undefined) return [];
  const found = [`#${base.pointer}`];
  for (const above of found) {
    for (const name of keysOf(siblings)) {
      const { pointer } = child(siblings, name);
      const parts = itemsOf(child(child(siblings, name), "allOf"));
      if (!found.includes(`#${pointer}`) && parts.some((part) => textOf(part, "$ref") === above))
        found.push(`#${pointer}`);
    }
  }
  return found.length === 1 ? [] : found;
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
