// Types of `map` steps: what the new record is, what its target declares, and values that can never fit (language.md 5.4).
// Must not know other steps.
import type * as ast from "../syntax/ast.js";
import { kept } from "./awaited.js";
import { inferExpression, objectType } from "./infer-expressions.js";
import { type Inferrer } from "./infer.js";
import { type Facts, renewed } from "./narrow.js";
import { declarations } from "./declared.js";
import { literalShape } from "./functions/shapes.js";
import type { SchemaSymbol } from "./model.js";
import { standFor } from "./reference-keys.js";
import { whereItGoes } from "./misfits.js";
import { lackingWays } from "./spread-ways.js";
import { checkNamesInside } from "./names-of-fields.js";
import { requireFields, requireFit } from "./require-fit.js";
import {
  type Field,
  type ObjectShape,
  type Type,
  dynamic,
  isAwaited,
  mayBeNull,
  membersOf,
  never,
  nullType,
  shapeOf,
  union,
  widen,
} from "./types.js";

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
  if (target?.node && hasFields) checkTarget(infer, step, step.fields, target);
  if (target?.node && !hasFields)
    requireFit(infer, step.source, result, type, `the record of \`map … -> ${target.name}\``);
  if (target && !target.node) declareTarget(infer, step, result);
  infer.responses.set(step, type);
  for (const variable of [infer.bindings.variables.get(step), infer.bindings.results.get(step)])
    if (variable) infer.variables.set(variable, type);
  return renewed(infer, facts);
}

/** A copy without fields of its own is what `{ ...source }` is. */
export function copyType(source: Type): Type {
  return shapeOf(source) ?? literalShape([{ name: undefined, type: source }]);
}

/** Every map to an undeclared target adds to its shape, which is that of the walk before until this one ends. */
export function declareTarget(infer: Inferrer, step: ast.MapStep | ast.TransformVariant, result: Type): void {
  const target = infer.bindings.targets.get(step);
  const kinds = membersOf(result).flatMap((each) => shapeOf(each) ?? []);
  if (!target || kinds.length === 0) return;
  const given = kinds.map(({ fields, open }): ObjectShape => {
    const found = [...fields].map(([name, field]) => [name, widened(field)] as const);
    return { kind: "object", fields: new Map(found), open };
  });
  const before = infer.mapped.get(target);
  const shape = [...(before ? [before] : []), ...given].reduce(merged);
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
  const type = field.type.kind === "never" && !isAwaited(field.type) ? dynamic : widen(kept(field.type));
  return { type: field.optional ? union(type, nullType) : type, optional: field.optional, inferred: true };
}

/** Missing and extra fields of a declared target, and values that can never fit (5.4). */
export function checkTarget(
  infer: Inferrer,
  { target: { text: target, span } }: Pick<ast.MapStep, "target">,
  fields: ast.ObjectLiteral,
  schema: SchemaSymbol,
): void {
  for (const { way, missing, misspelt, extra } of lackingWays(infer, fields, schema.type.shape)) {
    for (const { name, meant, details } of misspelt)
      infer.reporter.report("RQ3005", name.span, { target, missing: [meant], isMisspelt: true }, details);
    if (missing.size > 0) {
      const facts = { target, missing: [...missing.keys()], isMisspelt: false };
      const related = [...declarations([...missing.values()]), ...whereItGoes(way?.through)];
      infer.reporter.report("RQ3005", way?.node.span ?? span, facts, { related });
    }
    for (const { name, details, meant } of extra)
      infer.reporter.report("RQ3006", name.span, { name: name.text, target }, details ?? meant);
  }
  const type: Type = { kind: "schema", schema: schema.type };
  checkNamesInside(infer, fields, type, target);
  requireFields(infer, fields, type, `\`${target}\``);
}
