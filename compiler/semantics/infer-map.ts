// Types of `map` steps: what the new record is, what its target declares, and values that can never fit (language.md 5.4).
// Must not know other steps.
import type { Related } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { inferExpression, objectType } from "./infer-expressions.js";
import { type Inferrer } from "./infer.js";
import { type Facts, renewed } from "./narrow.js";
import { declarations, fieldPlaces, nearestText } from "./declared.js";
import { describe } from "./describe.js";
import { standFor } from "./reference-keys.js";
import type { Reporter } from "./reporter.js";
import { assignable } from "./assignable.js";
import {
  type Field,
  type ObjectShape,
  type Type,
  anyObject,
  dynamic,
  isDynamic,
  mayBeNull,
  membersOf,
  never,
  nullType,
  overlaps,
  shapeOf,
  union,
  widen,
  withoutNull,
} from "./types.js";
import { nearestDetails } from "./unknown.js";

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

/** Every map to an undeclared target adds to its shape, which is that of the walk before until this one ends. */
export function declareTarget(infer: Inferrer, step: ast.MapStep | ast.TransformVariant, result: Type): void {
  const target = infer.bindings.targets.get(step);
  const given = shapeOf(result);
  if (!target || !given) return;
  const fields = [...given.fields].map(([name, field]) => [name, widened(field)] as const);
  const found: ObjectShape = { kind: "object", fields: new Map(fields), open: given.open };
  const before = infer.mapped.get(target);
  const shape = before ? merged(before, found) : found;
  infer.mapped.set(target, shape);
  if (infer.isFirst) target.type.shape = shape;
}

/** What two maps give one target; what one of them lacks becomes optional (5.4). */
function merged(a: ObjectShape, b: ObjectShape): ObjectShape {
  const names = new Set([...a.fields.keys(), ...b.fields.keys()]);
  const fields = [...names].map((name): readonly [string, Field] => {
    const [one, other] = [a.fields.get(name), b.fields.get(name)];
    const missing = !one || !other || one.optional || other.optional;
    const type = union(one?.type ?? never, other?.type ?? never, ...(missing ? [nullType] : []));
    return [name, { type, optional: missing, inferred: true }];
  });
  return { kind: "object", fields: new Map(fields), open: a.open || b.open };
}

function widened(field: Field): Field {
  const type = field.type.kind === "never" ? dynamic : widen(field.type);
  return { type: field.optional ? union(type, nullType) : type, optional: field.optional, inferred: true };
}

/** Missing and extra fields of a declared target, and values that can never fit (5.4). */
export function checkTarget(
  infer: Inferrer,
  step: Pick<ast.MapStep, "target">,
  fields: ast.ObjectLiteral,
  given: Type,
  target: ObjectShape,
): void {
  const found = shapeOf(given);
  if (!found) return;
  const missing = [...target.fields].filter(([name, field]) => !field.optional && !found.fields.has(name));
  if (missing.length > 0 && !found.open) {
    const facts = { target: step.target.text, missing: missing.map(([name]) => name) };
    const related = declarations(missing.map(([, field]) => field));
    infer.reporter.report("RQ3005", step.target.span, facts, { related });
  }
  for (const each of fields.properties) {
    if (each.kind === "Spread") continue;
    const wanted = target.fields.get(each.name.text);
    const type = infer.types.get(each.value);
    if (!wanted) {
      const free = [...fieldPlaces(target)].filter(([name]) => !found.fields.has(name));
      infer.reporter.report(
        "RQ3006",
        each.name.span,
        { name: each.name.text, target: step.target.text },
        nearestDetails(each.name.text, each.name.span, new Map(free)),
      );
    } else if (type) {
      const where = `\`${step.target.text}.${each.name.text}\``;
      requireFit(infer, each.value, type, wanted.type, where, declarations([wanted]));
    }
  }
}

/** What a check of a value needs. */
interface Checking {
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly reporter: Reporter;
}

/** RQ3007 where no value of the type fits: those that may are converted or checked at run time. */
export function requireFit(
  infer: Checking,
  node: ast.Expression,
  type: Type,
  wanted: Type,
  where: string,
  related: readonly Related[] = [],
): void {
  if (isDynamic(type) || isDynamic(wanted) || assignable(type, wanted)) return;
  const target = shapeOf(wanted);
  if (node.kind === "Object" && target && target.fields.size > 0) {
    requireFields(infer, node, target, where);
    const owner = wanted.kind === "schema" ? wanted.schema.name : where.replaceAll("`", "");
    for (const each of node.properties) {
      const field = each.kind === "Property" ? target.fields.get(each.name.text) : undefined;
      const given = infer.types.get(each.value);
      if (field && given && each.kind === "Property")
        requireFit(infer, each.value, given, field.type, `\`${owner}.${each.name.text}\``, declarations([field]));
    }
    return;
  }
  const fits = membersOf(type).some((each) => canFit(each, wanted));
  if (fits) return;
  const near = node.kind === "String" ? nearestText(node.value, node.span, wanted) : {};
  const facts = { where, expected: describe(wanted), found: describe(type) };
  infer.reporter.report("RQ3007", node.span, facts, { ...near, related });
}

function requireFields(infer: Checking, node: ast.ObjectLiteral, target: ObjectShape, where: string): void {
  const given = new Set(node.properties.map((each) => (each.kind === "Property" ? each.name.text : "")));
  if (node.properties.some((each) => each.kind === "Spread")) return;
  const missing = [...target.fields].filter(([name, field]) => !field.optional && !given.has(name));
  if (missing.length === 0) return;
  const related = declarations(missing.map(([, field]) => field));
  infer.reporter.report("RQ3012", node.span, { where, missing: missing.map(([name]) => name) }, { related });
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
