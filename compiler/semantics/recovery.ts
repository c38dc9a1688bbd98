// Which sources get their credentials from a recovery action (language.md 3.7).
// Must not know how a recovery runs.
import type * as ast from "../syntax/ast.js";
import type { Bindings, MissionModel, SourceSymbol } from "./model.js";
import { lastStep, matchOf, stepsOf } from "./structure.js";

/** Sources of requests whose `match response` has a `jump … then retry` arm. */
export function recoveredSources(mission: MissionModel, bindings: Bindings): ReadonlySet<SourceSymbol> {
  const found = new Set<SourceSymbol>();
  const visit = (steps: readonly ast.Step[]): void => {
    steps.forEach((step, index) => {
      const match = matchOf(step, steps[index + 1]);
      const source = step.kind === "Request" ? bindings.sources.get(step) : undefined;
      if (source && match?.arms.some((arm) => jumpsBack(arm))) found.add(source);
      for (const inner of bodiesOf(step)) visit(stepsOf(inner));
    });
  };
  for (const action of mission.actions.values()) visit(action.node.steps);
  return found;
}

function jumpsBack(arm: ast.Arm | ast.ConditionArm): boolean {
  const last = lastStep(arm.body);
  return last?.kind === "Jump" && last.then === "retry";
}

/** The blocks and single steps inside a step. */
export function bodiesOf(step: ast.Step): readonly (ast.Block | ast.Step)[] {
  switch (step.kind) {
    case "For":
      return [step.body];
    case "Match":
      return [...step.arms, ...(step.catch ?? [])].map((arm) => arm.body);
    case "Validate":
      return step.otherwise ? [step.otherwise] : [];
    default:
      return [];
  }
}

/** Credentials that come during the run (3.4): by `authorize`, by a recovery action, or in a header of the mission. */
export function isLateSource(mission: MissionModel, bindings: Bindings, source: SourceSymbol): boolean {
  if (source.auth === "none") return false;
  for (const [node, bound] of bindings.sources) if (node.kind === "Authorize" && bound === source) return true;
  return recoveredSources(mission, bindings).has(source) || holdsKeyHeader(source);
}

function holdsKeyHeader(source: SourceSymbol): boolean {
  const entries = source.node?.options?.entries ?? [];
  const headers = entries.find((each) => each.name.text === "headers")?.value;
  if (source.auth !== "api_key" || headers?.kind !== "Object") return false;
  const named = entries.find((each) => each.name.text === "header" || each.name.text === "apiKeyHeader")?.value;
  const header = named?.kind === "String" ? named.value : "X-API-Key";
  return headers.properties.some(
    (each) => each.kind === "Property" && each.name.text.toLowerCase() === header.toLowerCase(),
  );
}
