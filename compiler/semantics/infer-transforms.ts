// Types of `transform` definitions and of what `apply` makes (language.md 6.17).
// Must not know other steps.
import type * as ast from "../syntax/ast.js";
import { describe } from "./describe.js";
import { inBlock } from "./held-subjects.js";
import { inFrame } from "./held-tests.js";
import { inferExpression, objectType } from "./infer-expressions.js";
import { checkTarget, copyType, declareTarget } from "./infer-map.js";
import type { Inferrer } from "./infer.js";
import type { VariableSymbol } from "./model.js";
import { type Facts, narrowBy, renewed, withFact } from "./narrow.js";
import { variableKey } from "./reference-keys.js";
import { namedType } from "./schemas.js";
import { canFit } from "./can-fit.js";
import { dynamic, errorType, isDynamic, type Type, union } from "./types.js";

/** What a variant takes; undefined for `_` and where it names nothing. */
export function variantType(infer: Pick<Inferrer, "mission">, { schema }: ast.TransformVariant): Type | undefined {
  return schema === undefined || schema.text === "_" ? undefined : (namedType(schema.text, infer.mission) ?? errorType);
}

/** What a transform takes: dynamic where a variant takes everything. */
export function sourceType(infer: Pick<Inferrer, "mission">, { variants }: ast.TransformDef): Type {
  return union(...variants.map((each) => variantType(infer, each) ?? dynamic));
}

export function inferTransform(infer: Inferrer, transform: ast.TransformDef): void {
  for (const variant of transform.variants) {
    const subject = infer.bindings.subjectOf.get(variant);
    const frame = { span: variant.span, own: subject ? [subject] : [] };
    inBlock(infer, () => inFrame(infer, frame, () => inferVariant(infer, variant, subject)));
  }
}

function inferVariant(infer: Inferrer, variant: ast.TransformVariant, subject: VariableSymbol | undefined): undefined {
  const source = variantType(infer, variant) ?? dynamic;
  if (subject) infer.variables.set(subject, source);
  let facts: Facts = new Map();
  if (variant.guard) {
    const before = { soft: infer.soft, condition: infer.condition };
    infer.soft = infer.condition = true;
    inferExpression(infer, variant.guard, facts);
    infer.soft = before.soft;
    infer.condition = before.condition;
    facts = narrowBy(
      infer,
      variant.guard,
      true,
      subject ? withFact(facts, variableKey(infer, subject), source) : facts,
    );
  }
  const hasFields = variant.fields.properties.length > 0;
  const result = hasFields ? objectType(infer, variant.fields, facts) : copyType(source);
  infer.types.set(variant.fields, result);
  const target = infer.bindings.targets.get(variant);
  if (target?.node && hasFields) checkTarget(infer, variant, variant.fields, target);
  if (target && !target.node) declareTarget(infer, variant, result);
}

export function inferApply(infer: Inferrer, step: ast.Apply, facts: Facts): Facts {
  const given = inferExpression(infer, step.value, facts);
  const transform = infer.bindings.transforms.get(step);
  const [first] = transform?.variants ?? [];
  const target = first && infer.bindings.targets.get(first);
  const type: Type = target ? { kind: "schema", schema: target.type } : errorType;
  const wanted = transform ? sourceType(infer, transform) : dynamic;
  if (!isDynamic(given) && !isDynamic(wanted) && !canFit(given, wanted, "none")) {
    const where = `the record of \`apply ${step.transform.text}\``;
    infer.reporter.report("RQ3007", step.value.span, { where, expected: describe(wanted), found: describe(given) });
  }
  for (const variable of [infer.bindings.variables.get(step), infer.bindings.results.get(step)])
    if (variable) infer.variables.set(variable, type);
  if (step.as) return facts;
  infer.responses.set(step, type);
  return renewed(infer, facts);
}
