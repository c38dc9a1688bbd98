// `match` as an expression: a chain of conditional operators.
// Must not know steps.
import type * as ast from "../syntax/ast.js";
import { isResponseName } from "../semantics/structure.js";
import { dynamic, type Type, union } from "../semantics/types.js";
import { ignoresSubject, reachableArms } from "../semantics/coverage.js";
import { awaits, type Code, code, empty, join, mentions, runtime } from "./code.js";
import { addTest, emitExpression } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { neverFits, patternCondition } from "./patterns.js";

export function matchValue(f: FunctionEmitter, node: ast.MatchExpression): Value {
  if (!node.subject) return conditionMatch(f, node);
  const subject = emitExpression(f, node.subject);
  if (subject.simple || ignoresSubject(f.module.bindings, node)) return armsValue(f, node, subject);
  const inner: FunctionEmitter = { ...f, names: f.names.inner() };
  const value = inner.names.take("value");
  const kept: Value = { ...subject, code: code`${value}`, simple: true };
  f.held.set(node, kept);
  const body = armsValue(inner, node, kept);
  const parameter = mentions(body.code, value) ? value : inner.names.take("_value");
  if (awaits(body.code))
    return {
      ...body,
      code: code`(await (async (${parameter}${parameterType(subject.type)}) => ${body.code})(${subject.code}))`,
    };
  const head = code`(${parameter}${parameterType(subject.type)})${resultType(body.type)}`;
  return { ...body, code: code`(${head} => ${body.code})(${subject.code})` };
}

/** Of a function that always gives the same literal TypeScript infers its kind only. */
function resultType(type: Type): Code {
  return type.kind === "literal" ? code`: ${type.value}` : empty;
}

/** The answer whose status and headers the patterns see: that of a `match response` (7.2). */
export function replyOf(subject: ast.Expression | undefined, value: Value): Code | undefined {
  return isResponseName(subject) ? value.reply : undefined;
}

/** What is of unknown shape must be said to be; the rest TypeScript infers from the argument. */
function parameterType(type: Type): Code {
  return type.kind === "dynamic" || type.kind === "error" ? code`: unknown` : empty;
}

function armsValue(f: FunctionEmitter, node: ast.MatchExpression, subject: Value): Value {
  const arms: { readonly test: Code | undefined; readonly value: Value }[] = [];
  const reply = replyOf(node.subject, subject);
  for (const arm of reachableArms(f.module.bindings, node.arms, false)) {
    if (arm.kind !== "ValueArm" || neverFits(f, arm.pattern, { value: subject, reply })) continue;
    const condition = patternCondition(f, arm.pattern, { value: subject, reply });
    for (const [variable, value] of condition.bindings) f.variables.set(variable, value);
    const tests = [...condition.tests];
    if (!addTest(f, arm.guard, tests)) continue;
    arms.push({ test: tests.length === 0 ? undefined : join(tests, " && "), value: emitExpression(f, arm.value) });
    if (tests.length === 0) break;
  }
  // TypeScript sees that no way leads there, and then that a field of nothing is read.
  return chained(arms, f.module.types.exhausted.has(node) ? code`null` : subject.code);
}

function conditionMatch(f: FunctionEmitter, node: ast.MatchExpression): Value {
  const arms: { readonly test: Code | undefined; readonly value: Value }[] = [];
  for (const arm of node.arms) {
    if (arm.kind !== "ConditionValueArm") continue;
    const tests: Code[] = [];
    if (!addTest(f, arm.condition, tests)) continue;
    arms.push({ test: tests[0], value: emitExpression(f, arm.value) });
    if (tests.length === 0) break;
  }
  return chained(arms, code`null`);
}

/** All ways give a value of one truth, and there is no way without a value. */
function truthOf(arms: readonly { readonly test: Code | undefined; readonly value: Value }[]): Pick<Value, "truth"> {
  const truth = arms.at(-1)?.test ? undefined : arms[0]?.value.truth;
  return truth !== undefined && arms.every((each) => each.value.truth === truth) ? { truth } : {};
}

function chained(arms: readonly { readonly test: Code | undefined; readonly value: Value }[], subject: Code): Value {
  const [first] = arms;
  if (first && !first.test) return first.value;
  const fallback = code`${runtime("noArm")}(${subject})`;
  const text = arms.reduceRight(
    (rest, { test, value }) => (test ? code`(${test}) ? ${value.code} : ${rest}` : value.code),
    fallback,
  );
  return {
    code: code`(${text})`,
    type: arms.length === 0 ? dynamic : union(...arms.map((each) => each.value.type)),
    undefinable: arms.some((each) => each.value.undefinable ?? false),
    ...truthOf(arms),
  };
}
