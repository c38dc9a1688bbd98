// Options that do nothing beside another option of their group (language.md 3.8, 6.7).
// Must not know where the group stands.
import type * as ast from "../syntax/ast.js";
import { type OptionTable, rateLimitOptions, retryOptions, wordOf } from "./options.js";

interface Entry {
  readonly name: ast.Name;
  readonly value: ast.Expression;
}

export interface Clash {
  readonly option: ast.Name;
  readonly beside: ast.Name;
  /** The other option as it is said. */
  readonly other: string;
  readonly help: string;
}

export function clashesIn(entries: readonly Entry[], table: OptionTable): readonly Clash[] {
  if (table === retryOptions) return besideDelay(entries);
  return table === rateLimitOptions ? besideFail(entries) : [];
}

const ofComputedDelays = ["backoff", "initialDelay", "maxDelay"];

/** A `delay` is exact, and the same before every attempt. */
function besideDelay(entries: readonly Entry[]): readonly Clash[] {
  const beside = entries.find(({ name }) => name.text === "delay");
  if (!beside) return [];
  const help = "`delay` is the wait before every attempt; where it should grow, write `initialDelay` in its place";
  return entries.flatMap(({ name, value }) =>
    ofComputedDelays.includes(name.text) && wordOf(value) !== "constant"
      ? [{ option: name, beside: beside.name, other: "delay", help }]
      : [],
  );
}

function besideFail(entries: readonly Entry[]): readonly Clash[] {
  const beside = entries.find(({ name, value }) => name.text === "strategy" && wordOf(value) === "fail");
  const option = entries.find(({ name }) => name.text === "maxWait")?.name;
  const help = "`fail` never waits; `pause` and `throttle` do, as long as `maxWait` says";
  return beside && option ? [{ option, beside: beside.name, other: "strategy: fail", help }] : [];
}
