// RQ4048: `response.field` where no step of the action has set a response (language.md 6.2).
// Must not know types.
import type { Parameters } from "../../catalog.js";
import type { Details } from "../../diagnostics.js";
import { within } from "../../source.js";
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import { fieldRead, type FieldRead } from "../field-reads.js";
import { readsNothing } from "../flow.js";
import type { Reporter } from "../reporter.js";
import { folded } from "../unknown.js";
import type { Rule } from "./index.js";

const address = "webhookUrl";

export const unsetResponses: Rule = (analysis, reporter) => {
  for (const { node: action } of analysis.mission.actions.values()) {
    const handled = new Set<ast.Node>();
    const handle = (node: ast.Expression | undefined): void => {
      for (const each of chainOf(node)) handled.add(each);
    };
    const check = (node: ast.FieldAccess | ast.Index): void => {
      const read = fieldRead(analysis.bindings, node);
      if (!read || !isUnset(analysis, read) || isSaid(reporter, node)) return;
      const isAddress = folded(read.name.text) === folded(address);
      if (isAddress || !handled.has(node)) reporter.report("RQ4048", node.span, ...described(action, read, isAddress));
    };
    walk(action, {
      enter: {
        Binary: (node) => handleOperand(node, handle),
        Try: ({ attempts }) => attempts.forEach(handle),
        Call: ({ callee, args }) => void (callee.text === "exists" && handle(args[0])),
        MethodCall: ({ object, name }) => void (name.text === "exists" && handle(object)),
        FieldAccess: check,
        Index: check,
      },
    });
  }
};

/** What is asked whether it is null may be. */
function handleOperand({ operator, left, right }: ast.Binary, handle: (node: ast.Expression) => void): void {
  if (operator === "??" || operator === "or") handle(left);
  if (operator !== "==" && operator !== "!=") return;
  if (right.kind === "Null") handle(left);
  if (left.kind === "Null") handle(right);
}

/** `a.b.c`, `a.b` and `a`. */
function chainOf(node: ast.Expression | undefined): readonly ast.Expression[] {
  if (!node) return [];
  const hasObject = node.kind === "FieldAccess" || node.kind === "Index" || node.kind === "MethodCall";
  return [node, ...(hasObject ? chainOf(node.object) : [])];
}

/** A leading `.field` is left: it is of the response where it is nothing else, and may be meant to be null at first. */
function isUnset({ bindings, flow }: Analysis, { object }: FieldRead): boolean {
  if (object.kind !== "NameExpression" || object.name !== "response") return false;
  return bindings.names.get(object)?.kind === "builtin" && readsNothing(flow, object);
}

/** That it is null where that never fits. */
function isSaid({ diagnostics }: Reporter, node: ast.Node): boolean {
  return diagnostics.some(({ span }) => within(span, node.span) && within(node.span, span));
}

/** The address of a wait is no field of a response, but read like one (6.21). */
function described(
  action: ast.ActionDef,
  { name }: FieldRead,
  isAddress: boolean,
): readonly [Parameters<"RQ4048">, Details] {
  const facts = { name: name.text, write: undefined, of: isAddress ? "address" : "response" } as const;
  const waits: ast.Wait[] = [];
  walk(action, { enter: { Wait: (node) => void (node.span.start > name.span.end && waits.push(node)) } });
  if (!isAddress || waits.length === 0 || name.text === address) return [facts, {}];
  const title = `replace with \`${address}\``;
  return [facts, { help: title, fix: { title, span: name.span, text: address, safe: true } }];
}
