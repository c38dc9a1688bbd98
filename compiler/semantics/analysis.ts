// The semantic passes over one mission, in their order; what later stages read of them.
// Must not know how a pass works, nor what is made of its tables.
import type { Code } from "../catalog.js";
import type * as ast from "../syntax/ast.js";
import { bind } from "./bind.js";
import { type Environment, environment } from "./env.js";
import { type ResponseFlow, responseFlow } from "./flow.js";
import { infer, type Types } from "./infer.js";
import type { Bindings, MissionModel, SchemaSymbol } from "./model.js";
import { isCredentialOption } from "./options.js";
import { type PagedRequest, pagedRequests } from "./paging.js";
import { onlyOf, type Reporter } from "./reporter.js";
import { type SyncedRequest, syncedRequests } from "./sync.js";
import { rules } from "./rules/index.js";
import type { Documents } from "./openapi/documents.js";
import { usedComponents } from "./openapi/used-components.js";
import { useDocuments } from "./openapi/use-documents.js";
import { resolveSchemas } from "./schemas.js";

/** Everything known about a mission beside its model. */
export interface FlowTables {
  readonly bindings: Bindings;
  readonly flow: ResponseFlow;
  readonly types: Types;
  readonly environment: Environment;
  /** Of OpenAPI documents, those that the mission uses. */
  readonly components: readonly SchemaSymbol[];
  /** Requests with `paginate`. */
  readonly paged: ReadonlyMap<ast.Request, PagedRequest>;
  /** Requests with `since`, or with `lastSync` among their options. */
  readonly synced: ReadonlyMap<ast.Request, SyncedRequest>;
}

export interface Analysis extends FlowTables {
  readonly mission: MissionModel;
  /** The types that documents claim, which mistakes are found by; code is made from `types`, which are proven. */
  readonly claims: Types;
}

/** Some of what is compared is only wrong by what is proven. */
const comparisons: ReadonlySet<Code> = new Set<Code>(["RQ3004", "RQ3011"]);

export function analyse(written: MissionModel, documents: Documents, reporter: Reporter): Analysis {
  const mission = useDocuments(written, documents, reporter);
  const bindings = bind(mission, reporter);
  resolveSchemas(mission, reporter);
  const flow = responseFlow(
    [...mission.actions.values()].map((each) => each.node),
    bindings,
  );
  const env = environment(mission, bindings, (option) => isCredentialOption(option.name.text));
  const paged = pagedRequests(mission, flow);
  const synced = syncedRequests(mission, bindings);
  const claims = infer(mission, bindings, flow, env, paged, reporter, true);
  const hasClaims = mission.documents.operations.size > 0;
  const types = hasClaims ? infer(mission, bindings, flow, env, paged, onlyOf(reporter, comparisons), false) : claims;
  const components = usedComponents(mission, types);
  const analysis = { mission, bindings, flow, types, claims, components, environment: env, paged, synced };
  for (const rule of rules) rule(analysis, reporter);
  return analysis;
}
