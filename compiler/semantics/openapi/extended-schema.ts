// `schema X from S.Name { … }`: the fields of a component for a schema of the mission (language.md 2.2, 5).
// Must not know the schema's own fields.
import type * as ast from "../../syntax/ast.js";
import type { MissionModel } from "../model.js";
import type { Reporter } from "../reporter.js";
import { type ObjectShape, shapeOf, withoutNull } from "../types.js";
import { candidates, nearestDetails } from "../unknown.js";
import { child, keysOf } from "./documents.js";

/** Undefined, and reported, where the document has no such object. */
export function extendedShape(
  mission: MissionModel,
  from: NonNullable<ast.SchemaDef["from"]>,
  reporter: Reporter,
): ObjectShape | undefined {
  const { document, component } = from;
  const api = mission.documents.apis.get(document.text);
  if (api === undefined) {
    const known = [...mission.documents.apis.keys()];
    if (!isNamed(mission, document.text)) {
      const details = nearestDetails(document.text, document.span, candidates(known));
      reporter.report("RQ2017", document.span, { name: document.text, kind: "document", of: "", known }, details);
    }
    return undefined;
  }
  const schema = child(api.components, component.text);
  const before = api.documents.broken.length;
  const shape = schema.value === undefined ? undefined : shapeOf(withoutNull(api.types.typeOf(schema, "response")));
  for (const each of api.documents.broken.slice(before)) reporter.report("RQ5019", component.span, each);
  if (shape !== undefined) return shape;
  const known = keysOf(api.components);
  const details = nearestDetails(component.text, component.span, candidates(known));
  reporter.report("RQ2017", component.span, { name: component.text, kind: "schema", of: api.name, known }, details);
  return undefined;
}

/** A source or import whose document could not be read, which has been reported. */
function isNamed({ sources, imports }: MissionModel, name: string): boolean {
  return (
    sources.get(name)?.node?.from !== undefined || imports.some((each) => each.all && each.names[0]?.text === name)
  );
}
