// The types of what patterns fit, of their variables, and of what they leave (language.md 5.4, 7.1).
// Must not know conditions or steps, nor how tests are written in TypeScript.
import type * as ast from "../syntax/ast.js";
import { isTestOfAll } from "./coverage.js";
import { partPlace } from "./held-parts.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import {
  elementAt,
  elementPlace,
  fieldAt,
  fieldPlace,
  fitsLength,
  hidden,
  literalType,
  nowhere,
  type Place,
  unmatchedMembers,
  withoutLiterals,
} from "./pattern-facts.js";
import { bindTo } from "./pattern-names.js";
import { resolveType } from "./schemas.js";
import { fitting, isOneWay, remaining } from "./tested-parts.js";
import { typedPattern } from "./typed-patterns.js";
import {
  awaited,
  dynamic,
  fieldType,
  isAwaited,
  isDynamic,
  list,
  membersOf,
  never,
  type Type,
  union,
  withoutNull,
} from "./types.js";

/** The type of a value that a pattern fits; gives the pattern's variables their types. */
export function patternType(infer: Inferrer, pattern: ast.Pattern, value: Type, place: Place = nowhere): Type {
  infer.patterns.set(pattern, value);
  switch (pattern.kind) {
    case "Wildcard":
      return value;
    case "LiteralPattern":
      return place.key === undefined && isDynamic(value) ? value : literalType(pattern, value);
    case "NamePattern": {
      const binding = infer.bindings.patterns.get(pattern);
      if (binding?.kind === "variable") {
        infer.variables.set(binding, binding.origin === "headers" ? dynamic : value);
        bindTo(infer, binding, place);
        return value;
      }
      if (binding?.kind === "compare") comparedType(infer, pattern);
      return binding?.kind === "test" ? fitting(value, testedType(infer, binding.type)) : value;
    }
    case "ListPattern":
      // TypeScript knows the length that a list has been found to have.
      if (!fitsLength(infer, pattern, place)) infer.patterns.set(pattern, never);
      return listPatternType(infer, pattern, value, place);
    case "ObjectPattern":
      return objectPatternType(infer, pattern, value, place);
  }
}

function comparedType(infer: Inferrer, pattern: ast.NamePattern): void {
  const compared = infer.bindings.comparisons.get(pattern);
  if (compared) inferExpression(infer, compared, new Map());
}

export function testedType(infer: Pick<Inferrer, "mission">, name: string): Type {
  const span = infer.mission.node.span;
  return resolveType(
    { kind: "NamedType", name: { kind: "Name", text: name, span }, scale: undefined, span },
    infer.mission,
  );
}

/** What `[Schema]` tests each element for. */
function elementTested(infer: Inferrer, { elements: [only] }: ast.ListPattern): Type {
  const binding = only?.kind === "NamePattern" ? infer.bindings.patterns.get(only) : undefined;
  return binding?.kind === "test" ? testedType(infer, binding.type) : dynamic;
}

function listPatternType(infer: Inferrer, pattern: ast.ListPattern, value: Type, place: Place): Type {
  const isTest = isTestOfAll(infer.bindings, pattern);
  const types = pattern.elements.map((each, index) =>
    patternType(infer, each, elementAt(place, value, index), isTest ? nowhere : elementPlace(place, value, index)),
  );
  if (isTest && types[0]) return list(types[0]);
  if (isDynamic(value)) return place.key === undefined ? value : list(dynamic);
  const lists = membersOf(value).filter((each) => each.kind === "list");
  // One that fits nothing is reported where it is.
  return lists.length === 0 ? value : union(...lists);
}

function objectPatternType(infer: Inferrer, pattern: ast.ObjectPattern, value: Type, place: Place): Type {
  const typed = typedPattern(value, pattern);
  const at = typed ? place : hidden;
  for (const { field, object } of typed?.fields ?? pattern.fields.map((each) => ({ field: each, object: value }))) {
    const known = fieldAt(at, object, field.name.text) ?? (isAwaited(object) ? awaited : dynamic);
    const binding = infer.bindings.patterns.get(field);
    const own = fieldPlace(at, field.name.text);
    const declared = fieldType(object, field.name.text)?.type;
    if (own.key !== undefined && declared) infer.declared.set(own.key, declared);
    const inner = partPlace(infer, field) ?? own;
    if (binding?.kind === "variable") {
      infer.variables.set(binding, binding.origin === "headers" ? dynamic : withoutNull(known));
      bindTo(infer, binding, inner);
    }
    const takesNull = field.pattern?.kind === "LiteralPattern" && field.pattern.values.includes(null);
    if (field.pattern) patternType(infer, field.pattern, takesNull ? known : withoutNull(known), inner);
  }
  return typed ? union(...typed.members) : value;
}

/** What is left of a value that an arm's pattern (without a guard) did not fit. */
export function unmatchedType(infer: Inferrer, pattern: ast.Pattern, value: Type): Type {
  if (isDynamic(value)) return value;
  switch (pattern.kind) {
    case "Wildcard":
      return { kind: "never" };
    case "LiteralPattern":
      return withoutLiterals(pattern, value);
    case "ObjectPattern":
      return unmatchedMembers(infer, pattern, value);
    case "ListPattern": {
      if (!isTestOfAll(infer.bindings, pattern)) return value;
      const fitted = listPatternType(infer, pattern, value, nowhere);
      return isOneWay(value, list(elementTested(infer, pattern))) ? value : remaining(value, fitted);
    }
    case "NamePattern": {
      const binding = infer.bindings.patterns.get(pattern);
      if (binding?.kind === "variable") return { kind: "never" };
      return binding?.kind === "test" ? remaining(value, testedType(infer, binding.type)) : value;
    }
    default:
      return value;
  }
}
