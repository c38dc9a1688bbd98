// RQ4017: arms over the event of a `wait` whose type is none of its `expectedEvents` (language.md 6.21).
// Must not know how events come.
import type { Details } from "../../diagnostics.js";
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import { nearestText } from "../declared.js";
import { describe } from "../describe.js";
import type { Reporter } from "../reporter.js";
import { literal, membersOf, type Type, union } from "../types.js";
import { expectedOf, waitOption } from "../waits.js";
import type { Rule } from "./index.js";

/** The types of events that come, and where the waits name them. */
interface Expected {
  readonly types: readonly string[];
  readonly type: Type;
  readonly places: readonly ast.Expression[];
}

export const expectedEvents: Rule = (analysis, reporter) => {
  const check = ({ subject, arms }: ast.Match | ast.MatchExpression): void => {
    const [event, isType] =
      subject?.kind === "FieldAccess" && subject.name.text === "type" ? [subject.object, true] : [subject, false];
    const expected = event && expectedFor(analysis, event);
    if (!expected) return;
    for (const arm of arms) {
      if (!("pattern" in arm)) continue;
      if (isType) checkType(reporter, arm.pattern, expected, describe(expected.type));
      else checkEvent(analysis, reporter, arm.pattern, expected);
    }
  };
  for (const { node } of analysis.mission.actions.values())
    walk(node, { enter: { Match: check, MatchExpression: check } });
};

/** Of a name for what one of several waits has got; none where one of them takes any event. */
function expectedFor(analysis: Analysis, node: ast.Expression): Expected | undefined {
  const { bindings, flow } = analysis;
  const binding = node.kind === "NameExpression" ? bindings.names.get(node) : undefined;
  if (binding?.kind === "variable" && binding.node.kind === "Let") return expectedFor(analysis, binding.node.value);
  const definitions = binding?.kind === "builtin" ? [...(flow.reads.get(node) ?? [])] : [];
  const waits = definitions.flatMap((each) => (each !== "start" && each.kind === "Wait" ? [each] : []));
  const named = waits.map(expectedOf).flatMap((each) => (each?.kind === "types" ? [each.types] : []));
  if (named.length === 0 || named.length < definitions.length) return undefined;
  const types = named.flat();
  const places = waits.flatMap((each) => waitOption(each, "expectedEvents") ?? []);
  return { types, type: union(...types.map(literal)), places };
}

/** A schema whose `type` is no literal may fit. */
function checkEvent({ bindings }: Analysis, reporter: Reporter, pattern: ast.Pattern, expected: Expected): void {
  const found = `{ type: ${describe(expected.type)} }`;
  if (pattern.kind === "ObjectPattern") {
    const field = pattern.fields.find((each) => each.name.text === "type");
    if (field?.pattern) checkType(reporter, field.pattern, expected, found);
    return;
  }
  const binding = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  const schema = binding?.kind === "test" ? binding.schema : undefined;
  const type = schema?.type.shape.fields.get("type")?.type;
  const values = type ? membersOf(type).map((each) => (each.kind === "literal" ? each.value : undefined)) : [];
  const texts = values.flatMap((each) => (typeof each === "string" ? [each] : []));
  if (schema === undefined || texts.length === 0 || texts.length < values.length) return;
  if (texts.some((each) => expected.types.includes(each))) return;
  report(
    reporter,
    pattern,
    expected,
    { type: found },
    {
      help: `the \`type\` of \`${schema.name}\` is ${described(texts)}: correct \`expectedEvents\`, or remove the arm`,
    },
  );
}

function described(texts: readonly string[]): string {
  return `\`${describe(union(...texts.map(literal)))}\``;
}

function checkType(reporter: Reporter, pattern: ast.Pattern, expected: Expected, found: string): void {
  if (pattern.kind !== "LiteralPattern") return;
  const stray = pattern.values.find((each) => typeof each === "string" && !expected.types.includes(each));
  if (typeof stray !== "string") return;
  const help = "add it to `expectedEvents`, or remove it";
  if (pattern.values.length > 1)
    return report(reporter, pattern, expected, { type: found, value: JSON.stringify(stray) }, { help });
  report(reporter, pattern, expected, { type: found }, { help, ...nearestText(stray, pattern.span, expected.type) });
}

function report(
  reporter: Reporter,
  { span }: ast.Pattern,
  { places }: Expected,
  facts: { readonly type: string; readonly value?: string },
  details: Details,
): void {
  const related = places.map((each) => ({ span: each.span, message: "no other events count" }));
  reporter.report("RQ4017", span, facts, { ...details, related });
}
