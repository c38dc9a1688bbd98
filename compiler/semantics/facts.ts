// What commands and the runner want to know of a module without reading it.
// Must not know how the module is written.
import type { Span } from "../source.js";
import type { Analysis } from "./analysis.js";
import { customSteps, neededFunctions } from "./given.js";
import { kebab } from "./kebab.js";
import { isCredentialOption } from "./options.js";
import { isLateSource } from "./recovery.js";
import { waitSteps } from "./waits.js";
import { scheduleFacts, type ScheduleFacts } from "./schedule.js";

export interface ModuleFacts {
  readonly mission: string;
  /** Mission file, relative to the program's folder. */
  readonly file: string;
  /** Where the module is written. */
  readonly path: string;
  /** Runtime files that it needs, transitively; empty where nothing was emitted. */
  readonly runtime: readonly string[];
  /** Environment variables it cannot do without (language.md 10.7). */
  readonly env: readonly string[];
  /** Where each of them is needed first, in the same order. */
  readonly envPlaces: readonly Span[];
  readonly sources: readonly SourceFacts[];
  readonly actions: readonly string[];
  /** Where each of them stands, which may be in another file. */
  readonly actionSpans: readonly Span[];
  readonly stores: readonly StoreFacts[];
  /** Functions and steps that the program passes, with where each is declared or stands first. */
  readonly functions: readonly GivenFacts[];
  readonly steps: readonly GivenFacts[];
  /** Whether it has `wait` steps, which need an inbox. */
  readonly waits: boolean;
  /** Whether it keeps checkpoints in the data directory, and not in a store of its own (language.md 6.14, 2.4). */
  readonly checkpoints: boolean;
  /** When it runs by itself; undefined without `schedule`. */
  readonly schedule: ScheduleFacts | undefined;
}

export interface GivenFacts {
  readonly name: string;
  readonly span: Span;
}

export interface StoreFacts {
  readonly name: string;
  /** `memory`, `sql`, …; several where a `match` chooses. */
  readonly kinds: readonly string[];
  readonly span: Span;
}

export interface SourceFacts {
  readonly name: string;
  readonly auth: string;
  /** As written; undefined where it is computed or left to the program. */
  readonly base: string | undefined;
  readonly span: Span;
  /** Credential fields that the mission itself gives. */
  readonly fields: readonly string[];
  /** Credentials come during the run (language.md 3.4). */
  readonly late: boolean;
}

export function factsOf(analysis: Analysis): ModuleFacts {
  const { mission, environment } = analysis;
  return {
    mission: mission.name,
    file: mission.file,
    path: `${kebab(mission.name)}.ts`,
    runtime: [],
    env: environment.required,
    envPlaces: environment.required.map((name) => environment.places.get(name) ?? mission.node.span),
    actions: [...mission.actions.keys()],
    actionSpans: [...mission.actions.values()].map(({ node }) => node.span),
    stores: [...mission.stores.values()].map(({ name, kinds, node }) => ({
      name,
      kinds: [...new Set(kinds.map((each) => each.type.text))],
      span: node.name.span,
    })),
    functions: neededFunctions(mission).map(({ name, node }) => ({ name, span: node?.name.span ?? mission.node.span })),
    steps: [...customSteps(mission)].map(([name, step]) => ({ name, span: step.name.span })),
    waits: waitSteps(mission).length > 0,
    checkpoints:
      [...analysis.synced.values()].some(({ isTracked }) => isTracked) &&
      !mission.options.some(({ name }) => name.text === "stateStore"),
    schedule: scheduleFacts(mission),
    sources: [...mission.sources.values()].map((source) => {
      const entries = source.node?.options?.entries ?? [];
      const base = entries.find((each) => each.name.text === "base")?.value;
      return {
        name: source.name,
        auth: source.auth,
        base: base?.kind === "String" ? base.value : undefined,
        span: source.node?.name.span ?? mission.node.span,
        fields: entries.filter((each) => isCredentialOption(each.name.text)).map((each) => each.name.text),
        late: isLateSource(mission, analysis.bindings, source),
      };
    }),
  };
}
