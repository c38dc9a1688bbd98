// The semantic passes over one mission, in their order; what later stages read of them.
// Must not know how a pass works, nor what is made of its tables.
import { bind } from "./bind.js";
import { type Environment, environment } from "./env.js";
import { type ResponseFlow, responseFlow } from "./flow.js";
import { infer, type Types } from "./infer.js";
import type { Bindings, MissionModel } from "./model.js";
import { isCredentialOption } from "./options.js";
import type { Reporter } from "./reporter.js";
import { rules } from "./rules/index.js";
import { resolveSchemas } from "./schemas.js";

/** Everything known about a mission beside its model. */
export interface FlowTables {
  readonly bindings: Bindings;
  readonly flow: ResponseFlow;
  readonly types: Types;
  readonly environment: Environment;
}

export interface Analysis extends FlowTables {
  readonly mission: MissionModel;
}

export function analyse(mission: MissionModel, reporter: Reporter): Analysis {
  const bindings = bind(mission, reporter);
  resolveSchemas(mission);
  const flow = responseFlow(
    [...mission.actions.values()].map((each) => each.node),
    bindings,
  );
  const env = environment(mission, bindings, (option) => isCredentialOption(option.name.text));
  const types = infer(mission, bindings, flow, env, reporter);
  const analysis = { mission, bindings, flow, types, environment: env };
  for (const rule of rules) rule(analysis, reporter);
  return analysis;
}
