// RQ3006: names in what is written out inside a record of a schema that are its fields misspelt (language.md 5.4).
// Must not know what is said of other names, nor whether the values fit.
import type * as ast from "../syntax/ast.js";
import { bodyOf, elementArgument } from "./element-calls.js";
import { lackingIn } from "./lacking.js";
import { meantMembers } from "./meant-member.js";
import type { Checking } from "./misfits.js";
import { membersOf, shapeOf, type Type, union } from "./types.js";
import { branchesOf, elementsIn, formOf, merged } from "./written-parts.js";

/** Looks into the values of the fields that the literal gives; `target`: the schema, or the path of a field of it. */
export function checkNamesInside(infer: Checking, node: ast.ObjectLiteral, wanted: Type, target: string): void {
  for (const each of node.properties) {
    if (each.kind === "Spread") continue;
    const type = shapeOf(wanted)?.fields.get(each.name.text)?.type;
    if (type) checkNames(infer, each.value, type, `${target}.${each.name.text}`);
  }
}

function checkNames(infer: Checking, node: ast.Expression, wanted: Type, target: string): void {
  const object = node.kind === "Object" ? node : merged(node);
  if (object) return checkObject(infer, object, wanted, target);
  for (const each of branchesOf(node)) checkNames(infer, each.node, wanted, target);
  const elements = union(...membersOf(wanted).flatMap((each) => (each.kind === "list" ? [each.element] : [])));
  for (const each of elementsOf(node)) checkNames(infer, each, elements, `${target}[]`);
}

/** Those of a list that is written out, and what `map` makes of each. */
function elementsOf(node: ast.Expression): readonly ast.Expression[] {
  const form = formOf(node);
  const argument = form?.name.text === "map" ? elementArgument(form) : undefined;
  return argument ? [bodyOf(argument)] : (elementsIn(node)?.elements ?? []);
}

function checkObject(infer: Checking, node: ast.ObjectLiteral, wanted: Type, path: string): void {
  const [meant, ...others] = meantMembers(infer.types, node, wanted);
  const shape = meant && shapeOf(meant);
  if (!meant || !shape || others.length > 0) return;
  const target = meant.kind === "schema" && !meant.schema.isAnonymous ? meant.schema.name : path;
  for (const { name, meant: details } of lackingIn(infer.types, node, shape).extra)
    if (details) infer.reporter.report("RQ3006", name.span, { name: name.text, target }, details);
  checkNamesInside(infer, node, meant, target);
}
