// A mission with its OpenAPI documents: sources completed, calls turned into requests that know their operation.
// Must not know how a document is written, nor types of the mission's values.
import { placeFrom } from "../../locations.js";
import type * as ast from "../../syntax/ast.js";
import { mapSteps } from "../map-steps.js";
import type { ActionSymbol, MissionModel, SourceSymbol } from "../model.js";
import { isDocumentOption } from "../options.js";
import type { Reporter } from "../reporter.js";
import { quoted } from "../declared.js";
import { candidates, nearestDetails } from "../unknown.js";
import { type Api, openApi } from "./api.js";
import { type Documents, isProblem, type Problem } from "./documents.js";
import { emptyRequest, lowerCall, type LoweredCall, type ValueStyle } from "./lower-call.js";
import { type Operation, readOperation } from "./operation.js";
import { completeSource } from "./sources.js";

/** A request that a `call` became. */
export interface CalledOperation {
  readonly call: ast.OperationCall;
  readonly api: Api;
  readonly operation: Operation;
  readonly filled: LoweredCall["filled"];
}

/** What a mission has from its documents. */
export interface DocumentTables {
  /** By the name of the source or import. */
  readonly apis: ReadonlyMap<string, Api>;
  readonly operations: ReadonlyMap<ast.Node, CalledOperation>;
  readonly styles: ReadonlyMap<ast.Expression, ValueStyle>;
}

export const noDocuments: DocumentTables = { apis: new Map(), operations: new Map(), styles: new Map() };

export function useDocuments(mission: MissionModel, documents: Documents, reporter: Reporter): MissionModel {
  const apis = new Map<string, Api>();
  const wrong = new Set<string>();
  const open = (name: string, node: ast.SourceDef | ast.ImportDef, from: ast.StringLiteral): void => {
    const api = openOne(name, node, from, documents, reporter);
    if (api) apis.set(name, api);
    else wrong.add(name);
  };
  for (const each of mission.imports) if (each.all && each.names[0]) open(each.names[0].text, each, each.from);
  for (const { name, node } of mission.sources.values()) if (node?.from) open(name, node, node.from);
  const operations = new Map<ast.Node, CalledOperation>();
  const styles = new Map<ast.Expression, ValueStyle>();
  const lower = (step: ast.Step): ast.Step => {
    if (step.kind !== "OperationCall") return step;
    const api = apis.get(step.source.text);
    const source = mission.sources.get(step.source.text);
    if (api === undefined || source === undefined) {
      if (source && !wrong.has(source.name))
        reporter.report("RQ5022", step.source.span, { what: "`call`", source: source.name });
      return emptyRequest(step);
    }
    const operation = findOperation(api, step, reporter);
    if (operation === undefined) return emptyRequest(step);
    const lowered = lowerCall(step, operation, reporter);
    operations.set(lowered.request, { call: step, api, operation, filled: lowered.filled });
    for (const [node, style] of lowered.styles) styles.set(node, style);
    return lowered.request;
  };
  const actions = new Map([...mission.actions].map(([name, each]) => [name, lowered(each, lower)] as const));
  const sources = new Map([...mission.sources].map(([name, each]) => [name, completed(each, apis, reporter)] as const));
  return { ...mission, actions, sources, documents: { apis, operations, styles } };
}

function lowered(action: ActionSymbol, lower: (step: ast.Step) => ast.Step): ActionSymbol {
  const steps = mapSteps(action.node.steps, lower);
  return steps === action.node.steps ? action : { ...action, node: { ...action.node, steps } };
}

function completed(source: SourceSymbol, apis: ReadonlyMap<string, Api>, reporter: Reporter): SourceSymbol {
  const api = apis.get(source.name);
  if (api !== undefined) return completeSource(source, api, reporter);
  for (const { name } of source.node?.from ? [] : (source.node?.options?.entries ?? []))
    if (isDocumentOption(name.text))
      reporter.report("RQ5022", name.span, { what: `\`${name.text}\``, source: source.name });
  return source;
}

function openOne(
  name: string,
  { span }: ast.Node,
  from: ast.StringLiteral,
  documents: Documents,
  reporter: Reporter,
): Api | undefined {
  const root = documents.open(placeFrom(span.file, from.value));
  if (isProblem(root)) {
    reportProblem(root, from, reporter);
    return undefined;
  }
  const api = openApi(name, documents, root);
  if (api === undefined)
    reporter.report("RQ5015", from.span, {
      path: from.value,
      reason: "it says neither `openapi: 3.0` or `3.1` nor `swagger: 2.0`",
    });
  return api;
}

function reportProblem(problem: Problem, { span, value }: ast.StringLiteral, reporter: Reporter): void {
  switch (problem.kind) {
    case "missing":
      return reporter.report("RQ5014", span, { path: value });
    case "unvendored":
      return reporter.report("RQ5018", span, { url: problem.url });
    case "unreadable":
      return reporter.report("RQ5015", span, { path: value, reason: problem.reason });
  }
}

function findOperation(api: Api, { operation: name }: ast.OperationCall, reporter: Reporter): Operation | undefined {
  const all = api.operations();
  const found = all.get(name.text);
  if (found === undefined) {
    const known = [...new Set([...all.values()].map(({ id }) => id))];
    // An id that is no name stands in quotes.
    const write = (id: string): string => (/^\w+$/.test(id) ? id : quoted(id));
    const details = nearestDetails(name.text, name.span, candidates(all.keys()), write);
    reporter.report("RQ2016", name.span, { name: name.text, source: api.name, known }, details);
    return undefined;
  }
  const { method } = found;
  if (method === undefined) {
    reporter.report("RQ4001", name.span, {
      what: `\`${name.text}\`, which is neither get, post, put, patch nor delete,`,
    });
    return undefined;
  }
  const before = api.documents.broken.length;
  const operation = readOperation(api, found, method);
  for (const each of api.documents.broken.slice(before)) reporter.report("RQ5019", name.span, each);
  return operation;
}
