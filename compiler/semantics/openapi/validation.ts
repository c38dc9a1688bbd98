// Whether and how the answers of a source are checked against its document, and what such a check proves (language.md 3.8, 6.9).
// Must not know how a check is written.
import type * as ast from "../../syntax/ast.js";
import type { ResponseFlow } from "../flow.js";
import type { MissionModel } from "../model.js";
import { wordOf } from "../options.js";
import { isDynamic, optional, type Type } from "../types.js";
import { provenSuccess } from "./documented.js";
import type { Operation } from "./operation.js";

export interface Validation {
  readonly source: string;
  readonly operation: Operation;
  /** What a body must be, by status, `4XX` or `default`: of 2xx answers also that nothing is known of it. */
  readonly bodies: ReadonlyMap<string, Type>;
  readonly strict: boolean;
  /** An expression that says whether answers are checked; undefined: always. */
  readonly when: ast.Expression | undefined;
}

/** Undefined where the answer of a request is not checked: without `validateResponses: true` none is. */
export function validationOf(mission: MissionModel, step: ast.Node): Validation | undefined {
  const called = mission.documents.operations.get(step);
  const entries = called ? (mission.sources.get(called.api.name)?.node?.options?.entries ?? []) : [];
  const option = (name: string): ast.Expression | undefined => entries.find((each) => each.name.text === name)?.value;
  const when = option("validateResponses");
  if (called === undefined || when === undefined || (when.kind === "Boolean" && !when.value)) return undefined;
  const { operation, api } = called;
  const bodies = bodiesOf(operation);
  if ([...bodies.values()].every(isDynamic)) return undefined;
  const mode = option("validationMode");
  const strict = mode === undefined || wordOf(mode) !== "warn";
  return { source: api.name, operation, bodies, strict, when: when.kind === "Boolean" ? undefined : when };
}

/** Of failures only those whose body the document describes: it often leaves out what they bring. */
function bodiesOf({ successes, failures }: Operation): ReadonlyMap<string, Type> {
  const described = [...failures].filter(([, type]) => !isDynamic(type) && type.kind !== "null");
  return new Map([...successes, ...described].filter(([status]) => /^(?:[245](?:\d\d|XX)|default)$/.test(status)));
}

/** A check that makes any wrong answer a failed one, whatever the environment says. */
export function strictValidation(mission: MissionModel, step: ast.Request): Validation | undefined {
  const validation = validationOf(mission, step);
  return validation?.strict && validation.when === undefined ? validation : undefined;
}

/** What the JSON body of a request must be, where its source checks: a wrong one is not sent. */
export function checkedBody(
  mission: MissionModel,
  step: ast.Node,
): { readonly type: Type; readonly name: string } | undefined {
  const called = mission.documents.operations.get(step);
  const body = called?.operation.body;
  if (called === undefined || body === undefined || !/\bjson\b/.test(body.mediaType)) return undefined;
  const entries = mission.sources.get(called.api.name)?.node?.options?.entries ?? [];
  const option = (name: string): ast.Expression | undefined => entries.find((each) => each.name.text === name)?.value;
  const [when, mode] = [option("validateResponses"), option("validationMode")];
  const isChecked = when?.kind === "Boolean" && when.value && (mode === undefined || wordOf(mode) !== "warn");
  if (!isChecked || isDynamic(body.type)) return undefined;
  return { type: body.required ? body.type : optional(body.type), name: called.operation.id };
}

/** The type of a 2xx answer that a strict check proves right. */
export function provenAnswer(mission: MissionModel, step: ast.Request): Type | undefined {
  const operation = strictValidation(mission, step)?.operation;
  if (operation === undefined) return undefined;
  const success = provenSuccess(operation);
  return isDynamic(success) ? undefined : success;
}

/** The same of an answer that is not offered to a match: a failed one fails the action. */
export function provenAlone(mission: MissionModel, flow: ResponseFlow, step: ast.Request): Type | undefined {
  return offeredOf(flow).has(step) || isPaged(step) ? undefined : provenAnswer(mission, step);
}

/** The same of one that the code has in a constant of its own. */
export function provenType(mission: MissionModel, flow: ResponseFlow, step: ast.Request): Type | undefined {
  return flow.kept.has(step) ? provenAlone(mission, flow, step) : undefined;
}

const known = new WeakMap<ResponseFlow, ReadonlySet<ast.Node>>();

/** Made once: a search through all of them for each request would be quadratic. */
function offeredOf(flow: ResponseFlow): ReadonlySet<ast.Node> {
  const found = known.get(flow) ?? new Set<ast.Node>(flow.offered.values());
  known.set(flow, found);
  return found;
}

function isPaged(step: ast.Request): boolean {
  return step.options?.entries.some((each) => each.name.text === "paginate") ?? false;
}
