// Types of what a `wait` reads; what comes to it is of unknown shape (language.md 6.21).
// Must not know other steps.
import type * as ast from "../syntax/ast.js";
import { inferCondition } from "./infer-choices.js";
import { inferExpression } from "./infer-expressions.js";
import { write } from "./infer-steps.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { dynamic } from "./types.js";
import { restartOf, storageOf, waitOption } from "./waits.js";

export function inferWait(infer: Inferrer, step: ast.Wait, facts: Facts): void {
  const event = infer.bindings.subjectOf.get(step);
  if (event) infer.variables.set(event, dynamic);
  const filter = waitOption(step, "eventFilter");
  if (filter) inferCondition(infer, filter, facts, true);
  const path = waitOption(step, "path");
  if (path) inferExpression(infer, path, facts);
  const key = storageOf(step)?.key;
  if (key) inferExpression(infer, key, facts);
  write(infer, infer.bindings.stores.get(step), dynamic);
  const restart = restartOf(step);
  for (const each of typeof restart === "object" ? restart.properties : [])
    if (each.value.kind !== "NameExpression") inferExpression(infer, each.value, facts);
  infer.responses.set(step, dynamic);
}
