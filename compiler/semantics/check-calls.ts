// What single functions ask of their arguments beyond types: literal names, patterns and formats (language.md 10.6).
// Must not know how a call is emitted.
import type * as ast from "../syntax/ast.js";
import { fieldPlaces, quoted } from "./declared.js";
import { describe } from "./describe.js";
import { elementOf } from "./functions/elements.js";
import { readPattern, strayTokens } from "./functions/patterns.js";
import { parameterAt } from "./functions/signature.js";
import { type LanguageFunction, signatureHelp } from "./functions.js";
import type { Inferrer } from "./infer.js";
import { checkMembership } from "./infer-membership.js";
import { dynamic, fieldNames, fieldType, isDynamic, membersOf, shapeOf, type Type, withoutNull } from "./types.js";
import { stepsOfText } from "./page-path.js";
import { nearestDetails } from "./unknown.js";

/** `types` are those of the arguments. */
export function checkCall(
  infer: Inferrer,
  called: LanguageFunction,
  args: readonly ast.Expression[],
  types: readonly Type[],
): void {
  const { name, parameters, entry } = called;
  const wrong = (at: number, expected: string): void => {
    const arg = args[at];
    if (!arg) return;
    const facts = { name, parameter: parameterAt(parameters, at)?.name ?? "", expected };
    infer.reporter.report(
      "RQ3003",
      arg.span,
      { ...facts, found: describe(types[at] ?? dynamic) },
      signatureHelp(entry),
    );
  };
  types.forEach((type, at) => {
    if (takesWhole(parameters, at) && isFraction(type)) wrong(at, "int");
  });
  switch (name) {
    case "env":
      if (args[0]?.kind !== "String") wrong(0, "a literal name");
      return;
    case "matches":
      if (args[1]?.kind === "String") checkPattern(infer, args[1]);
      else wrong(1, "a literal pattern");
      return;
    case "formatDate":
      if (args[1]?.kind === "String") checkFormat(infer, args[1]);
      return;
    case "contains":
    case "includes": {
      const [collection, item] = args;
      if (collection && item) checkMembership(infer, { item, collection, operator: name });
      return;
    }
    case "get":
      if (args[1]?.kind === "String") checkPath(infer, args[1], types[0] ?? dynamic);
      return;
    case "concat":
      return checkJoined(types, wrong);
    case "join":
      if (sortOf(elementOf(types[0] ?? dynamic)) === "object") wrong(0, "a list of texts, numbers or booleans");
      return;
    case "pick":
    case "omit":
      checkFields(infer, args.slice(1), types[0] ?? dynamic);
  }
}

/** `concat` takes scalars or lists, not both; no object is either. */
function checkJoined(types: readonly Type[], wrong: (at: number, expected: string) => void): void {
  const sorts = types.map(sortOf);
  const first = sorts.find((each) => each === "scalar" || each === "list");
  const at = sorts.findIndex((each) => each !== undefined && each !== first);
  if (at >= 0) wrong(at, first === "list" ? "a list" : first ? "a text, number or boolean" : "text or lists");
}

/** What all values of a type are, null apart; undefined where that is not known, or they differ. */
function sortOf(type: Type): "scalar" | "list" | "object" | undefined {
  const sorts = membersOf(withoutNull(type)).map((each) =>
    isDynamic(each) ? undefined : each.kind === "list" ? "list" : shapeOf(each) ? "object" : "scalar",
  );
  return sorts.every((each) => each === sorts[0]) ? sorts[0] : undefined;
}

function takesWhole(parameters: LanguageFunction["parameters"], at: number): boolean {
  const type = parameterAt(parameters, at)?.type;
  return type?.kind === "type" && type.type.kind === "number" && type.type.is === "integer";
}

function isFraction(type: Type): boolean {
  return type.kind === "literal" && typeof type.value === "number" && !Number.isInteger(type.value);
}

function checkPattern(infer: Inferrer, node: ast.StringLiteral): void {
  const pattern = readPattern(node.value);
  if (!(pattern instanceof RegExp)) infer.reporter.report("RQ3014", node.span, { reason: pattern.reason });
}

function checkFormat(infer: Inferrer, node: ast.StringLiteral): void {
  const [stray] = strayTokens(node.value);
  if (stray) infer.reporter.report("RQ3015", node.span, { token: stray.text, meant: stray.meant });
}

/** Literal names of fields of a known shape. */
function checkFields(infer: Inferrer, names: readonly ast.Expression[], object: Type): void {
  const value = withoutNull(object);
  const isKnown = (each: Type): boolean => shapeOf(each) !== undefined && shapeOf(each)?.open === false;
  if (isDynamic(value) || membersOf(value).length === 0 || !membersOf(value).every(isKnown)) return;
  const known = fieldNames(value);
  for (const each of names.flatMap((name) => (name.kind === "List" ? name.items : [name]))) {
    if (each.kind !== "String" || known.includes(each.value)) continue;
    const details = nearestDetails(each.value, each.span, fieldPlaces(value), quoted);
    infer.reporter.report("RQ3001", each.span, { name: each.value, type: describe(value), known }, details);
  }
}

/** A literal path: each step is a field, or a position in a list. */
function checkPath(infer: Inferrer, path: ast.StringLiteral, object: Type): void {
  if (fieldType(object, path.value)) return;
  let value = withoutNull(object);
  for (const step of stepsOfText(path.value) ?? [path.value]) {
    const members = membersOf(value);
    if (isDynamic(value) || members.length === 0) return;
    const isList = members.every((each) => each.kind === "list");
    const found = typeof step === "string" ? memberRead(value, step) : isList ? elementOf(value) : dynamic;
    if (!found) return reportStep(infer, path, value, String(step), isList);
    value = withoutNull(found);
  }
}

function memberRead(value: Type, name: string): Type | undefined {
  // Texts and lists have a length, and a record of a store may be one in part.
  return name === "length" || name === "_partial" ? dynamic : fieldType(value, name)?.type;
}

function reportStep(infer: Inferrer, path: ast.StringLiteral, value: Type, name: string, isList: boolean): void {
  if (isList) return infer.reporter.report("RQ3009", path.span, { name, type: describe(value) });
  const write = (near: string): string => quoted(path.value.replace(name, near));
  const details = nearestDetails(name, path.span, fieldPlaces(value), write);
  infer.reporter.report("RQ3001", path.span, { name, type: describe(value), known: fieldNames(value) }, details);
}
