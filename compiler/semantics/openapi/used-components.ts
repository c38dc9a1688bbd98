// The components of documents that the answers of called operations and the mission's schemas are made of.
// Must not know how they are written.
import { assignable } from "../assignable.js";
import type { Types } from "../infer.js";
import type { MissionModel, SchemaSymbol } from "../model.js";
import type { SchemaType, Type } from "../types.js";
import type { Component } from "./component-types.js";
import { checkedBody, validationOf } from "./validation.js";

/** In the order in which they are met. */
export function usedComponents(mission: MissionModel, types: Types): readonly SchemaSymbol[] {
  const { documents, schemas } = mission;
  const found = new Map<SchemaType, SchemaSymbol>();
  const apis = [...documents.apis.values()];
  const componentOf = (type: SchemaType): Component | undefined =>
    apis.map((each) => each.types.componentOf(type)).find((each) => each !== undefined);
  const seen = new Set<SchemaType>();
  const collect = (types: readonly Type[], isChecked: boolean): void => {
    const pending = [...types];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next.kind === "list") pending.push(next.element);
      else if (next.kind === "union") pending.push(...next.members);
      else if (next.kind === "object")
        pending.push(...[...next.fields.values()].map(({ type }) => type), ...(next.rest ? [next.rest] : []));
      else if (next.kind === "schema" && !seen.has(next.schema)) {
        const component = componentOf(next.schema);
        if (component === undefined) continue;
        seen.add(next.schema);
        pending.push(next.schema.shape);
        // What has no name in the document is written out nowhere if it is not checked.
        if (isChecked || !next.schema.isAnonymous) found.set(next.schema, symbolOf(component));
      }
    }
  };
  const called = [...documents.operations];
  const checked = called.flatMap(([step]) => [...(validationOf(mission, step)?.bodies.values() ?? [])]);
  const sent = called.flatMap(([step, { call }]) => {
    const wanted = checkedBody(mission, step)?.type;
    const body = call.options?.entries.find((each) => each.name.text === "body")?.value;
    const given = body && types.types.get(body);
    return wanted && body && !(given && assignable(given, wanted)) ? [wanted] : [];
  });
  collect([...[...schemas.values()].map(({ type }) => type.shape), ...checked, ...sent], true);
  collect(
    called.map(([, { operation }]) => operation.success),
    false,
  );
  return [...found.values()].sort((a, b) => (a.type.name < b.type.name ? -1 : 1));
}

function symbolOf({ type, name, doc }: Component): SchemaSymbol {
  return { kind: "schema", name: camelCase(name), node: undefined, isComponent: true, doc, type };
}

/** `full-repository` → `FullRepository`. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((each) => each !== "");
  const text = words.map((each) => each.charAt(0).toUpperCase() + each.slice(1)).join("");
  return /^[A-Za-z]/.test(text) ? text : `Schema${text}`;
}
