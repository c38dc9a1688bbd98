// What `store` and `queue` write into a store of a schema: RQ3006, RQ3007 and RQ3012 (language.md 5.4, 6.19).
// Must not know other steps.
import type * as ast from "../syntax/ast.js";
import type { Inferrer } from "./infer.js";
import { elementOf } from "./functions/elements.js";
import type { StoreSymbol } from "./model.js";
import { checkNamesInside } from "./names-of-fields.js";
import { elementsIn, merged } from "./written-parts.js";
import { type FitOptions, requireFit } from "./require-fit.js";
import { lackingWays } from "./spread-ways.js";
import { writeMode, writtenType } from "./write-modes.js";
import { dynamic, shapeOf, type Type } from "./types.js";

/** `stored`: what the step writes one by one. */
export function checkRecords(infer: Inferrer, store: StoreSymbol, step: ast.StoreStep, stored: Type): void {
  if (!store.of) return;
  const wanted = writtenType(store.of.type, writeMode(step));
  const value = infer.writtenValues.of(step.value) ?? step.value;
  const written = elementsIn(value);
  if (!written) return checkRecord(infer, store, step.value, stored, wanted);
  const through = value === step.value ? undefined : step.value;
  const converts = value.kind === "List" && !through ? "written" : "none";
  for (const each of [...written.elements, ...written.lists]) {
    const type = infer.types.get(each) ?? dynamic;
    const records = written.lists.includes(each) ? elementOf(type) : type;
    checkRecord(infer, store, each, records, wanted, { converts, through });
  }
}

/** `node`: the item, or where the step names the store when that is the matched value. */
export function checkQueued(infer: Inferrer, store: StoreSymbol, node: ast.Node, type: Type): void {
  if (store.of) checkRecord(infer, store, node, type, { kind: "schema", schema: store.of.type });
}

function checkRecord(
  infer: Inferrer,
  store: StoreSymbol,
  node: ast.Node,
  type: Type,
  wanted: Type,
  options: Pick<FitOptions, "converts" | "through"> = {},
): void {
  const related = store.node.of ? [{ span: store.node.of.span, message: "declared here" }] : [];
  requireFit(infer, node, type, wanted, `a record of \`${store.name}\``, { related, ...options });
  const shape = shapeOf(wanted);
  const object = node.kind === "Object" ? node : merged(node);
  if (!object || !shape) return;
  const target = store.of?.name ?? "";
  // A record may have more fields than its schema, but hardly one that is nearly another.
  for (const { name, meant: details } of lackingWays(infer, object, shape).flatMap((each) => each.extra))
    if (details) infer.reporter.report("RQ3006", name.span, { name: name.text, target }, details);
  checkNamesInside(infer, object, wanted, target);
}
