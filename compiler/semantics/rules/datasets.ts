// RQ2001, RQ2005, RQ4009: datasets that cannot be made: names given twice, unknown schemas, counts (language.md 2.5).
// Must not know what a dataset is used for.
import type * as ast from "../../syntax/ast.js";
import { duplicate } from "../definitions.js";
import { places, reportUnknown } from "../unknown.js";
import type { Rule } from "./index.js";

export const datasets: Rule = ({ mission }, reporter) => {
  const schemas = new Map([...mission.schemas].filter(([, each]) => each.node !== undefined));
  const unique = (kind: string, names: readonly ast.Name[]): void => {
    const seen = new Map<string, ast.Name>();
    for (const name of names) {
      const first = seen.get(name.text);
      if (first) duplicate(reporter, kind, name, first);
      else seen.set(name.text, name);
    }
  };
  const { datasets: all } = mission;
  unique(
    "dataset",
    all.map(({ name }) => name),
  );
  for (const { entries } of all) {
    unique(
      "entry",
      entries.map(({ name }) => name),
    );
    for (const { name, count, schema } of entries) {
      if (!schemas.has(schema.text)) reportUnknown(reporter, "schema", schema, places(schemas));
      if (!Number.isInteger(count.value) || count.value < 1)
        reporter.report("RQ4009", count.span, { option: name.text, expected: "a whole number, 1 or more" });
    }
  }
};
