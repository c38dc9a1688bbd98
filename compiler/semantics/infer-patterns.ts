// Patterns that no value of the matched type fits: mistyped literals, fields and schemas (language.md 5.4, 7.1).
// Must not know arms; what a pattern proves is in narrow.
import type * as ast from "../syntax/ast.js";
import type { Inferrer } from "./infer.js";
import { testedType } from "./narrow.js";
import { describe } from "./describe.js";
import {
  fieldNames,
  fieldType,
  isDynamic,
  literal,
  membersOf,
  nullType,
  overlaps,
  shapeOf,
  type Type,
  withoutNull,
} from "./types.js";
import { candidates, nearestDetails } from "./unknown.js";

export function checkPattern(infer: Inferrer, pattern: ast.Pattern, type: Type): void {
  if (isDynamic(type) || type.kind === "never") return;
  switch (pattern.kind) {
    case "LiteralPattern":
      return checkLiterals(infer, pattern, type);
    case "NamePattern": {
      const binding = infer.bindings.patterns.get(pattern);
      if (binding?.kind === "test" && !overlaps(type, testedType(infer, binding.type))) neverFits(infer, pattern, type);
      return;
    }
    case "ObjectPattern":
      return checkFields(infer, pattern, withoutNull(type));
    case "ListPattern":
    case "Wildcard":
      return;
  }
}

function neverFits(infer: Inferrer, pattern: ast.Pattern, type: Type): void {
  infer.reporter.report("RQ4017", pattern.span, { type: describe(type) });
}

function checkLiterals(infer: Inferrer, pattern: ast.LiteralPattern, type: Type): void {
  const missing = pattern.values.filter((each) => !overlaps(type, each === null ? nullType : literal(each)));
  const [first] = missing;
  if (first === undefined) return;
  const known = membersOf(type).flatMap((each) =>
    each.kind === "literal" && typeof each.value === "string" ? [each.value] : [],
  );
  const near = typeof first === "string" ? nearestDetails(first, pattern.span, candidates(known)).help : undefined;
  const help = near?.replace(/`(.*)`/, '`"$1"`');
  infer.reporter.report("RQ4017", pattern.span, { type: describe(type) }, help === undefined ? {} : { help });
}

function checkFields(infer: Inferrer, pattern: ast.ObjectPattern, type: Type): void {
  const members = membersOf(type);
  if (!members.some((each) => shapeOf(each) !== undefined || isDynamic(each))) return neverFits(infer, pattern, type);
  for (const field of pattern.fields) {
    const known = fieldType(type, field.name.text);
    if (known) {
      if (field.pattern) checkPattern(infer, field.pattern, known.type);
    } else {
      const names = fieldNames(type);
      const facts = { name: field.name.text, type: describe(type), known: names };
      infer.reporter.report(
        "RQ3001",
        field.name.span,
        facts,
        nearestDetails(field.name.text, field.name.span, candidates(names)),
      );
    }
  }
}
