// RQ5515: names of `env()` that nobody is going to set.
// Must not read files: it is given the names that will be set.
import { type Span, within } from "../source.js";
import { nearest } from "../suggest.js";
import { isCredentialOption } from "./options.js";
import type { Analysis } from "./analysis.js";
import type { MissionModel } from "./model.js";
import type { Reporter } from "./reporter.js";
import { folded } from "./unknown.js";

/** Variables that will be set, and nothing else will. */
export interface GivenVariables {
  /** The `.env` file that sets them, as the user wrote it. */
  readonly file: string;
  readonly names: readonly string[];
}

/** A name with a default is not reported, nor one that is only asked for. */
export function reportUnsetVariables(analyses: readonly Analysis[], given: GivenVariables, reporter: Reporter): void {
  const known = new Set(given.names);
  const names = new Set(given.names.map(folded));
  for (const { environment, mission } of analyses) {
    for (const [name, span] of [...environment.credentials, ...environment.places]) {
      if (known.has(name) || names.has(ownVariable(mission, span) ?? "")) continue;
      reporter.report("RQ5515", span, { name, file: given.file, nearest: nearest(name, given.names) });
    }
  }
}

/** `REQON_<SOURCE>_<FIELD>` of the credential field that stands here: it takes the place of one that is not set (3.3). */
function ownVariable(mission: MissionModel, span: Span): string | undefined {
  for (const { name, node } of mission.sources.values()) {
    const option = node?.options?.entries.find((each) => within(span, each.span));
    if (option && isCredentialOption(option.name.text)) return folded(`REQON_${name}_${option.name.text}`);
  }
  return undefined;
}
