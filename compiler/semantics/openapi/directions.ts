// Schemas that requests and answers tell apart: something in them is `readOnly` or `writeOnly`.
// Must not know types.
import { extensionsOf } from "./discriminators.js";
import { child, type Documents, isRecord, itemsOf, keysOf, type Node } from "./documents.js";

/** What a request must not hold may be missing there (`readOnly`), and what an answer does not hold (`writeOnly`). */
export type Direction = "request" | "response";

export function hasDirection(documents: Documents, schema: Node, seen = new Set<string>()): boolean {
  const target = documents.follow(schema);
  const key = target && `${target.place.id}#${target.pointer}`;
  if (target === undefined || key === undefined || seen.has(key)) return false;
  seen.add(key);
  if (child(target, "readOnly").value === true || child(target, "writeOnly").value === true) return true;
  const properties = child(target, "properties");
  const parts = [
    ...keysOf(properties).map((name) => child(properties, name)),
    ...["items", "additionalProperties"].map((name) => child(target, name)),
    ...["allOf", "oneOf", "anyOf"].flatMap((name) => itemsOf(child(target, name))),
    ...extensionsOf(documents, target),
  ];
  return parts.some((each) => isRecord(each.value) && hasDirection(documents, each, seen));
}
