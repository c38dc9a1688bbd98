// Names of a pattern: in its guard they are written as what they name, in its arm they are constants (language.md 7.3).
// Must not know what a pattern proves.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { foundFields } from "./found-fields.js";
import { change, drop } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import type { VariableSymbol } from "./model.js";
import { type Facts, withFact, without } from "./narrow.js";
import type { Place } from "./pattern-facts.js";
import { variableKey } from "./reference-keys.js";
import { dynamic, isDynamic } from "./types.js";

/** In a guard, and in the value of an arm, a name of the pattern is written as what it names. */
export function bindTo(infer: Inferrer, binding: VariableSymbol, { key, isHidden = false }: Place): void {
  // Null that no field is read for is no reference.
  const isNothing = infer.variables.get(binding)?.kind === "never";
  if (isHidden || binding.origin === "headers") infer.places.set(binding, undefined);
  else if (key === undefined || isNothing) infer.places.delete(binding);
  else {
    infer.places.set(binding, key);
    infer.declared.set(key, infer.declared.get(key) ?? infer.variables.get(binding) ?? dynamic);
  }
}

/**
 * Inside an arm a name of its pattern is a constant of its own, with the type that is known of what it was made of; so are the
 * fields of it that the guard has found more of.
 */
export function withConstants(infer: Inferrer, pattern: ast.Pattern, facts: Facts): Facts {
  let known = facts;
  for (const binding of boundBy(infer, pattern)) {
    const place = infer.places.get(binding);
    const fact = place === undefined ? undefined : facts.get(place);
    infer.places.delete(binding);
    const key = variableKey(infer, binding);
    if (fact) known = withFact(known, key, fact);
    const type = fact ?? infer.variables.get(binding) ?? dynamic;
    const fields = place === undefined || isDynamic(type) ? [] : foundFields(facts, place, binding, type);
    infer.foundFields.set(
      binding,
      fields.map(([, field]) => field),
    );
    for (const [each, field] of fields) {
      const own = `${key}${each.slice(place?.length)}`;
      // A variable that carries it already is what TypeScript knows of.
      const kept = infer.held.holders.get(each);
      change(infer.held, own, kept?.kind === "CarriedPart" || kept?.kind === "FoundField" ? kept : field);
      known = withFact(known, own, field.found);
    }
  }
  return known;
}

/** Behind the arm nothing reads them: what is known of them would be copied from step to step. */
export function withoutConstants(infer: Inferrer, pattern: ast.Pattern, facts: Facts | undefined): Facts | undefined {
  const keys = boundBy(infer, pattern).flatMap((each) => infer.keys.get(each) ?? []);
  for (const key of keys) drop(infer, (each) => each.startsWith(`${key}.`));
  return facts && keys.reduce(without, facts);
}

function boundBy({ bindings }: Inferrer, pattern: ast.Pattern): readonly VariableSymbol[] {
  const found: VariableSymbol[] = [];
  const note = (node: ast.NamePattern | ast.PatternField): void => {
    const binding = bindings.patterns.get(node);
    if (binding?.kind === "variable") found.push(binding);
  };
  walk(pattern, { enter: { NamePattern: note, PatternField: note } });
  return found;
}
