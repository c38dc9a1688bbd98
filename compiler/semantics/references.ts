// The names that a piece of a mission refers to, each in its namespace, as far as syntax tells.
// Must not resolve them: a name that turns out to be a variable is listed as the store it could be.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { type Kind, keyOf } from "./definitions.js";

/** In place of a source's name: a request that names none goes to the first source of its mission (6.4). */
export const firstSource: string = keyOf("source", "");

/** Keys as `keyOf` makes them. */
export function referencesOf(node: ast.Node): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (kind: Kind, name: ast.Name | undefined): void => void (name && found.add(keyOf(kind, name.text)));
  const store = (each: { readonly store: ast.Name }): void => note("store", each.store);
  const source = (each: { readonly source: ast.Name | undefined }): void => note("source", each.source);
  const action = (each: { readonly action: ast.Name }): void => note("action", each.action);
  walk(node, {
    enter: {
      Request: (each) => {
        const chosen = each.options?.entries.find(({ name }) => name.text === "source");
        if (chosen) for (const name of wordsIn(chosen.value)) found.add(keyOf("source", name));
        else if (each.source) source(each);
        else found.add(firstSource);
      },
      OperationCall: source,
      Authorize: source,
      StoreStep: store,
      Remove: store,
      Clear: store,
      Queue: store,
      NameExpression: ({ name }) => void found.add(keyOf("store", name)),
      Run: action,
      Jump: action,
      Stage: ({ actions }) => actions.forEach((each) => note("action", each)),
      Apply: ({ transform }) => note("transform", transform),
      Call: ({ callee }) => note("function", callee),
      MethodCall: ({ name }) => note("function", name),
      NamedType: ({ name }) => note("schema", name),
      TypeSpread: ({ name }) => note("schema", name),
      NamePattern: ({ path: [first, ...rest] }) => note(rest.length === 0 ? "schema" : "store", first),
      MapStep: ({ target }) => note("schema", target),
      TransformVariant: ({ schema, target }) => [schema, target].forEach((each) => note("schema", each)),
      SchemaDef: ({ from }) => note("source", from?.document),
      StoreDef: ({ of }) => note("schema", of),
      DatasetDef: ({ entries }) => entries.forEach(({ schema }) => note("schema", schema)),
    },
  });
  return found;
}

/** The names that the results of a `source:` expression may be. */
function wordsIn(value: ast.Expression): readonly string[] {
  const words: string[] = [];
  walk(value, {
    enter: { String: (each) => void words.push(each.value), NameExpression: (each) => void words.push(each.name) },
  });
  return words;
}
