// RQ4009, RQ4035 to RQ4038: options of `wait`, and where its address and its event can be read (language.md 6.21).
// Must not know how events come.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import { isConstant } from "../constants.js";
import { retryOptions, type OptionTable } from "../options.js";
import type { Reporter } from "../reporter.js";
import { expectedOf, isNoEvent, restartOf, restarts, storageOf, waitOption } from "../waits.js";
import type { Rule } from "./index.js";
import { checkProperties } from "./options.js";

export const waits: Rule = (analysis, reporter) => {
  for (const [read, wait] of analysis.bindings.addresses) checkAddress(analysis, reporter, read, wait);
  for (const action of analysis.mission.actions.values()) {
    walk(action.node, {
      enter: {
        Wait: (node) => checkOptions(reporter, node),
        For: (node) => void (node.parallel && checkLoop(reporter, node)),
        NameExpression: (node) => checkEvent(analysis, reporter, node),
      },
    });
  }
};

const storageOptions: OptionTable = { target: { kind: "word" }, key: { kind: "value" } };

function checkOptions(reporter: Reporter, step: ast.Wait): void {
  const wrong = (option: string, expected: string): void => {
    const value = waitOption(step, option);
    if (value) reporter.report("RQ4009", value.span, { option, expected });
  };
  const path = waitOption(step, "path");
  if (!path) reporter.report("RQ4035", { ...step.span, end: step.span.start + "wait".length }, {});
  else if (isNoText(path)) wrong("path", 'a path, such as `"/hooks/payment"`');
  else if (path.kind === "String" && /[?#]|:\/\//.test(path.value))
    wrong("path", 'a path without host and query, such as `"/hooks/payment"`');
  if (!expectedOf(step)) wrong("expectedEvents", "a whole number, 1 or more, or a list of names of events");
  const storage = waitOption(step, "storage");
  if (storage?.kind === "Object") checkProperties(reporter, storage, storageOptions, "`storage`");
  if (storage && !storageOf(step)) wrong("storage", "a store, or `{ target: store, key: expression }`");
  const restart = restartOf(step);
  if (restart === undefined) wrong("retryOnTimeout", "`true`, `false` or options of `retry`");
  else if (typeof restart === "object") checkProperties(reporter, restart, retryOptions, "`retryOnTimeout`");
}

function isNoText(path: ast.Expression): boolean {
  return path.kind === "Boolean" || (isConstant(path) && path.kind !== "String");
}

/** Iterations that run side by side cannot start their action again. */
function checkLoop(reporter: Reporter, loop: ast.For): void {
  walk(loop.body, {
    enter: {
      Wait(node) {
        const value = waitOption(node, "retryOnTimeout");
        if (value && restarts(node))
          reporter.report(
            "RQ4038",
            value.span,
            {},
            { related: [{ span: { ...loop.span, end: loop.span.start + 3 }, message: "the parallel loop" }] },
          );
      },
    },
  });
}

/** `webhook` is the response by another name, where a `wait` has made it. */
function checkEvent({ bindings, flow }: Analysis, reporter: Reporter, node: ast.NameExpression): void {
  const binding = bindings.names.get(node);
  if (binding?.kind === "builtin" && isNoEvent(flow, node)) reporter.report("RQ4037", node.span, {});
}

const everNew = ["uuid", "generateId", "now"];

/** The address is worked out where it is read: what the path needs must be there, and be the same at the wait. */
function checkAddress({ bindings, flow }: Analysis, reporter: Reporter, read: ast.Node, wait: ast.Wait): void {
  const path = waitOption(wait, "path");
  if (!path) return;
  const report = (part: ast.Node, name: string): void =>
    reporter.report(
      "RQ4036",
      read.span,
      { name },
      { related: [{ span: part.span, message: "the path of the wait reads this" }] },
    );
  walk(path, {
    enter: {
      NameExpression(node) {
        const binding = bindings.names.get(node);
        if (binding?.kind === "variable" && binding.node.span.start > read.span.start) report(node, node.name);
        else if (isNewer(flow.reads.get(node), read)) report(node, node.name);
      },
      Subject(node) {
        if (isNewer(flow.reads.get(node), read)) report(node, "response");
      },
      Call(node) {
        if (everNew.includes(node.callee.text)) report(node, `${node.callee.text}()`);
      },
    },
  });
}

/** Whether the response comes from a step that is not over where the address is read. */
function isNewer(definitions: ReturnType<Analysis["flow"]["reads"]["get"]>, { span }: ast.Node): boolean {
  return [...(definitions ?? [])].some((each) => each !== "start" && each.span.end >= span.end);
}
