// Whether and how the answers of a source are checked against its document (language.md 3.8).
// Must not know how a check is written.
import type * as ast from "../../syntax/ast.js";
import type { ResponseFlow } from "../flow.js";
import type { MissionModel } from "../model.js";
import { wordOf } from "../options.js";
import { isDynamic, type Type } from "../types.js";

export interface Validation {
  /** What a body must be. */
  readonly type: Type;
  readonly strict: boolean;
  /** An expression that says whether answers are checked; undefined: always. */
  readonly when: ast.Expression | undefined;
}

/** Undefined where the answer of a request is not checked: without `validateResponses: true` none is. */
export function validationOf(mission: MissionModel, step: ast.Request): Validation | undefined {
  const called = mission.documents.operations.get(step);
  if (called === undefined || isDynamic(called.operation.success)) return undefined;
  const entries = mission.sources.get(called.api.name)?.node?.options?.entries ?? [];
  const option = (name: string): ast.Expression | undefined => entries.find((each) => each.name.text === name)?.value;
  const when = option("validateResponses");
  if (when === undefined || (when.kind === "Boolean" && !when.value)) return undefined;
  const mode = option("validationMode");
  const strict = mode === undefined || wordOf(mode) !== "warn";
  return { type: called.operation.success, strict, when: when.kind === "Boolean" ? undefined : when };
}

/** The type of an answer that a strict check proves right where the request stands, so that code can rely on it. */
export function provenType(mission: MissionModel, flow: ResponseFlow, step: ast.Request): Type | undefined {
  const validation = validationOf(mission, step);
  const isPlain = flow.kept.has(step) && !flow.merged.has(step) && !flow.answers.has(step);
  const isOffered = [...flow.offered.values()].includes(step);
  const isPaged = step.options?.entries.some((each) => each.name.text === "paginate") ?? false;
  if (!validation?.strict || validation.when !== undefined || !isPlain || isOffered || isPaged) return undefined;
  return validation.type;
}
