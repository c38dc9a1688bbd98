// Types of the values that options of sources and steps have.
// Must not know what an option means; the rules report those that do not exist.
import type * as ast from "../syntax/ast.js";
import { inferChoice } from "./infer-choices.js";
import { checkSpread, inferExpression } from "./infer-expressions.js";
import { requireFit } from "./require-fit.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { isComputed, optionSpec, type OptionTable, requestOptions } from "./options.js";
import { anyObject } from "./types.js";

/** Options that exist and are compiled; the rules report the others. */
export function inferOptions(
  infer: Inferrer,
  options: ast.Options | undefined,
  facts: Facts,
  table: OptionTable,
): void {
  for (const option of options?.entries ?? []) {
    const spec = optionSpec(table, option.name.text);
    if (!spec || spec.kind === "paging" || (spec.kind === "name" && table !== requestOptions)) continue;
    inferOption(infer, option, facts);
    const type = spec.kind === "record" && isComputed(option.value) ? infer.types.get(option.value) : undefined;
    if (type) requireFit(infer, option.value, type, anyObject, `\`${option.name.text}\``);
  }
}

function inferOption(infer: Inferrer, option: ast.Option, facts: Facts): void {
  // Bare words were not bound, and have no type.
  if (option.value.kind === "NameExpression" && !infer.bindings.names.has(option.value)) return;
  if (option.value.kind === "Object") {
    for (const each of option.value.properties) {
      if (each.value.kind === "NameExpression" && !infer.bindings.names.has(each.value)) continue;
      const type = inferExpression(infer, each.value, facts);
      if (each.kind === "Spread") checkSpread(infer, each.value, type);
    }
    return;
  }
  if (option.name.text !== "source") inferExpression(infer, option.value, facts);
  else inferChoice(infer, option.value, facts);
}
