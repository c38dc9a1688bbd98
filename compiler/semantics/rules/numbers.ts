// RQ3007: values that are never a number where an option takes a count or a time, and never a checkpoint where `since` does
// (language.md 6.5, 6.7, 6.10, 6.14). Must not know what options do; what is written out is checked by the rule of options.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { canFit } from "../can-fit.js";
import { describe } from "../describe.js";
import { isComputed, optionSpec, type OptionTable, requestOptions, retryOptions, waitOptions } from "../options.js";
import { dynamic, number, string, type Type, union } from "../types.js";
import type { Rule } from "./index.js";

interface Entry {
  readonly name: ast.Name;
  readonly value: ast.Expression;
}

export const numbers: Rule = ({ mission, claims, paged, synced }, reporter) => {
  const require = (node: ast.Expression, option: string, wanted: Type, expected: string): void => {
    const type = claims.types.get(node) ?? dynamic;
    if (!isComputed(node) || canFit(type, wanted, "value")) return;
    const facts = { where: `\`${option}\``, expected, inWords: true, found: describe(type) } as const;
    reporter.report("RQ3007", node.span, facts);
  };
  const check = (entries: readonly Entry[], table: OptionTable): void => {
    for (const { name, value } of entries) {
      const spec = optionSpec(table, name.text);
      if (spec?.kind === "count") require(value, name.text, number, "a number");
      else if (spec?.kind === "time") require(value, name.text, number, "a number of milliseconds");
      else if ((spec?.kind === "group" || spec?.kind === "retries") && value.kind === "Object")
        check(propertiesOf(value), spec.options);
    }
  };
  const enter = {
    Request(step: ast.Request): void {
      check(step.options?.entries ?? [], requestOptions);
      const size = paged.get(step)?.paging.size;
      if (size) require(size, "pageSize", number, "a number");
      const since = synced.get(step)?.value;
      if (since && since !== "lastSync")
        require(since, "since", union(string, number), "`lastSync`, or a date, text or number");
    },
    Wait: ({ options }: ast.Wait) => check(options.entries, waitOptions),
    Retry: ({ options }: ast.Retry) => check(options?.entries ?? [], retryOptions),
  };
  for (const action of mission.actions.values()) walk(action.node, { enter });
};

function propertiesOf({ properties }: ast.ObjectLiteral): readonly Entry[] {
  return properties.flatMap((each) => (each.kind === "Property" ? [each] : []));
}
