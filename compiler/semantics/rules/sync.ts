// RQ4024, RQ5012, RQ5013 and what `since` says wrongly (language.md 6.14); where a mission keeps its checkpoints (2.4).
// Must not know how checkpoints are kept.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import type { StoreSymbol } from "../model.js";
import { wordOf } from "../options.js";
import type { Reporter } from "../reporter.js";
import { formatNames, readSync, sinceOptions, type SyncedRequest, type SyncProblem } from "../sync.js";
import { candidates, places, reportUnknown } from "../unknown.js";
import type { Rule } from "./index.js";

export const sync: Rule = (analysis, reporter) => {
  const { mission, bindings } = analysis;
  const keepsNothing = [...storesWritten(analysis, undefined)].every(({ type }) => type === "memory");
  for (const action of mission.actions.values()) {
    const written = storesWritten(analysis, action.node);
    walk(action.node, {
      enter: {
        Request: (step) => {
          const { synced, problems } = readSync(step, bindings);
          for (const problem of problems) report(reporter, problem);
          checkSince(reporter, synced?.value);
          if (synced?.isTracked && keepsNothing && written.size > 0)
            reporter.report("RQ5012", sinceSpan(step), { stores: [...written].map(({ name }) => name) });
        },
      },
    });
  }
  checkStateStore(analysis, reporter);
};

function checkSince(reporter: Reporter, value: SyncedRequest["value"]): void {
  if (value === undefined || value === "lastSync" || !["Boolean", "List", "Object"].includes(value.kind)) return;
  reporter.report("RQ4009", value.span, { option: "since", expected: "`lastSync`, or a date, text or number" });
}

function sinceSpan(step: ast.Request): ast.Name["span"] {
  const option = step.options?.entries.find(({ name }) => name.text === "since");
  return option?.name.span ?? { ...step.span, end: step.span.start + step.method.length };
}

/** The stores that an action, or the whole mission, writes to. */
function storesWritten({ mission, bindings }: Analysis, only: ast.ActionDef | undefined): ReadonlySet<StoreSymbol> {
  const found = new Set<StoreSymbol>();
  const add = (node: ast.Node): void => {
    const store = bindings.stores.get(node);
    if (store) found.add(store);
  };
  for (const { node } of mission.actions.values())
    if (only === undefined || node === only) walk(node, { enter: { StoreStep: add, Queue: add } });
  return found;
}

function report(reporter: Reporter, problem: SyncProblem): void {
  switch (problem.code) {
    case "RQ2011":
      return reportUnknown(reporter, "option", problem.name, candidates(sinceOptions), "`since`");
    case "RQ2012":
      return reportUnknown(
        reporter,
        "value",
        { text: problem.word, span: problem.span },
        candidates(formatNames),
        problem.option,
      );
    case "RQ3002":
      return reporter.report("RQ3002", problem.span, { name: "lastSync", least: 0, most: 1, found: problem.found });
    case "RQ4009":
      return reporter.report("RQ4009", problem.span, problem);
    case "RQ4021":
      return reporter.report("RQ4021", problem.span, problem);
    case "RQ4022":
      return reporter.report("RQ4022", problem.span, problem);
    case "RQ4024":
      return reporter.report("RQ4024", problem.span, problem, {
        related: [{ span: problem.first, message: "first said here" }],
      });
  }
}

/** The store that keeps checkpoints holds records of its own shape, and should outlive the run. */
function checkStateStore({ mission, synced }: Analysis, reporter: Reporter): void {
  const option = mission.options.find(({ name }) => name.text === "stateStore");
  const name = option && wordOf(option.value);
  if (!option || name === undefined) return;
  const store = mission.stores.get(name);
  if (!store) return reportUnknown(reporter, "store", { text: name, span: option.value.span }, places(mission.stores));
  if (store.of)
    reporter.report("RQ4009", option.value.span, { option: "stateStore", expected: "a store without `of`" });
  else if (store.type === "memory" && [...synced.values()].some(({ isTracked }) => isTracked))
    reporter.report("RQ5013", option.value.span, { store: name });
}
