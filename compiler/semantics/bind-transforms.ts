// Names in `transform` definitions and `apply` steps (language.md 6.17), RQ4029.
// Must not know types.
import type * as ast from "../syntax/ast.js";
import { type Binder, bindTarget, nameResult } from "./bind.js";
import { bindExpression, isResponse } from "./bind-expressions.js";
import { isPrimitiveType, type VariableSymbol } from "./model.js";
import { lookUp, openScope, type Scope } from "./scope.js";
import { places, reportUnknown } from "./unknown.js";

/** Built-ins of the action that applies a transform; inside it they would be another thing at each call. */
const ofActions: ReadonlySet<string> = new Set(["response", "webhook", "lastSync", "hasMore"]);

export function bindTransform(binder: Binder, transform: ast.TransformDef): void {
  const [first] = transform.variants;
  for (const variant of transform.variants) {
    const { schema, target } = variant;
    if (
      schema &&
      schema.text !== "_" &&
      !isPrimitiveType(schema.text) &&
      !binder.mission.schemas.get(schema.text)?.node
    )
      reportUnknown(binder.reporter, "schema", schema, places(declared(binder)));
    const isOther = first !== undefined && target.text !== first.target.text;
    if (isOther)
      binder.reporter.report(
        "RQ4029",
        target.span,
        { transform: transform.name.text, first: first.target.text, other: target.text },
        { related: [{ span: first.target.span, message: "the target of the first variant" }] },
      );
    const subject: VariableSymbol = { kind: "variable", name: "", origin: "subject", node: variant, from: undefined };
    binder.bindings.subjectOf.set(variant, subject);
    const scope = openScope(undefined, subject);
    if (variant.guard) bindExpression(binder, variant.guard, scope);
    bindExpression(binder, variant.fields, scope);
    if (!isOther) bindTarget(binder, variant);
  }
  reportUnreached(binder, transform);
}

/** RQ4004: variants behind one without a guard that takes everything, or the same schema. */
function reportUnreached({ reporter }: Binder, { variants }: ast.TransformDef): void {
  const taken = new Map<string, ast.Name>();
  for (const { schema, guard } of variants) {
    if (!schema) continue;
    const before = taken.get("_") ?? taken.get(schema.text);
    const related = before ? [{ span: before.span, message: "takes all of them" }] : [];
    if (before) reporter.report("RQ4004", schema.span, { of: "variant" }, { related });
    else if (!guard) taken.set(schema.text, schema);
  }
}

/** What only a map declares is there for nobody else. */
function declared({ mission }: Binder): Binder["mission"]["schemas"] {
  return new Map([...mission.schemas].filter(([, each]) => each.node !== undefined));
}

/** Call it when all transforms are bound: what they read of an action is unknown to them. */
export function forgetActions({ bindings }: Binder): void {
  for (const [node, binding] of bindings.names) {
    if (binding.kind === "builtin" && ofActions.has(binding.name))
      bindings.names.set(node, { kind: "unknown", candidates: [], subject: undefined });
  }
}

export function bindApply(binder: Binder, step: ast.Apply, scope: Scope): void {
  bindExpression(binder, step.value, scope);
  const transform = binder.mission.transforms.get(step.transform.text);
  if (!transform) {
    const known = [...binder.mission.transforms].map(([name, node]) => [name, { node }] as const);
    reportUnknown(binder.reporter, "transform", step.transform, places(new Map(known)));
  } else binder.bindings.transforms.set(step, transform);
  const written = transform && fieldsOf(transform);
  if (step.as) {
    const variable: VariableSymbol = {
      kind: "variable",
      name: step.as.text,
      origin: "apply",
      node: step,
      from: undefined,
    };
    binder.bindings.variables.set(step, variable);
    return binder.declare(scope, variable, step.as);
  }
  const source = step.value.kind === "NameExpression" ? lookUp(scope, step.value.name) : undefined;
  if (source && !isResponse(step.value)) {
    const mapped: VariableSymbol = {
      ...{ kind: "variable", name: source.name, origin: "apply", node: step, from: source },
      written,
    };
    binder.bindings.variables.set(step, mapped);
    scope.rebound.set(source, mapped);
  }
  const target = transform?.variants[0]?.target;
  if (target) nameResult(binder, step, target, scope);
}

/** What some variant writes; undefined where one copies its source. */
function fieldsOf({ variants }: ast.TransformDef): ReadonlySet<string> | undefined {
  if (variants.some(({ fields }) => fields.properties.length === 0)) return undefined;
  return new Set(
    variants.flatMap(({ fields }) =>
      fields.properties.flatMap((each) => (each.kind === "Property" ? [each.name.text] : [])),
    ),
  );
}
