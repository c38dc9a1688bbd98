// Types of `map` steps: what the new record is, what its target declares, and values that can never fit (language.md 5.4).
// Must not know other steps.
import type * as ast from "../syntax/ast.js";
import { inferExpression, objectType } from "./infer-expressions.js";
import { type Inferrer } from "./infer.js";
import { type Facts, renewed } from "./narrow.js";
import { describe } from "./describe.js";
import { standFor } from "./reference-keys.js";
import type { Reporter } from "./reporter.js";
import {
  type Field,
  type ObjectShape,
  type Type,
  anyObject,
  assignable,
  dynamic,
  isDynamic,
  mayBeNull,
  membersOf,
  nullType,
  overlaps,
  shape,
  shapeOf,
  union,
  widen,
  withoutNull,
} from "./types.js";
import { candidates, nearestDetails } from "./unknown.js";

export function inferMap(infer: Inferrer, step: ast.MapStep, facts: Facts): Facts {
  const source = inferExpression(infer, step.source, facts);
  const subject = infer.bindings.subjectOf.get(step);
  if (subject) infer.variables.set(subject, source);
  standFor(infer, subject, mayBeNull(source) ? undefined : step.source);
  const hasFields = step.fields !== undefined && step.fields.properties.length > 0;
  const result = hasFields ? objectType(infer, step.fields, facts) : copyType(source);
  if (step.fields) infer.types.set(step.fields, result);
  const target = infer.bindings.targets.get(step);
  const type: Type = target ? { kind: "schema", schema: target.type } : dynamic;
  if (target?.node && hasFields) checkTarget(infer, step, step.fields, result, target.type.shape);
  if (target && !target.node) declareTarget(infer, step, result);
  infer.responses.set(step, type);
  for (const variable of [infer.bindings.variables.get(step), infer.bindings.results.get(step)])
    if (variable) infer.variables.set(variable, type);
  return renewed(infer, facts);
}

export function copyType(source: Type): Type {
  const value = withoutNull(source);
  return shapeOf(value) ?? anyObject;
}

/** Every map to an undeclared target adds to its shape; what some lack becomes optional (5.4). */
export function declareTarget(infer: Inferrer, step: ast.MapStep | ast.TransformVariant, result: Type): void {
  const target = infer.bindings.targets.get(step);
  const given = shapeOf(result);
  if (!target || !given) return;
  const all = [
    ...(infer.mapped.get(target) ?? []),
    {
      kind: "object" as const,
      fields: new Map([...given.fields].map(([name, field]) => [name, widened(field)])),
      open: given.open,
    },
  ];
  infer.mapped.set(target, all);
  const shapes = all.flatMap((each) => shapeOf(each) ?? []);
  const names = new Set(shapes.flatMap((each) => [...each.fields.keys()]));
  const fields = [...names].map((name): readonly [string, Field] => {
    const found = shapes.flatMap((each) => each.fields.get(name) ?? []);
    const missing = found.length < shapes.length || found.some((each) => each.optional);
    return [
      name,
      {
        type: union(...found.map((each) => each.type), ...(missing ? [nullType] : [])),
        optional: missing,
        inferred: true,
      },
    ];
  });
  target.type.shape = shapes.some((each) => each.open)
    ? { kind: "object", fields: new Map(fields), open: true }
    : shape(fields);
}

function widened(field: Field): Field {
  return { type: field.type.kind === "never" ? dynamic : widen(field.type), optional: field.optional };
}

/** Missing and extra fields of a declared target, and values that can never fit (5.4). */
export function checkTarget(
  infer: Inferrer,
  step: Pick<ast.MapStep, "target">,
  fields: ast.ObjectLiteral,
  given: Type,
  target: ReturnType<typeof shape>,
): void {
  const found = shapeOf(given);
  if (!found) return;
  const missing = [...target.fields]
    .filter(([name, field]) => !field.optional && !found.fields.has(name))
    .map(([name]) => name);
  if (missing.length > 0 && !found.open)
    infer.reporter.report("RQ3005", step.target.span, { target: step.target.text, missing });
  for (const each of fields.properties) {
    if (each.kind === "Spread") continue;
    const wanted = target.fields.get(each.name.text);
    const type = infer.types.get(each.value);
    if (!wanted) {
      const names = [...target.fields.keys()].filter((name) => !found.fields.has(name));
      infer.reporter.report(
        "RQ3006",
        each.name.span,
        { name: each.name.text, target: step.target.text },
        nearestDetails(each.name.text, each.name.span, candidates(names)),
      );
    } else if (type) requireFit(infer, each.value, type, wanted.type, `\`${step.target.text}.${each.name.text}\``);
  }
}

/** What a check of a value needs. */
interface Checking {
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly reporter: Reporter;
}

/** RQ3007 where no value of the type fits: those that may are converted or checked at run time. */
export function requireFit(infer: Checking, node: ast.Expression, type: Type, wanted: Type, where: string): void {
  if (isDynamic(type) || isDynamic(wanted) || assignable(type, wanted)) return;
  const target = shapeOf(wanted);
  if (node.kind === "Object" && target && target.fields.size > 0) {
    requireFields(infer, node, target, where);
    const owner = wanted.kind === "schema" ? wanted.schema.name : where.replaceAll("`", "");
    for (const each of node.properties) {
      const field = each.kind === "Property" ? target.fields.get(each.name.text) : undefined;
      const given = infer.types.get(each.value);
      if (field && given && each.kind === "Property")
        requireFit(infer, each.value, given, field.type, `\`${owner}.${each.name.text}\``);
    }
    return;
  }
  const fits = membersOf(type).some((each) => canFit(each, wanted));
  if (!fits) infer.reporter.report("RQ3007", node.span, { where, expected: describe(wanted), found: describe(type) });
}

function requireFields(infer: Checking, node: ast.ObjectLiteral, target: ObjectShape, where: string): void {
  const given = new Set(node.properties.map((each) => (each.kind === "Property" ? each.name.text : "")));
  if (node.properties.some((each) => each.kind === "Spread")) return;
  const missing = [...target.fields].filter(([name, field]) => !field.optional && !given.has(name));
  if (missing.length > 0) infer.reporter.report("RQ3012", node.span, { where, missing: missing.map(([name]) => name) });
}

/** A number or boolean becomes a string, numeric text a number; the rest must overlap. */
function canFit(type: Type, wanted: Type): boolean {
  if (overlaps(type, wanted)) return true;
  const kind = widen(type).kind;
  const targets = membersOf(wanted).map((each) => each.kind);
  if (kind === "number" || kind === "boolean") return targets.includes("string");
  if (type.kind === "literal" && typeof type.value === "string")
    return targets.includes("number") && type.value.trim() !== "" && Number.isFinite(Number(type.value));
  return kind === "string" && targets.includes("number");
}
