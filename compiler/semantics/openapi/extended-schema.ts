// `schema X from S.Name { … }`: the fields of a component for a schema of the mission (language.md 2.2, 5).
// Must not know the schema's own fields.
import type { Details } from "../../diagnostics.js";
import type * as ast from "../../syntax/ast.js";
import { describe } from "../describe.js";
import type { MissionModel } from "../model.js";
import type { Reporter } from "../reporter.js";
import { membersOf, type ObjectShape, shapeOf, type Type, withoutNull } from "../types.js";
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
  const type = schema.value === undefined ? undefined : withoutNull(api.types.typeOf(schema, "response"));
  const shape = type && shapeOf(type);
  for (const each of api.documents.broken.slice(before)) reporter.report("RQ5019", component.span, each);
  if (shape !== undefined) return shape;
  const known = keysOf(api.components);
  if (type !== undefined) {
    const facts = { name: component.text, kind: "schema", of: api.name, known: [], is: describe(type) } as const;
    reporter.report("RQ2017", component.span, facts, memberHelp(document.text, type));
    return undefined;
  }
  const details = nearestDetails(component.text, component.span, candidates(known));
  reporter.report("RQ2017", component.span, { name: component.text, kind: "schema", of: api.name, known }, details);
  return undefined;
}

/** Its members one by one, where they are objects. */
function memberHelp(document: string, type: Type): Details {
  const names = membersOf(type).flatMap((each) =>
    each.kind === "schema" ? [each.schema.name.replace(/^.*\./, "")] : [],
  );
  if (names.length < 2) return {};
  const written = names.map((each) => `\`schema ${each} from ${document}.${each} {}\``);
  return { help: `declare its members, and use them as ${names.join(" | ")}: ${written.join(", ")}` };
}

/** A source or import whose document could not be read, which has been reported. */
function isNamed({ sources, imports }: MissionModel, name: string): boolean {
  return (
    sources.get(name)?.node?.from !== undefined || imports.some((each) => each.all && each.names[0]?.text === name)
  );
}
